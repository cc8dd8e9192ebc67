"""The field for the number of who stands at the desk: hidden once that person was looked up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence

from station.domain.masking import mask_number
from station.ui.latin_line_edit import LatinLineEdit


class DeskNumberEdit(LatinLineEdit):
    """Shows a number masked after `mask`; whoever types then begins another one."""

    def __init__(self) -> None:
        super().__init__()
        self._masked = False
        self.textEdited.connect(self._drop_mask)

    @property
    def is_masked(self) -> bool:
        """Whether the field shows whom was looked up, and nothing that was typed."""
        return self._masked

    def mask(self, number: str) -> None:
        """Show ``number`` with its middle hidden."""
        self._masked = True
        self.setText(mask_number(number))

    def clear(self) -> None:
        self._masked = False
        super().clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = bool(event.text()) and event.text().isprintable()
        erased = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        if self._masked and (typed or erased or event.matches(QKeySequence.StandardKey.Paste)):
            self.clear()
        super().keyPressEvent(event)

    @Slot()
    def _drop_mask(self) -> None:
        """What the mouse pasted into a masked number, or cut from it, is no number."""
        if self._masked:
            self.clear()
