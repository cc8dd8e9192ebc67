"""Where exports go: a folder, or a stick that is plugged in, chosen once for page and dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QWidget

from station.ui.batches_desk import BatchesDesk, Stick
from station.ui.card import push_button
from station.ui.file_dialog import set_file_words
from station.ui.theme import Theme
from station.ui.words import Words


class Destination(QObject):
    """``folder`` is where the next export goes; ``stick`` is the stick that it is on, or None.

    A stick that is plugged in is chosen by itself, unless somebody chose another place; one that
    was pulled out gives way to the folder before it.
    """

    changed = Signal()

    def __init__(self, folder: Path, desk: BatchesDesk | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._folder = folder
        self._stick: Stick | None = None
        self._known: frozenset[Path] = frozenset()
        if desk is not None:
            desk.sticks_changed.connect(self._take_sticks)

    @property
    def folder(self) -> Path:
        return self._folder if self._stick is None else self._stick.folder

    @property
    def plain_folder(self) -> Path:
        """The folder, whether or not a stick is chosen instead."""
        return self._folder

    @property
    def stick(self) -> Stick | None:
        return self._stick

    @property
    def sticks(self) -> tuple[Stick, ...]:
        return () if self._desk is None else self._desk.sticks

    def choose_folder(self, folder: Path) -> None:
        self._folder, self._stick = folder, None
        self.changed.emit()

    def choose_stick(self, stick: Stick) -> None:
        self._stick = stick
        self.changed.emit()

    def watch(self, wanted: bool) -> None:
        """Look for sticks while somebody sees where exports go."""
        if self._desk is not None:
            self._desk.watch(wanted)

    @Slot()
    def _take_sticks(self) -> None:
        sticks = {stick.folder: stick for stick in self.sticks}
        new = [stick for folder, stick in sticks.items() if folder not in self._known]
        self._known = frozenset(sticks)
        if self._stick is not None and self._stick.folder not in sticks:
            self._stick = None
        if new:
            self._stick = new[-1]
        self.changed.emit()


class DestinationRow(QWidget):
    """A list of the places, and a button for another folder."""

    def __init__(self, theme: Theme, words: Words, destination: Destination) -> None:
        super().__init__()
        self._destination = destination
        self.combo = QComboBox()
        self.combo.setFont(theme.font(14))
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.combo.setMinimumContentsLength(12)
        self.choose = push_button(theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo, 1)
        row.addWidget(self.choose)
        self.combo.activated.connect(self._take)
        self.choose.clicked.connect(self._choose_folder)
        destination.changed.connect(self._show)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.choose.setText(words("common.choose"))
        self.combo.setAccessibleName(words("box.folder"))
        self._show()

    @Slot()
    def _show(self) -> None:
        place, words = self._destination, self._words
        self.combo.clear()
        for stick in place.sticks:
            self.combo.addItem(words("destination.stick", label=stick.label), stick)
        self.combo.addItem(str(place.plain_folder), None)
        wanted = self.combo.count() - 1 if place.stick is None else self._row_of(place.stick)
        self.combo.setCurrentIndex(wanted)
        self.combo.setToolTip(str(place.folder))

    def _row_of(self, stick: Stick) -> int:
        folders = [each.folder for each in self._destination.sticks]
        return folders.index(stick.folder) if stick.folder in folders else len(folders)

    @Slot(int)
    def _take(self, row: int) -> None:
        sticks = self._destination.sticks
        if row < len(sticks):
            self._destination.choose_stick(sticks[row])
        else:
            self._destination.choose_folder(self._destination.plain_folder)

    @Slot()
    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self._words("box.folder"), str(self._destination.folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        set_file_words(dialog, self._words)
        dialog.fileSelected.connect(lambda folder: self._destination.choose_folder(Path(folder)))
        dialog.open()
