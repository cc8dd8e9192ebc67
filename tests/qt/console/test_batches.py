"""The page of batches in a real console: tubes, boxes, exports, receipts, searches."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial, partialmethod
from pathlib import Path
from typing import Any, cast

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog

from station.demo.qt_hands import wait
from station.demo.site import DESK_CLERK, OPERATOR
from station.domain import outcome as out
from station.domain.batch import BatchStatus
from station.domain.receipt import ReceiptStatus
from station.domain.staff import NotPermitted
from station.export.atomic import sync_to_disk
from station.export.package import write_package
from station.qt_batches import BatchesKeeper
from station.scanner.decode import decode
from station.services import export_batch, search
from station.services.search import Search
from station.storage.search_rows import SearchRows
from station.ui.batches import asks
from station.ui.batches.batches_page import BatchesPage
from station.ui.batches.receipt_dialog import ReceiptDialog
from station.ui.batches.search_dialog import SearchDialog
from station.ui.batches_desk import Stick
from station.ui.dialogs.box_dialog import BoxDialog
from station.ui.dialogs.withdraw_dialog import WithdrawDialog
from tests.qt.console.conftest import RunningConsole, person
from tests.qt.printing.pages import pages

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
Start = Callable[..., RunningConsole]
CTRL = Qt.KeyboardModifier.ControlModifier
BOX = "BX202611"


class AtBatches:
    """A console with sealed tubes, and its page of batches."""

    def __init__(self, running: RunningConsole) -> None:
        self.running = running
        self.window = running.window
        self.page = next(x for x in self.window.parts if isinstance(x, BatchesPage))
        self.models = [
            QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
            for model in (
                *(self.page.batches.model, self.page.tubes.tubes, self.page.tubes.persons),
                self.page.sheets.sheets,
            )
        ]

    def seal_tubes(self, count: int) -> None:
        """Register one person each in so many tubes, and seal them."""
        for index in range(1, count + 1):
            self.running.tube(index)
            self.running.shoot(person(index), out.Registered)
            self.running.press(Qt.Key.Key_F4, out.TubeSealed)

    def open(self) -> None:
        self.window.pages.open("batches")
        self.until(lambda: bool(self.page.batches.model.rows))
        self.until(lambda: bool(self.page.tubes.tubes.rows))

    def until(self, condition: Callable[[], bool]) -> None:
        self.running.until(condition)

    def dialog(self, kind: type[QDialog]) -> Any:
        self.until(lambda: any(x.isVisible() for x in self.window.findChildren(kind)))
        return next(x for x in self.window.findChildren(kind) if x.isVisible())

    def box(self) -> BoxDialog:
        self.running.hands.press(Qt.Key.Key_F9)
        self.until(lambda: isinstance(self.window.dialogs.current, BoxDialog))
        dialog = cast(BoxDialog, self.window.dialogs.current)
        dialog.activateWindow()
        return dialog

    def status(self) -> list[BatchStatus]:
        """The batches' states as the database has them."""
        with self.running.console.site.database.reading() as unit:
            return [unit.batches.get(line.batch.id).status for line in self.page.batches.model.rows]

    def close(self) -> None:
        dialog = self.window.dialogs.current
        if dialog is not None:
            dialog.close_button.click()
            self.until(lambda: self.window.dialogs.current is None)

    def export_to(self, folder: Path) -> None:
        """Box what is sealed, by its number, and export it."""
        dialog = self.begin_export(folder)
        self.until(lambda: not dialog.exporting and dialog.progress.isVisible())
        self.close()

    def keeper(self) -> BatchesKeeper:
        return next(x for x in self.running.console._keepers if isinstance(x, BatchesKeeper))

    def begin_export(self, folder: Path) -> BoxDialog:
        self.page._made.destination.choose_folder(folder)
        dialog = self.box()
        dialog.code.setText(BOX)
        dialog.in_hand.setText(str(dialog._held_count))
        dialog.ok.click()
        return dialog

    def nothing_is_left(self, folder: Path) -> None:
        """An export failed: its batch waits, and there is no file of it."""
        assert list(folder.iterdir()) == []
        assert list(self.running.console.site.folder.work.iterdir()) == []
        assert self.status() == [BatchStatus.SEALED]

    def finish_export(self, folder: Path) -> None:
        """Export the batch of an export that failed, from its dialog that is still open."""
        dialog = cast(BoxDialog, self.window.dialogs.current)
        dialog.start_export(self.page.batches.present.batch.number)
        self.until(lambda: not dialog.exporting and dialog.progress.isVisible())
        assert not dialog.problem.isVisible()
        self.close()
        self.until(lambda: self.status() == [BatchStatus.EXPORTED])
        assert len(list(folder.iterdir())) == 1


class Gate:
    """What a thread waits at; ``before`` pass it. It opens at the end of the block."""

    def __init__(self, before: int = 0) -> None:
        self._before = before
        self._event = threading.Event()
        self.reached = False

    def passed(self) -> None:
        if self._before:
            self._before -= 1
            return
        self.reached = True
        assert self._event.wait(10)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._event.set()


def text_of(number: int) -> str:
    return f"{310115000000 + number}"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """An empty folder for exports."""
    made = tmp_path / "exports"
    made.mkdir()
    return made


@pytest.fixture
def at(start: Start) -> AtBatches:
    made = AtBatches(start())
    made.seal_tubes(3)
    made.open()
    return made


def test_a_tube_that_is_scanned_is_found_and_nobody_is_registered(at: AtBatches) -> None:
    before = at.running.recent
    at.running.hands.shoot(text_of(2))
    at.until(lambda: at.page.tubes.present is not None)
    at.until(lambda: at.page.tubes.present.barcode.text == text_of(2))
    at.until(lambda: len(at.page.tubes.persons.rows) == 1)
    at.running.hands.shoot(person(9))
    at.until(lambda: "code" in at.page.tubes.note.text())

    assert at.running.recent == before
    assert at.window.pages.present == "batches"
    assert "*" in at.page.tubes.persons.rows[0].name
    at.running.hands.shoot(text_of(777))
    at.until(lambda: at.page.tubes.note.property("tone") == "bad")


def test_a_tube_is_taken_out_and_put_back_by_keyboard(at: AtBatches) -> None:
    at.running.hands.shoot(text_of(1))
    at.until(lambda: at.page.tubes.can_move)
    at.until(lambda: at.page.tubes.present.barcode.text == text_of(1))
    at.running.hands.press(Qt.Key.Key_F4)
    at.until(lambda: at.page.tubes.present.taken_out_at is not None)
    at.until(lambda: at.page.batches.present.tubes == 2)
    assert at.page.tubes.present.barcode.text == text_of(1)
    at.running.hands.press(Qt.Key.Key_F4)
    at.until(lambda: at.page.tubes.present.taken_out_at is None)
    at.until(lambda: at.page.batches.present.tubes == 3)


def test_each_tube_is_scanned_and_missing_and_extra_ones_are_named(
    at: AtBatches, target: Path
) -> None:
    at.page._made.destination.choose_folder(target)
    dialog = at.box()
    dialog.scan_button.click()
    at.running.shoot(BOX, out.BoxRead)
    for count, number in enumerate((1, 2, 9), 1):
        at.running.hands.shoot(text_of(number))
        at.until(lambda count=count: len(dialog.scan.barcodes) == count)
    at.running.after(dialog.ok.click, out.Refused)
    named = [dialog.scan.list.item(row).text() for row in range(dialog.scan.list.count())]
    assert [line.split()[0] for line in named] == ["missing", "extra"]
    assert at.status() == [BatchStatus.OPEN]
    dialog.scan.clear()
    for number in (3, 2, 1):
        dialog.take_tube(text_of(number))
    dialog.ok.click()
    at.until(lambda: not dialog.exporting and dialog.progress.isVisible())
    assert dialog.progress.notice.title.text().startswith("Exported")
    at.close()

    at.until(lambda: at.page.batches.present.batch.status is BatchStatus.EXPORTED)
    assert at.window.pages.present == "batches"
    assert [path.is_dir() for path in target.iterdir()] == [True]
    at.until(lambda: len(at.page.sheets.sheets.rows) == 1)


def test_a_stick_is_chosen_as_it_comes_and_said_to_be_safe_after_the_export(
    at: AtBatches, target: Path
) -> None:
    keeper = at.keeper()
    keeper._end.set()
    keeper._thread.join()
    stick = Stick(target, "SAMPLES")
    at.page._desk.take_sticks((stick,))
    assert "SAMPLES" in at.page.sheets.place.combo.currentText()
    dialog = at.box()
    dialog.code.setText(BOX)
    dialog.in_hand.setText("3")
    dialog.ok.click()
    assert "pulled out" not in dialog.progress.notice.text.text()
    at.until(lambda: "pulled out" in dialog.progress.notice.text.text())
    assert "SAMPLES" in dialog.progress.notice.text.text()
    at.close()
    at.page._desk.take_sticks(())
    assert "SAMPLES" not in at.page.sheets.place.combo.currentText()


def test_an_export_that_fails_leaves_the_batch_to_be_exported_again(
    at: AtBatches, target: Path
) -> None:
    at.page._made.destination.choose_folder(target / "gone")
    dialog = at.box()
    dialog.code.setText(BOX)
    dialog.in_hand.setText("3")
    dialog.ok.click()
    at.until(lambda: dialog.problem.isVisible())
    at.close()
    at.until(lambda: at.page.batches.present.batch.status is BatchStatus.SEALED)
    assert at.status() == [BatchStatus.SEALED]
    assert list(target.iterdir()) == []
    at.page._made.destination.choose_folder(target)
    again = at.box()
    again.ok.click()
    at.until(lambda: not again.exporting and again.progress.isVisible())
    at.close()
    at.until(lambda: at.page.batches.present.batch.status is BatchStatus.EXPORTED)


def test_a_disk_that_fills_up_is_named_and_nothing_is_left(
    at: AtBatches, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        if path.suffix == ".csv":
            raise OSError(errno.ENOSPC, "no room")
        sync_to_disk(path)

    with monkeypatch.context() as stick:
        stick.setattr(export_batch, "write_package", partial(write_package, sync=full))
        dialog = at.begin_export(target)
        at.until(lambda: dialog.problem.isVisible())
    assert "No room on the stick" in dialog.problem.title.text()
    assert dialog.problem.text.text()
    assert not dialog.exporting
    at.nothing_is_left(target)

    at.finish_export(target)


def test_an_export_is_called_off_with_its_button(
    at: AtBatches, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()

    def slow(path: Path) -> None:
        gate.passed()
        sync_to_disk(path)

    with monkeypatch.context() as stick, gate:
        stick.setattr(export_batch, "write_package", partial(write_package, sync=slow))
        dialog = at.begin_export(target)
        at.until(lambda: gate.reached)
        assert any(target.iterdir())
        assert dialog.exporting
        assert not dialog.close_button.isEnabled()
        at.running.hands.press(Qt.Key.Key_Escape)
        assert dialog.isVisible()
        dialog.progress.cancel.click()
    at.until(lambda: dialog.problem.isVisible())
    assert "cancelled" in dialog.problem.title.text()
    at.nothing_is_left(target)

    at.finish_export(target)


def test_a_withdrawal_after_the_export_makes_a_second_version_with_its_changes(
    at: AtBatches, target: Path
) -> None:
    at.export_to(target)
    at.until(lambda: len(at.page.sheets.sheets.rows) == 1)
    number = at.page.batches.present.batch.number
    at.window.pages.open("register")
    at.window.page.recent.table.setFocus()
    at.running.hands.press(Qt.Key.Key_Delete)
    at.until(lambda: isinstance(at.window.dialogs.current, WithdrawDialog))
    dialog = cast(WithdrawDialog, at.window.dialogs.current)
    at.running.after(dialog.ok.click, out.RegistrationUndone)
    at.until(lambda: at.window.dialogs.current is None)

    at.window.pages.open("batches")
    at.until(lambda: at.page.batches.present.batch.version == 2)
    assert at.page.batches.present.batch.status is BatchStatus.SEALED
    assert at.page.handover.steps["export"].state.text() == "version 2 to export"
    assert len(at.page.sheets.sheets.rows) == 1
    again = at.box()
    again.ok.click()
    at.until(lambda: not again.exporting and again.progress.isVisible())
    at.close()

    at.until(lambda: len(at.page.sheets.sheets.rows) == 2)
    assert [record.version for record in at.page.sheets.sheets.rows] == [2, 1]
    assert [record.persons for record in at.page.sheets.sheets.rows] == [2, 3]
    assert at.status() == [BatchStatus.EXPORTED]
    assert sorted(path.name for path in target.iterdir()) == [f"{number}-v1", f"{number}-v2"]
    assert (target / f"{number}-v2" / f"{number}-v2-changes.xlsx").is_file()
    assert list((target / f"{number}-v1").glob("*changes*")) == []


def test_the_sheet_is_printed_with_the_code_of_the_package(at: AtBatches, target: Path) -> None:
    at.running.hands.press(Qt.Key.Key_P, CTRL)
    assert at.window.findChildren(QPrintDialog) == []
    at.export_to(target)
    at.until(lambda: at.page.handover.was_exported)
    at.running.hands.press(Qt.Key.Key_P, CTRL)
    at.dialog(QPrintDialog).reject()
    assert not at.page.output.is_busy

    at.running.hands.press(Qt.Key.Key_P, CTRL)
    dialog = at.dialog(QPrintDialog)
    printer = dialog.printer()
    assert printer.docName() == at.page.batches.present.batch.number
    path = target / "printed.pdf"
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    dialog.done(1)
    at.until(lambda: "printer" in at.page.handover.note.text())
    (page,) = pages(path, 200)
    (code,) = decode(page)
    book = load_workbook(next(target.glob("*/*.xlsx")))
    assert code.text in [value for row in book.worksheets[2].values for value in row]


def test_the_sheet_names_the_laboratory_of_the_settings(
    at: AtBatches, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = at.keeper()
    settings = at.running.console.site.settings
    keeper.apply(replace(settings, site=replace(settings.site, lab="市检测中心")))
    at.export_to(target)
    at.until(lambda: at.page.handover.was_exported)
    assert keeper._paper(at.page.batches.present.batch.number).lab == "市检测中心"


def test_a_receipt_that_differs_is_counted_on_the_rail_until_it_is_settled(
    at: AtBatches, target: Path
) -> None:
    at.export_to(target)
    at.until(lambda: at.page.handover.was_exported)
    at.running.hands.press(Qt.Key.Key_F6)
    dialog = at.dialog(ReceiptDialog)
    for number in (1, 2):
        dialog.take_tube(text_of(number))
    dialog.ok.click()
    at.until(lambda: dialog.receipt is not None)
    assert dialog.receipt.status is ReceiptStatus.OPEN
    assert dialog.list.item(0).text().endswith("0003")
    at.until(lambda: at.window.rail.button("batches").count == 1)
    dialog.settle_button.click()
    at.until(lambda: dialog.receipt.status is ReceiptStatus.SETTLED)
    at.until(lambda: at.window.rail.button("batches").count == 0)
    dialog.reject()
    path = target / "sheet.pdf"
    at.page._desk.ask(asks.SaveSheet(at.page.batches.present, path, "zh_CN"))
    at.until(path.exists)
    at.until(lambda: "sheet.pdf" in at.page.handover.note.text())


def test_a_search_finds_a_part_of_a_name_and_enter_shows_the_tube(at: AtBatches) -> None:
    name = at.running.recent[-1][0]
    at.running.hands.press(Qt.Key.Key_F, CTRL)
    dialog = at.dialog(SearchDialog)
    tester = QAbstractItemModelTester(dialog.found)
    dialog.name.setText(name[:1])
    dialog.look()
    at.until(lambda: not dialog.is_running)
    assert dialog.found.rows
    assert all("*" in row.name for row in dialog.found.rows)
    wanted = dialog.found.rows[0].barcode
    dialog.table.opened.emit(0)
    at.until(lambda: at.page.tubes.present is not None)
    at.until(lambda: at.page.tubes.present.barcode == wanted)
    del tester


def test_a_search_that_is_cancelled_keeps_what_it_found_and_can_be_gone_on_with(
    at: AtBatches, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(before=1)
    read = SearchRows.by_days

    def slow(*given: Any) -> Any:
        gate.passed()
        return read(*given)

    monkeypatch.setattr(search, "AT_ONCE", 1)
    monkeypatch.setattr(SearchRows, "by_days", slow)
    at.page.search()
    dialog = at.dialog(SearchDialog)
    dialog.look()
    with gate:
        at.until(lambda: gate.reached and dialog.bar.maximum() == 3)
        assert dialog.is_running
        assert dialog.cancel_button.isVisible()
        dialog.cancel_button.click()
    at.until(lambda: not dialog.is_running)
    # One row was read before the gate; the one behind it was on its way.
    assert len(dialog.found.rows) == 2
    assert dialog.said.text().startswith("Stopped: found 2, 2 of 3")
    assert not dialog.cancel_button.isVisible()
    dialog.activateWindow()
    at.until(dialog.table.hasFocus)
    at.running.hands.press(Qt.Key.Key_End, CTRL)
    at.running.hands.press(Qt.Key.Key_Down)
    at.until(lambda: len(dialog.found.rows) == 3 and not dialog.is_running)
    dialog.reject()


def test_a_search_that_runs_ends_with_its_dialog(
    at: AtBatches, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    read = SearchRows.by_days

    def slow(*given: Any) -> Any:
        gate.passed()
        return read(*given)

    monkeypatch.setattr(SearchRows, "by_days", slow)
    at.page.search()
    dialog = at.dialog(SearchDialog)
    dialog.look()
    asked = dialog._asked
    with gate:
        at.until(lambda: gate.reached)
        dialog.reject()
        assert asked.cancel.is_set()
        assert at.keeper()._searching == {asked.cancel}
    at.until(lambda: not at.keeper()._searching)


def test_pages_of_a_search_follow_one_another(
    at: AtBatches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Search, "page", partialmethod(Search.page, limit=2))
    at.page.search()
    dialog = at.dialog(SearchDialog)
    tester = QAbstractItemModelTester(dialog.found)
    dialog.look()
    at.until(lambda: len(dialog.found.rows) == 2)
    assert "scroll down" in dialog.said.text()
    dialog.activateWindow()
    at.until(dialog.table.hasFocus)
    for _ in range(2):
        at.running.hands.press(Qt.Key.Key_Down)
    at.until(lambda: len(dialog.found.rows) == 3)
    assert len({row.registration_id for row in dialog.found.rows}) == 3
    at.running.hands.press(Qt.Key.Key_Down)
    at.running.hands.press(Qt.Key.Key_Down)
    assert not dialog.is_running
    dialog.reject()
    del tester


def test_an_operator_sees_the_page_and_a_clerk_does_not(start: Start) -> None:
    at = AtBatches(start(member=OPERATOR))
    assert at.window.pages.allows("batches")


def test_what_a_clerk_may_not_see_is_refused_too(start: Start) -> None:
    at = AtBatches(start(member=DESK_CLERK))
    assert not at.window.pages.allows("batches")
    failures: list[object] = []
    at.page._desk.failed.connect(lambda what, error: failures.append(error))
    at.page._desk.ask(asks.FindTube(text_of(1)))
    at.until(lambda: bool(failures))
    assert isinstance(failures[0], NotPermitted)
    wait(1)
