"""The choice of the language, each named in itself."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from station.ui.language import LANGUAGE_NAMES


class LanguageCombo(QComboBox):
    """A combo box of the languages, ``language`` (zh_CN or en) chosen at first."""

    def __init__(self, language: str) -> None:
        super().__init__()
        for code, name in LANGUAGE_NAMES.items():
            self.addItem(name, code)
        self.setCurrentIndex(self.findData(language))

    @property
    def chosen(self) -> str:
        return str(self.currentData())
