"""The states of the check page that `screens` draws, and a desk that records what it asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from station.credential.handover import Handover
from station.credential.sheet_refusals import SheetSignatureBad
from station.domain import outcome as out
from station.domain.scan import Scan, Source, Symbology, View
from station.domain.staff import Role
from station.services.paper import Figure, PaperCompared, Verdict
from station.ui.check.asks import (
    CheckShown,
    ComparePaper,
    FileShown,
    FileState,
    FindingShown,
    RunCheck,
)
from station.ui.check.check_page import CheckPage
from station.ui.check_desk import CheckDesk
from station.ui.main_window import MainWindow
from tests.qt.ui import booth

STATES = (
    *("empty", "running", "good", "findings", "one_file", "hostile", "matches", "differs"),
    *("no_file", "forged"),
)
CODE = "NAH1:6BF" + "7Y%3" * 60
HANDOVER = Handover(
    *("20261122-02-05", 1, 187, 20, bytes(range(40, 72)), "BX20261122"),
    datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
)
FIGURES = (
    Figure("version", "1", "1"),
    Figure("persons", "187", "187"),
    Figure("tubes", "20", "20"),
    Figure("box", "BX20261122", "BX20261122"),
    Figure("digest", "2829 2A2B 2C2D 2E2F", "2829 2A2B 2C2D 2E2F"),
)
OTHER = (
    FIGURES[0],
    Figure("persons", "187", "186"),
    *FIGURES[2:4],
    Figure("digest", "2829 2A2B 2C2D 2E2F", "91B0 77C4 0D1E 5A33"),
)


class RecordingCheckDesk(CheckDesk):
    """Notes what is asked; the test answers."""

    def __init__(self) -> None:
        super().__init__()
        self.asks: list[object] = []
        self.asked.connect(self.asks.append)


def sheet(number: int, state: FileState = FileState.GOOD, findings: int = 0) -> FileShown:
    batch = f"20261122-{number:02}-05"
    return FileShown(
        *(f"{batch}-v1.xlsx", f"/media/stick/{batch}-v1/{batch}-v1.xlsx", state, findings, batch),
        *(1, 187 + number, 20, "manifest" if state is FileState.GOOD else ""),
    )


def manifest(number: int) -> FileShown:
    name = f"20261122-{number:02}-05-v1.manifest"
    batch = f"20261122-{number:02}-05"
    return FileShown(name, f"/media/stick/{name}", FileState.PROOF, 0, batch, 1)


def good() -> CheckShown:
    files = [each for number in (1, 2, 3) for each in (sheet(number), manifest(number))]
    files[2] = replace(files[2], resaved=True)
    return CheckShown(tuple(files), (), 567, 60, None)


def findings() -> CheckShown:
    files = (
        *(sheet(1), manifest(1), replace(sheet(2, FileState.FINDINGS, 5), proved_by="handover")),
        *(sheet(3, FileState.FINDINGS, 104), replace(sheet(4), proved_by="handover", version=2)),
    )
    altered = [
        FindingShown("cell_altered", (2,), "人员 Persons", row, f"IDNo 310115{row:06}")
        for row in (12, 47, 88)
    ]
    numbers = [
        FindingShown("document_number_wrong", (3,), "人员 Persons", row, "IDNo")
        for row in range(2, 102)
    ]
    across = (
        FindingShown(
            "tube_in_two_files", (0, 4), "", None, "310115002871: 20261122-01-05, 20261122-04-05"
        ),
        FindingShown(
            *("person_in_two_tubes", (0, 2), "", None),
            "20261122-01-05 310115002871 row 14; 20261122-02-05 310115009912 row 3",
        ),
        FindingShown("batch_missing", (), "", None, "20261122-03-04"),
    )
    return CheckShown(
        files,
        (
            *numbers,
            FindingShown("document_number_wrong", (3,), more=4),
            *altered,
            FindingShown("row_added", (2,), "人员 Persons", 190),
            FindingShown("signed_differs", (2,), "", None, "digest, persons"),
            *across,
        ),
        760,
        80,
        None,
    )


def hostile() -> CheckShown:
    refused = [
        FileShown(name, f"/home/lab/{name}", FileState.REFUSED, 1)
        for name in (
            "送检名单（最终版）-请务必查收-2026年11月22日-修改3.xlsx",
            "b.xlsm",
            "c.xlsx.sealed",
        )
    ]
    return CheckShown(
        (sheet(1), *refused),
        (
            FindingShown("zip_bomb", (1,)),
            FindingShown("macros", (2,)),
            FindingShown("lab_key_needed", (3,)),
        ),
        188,
        20,
        None,
    )


def show(made: MainWindow, desk: RecordingCheckDesk, state: str) -> CheckPage:
    """Bring ``made`` into ``state``; return its page."""
    who = booth.member(Role.COORDINATOR, name="周文", badge="OP3001")
    made.take_report(booth.report(out.Ignored(), member=who, shift=None))
    made.pages.bring("check")
    page = page_of(made)
    if state == "empty":
        return page
    page.sources.add((Path("/media/stick/20261122-01-05-v1"), Path("/media/stick/x.xlsx")))
    run = desk.asks[-1]
    assert isinstance(run, RunCheck)
    if state == "running":
        desk.rows_read.emit(run, 41_000)
        desk.tell_progress(run, 3, 12)
        return page
    shown = {"findings": findings, "one_file": findings, "hostile": hostile}.get(state, good)()
    desk.take(run, shown)
    if state == "one_file":
        page.report.files.selectRow(3)
    if state in _PAPERS:
        page.take(read(CODE))
        asked = desk.asks[-1]
        assert isinstance(asked, ComparePaper)
        desk.take(asked, _PAPERS[state])
    return page


_PAPERS = {
    "matches": PaperCompared(Verdict.MATCHES, HANDOVER, "02", "20261122-02-05-v1.xlsx", FIGURES),
    "differs": PaperCompared(Verdict.DIFFERS, HANDOVER, "02", "20261122-02-05-v1.xlsx", OTHER),
    "no_file": PaperCompared(Verdict.NO_FILE, HANDOVER, "02"),
    "forged": PaperCompared(Verdict.FORGED, HANDOVER, refusal=SheetSignatureBad()),
}


def page_of(made: MainWindow) -> CheckPage:
    return next(part for part in made.parts if isinstance(part, CheckPage))


def read(text: str, at: float = 1.0, source: Source = Source.GUN) -> View:
    return View((Scan(text, Symbology.QR, source, at),), source, at)
