"""A field for a file's path with a button that asks for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from station.ui.card import push_button
from station.ui.theme import Theme


class FileRow(QWidget):
    """One path, or several with a semicolon between them."""

    def __init__(self, theme: Theme, several: bool = False) -> None:
        super().__init__()
        self._several = several
        self.edit = QLineEdit()
        self.edit.setFont(theme.font(15))
        self.button = push_button(theme)
        self.button.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(Path(part.strip()) for part in self.edit.text().split(";") if part.strip())

    @Slot()
    def _choose(self) -> None:
        dialog = QFileDialog(self, self.button.text())
        mode = QFileDialog.FileMode
        dialog.setFileMode(mode.ExistingFiles if self._several else mode.ExistingFile)
        dialog.filesSelected.connect(self._take)
        dialog.open()

    @Slot(list)
    def _take(self, paths: list[str]) -> None:
        self.edit.setText("; ".join(paths))
