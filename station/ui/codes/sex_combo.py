"""A choice of sex, where a document number does not tell it."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from station.domain.documents import Sex
from station.ui.words import Words


class SexCombo(QComboBox):
    """Nothing is chosen at first."""

    def set_words(self, words: Words) -> None:
        chosen = max(self.currentIndex(), 0)
        self.clear()
        self.addItem(words("codes.sex_unknown"), None)
        for sex in Sex:
            self.addItem(words(f"sex.{sex.name.lower()}"), sex)
        self.setCurrentIndex(chosen)

    def sex(self) -> Sex | None:
        chosen = self.currentData()
        return chosen if isinstance(chosen, Sex) else None
