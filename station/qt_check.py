"""What the check page asks for is done here: sheets read by processes of their own, papers
compared."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Event
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal

from station.check.finding import SPOILING, Code, Finding
from station.check.read_file import ReadFile
from station.domain.staff import Permission
from station.qt_answers import Answerer
from station.services.access import Access
from station.services.check_sheets import CheckCancelled, Checked, CheckSheets
from station.services.paper import PaperCompared, SheetFacts, compare_paper
from station.services.trust_in_force import TrustInForce
from station.services.worker import Worker
from station.ui.check.asks import (
    CheckShown,
    ComparePaper,
    FileShown,
    FileState,
    FindingShown,
    RunCheck,
    SaveChecked,
)
from station.ui.check_desk import CheckDesk
from station.ui.language import load_catalogue


class CheckKeeper(Answerer):
    """Answers a `CheckDesk` on threads aside: a check keeps none of the booth's workers waiting.

    Signatures are proved by the trust list in force at that moment.
    """

    _rows_read = Signal(object, int)

    def __init__(
        self,
        desk: CheckDesk,
        checks: CheckSheets,
        trust: TrustInForce,
        access: Access,
        writer: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk, "check", parent)
        self._checks = checks
        self._trust = trust
        self._access = access
        self._writer = writer
        self._running: set[Event] = set()
        self._rows_read.connect(desk.rows_read, Qt.ConnectionType.QueuedConnection)
        self.here({RunCheck: self._begin})
        self.aside(
            {SaveChecked: self._save, ComparePaper: self._compare}, called_off=CheckCancelled
        )

    def stop(self) -> None:
        for cancel in tuple(self._running):
            cancel.set()
        super().stop()

    # --- inside --------------------------------------------------------------------------------

    def _begin(self, what: RunCheck) -> None:
        """Check aside; the report is shown once the trail has its line."""

        def noted(checked: Checked) -> CheckShown:
            self._checks.note(checked)
            return shown_of(checked)

        def work() -> None:
            with self.telling(what):
                checked = self._check(what)
                self._writer.submit(lambda: self.answer(what, lambda: noted(checked)))

        if not self.threads.go(work):
            what.cancel.set()

    def _check(self, what: RunCheck) -> Checked:
        rows = 0

        def progress(done: int, total: int, read: int) -> None:
            nonlocal rows
            if read != rows:
                rows = read
                self._rows_read.emit(what, read)
            self.tell_progress(what, done, total)

        self._running.add(what.cancel)
        if self.threads.stopping.is_set():
            what.cancel.set()
        try:
            return self._checks.check(
                what.paths, what.passwords, what.lab_key, what.passphrase, progress, what.cancel
            )
        finally:
            self._running.discard(what.cancel)

    def _save(self, what: SaveChecked) -> tuple[Path, ...]:
        words = load_catalogue(what.language)
        written = self._checks.write(
            cast(Checked, what.checked.report),
            what.folder,
            lambda code: words.text(f"check.code.{code}"),
            self.threads.stopping,
        )
        return written.report, written.merged

    def _compare(self, what: ComparePaper) -> PaperCompared:
        self._access.need(Permission.CHECK)
        checked = what.checked
        files = () if checked is None else cast(Checked, checked.report).report.files
        return compare_paper(what.text, self._trust.present, list(_sheets(files)))


def _sheets(files: Iterable[ReadFile]) -> Iterable[SheetFacts]:
    """Yield what the workbooks say; a text file says neither version nor digest."""
    for file in files:
        if file.is_sheet and file.digest is not None and file.batch is not None:
            yield SheetFacts(
                file.path.name,
                file.batch,
                file.version or 0,
                file.persons,
                file.tubes,
                file.digest,
                file.box,
            )


def shown_of(checked: Checked) -> CheckShown:
    """Return what the page shows of a report."""
    report = checked.report
    # First what nothing was taken of, then what spoils a whole file.
    grave = {*list(Code)[: list(Code).index(Code.COLUMN_MISSING)], *SPOILING}
    order = {code: (code not in grave, place) for place, code in enumerate(Code)}
    places = {file.name: place for place, file in enumerate(report.files)}
    found: list[tuple[Finding, tuple[int, ...]]] = [
        (finding, tuple(places[name] for name in finding.files if name in places))
        for finding in report.findings
    ]
    for place, file in enumerate(report.files):
        found += [(finding, (place,)) for finding in file.findings]
    found.sort(key=lambda pair: order[pair[0].code])
    facts = report.facts()
    return CheckShown(
        tuple(map(_file, report.files)),
        tuple(_finding(finding, files) for finding, files in found),
        facts["persons"],
        facts["tubes"],
        checked,
    )


def _file(file: ReadFile) -> FileShown:
    findings = sum(_more(finding) or 1 for finding in file.findings)
    if file.refused:
        state = FileState.REFUSED
    elif findings:
        state = FileState.FINDINGS
    else:
        state = FileState.GOOD if file.is_sheet else FileState.PROOF
    return FileShown(
        file.path.name,
        str(file.path),
        state,
        findings,
        file.batch or "",
        file.version or 0,
        file.persons,
        file.tubes,
        file.proved_by,
        file.resaved,
    )


def _finding(finding: Finding, files: tuple[int, ...]) -> FindingShown:
    more = _more(finding)
    return FindingShown(
        finding.code.value,
        files,
        finding.sheet or "",
        finding.row,
        "" if more else _told(finding),
        more,
    )


def _told(finding: Finding) -> str:
    """Return column and detail; a detail that begins with the column names it already."""
    column, detail = finding.column or "", finding.detail
    return detail if detail.startswith(column) else f"{column} {detail}".rstrip()


def _more(finding: Finding) -> int:
    """Return how many findings of its kind this one stands for that are not listed, else 0."""
    is_count = finding.sheet is None and finding.detail[:1] == "+"
    return int(finding.detail[1:]) if is_count and finding.detail[1:].isdigit() else 0
