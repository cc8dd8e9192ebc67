"""A field for numbers and codes, which no Chinese input method touches."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit


class LatinLineEdit(QLineEdit):
    """A line edit whose input method is off.

    Neither `WA_InputMethodEnabled` nor `ImhLatinOnly` keeps ibus away: only this answer does.
    """

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        if query == Qt.InputMethodQuery.ImEnabled:
            return False
        return super().inputMethodQuery(query)
