"""The page of batches: the batches, the tubes of one, who is in a tube, and the handing over."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from station.domain.batch import BatchStatus
from station.domain.batch_view import BatchLine, BatchPage, BatchPosition, TubeDetail, TubeLine
from station.domain.search import Found
from station.domain.staff import Permission, StaffMember
from station.errors import StationError
from station.services.report import BoothView
from station.ui.batches import asks
from station.ui.batches.batch_list import BatchList
from station.ui.batches.handover_card import HandoverCard
from station.ui.batches.page_entry import BATCHES, batches_entry
from station.ui.batches.receipt_dialog import ReceiptDialog
from station.ui.batches.search_dialog import SearchDialog
from station.ui.batches.sheet_output import SheetOutput
from station.ui.batches.sheets_card import SheetsCard
from station.ui.batches.tubes_card import TubesCard
from station.ui.batches_desk import BatchesDesk
from station.ui.card import GAP
from station.ui.register.result_shown import Sound
from station.ui.tube_reads import TubeReads
from station.ui.window_page import WindowPage
from station.ui.window_part import PartFacts
from station.ui.words import Words

RIGHT_WIDTH = 322
FAR_DAYS = 366
SOON_MS = 150


class BatchesPage(QWidget):
    """``desk`` is its way to the services."""

    seen = Signal(bool)

    def __init__(self, desk: BatchesDesk, made: PartFacts) -> None:
        super().__init__()
        self._desk = desk
        self._made = made
        self._around = made.around
        self._theme, self._words, self._facts = made.theme, made.words, made.facts
        self._member: StaffMember | None = None
        self._after: BatchPosition | None = None
        self._tubes_after: int | None = None
        self._days = 7
        self._want_batch: str | None = None
        self._want_tube: UUID | None = None
        self.batches = BatchList(self._theme, self._words)
        self.tubes = TubesCard(self._theme, self._words)
        self.handover = HandoverCard(self._theme, self._words)
        self.sheets = SheetsCard(self._theme, self._words, made.destination)
        self.output = SheetOutput(self, desk, lambda: self._words)
        self.reads = TubeReads(made.settings, self._take_tube, self._refuse_read, self._fail_read)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._lay_out()
        self._connect()
        self._take_settings()

    # --- what the window calls -----------------------------------------------------------------

    def entry(self) -> WindowPage:
        return batches_entry(self)

    def set_words(self, words: Words) -> None:
        self._words = words
        for part in (self.batches, self.tubes, self.handover, self.sheets):
            part.set_words(words)

    def show_member(self, member: StaffMember | None) -> None:
        """Show what ``member`` may do here."""
        if member == self._member:
            return
        self._member = member
        may = self._may(Permission.EXPORT)
        self.tubes.show_may_move(may)
        self.handover.show_may(may)
        self.sheets.show_may(may)
        if self._may(Permission.LOOK_UP):
            self._desk.ask(asks.ListDifferences())
        else:
            self._around.counted.emit(BATCHES, 0)

    def take_booth(self, booth: BoothView) -> None:
        """The booth changed: what is seen here is read anew."""
        if self.isVisible():
            self._soon.start()

    def enter(self) -> None:
        """The page came to the front."""
        self.refresh()
        self.tubes.begin_find()

    def forget(self) -> None:
        """The window locks, or somebody else signs in."""
        self._desk.forget()
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible():
                dialog.done(QDialog.DialogCode.Rejected)
        self.tubes.forget()
        self.reads.forget()
        self.handover.note.clear()
        self._want_batch = self._want_tube = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._made.destination.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._made.destination.watch(False)

    # --- keys ----------------------------------------------------------------------------------

    def find(self) -> None:
        """F2: the keyboard goes to the field for a tube."""
        self.tubes.begin_find()

    @Slot()
    def move(self) -> None:
        """F4: take the present tube out, or put it back."""
        tube = self.tubes.present
        if tube is None or not self.tubes.can_move:
            return
        if self._desk.is_waiting_for(asks.TakeOut, asks.PutBack):
            return
        kind = asks.TakeOut if tube.taken_out_at is None else asks.PutBack
        self._desk.ask(kind(tube.id))

    @Slot()
    def export(self) -> None:
        """F9: box and export the open batch, or export the chosen one."""
        line = self.batches.present
        if not self._may(Permission.EXPORT):
            return
        if line is None or line.batch.status is BatchStatus.OPEN:
            self._around.box_asked.emit()
        elif self.handover.can_export:
            self._around.export_asked.emit(line.batch)

    @Slot()
    def enter_receipt(self) -> None:
        """F6: what the laboratory received."""
        line = self.batches.present
        if line is None or not self._may(Permission.EXPORT) or not self.handover.was_exported:
            return
        self._open(ReceiptDialog(self, self._theme, self._words, self._desk, line))

    @Slot()
    def search(self) -> None:
        """Ctrl+F."""
        if self._dialog() is not None:
            return
        dialog = SearchDialog(self, self._theme, self._words, self._desk, self._facts)
        dialog.opened.connect(self._show_found)
        self._open(dialog)

    @Slot()
    def print_sheet(self) -> None:
        """Ctrl+P."""
        line = self.batches.present
        if line is not None and self._may(Permission.EXPORT) and self.handover.was_exported:
            self.output.print(line)

    @Slot()
    def save_sheet(self) -> None:
        """Ctrl+S."""
        line = self.batches.present
        if line is not None and self._may(Permission.EXPORT) and self.handover.was_exported:
            self.output.save_pdf(line)

    @Slot()
    def refresh(self) -> None:
        """Read anew what is shown; what is chosen stays so."""
        if not self._may(Permission.LOOK_UP):
            return
        today = self._words.day(self._facts.now())
        first = today - timedelta(days=self._days - 1)
        self._desk.forget(asks.ListBatches)
        self._desk.ask(asks.ListBatches(first, today + timedelta(days=1)))
        self._desk.ask(asks.ListDifferences())

    # --- inside --------------------------------------------------------------------------------

    def _may(self, permission: Permission) -> bool:
        return self._member is not None and self._member.may(permission)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.handover)
        right.addWidget(self.sheets, 1)
        for card in (self.handover, self.sheets):
            card.setFixedWidth(RIGHT_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, GAP, GAP, GAP)
        row.setSpacing(GAP)
        row.addWidget(self.batches)
        row.addWidget(self.tubes, 1)
        row.addLayout(right)

    def _connect(self) -> None:
        self.batches.chosen.connect(self._choose_batch)
        self.batches.days_chosen.connect(self._choose_days)
        self.batches.more_asked.connect(self._ask_more_batches)
        self.tubes.find_asked.connect(self._find)
        self.tubes.tube_chosen.connect(self._choose_tube)
        self.tubes.move_asked.connect(self.move)
        self.tubes.more_asked.connect(self._ask_more_tubes)
        self.handover.export_asked.connect(self.export)
        self.handover.receipt_asked.connect(self.enter_receipt)
        self.handover.print_asked.connect(self.print_sheet)
        self.handover.pdf_asked.connect(self.save_sheet)
        self._desk.answered.connect(self._take)
        self._desk.failed.connect(self._fail)
        self._made.settings.applied.connect(self._take_settings)

    @Slot()
    def _take_settings(self) -> None:
        self.handover.show_secrecy(self._made.settings.settings.lab.secrecy)

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _dialog(self) -> SearchDialog | ReceiptDialog | None:
        """Return the open dialog that tubes are read for."""
        dialogs = [*self.findChildren(SearchDialog), *self.findChildren(ReceiptDialog)]
        return next((each for each in dialogs if each.isVisible()), None)

    # --- reads ---------------------------------------------------------------------------------

    def _take_tube(self, text: str) -> None:
        self._around.somebody.emit()
        dialog = self._dialog()
        if dialog is not None:
            dialog.take_tube(text)
        else:
            self.tubes.find.setText(text)
            self._find(text)

    def _refuse_read(self, key: str) -> None:
        self._around.sounded.emit(Sound.REFUSED)
        dialog = self._dialog()
        if dialog is not None:
            dialog.show_problem(self._words(key))
        else:
            self.tubes.note.show_text(self._words(key), "bad")

    def _fail_read(self, error: StationError) -> None:
        self._around.sounded.emit(Sound.REFUSED)
        self.tubes.note.show_error(error, self._words)

    @Slot(str)
    def _find(self, barcode: str) -> None:
        self._desk.forget(asks.FindTube)
        self._desk.ask(asks.FindTube(barcode))

    # --- choosing ------------------------------------------------------------------------------

    @Slot(object)
    def _choose_batch(self, line: BatchLine | None) -> None:
        self.tubes.show_batch(line)
        self.handover.show_batch(line)
        self._desk.forget(asks.ListTubes, asks.ListSheets)
        self._tubes_after = None
        self._around.key_shown.emit("batches.exported", self.handover.was_exported)
        if line is None:
            self.sheets.show_sheets(())
            return
        is_open = line.batch.status is BatchStatus.OPEN
        self._desk.ask(asks.ListTubes(line.batch.id, is_open))
        self._desk.ask(asks.ListSheets(line.batch.number))

    @Slot(object)
    def _choose_tube(self, tube: TubeLine | None) -> None:
        self._around.key_shown.emit("batches.movable", self.tubes.can_move)
        self._desk.forget(asks.LookTube)
        if tube is not None:
            self._desk.ask(asks.LookTube(tube.id))

    @Slot(int)
    def _choose_days(self, days: int) -> None:
        self._days = days
        self.refresh()

    @Slot()
    def _ask_more_batches(self) -> None:
        if self._after is not None and not self._desk.is_waiting_for(asks.ListBatches):
            today = self._words.day(self._facts.now())
            first = today - timedelta(days=self._days - 1)
            self._desk.ask(asks.ListBatches(first, today + timedelta(days=1), self._after))

    @Slot()
    def _ask_more_tubes(self) -> None:
        line = self.batches.present
        waits = self._desk.is_waiting_for(asks.ListTubes)
        if line is not None and self._tubes_after is not None and not waits:
            self._desk.ask(asks.ListTubes(line.batch.id, False, self._tubes_after))

    @Slot(object)
    def _show_found(self, found: Found) -> None:
        """Show the tube of a search's result."""
        self.tubes.find.setText(found.barcode.text)
        self._find(found.barcode.text)

    def _show_tube(self, detail: TubeDetail) -> None:
        """Bring a tube into view, with its batch."""
        tube = detail.tube
        self._want_tube = tube.id
        present = self.batches.present
        if self.tubes.choose(tube.id):
            self._want_tube = None
            self.tubes.show_detail(detail)
        elif tube.batch_number is None:
            opened = [each for each in self.batches.model.rows if each.batch.status.value == "open"]
            if opened:
                self._bring_batch(opened[0].batch.number)
        elif present is None or present.batch.number != tube.batch_number:
            self._bring_batch(tube.batch_number)
        else:
            self._desk.ask(asks.ListTubes(present.batch.id, False, tube.seq - 1))
        where = self._words("batches.found", tube=tube.barcode.grouped, number=tube.batch_number)
        if tube.batch_number is None:
            where = self._words("batches.found_open", tube=tube.barcode.grouped)
        self.tubes.note.show_text(where, "ok")

    def _bring_batch(self, number: str) -> None:
        row = self.batches.model.row_of(number)
        if row is None:
            self._desk.ask(asks.LookBatch(number))
        else:
            self.batches.show_batches(tuple(self.batches.model.rows), number)

    # --- answers -------------------------------------------------------------------------------

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        match what, answer:
            case asks.ListBatches(after=after), BatchPage(batches, following):
                self._after = following
                before = self.batches.model.rows if after is not None else ()
                self.batches.show_batches((*before, *batches))
            case asks.LookBatch(), BatchLine() as line:
                rest = [x for x in self.batches.model.rows if x.batch.id != line.batch.id]
                self.batches.show_batches((*rest, line), line.batch.number)
            case asks.ListTubes(after=after), asks.Tubes() as tubes:
                self._take_tubes(tubes, after is not None)
            case (asks.FindTube(), TubeDetail() as detail):
                self._show_tube(detail)
            case (asks.LookTube(), TubeDetail() as detail):
                self.tubes.show_detail(detail)
            case asks.ListSheets(), asks.Sheets() as sheets:
                self.sheets.show_sheets(sheets.exports)
            case asks.ListDifferences(), list():
                self._around.counted.emit(BATCHES, len(answer))
            case ((asks.TakeOut() | asks.PutBack()), _):
                key = "taken_out" if isinstance(what, asks.TakeOut) else "was_put_back"
                self.tubes.note.show_text(self._words(f"batches.{key}"), "ok")
                self.refresh()
            case ((asks.Received() | asks.Settle()), _):
                self.refresh()
            case asks.PrintSheet(), _:
                self.handover.note.show_text(self._words("handover.printed"), "ok")
            case asks.SaveSheet(path=path), _:
                self.handover.note.show_text(self._words("handover.saved", name=path.name), "ok")

    def _take_tubes(self, shown: asks.Tubes, more: bool) -> None:
        known = {tube.id for tube in self.tubes.tubes.rows} if more else set()
        fresh = tuple(tube for tube in shown.tubes if tube.id not in known)
        self._tubes_after = shown.after
        self.tubes.show_tubes(asks.Tubes(fresh, shown.after, shown.open_tubes), more)
        if not more:
            self.handover.show_batch(self.batches.present, len(shown.open_tubes))
        if self._want_tube is not None and self.tubes.choose(self._want_tube):
            self._want_tube = None
        elif not more and self.tubes.present is not None:
            self._desk.ask(asks.LookTube(self.tubes.present.id))
        self._around.key_shown.emit("batches.movable", self.tubes.can_move)

    @Slot(object, object)
    def _fail(self, what: object, error: StationError) -> None:
        if isinstance(what, (asks.PrintSheet, asks.SaveSheet)):
            self.handover.note.show_error(error, self._words)
        elif isinstance(what, (asks.Received, asks.Settle, asks.Look, asks.LookOn)):
            return  # told by their dialogs
        else:
            self.tubes.note.show_error(error, self._words)
            if isinstance(what, (asks.FindTube, asks.TakeOut, asks.PutBack)):
                self._around.sounded.emit(Sound.REFUSED)
