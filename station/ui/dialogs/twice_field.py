"""Two hidden fields side by side for a secret that is chosen: it is typed twice."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.passphrase import SHORTEST_PASSPHRASE
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words


class TwiceField(QWidget):
    """``first`` and ``again``, each for the same secret."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.first = LatinLineEdit()
        self.again = LatinLineEdit()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for edit in (self.first, self.again):
            edit.setEchoMode(LatinLineEdit.EchoMode.Password)
            edit.setFont(theme.font(15))
            row.addWidget(edit, 1)

    @property
    def typed(self) -> tuple[str, str]:
        return self.first.text(), self.again.text()

    @property
    def at_fault(self) -> LatinLineEdit:
        """The one to be put right: the second if only that differs from a first that will do."""
        first, again = self.typed
        return self.again if len(first) >= SHORTEST_PASSPHRASE and first != again else self.first

    def set_words(self, words: Words) -> None:
        self.again.setPlaceholderText(words("first.again"))
        self.again.setAccessibleName(words("first.again"))

    def clear(self) -> None:
        self.first.clear()
        self.again.clear()
