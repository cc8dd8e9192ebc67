"""The check page at the real console: real packages, processes that read them, paper, keys."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from station.credential.handover import Handover, SignedHandover, handover_text
from station.credential.keys import SheetKey
from station.demo.site import COORDINATOR, OPERATOR, demo_keys
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.export.columns import COVER, PERSONS, CoverItem
from station.paths import DataFolder
from station.services.paper import Verdict
from station.ui.check.asks import FileState
from station.ui.check.check_page import CheckPage
from tests.qt.console.conftest import RunningConsole, stop
from tests.qt.console.test_console import pack

Start = Callable[..., RunningConsole]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class CheckHands:
    """Somebody's hands at the check page of a running console, after a batch was exported."""

    def __init__(self, booth: RunningConsole, folder: DataFolder) -> None:
        self.booth = booth
        dialog = pack(booth)
        booth.until(lambda: not booth.reports[-1].booth.unexported and not dialog.exporting)
        dialog.reject()
        (self.package,) = folder.exports.iterdir()
        (self.workbook,) = self.package.glob("*.xlsx")
        booth.until(lambda: booth.window.dialogs.current is None)
        booth.window.activateWindow()
        booth.hands.press(Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
        booth.until(lambda: self.page.isVisible() and self.page.sources.area.hasFocus())

    @property
    def page(self) -> CheckPage:
        parts = self.booth.window.parts
        return next(part for part in parts if isinstance(part, CheckPage))

    @property
    def code(self) -> str:
        """The hand-over code on the workbook's cover."""
        cover = openpyxl.load_workbook(self.workbook, read_only=True)[COVER.title]
        rows = {row[0]: row[1] for row in cover.iter_rows(values_only=True)}
        return str(rows[CoverItem.HANDOVER_CODE.value])

    def drop(self, *paths: Path) -> None:
        """Drop files or folders, and wait for the report."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        self.page.sources.area.dropEvent(
            QDropEvent(
                QPointF(5, 5),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        self.wait()

    def wait(self) -> None:
        self.booth.until(lambda: self.page.report.shown is not None, 30_000)

    def choose(self, path: Path) -> None:
        """Answer the file dialog that is open."""
        self.booth.until(lambda: self._dialog() is not None)
        dialog = self._dialog()
        assert dialog is not None
        dialog.filesSelected.emit([str(path)])
        dialog.close()
        self.booth.window.activateWindow()
        self.booth.until(self.booth.window.isActiveWindow)

    def scan(self, text: str) -> Verdict:
        """Shoot a code with the gun and return what came of it."""
        self.page.paper.show_compared(None)
        self.booth.hands.shoot(text)
        self.booth.until(lambda: self.page.paper.compared is not None)
        assert self.page.paper.compared is not None
        return self.page.paper.compared.verdict

    def _dialog(self) -> QFileDialog | None:
        dialogs = self.booth.window.findChildren(QFileDialog)
        return next((each for each in dialogs if each.isVisible()), None)


@pytest.fixture
def hands(start: Start, folder: DataFolder) -> CheckHands:
    return CheckHands(start(), folder)


def test_a_package_that_was_dropped_is_right_and_its_paper_matches(
    hands: CheckHands, tmp_path: Path
) -> None:
    booth, page = hands.booth, hands.page
    hands.drop(hands.package)
    shown = page.report.shown
    assert shown is not None
    assert shown.findings == ()
    assert (shown.persons, shown.tubes) == (1, 1)
    (book,) = [file for file in shown.files if file.name == hands.workbook.name]
    assert (book.state, book.proved_by) == (FileState.GOOD, "manifest")
    assert page.report.summary.title.text() == "✔ Everything is right"
    booth.hands.press(Qt.Key.Key_F5)
    page.report.show_checked(None)
    hands.wait()

    seen = len(booth.reports)
    paper = SignedHandover.parse(hands.code).handover
    assert hands.scan(hands.code) is Verdict.MATCHES
    for text, verdict in (
        (hands.code[:-4] + "0000", Verdict.FORGED),
        (handover_text(paper, SheetKey.generate()), Verdict.FORGED),
        (_other(paper, persons=2), Verdict.DIFFERS),
        (_other(paper, batch="20261122-02-99"), Verdict.NO_FILE),
    ):
        assert hands.scan(text) is verdict
    # Nobody was registered from here, and the booth heard nothing.
    assert not any(isinstance(each.outcome, out.Refused) for each in booth.reports[seen:])

    booth.hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    hands.choose(tmp_path)
    booth.until(lambda: bool(page.report.note.text()))
    assert len(list(tmp_path.glob("*.xlsx"))) == 2
    assert str(tmp_path) in page.report.note.text()
    with booth.console.site.database.reading() as unit:
        kinds = [line.event.kind for line in unit.audit.lines()]
    assert AuditKind.SHEETS_CHECKED in kinds


def _other(paper: Handover, **changes: object) -> str:
    return handover_text(replace(paper, **changes), demo_keys().sheet)  # type: ignore[arg-type]


def test_findings_are_grouped_and_filtered_by_file_with_the_keyboard_alone(
    hands: CheckHands, tmp_path: Path
) -> None:
    booth, page = hands.booth, hands.page
    changed = tmp_path / "changed.xlsx"
    book = openpyxl.load_workbook(hands.workbook)
    book[PERSONS.title].cell(2, PERSONS.keys.index("Name") + 1).value = "别人"
    book.save(changed)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    booth.hands.press(Qt.Key.Key_F2)
    hands.choose(changed)
    hands.wait()
    booth.hands.press(Qt.Key.Key_F2)
    hands.choose(broken)
    booth.until(lambda: page.report.shown is not None and len(page.report.shown.files) == 2)
    shown = page.report.shown
    assert shown is not None
    codes = {finding.code for finding in shown.findings}
    assert {"cell_altered", "file_damaged"} <= codes
    (altered,) = [each for each in shown.findings if each.code == "cell_altered"]
    assert altered.detail.count("Name") == 1, "the column is named once"
    assert page.report.summary.property("tone") == "bad"
    table, findings = page.report.files, page.report.findings.model()
    booth.until(table.hasFocus)
    whole = findings.rowCount()
    booth.hands.press(Qt.Key.Key_Down)
    of_first = findings.rowCount()
    booth.hands.press(Qt.Key.Key_Down)
    assert 0 < findings.rowCount() < whole
    assert 0 < of_first < whole
    assert "别人" not in "".join(
        str(findings.index(row, column).data())
        for row in range(findings.rowCount())
        for column in range(findings.columnCount())
    )
    booth.hands.press(Qt.Key.Key_Return)
    assert page.isVisible()


def test_a_password_is_tried_kept_in_memory_and_gone_with_the_lock(hands: CheckHands) -> None:
    page, booth = hands.page, hands.booth
    page.sources.password.setText("three words")
    hands.drop(hands.package)
    assert page.sources.passwords == ("three words",)
    assert page.sources.password.text() == ""
    hands.scan(hands.code)
    booth.hands.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    booth.until(lambda: booth.window.lock.is_covered)
    booth.until(lambda: page.sources.passwords == ())
    assert page.sources.paths == ()
    assert page.report.shown is None
    assert page.paper.compared is None


def test_a_check_is_called_off_and_the_sheets_stay(hands: CheckHands) -> None:
    page, booth = hands.page, hands.booth
    page.sources.add((hands.package,))
    assert page.report.shown is None
    booth.hands.press(Qt.Key.Key_Escape)
    booth.until(lambda: page.sources.run_button.isEnabled())
    if page.report.shown is None:
        assert "called off" in page.sources.note.text()
    assert page.sources.paths == (hands.package,)


def test_a_console_that_closes_calls_a_check_off_and_waits_for_its_processes(
    hands: CheckHands,
) -> None:
    hands.page.sources.add((hands.package,))
    run = hands.page._run
    assert run is not None
    stop(hands.booth.console)
    assert run.cancel.is_set()
    assert not [each for each in threading.enumerate() if each.name.startswith("check")]


def test_only_coordinators_and_managers_see_it(start: Start) -> None:
    booth = start(member=OPERATOR)
    assert not booth.window.pages.allows("check")
    booth.window.pages.bring("check")
    assert booth.window.pages.present == "register"


def test_a_coordinator_has_it(start: Start) -> None:
    assert start(member=COORDINATOR).window.pages.allows("check")
