"""The states of the page of batches that `screens` draws."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QDialog

from station.domain import outcome as out
from station.domain.batch import TubesMismatched
from station.domain.batch_view import TubeUnknown
from station.domain.tube import TubeBarcode
from station.ui.batches import asks
from station.ui.batches_desk import Stick
from station.ui.main_window import MainWindow
from tests.qt.ui import batches, booth

AT = {
    "open": 0, "short": 0, "out": 0, "find_failed": 0, "boxed": 1, "version2": 2, "difference": 3,
    "receipt": 3, "exported": 6, "stick": 1, "operator": 0, "search": 0, "search_running": 0,
}  # fmt: skip
STATES = ("empty", *AT, "box_scan", "box_mismatch", "exporting", "export_done")


def show(
    made: MainWindow,
    desk: batches.RecordingBatchesDesk,
    booth_desk: booth.RecordingDesk,
    state: str,
) -> None:
    """Bring ``made`` into ``state``."""
    member = booth.member()
    made.take_report(booth.report(out.Ignored(), member=member, batch_tubes=24))
    made.pages.bring("batches")
    lines = () if state == "empty" else batches.lines()
    desk.answer(asks.ListBatches, batches.page(*lines))
    desk.answer(asks.ListDifferences, [] if state == "empty" else [lines[3]])
    if state == "empty":
        return
    page = made.parts[0]
    line = lines[AT.get(state, 1)]
    page.batches.show_batches(lines, line.batch.number)
    rows = batches.tubes(line.batch)
    desk.answer(asks.ListTubes, rows)
    shown = batches.exports(line.batch)
    if line.exported_version is not None:
        shown = shown[: line.exported_version]
        desk.answer(asks.ListSheets, asks.Sheets(line.batch.number, shown, ()))
    at = {"out": 2, "short": 4}.get(state, 1)
    page.tubes.table.choose(at)
    desk.answer(asks.LookTube, batches.detail(page.tubes.present))
    if state == "stick":
        desk.take_sticks((Stick(batches.FOLDER, "SAMPLES (E:)"),))
    elif state == "find_failed":
        page.tubes.find.setText("310115009999")
        page.flow.find("310115009999")
        desk.take_failure(desk.last(asks.FindTube), TubeUnknown())
    elif state == "receipt":
        page.enter_receipt()
    elif state.startswith("search"):
        _search(page, desk, state)
    elif state in ("box_scan", "box_mismatch"):
        _box(made, booth_desk, state)
    elif state in ("exporting", "export_done"):
        desk.take_sticks((Stick(batches.FOLDER, "SAMPLES (E:)"),))
        page.export()
        dialog = made.dialogs.current
        dialog.ok.click()
        dialog.progress.show_step(420, 1000)
        if state == "export_done":
            done = booth.exported()
            booth_desk.exported.emit(done)


def _search(page, desk: batches.RecordingBatchesDesk, state: str) -> None:
    page.search()
    dialog = dialog_of(page.window())
    dialog.name.setText("张")
    dialog.look()
    what = desk.last(asks.Look)
    if state == "search":
        desk.take(what, asks.Looked(None, batches.found()))
    else:
        desk.tell_progress(what, 41_200, 96_000)


def _box(made: MainWindow, booth_desk: booth.RecordingDesk, state: str) -> None:
    made.open_box()
    dialog = made.dialogs.current
    dialog.code.setText("BX20260009")
    dialog.scan_button.click()
    for at in range(6):
        dialog.take_tube(f"31011500{2870 - at}")
    if state == "box_mismatch":
        missing = tuple(TubeBarcode(f"31011500{2860 - at}") for at in range(2))
        error = TubesMismatched(missing, (TubeBarcode("310115009999"),))
        report = booth.report(out.Refused(error), batch_tubes=24)
        made.take_report(replace(report))


def dialog_of(window) -> QDialog | None:
    return next((each for each in window.findChildren(QDialog) if each.isVisible()), None)
