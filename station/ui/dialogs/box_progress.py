"""How an export goes, and where the file lies when it is done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from station.ui.card import push_button
from station.ui.notice import Notice
from station.ui.theme import Theme
from station.ui.words import Words


class BoxProgress(QWidget):
    """A bar with a button to stop, then the result."""

    cancel_asked = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._words = words
        self.notice = Notice(theme)
        self.notice.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setFont(theme.font(13))
        self.cancel = push_button(theme)
        self.cancel.setText(words("box.cancel_export"))
        self.cancel.clicked.connect(self.cancel_asked)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        column.addWidget(self._row)

    def begin(self, number: str) -> None:
        """The export of a batch began."""
        self.notice.show_words(self._words("box.exporting", number=number), tone="info")
        self.bar.setRange(0, 0)
        self._row.show()
        self.cancel.setFocus()

    @Slot(int, int)
    def show_step(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def end_well(self, number: str, path: Path, stick: str = "") -> None:
        """The sheet lies at ``path``, read back and compared; on a ``stick`` of this name, which
        may be pulled out now."""
        self._row.hide()
        safe = f"\n{self._words('box.safe', stick=stick)}" if stick else ""
        self.notice.show_words(self._words("box.done", number=number), f"{path}{safe}", tone="ok")
