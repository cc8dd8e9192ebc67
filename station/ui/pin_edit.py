"""A field for a PIN: digits that nobody reads over a shoulder."""

from __future__ import annotations

import unicodedata

from PySide6.QtGui import QValidator

from station.ui.latin_line_edit import LatinLineEdit

LONGEST = 12


class _Digits(QValidator):
    """Takes digits only; full-width ones become plain."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        plain = unicodedata.normalize("NFKC", text)
        if len(plain) > LONGEST or not (plain == "" or (plain.isascii() and plain.isdigit())):
            return QValidator.State.Invalid, text, position
        return QValidator.State.Acceptable, plain, position


class PinEdit(LatinLineEdit):
    """Shows dots, and keeps the input method away."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(LatinLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST)
        self.setValidator(_Digits(self))
