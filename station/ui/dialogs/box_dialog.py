"""F9: the sealed tubes go into a transport box, and their sheet to a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QListWidget, QWidget

from station.domain import outcome as out
from station.domain.batch import TubesMiscounted
from station.domain.tube import BARCODE_LENGTH
from station.errors import StationError
from station.services.report import BoothView, Report
from station.ui.card import push_button, text_label
from station.ui.dialogs.box_progress import BoxProgress
from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.dialogs.unexported_list import UnexportedList
from station.ui.file_dialog import set_file_words
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words

if TYPE_CHECKING:
    from station.services.export_batch import Exported
    from station.ui.desk import Desk

MOST_TUBES = 9999


class BoxDialog(StationDialog):
    """Asks for the box code and the number of tubes in the hand, seals the batch, exports it.

    ``booth`` is the booth as it stands; what the desk reports afterwards goes to `take_report`.
    """

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        words: Words,
        desk: Desk,
        booth: BoothView,
        folder: Path,
    ) -> None:
        super().__init__(parent, theme, words)
        self._desk = desk
        self._folder = folder
        self.exporting = False
        self.setMinimumWidth(600)
        self.set_heading(words("box.title"))
        self.code = LatinLineEdit()
        self.code.setMaxLength(BARCODE_LENGTH)
        self.code.setFont(theme.font(15, mono=True))
        self.in_hand = LatinLineEdit()
        self.in_hand.setFont(theme.font(15, mono=True))
        self.in_hand.setValidator(QIntValidator(0, MOST_TUBES, self))
        self.folder = QLineEdit(str(folder))
        self.folder.setReadOnly(True)
        self.choose = push_button(theme)
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
                self.in_hand.setFocus()
            case out.BatchBoxed(batch):
                self.code.clear()
                self.in_hand.clear()
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
        self._desk.export(number, self._folder)

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        words = self.words
        self._held = text_label(self.theme, 16, bold=True)
        self._open_tube = text_label(self.theme, 14, tone="warn")
        self._mismatch = text_label(self.theme, 14, bold=True)
        self._mismatch.hide()
        row = QWidget()
        inner = QHBoxLayout(row)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.folder, 1)
        inner.addWidget(self.choose)
        self.choose.setText(words("common.choose"))
        rows = FormRows(self.theme)
        rows.add("box.code", self.code)
        rows.add("box.in_hand", self.in_hand)
        rows.add("box.folder", self.folder, row)
        rows.set_words(words)
        self.body.addWidget(self._held)
        self.body.addWidget(self._open_tube)
        self.body.addLayout(rows)
        self.body.addWidget(self._mismatch)
        self.body.addWidget(self.tubes)
        self.body.addWidget(self.unexported)
        self.body.addWidget(self.progress)
        self.close_button = self.add_button()
        self.close_button.setText(words("common.close"))
        self.ok = self.add_button("primary")
        self.ok.setText(words("box.ok"))
        self.code.setFocus()

    def _connect(self) -> None:
        self.ok.clicked.connect(self._box)
        self.close_button.clicked.connect(self.reject)
        self.choose.clicked.connect(self._choose_folder)
        self.unexported.export_asked.connect(self.start_export)
        self.progress.cancel_asked.connect(self._desk.cancel_export)
        self._desk.export_progressed.connect(self.progress.show_step)
        self._desk.exported.connect(self._take_exported)
        self._desk.export_failed.connect(self._take_failure)

    def _show_booth(self, booth: BoothView) -> None:
        words = self.words
        count = booth.batch_tubes
        self._held_count = count
        key = "box.held" if count else "box.held_none"
        self._held.setText(words(key, count=count))
        tube = booth.session.pooled
        is_open = tube is not None and tube.count > 0
        self._open_tube.setVisible(is_open)
        if tube is not None:
            self._open_tube.setText(words("box.open_tube", tube=tube.barcode.grouped))
        self.unexported.show_batches(booth.unexported)
        self._enable()

    def _enable(self) -> None:
        boxing = self._held_count > 0 and not self.exporting
        for widget in (self.code, self.in_hand, self.ok):
            widget.setEnabled(boxing)
        for widget in (self.choose, self.unexported, self.close_button):
            widget.setEnabled(not self.exporting)

    @Slot()
    def _box(self) -> None:
        self.clear_problem()
        if not self.code.text().strip():
            self.show_problem(self.words("box.bad_code"))
            self.code.setFocus()
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

    @Slot()
    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.words("box.folder"), str(self._folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        set_file_words(dialog, self.words)
        dialog.fileSelected.connect(self._take_folder)
        dialog.open()

    @Slot(str)
    def _take_folder(self, folder: str) -> None:
        self._folder = Path(folder)
        self.folder.setText(folder)

    @Slot(object)
    def _take_exported(self, exported: Exported) -> None:
        self.exporting = False
        self.progress.end_well(exported.batch.number, exported.receipt.folder)
        self._enable()
        self.close_button.setFocus()

    @Slot(object)
    def _take_failure(self, error: StationError) -> None:
        self.exporting = False
        self.progress.hide()
        title = self.words("box.failed", title=self.words.title(error))
        self.show_problem(title, self.words.next_step(error))
        self._enable()
