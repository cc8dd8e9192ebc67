"""The page of batches: the batches, the tubes of one, who is in a tube, and the handing over."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from station.domain.batch import BatchStatus
from station.domain.staff import Permission, StaffMember
from station.errors import StationError
from station.services.report import BoothView
from station.ui.batches import asks
from station.ui.batches.batch_list import BatchList
from station.ui.batches.batches_flow import BatchesFlow
from station.ui.batches.handover_card import HandoverCard
from station.ui.batches.page_entry import BATCHES, KEYS
from station.ui.batches.receipt_dialog import ReceiptDialog
from station.ui.batches.search_dialog import SearchDialog
from station.ui.batches.sheet_output import SheetOutput
from station.ui.batches.sheets_card import SheetsCard
from station.ui.batches.tubes_card import TubesCard
from station.ui.batches_desk import BatchesDesk
from station.ui.card import GAP
from station.ui.result_shown import Sound
from station.ui.tube_reads import TubeReads
from station.ui.window_page import WindowPage
from station.ui.window_part import PartFacts
from station.ui.words import Words

RIGHT_WIDTH = 322
SOON_MS = 150


class BatchesPage(QWidget):
    """``desk`` is its way to the services."""

    def __init__(self, desk: BatchesDesk, made: PartFacts) -> None:
        super().__init__()
        self._desk = desk
        self._made = made
        self._around = made.around
        self._theme, self._words, self._facts = made.theme, made.words, made.facts
        self._member: StaffMember | None = None
        self.batches = BatchList(self._theme, self._words)
        self.tubes = TubesCard(self._theme, self._words)
        self.handover = HandoverCard(self._theme, self._words)
        self.sheets = SheetsCard(self._theme, self._words, made.destination)
        cards = (self.batches, self.tubes, self.handover, self.sheets)
        self.flow = BatchesFlow(desk, made, *cards)
        self.output = SheetOutput(self, desk, lambda: self._words)
        self.reads = TubeReads(made.settings, self._take_tube, self._refuse_read, self._fail_read)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.flow.refresh)
        self._lay_out()
        self._connect()
        self._take_settings()

    # --- what the window calls -----------------------------------------------------------------

    def entry(self) -> WindowPage:
        return WindowPage(
            *(BATCHES, "Ctrl+2", Permission.LOOK_UP, self, KEYS),
            actions={
                "F2": self.tubes.begin_find,
                "F4": self.move,
                "F5": self.flow.refresh,
                "F6": self.enter_receipt,
                "F9": self.export,
                "Ctrl+F": self.search,
                "Ctrl+P": self.print_sheet,
                "Ctrl+S": self.save_sheet,
            },
            enter=self.enter,
            forget=self.forget,
            reads=self.reads,
        )

    def set_words(self, words: Words) -> None:
        self._words = words
        for part in (self.batches, self.tubes, self.handover, self.sheets, self.flow):
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
        self.flow.show_may_look(self._may(Permission.LOOK_UP))

    def take_booth(self, booth: BoothView) -> None:
        """The booth changed: what is seen here is read anew."""
        if self.isVisible():
            self._soon.start()

    def enter(self) -> None:
        """The page came to the front."""
        self.flow.refresh()
        self.tubes.begin_find()

    def forget(self) -> None:
        """The window locks, or somebody else signs in."""
        self.flow.forget()
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible():
                dialog.done(QDialog.DialogCode.Rejected)
        self.tubes.forget()
        self.reads.forget()
        self.handover.note.clear()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._made.destination.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._made.destination.watch(False)

    # --- keys ----------------------------------------------------------------------------------

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
        dialog.opened.connect(self.flow.show_found)
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
        self.tubes.move_asked.connect(self.move)
        self.handover.export_asked.connect(self.export)
        self.handover.receipt_asked.connect(self.enter_receipt)
        self.handover.print_asked.connect(self.print_sheet)
        self.handover.pdf_asked.connect(self.save_sheet)
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
            self.flow.find(text)

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
