"""F9: the sealed tubes go into a transport box, and their sheet to a folder or a stick."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QListWidget, QWidget

from station.domain import outcome as out
from station.domain.batch import Batch, TubesMiscounted, TubesMismatched
from station.domain.tube import BARCODE_LENGTH
from station.errors import StationError
from station.services.report import BoothView, Report
from station.ui.card import push_button, text_label
from station.ui.destination import Destination, DestinationRow
from station.ui.dialogs.box_progress import BoxProgress
from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.dialogs.scan_panel import ScanPanel
from station.ui.dialogs.unexported_list import UnexportedList
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words

if TYPE_CHECKING:
    from station.services.export_batch import Exported
    from station.ui.desk import Desk

MOST_TUBES = 9999


class BoxDialog(StationDialog):
    """Asks for the box code, and for the number of tubes in the hand or for each tube to be
    scanned; seals the batch, exports it.

    ``booth`` is the booth as it stands; what the desk reports afterwards goes to `take_report`.
    ``only`` is a boxed batch that is exported, without boxing another.
    """

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        words: Words,
        desk: Desk,
        booth: BoothView,
        folder: Path,
        destination: Destination | None = None,
        only: Batch | None = None,
    ) -> None:
        super().__init__(parent, theme, words)
        self._desk = desk
        self.destination = destination or Destination(folder)
        self._only = only
        self._stick = ""
        self.exporting = False
        self.setMinimumWidth(600)
        self._show_heading()
        self.code = LatinLineEdit()
        self.code.setMaxLength(BARCODE_LENGTH)
        self.code.setFont(theme.font(15, mono=True))
        self.in_hand = LatinLineEdit()
        self.in_hand.setFont(theme.font(15, mono=True))
        self.in_hand.setValidator(QIntValidator(0, MOST_TUBES, self))
        self.place = DestinationRow(theme, words, self.destination)
        self.count_button = push_button(theme, "segment")
        self.scan_button = push_button(theme, "segment")
        self.scan = ScanPanel(theme, words)
        self.tubes = QListWidget()
        self.tubes.setFont(theme.font(14, mono=True))
        self.tubes.setMaximumHeight(150)
        self.tubes.hide()
        self.unexported = UnexportedList(theme, words)
        self.progress = BoxProgress(theme, words)
        self.progress.hide()
        self._lay_out()
        self._connect()
        self._show_booth(booth)

    @property
    def is_scanning(self) -> bool:
        """Whether each tube is to be scanned."""
        return self.scan_button.isChecked()

    def take_tube(self, text: str) -> None:
        """A reader saw a tube; only while each is scanned."""
        self.scan.take_tube(text)

    def refuse_read(self, key: str) -> None:
        """A reader saw something else."""
        self.scan.note.show_text(self.words(key), "bad")

    def fail_read(self, error: StationError) -> None:
        """A reader saw something that it could not read whole."""
        self.scan.note.show_error(error, self.words)

    def reject(self) -> None:
        """Esc closes, but not over an export: that is stopped with its own button first."""
        if not self.exporting:
            super().reject()

    @Slot(object)
    def take_report(self, report: Report) -> None:
        """The booth answered, or a gun read a box."""
        self._show_booth(report.booth)
        match report.outcome:
            case out.BoxRead(box_code):
                self.code.setText(box_code)
                (self.scan.edit if self.is_scanning else self.in_hand).setFocus()
            case out.BatchBoxed(batch):
                self.code.clear()
                self.in_hand.clear()
                self.scan.clear()
                self.start_export(batch.number)
            case out.BoxingCancelled():
                self.reject()
            case out.Refused(error):
                self._refuse(error)

    @Slot(str)
    def start_export(self, number: str) -> None:
        """Write the sheet of a boxed batch into the chosen folder."""
        self.clear_problem()
        self.tubes.hide()
        self._mismatch.hide()
        self.exporting = True
        self.progress.begin(number)
        self.progress.show()
        self._enable()
        stick = self.destination.stick
        self._stick = "" if stick is None else stick.label
        self._desk.export(number, self.destination.folder)

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        words = self.words
        self._held = text_label(self.theme, 16, bold=True)
        self._open_tube = text_label(self.theme, 14, tone="warn")
        self._mismatch = text_label(self.theme, 14, bold=True)
        self._mismatch.hide()
        self._ways = QButtonGroup(self)
        self._way_row = QWidget()
        ways = QHBoxLayout(self._way_row)
        ways.setContentsMargins(0, 0, 0, 0)
        for key, button in (("box.by_count", self.count_button), ("box.by_scan", self.scan_button)):
            button.setText(words(key))
            button.setCheckable(True)
            self._ways.addButton(button)
            ways.addWidget(button)
        self.count_button.setChecked(True)
        self.rows = FormRows(self.theme)
        self.rows.add("box.code", self.code)
        self.rows.add("box.way", self.count_button, self._way_row)
        self.rows.add("box.in_hand", self.in_hand)
        self.rows.add("box.scanned", self.scan.edit, self.scan)
        self.rows.add("box.folder", self.place.combo, self.place)
        self.rows.set_words(words)
        for key, button in (("box.by_count", self.count_button), ("box.by_scan", self.scan_button)):
            button.setAccessibleName(words(key))
        self.rows.setRowVisible(self.scan, False)
        self.body.addWidget(self._held)
        self.body.addWidget(self._open_tube)
        self.body.addLayout(self.rows)
        self.body.addWidget(self._mismatch)
        self.body.addWidget(self.tubes)
        self.body.addWidget(self.unexported)
        self.body.addWidget(self.progress)
        self.close_button = self.add_button()
        self.close_button.setText(words("common.close"))
        self.ok = self.add_button("primary")
        self.ok.setText(words("box.ok" if self._only is None else "box.export_again"))
        self.code.setFocus()
        if self._only is not None:
            for row in (self.code, self._way_row, self.in_hand):
                self.rows.setRowVisible(row, False)
            self._held.hide()
            self.ok.setFocus()

    def _connect(self) -> None:
        self.ok.clicked.connect(self._box)
        self.close_button.clicked.connect(self.reject)
        self._ways.buttonClicked.connect(self._choose_way)
        self.unexported.export_asked.connect(self.start_export)
        self.progress.cancel_asked.connect(self._desk.cancel_export)
        self._desk.export_progressed.connect(self.progress.show_step)
        self._desk.exported.connect(self._take_exported)
        self._desk.export_failed.connect(self._take_failure)

    def _show_booth(self, booth: BoothView) -> None:
        words = self.words
        count = booth.batch_tubes
        self._held_count = count
        self.scan.expect(count)
        key = "box.held" if count else "box.held_none"
        self._held.setText(words(key, count=count))
        tube = booth.session.pooled
        is_open = tube is not None and tube.count > 0 and self._only is None
        self._open_tube.setVisible(is_open)
        if tube is not None:
            self._open_tube.setText(words("box.open_tube", tube=tube.barcode.grouped))
        self.unexported.show_batches(() if self._only is not None else booth.unexported)
        self._enable()

    def _enable(self) -> None:
        boxing = self._held_count > 0 and not self.exporting
        for widget in (self.code, self.in_hand, self._way_row, self.scan):
            widget.setEnabled(boxing)
        self.ok.setEnabled(boxing or (self._only is not None and not self.exporting))
        for widget in (self.place, self.unexported, self.close_button):
            widget.setEnabled(not self.exporting)

    @Slot()
    def _box(self) -> None:
        self.clear_problem()
        if self._only is not None:
            self.start_export(self._only.number)
        elif not self.code.text().strip():
            self.show_problem(self.words("box.bad_code"))
            self.code.setFocus()
        elif self.is_scanning:
            texts = [barcode.text for barcode in self.scan.barcodes]
            self._desk.box_scanned(self.code.text().strip(), texts)
        elif not self.in_hand.text():
            self.show_problem(self.words("box.bad_number"))
            self.in_hand.setFocus()
        else:
            self._desk.box(self.code.text().strip(), int(self.in_hand.text()))

    def _refuse(self, error: StationError) -> None:
        self.show_error(error)
        listed = isinstance(error, TubesMiscounted)
        self.tubes.setVisible(listed)
        self._mismatch.setVisible(listed)
        if isinstance(error, TubesMiscounted):
            self.tubes.clear()
            self.tubes.addItems([barcode.grouped for barcode in error.barcodes])
            self._mismatch.setText(self.words("box.mismatch", count=len(error.barcodes)))
            self.in_hand.setFocus()
            self.in_hand.selectAll()
        elif isinstance(error, TubesMismatched):
            self.scan.show_difference(error.missing_barcodes, error.extra_barcodes)
            self.scan.edit.setFocus()

    def _show_heading(self) -> None:
        words, only = self.words, self._only
        if only is None:
            self.set_heading(words("box.title"))
        else:
            key = "box.only_corrected" if only.version > 1 else "box.only_text"
            title = words("box.only_title", number=only.number, version=only.version)
            self.set_heading(title, words(key, box=only.box_code or "—", version=only.version))

    @Slot()
    def _choose_way(self) -> None:
        scanning = self.is_scanning
        self.rows.setRowVisible(self.in_hand, not scanning)
        self.rows.setRowVisible(self.scan, scanning)
        self.clear_problem()
        (self.scan.edit if scanning else self.in_hand).setFocus()

    @Slot(object)
    def _take_exported(self, exported: Exported) -> None:
        self.exporting = False
        self.progress.end_well(exported.batch.number, exported.receipt.folder, self._stick)
        self._enable()
        self.close_button.setFocus()

    @Slot(object)
    def _take_failure(self, error: StationError) -> None:
        self.exporting = False
        self.progress.hide()
        title = self.words("box.failed", title=self.words.title(error))
        self.show_problem(title, self.words.next_step(error))
        self._enable()
