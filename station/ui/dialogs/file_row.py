"""A field for the path of a file or folder, with a button that asks for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from station.ui.card import push_button
from station.ui.file_dialog import set_file_words
from station.ui.theme import Theme
from station.ui.words import Words


class FileRow(QWidget):
    """The path of a file that is there, or of a ``folder``, which may be a new one."""

    def __init__(self, theme: Theme, folder: bool = False) -> None:
        super().__init__()
        self._words: Words | None = None
        self._folder = folder
        self.edit = QLineEdit()
        self.edit.setFont(theme.font(15))
        self.button = push_button(theme)
        self.button.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)

    @property
    def path(self) -> Path:
        return Path(self.edit.text().strip())

    def set_words(self, words: Words) -> None:
        self._words = words
        self.button.setText(words("common.choose"))

    @Slot()
    def _choose(self) -> None:
        dialog = QFileDialog(self, self.button.text())
        mode = QFileDialog.FileMode
        dialog.setFileMode(mode.Directory if self._folder else mode.ExistingFile)
        if self._words is not None:
            set_file_words(dialog, self._words)
        dialog.filesSelected.connect(self._take)
        dialog.open()

    @Slot(list)
    def _take(self, paths: list[str]) -> None:
        self.edit.setText(paths[0])
