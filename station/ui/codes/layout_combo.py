"""The choice of paper that codes are printed on."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from station.printing.code_card import Layout
from station.ui.theme import Theme
from station.ui.words import Words


class LayoutCombo(QComboBox):
    """One of the `Layout`s; the first at the start, unless another is given."""

    def __init__(self, theme: Theme, first: Layout = Layout.A4_ONE) -> None:
        super().__init__()
        self._first = first
        self.setFont(theme.font(14))
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def set_words(self, words: Words) -> None:
        chosen = self.chosen if self.count() else self._first
        self.clear()
        for layout in Layout:
            self.addItem(words(f"code_card.layout.{layout.value}"), layout)
        self.setCurrentIndex(list(Layout).index(chosen))
        self.setAccessibleName(words("codes.paper"))

    @property
    def chosen(self) -> Layout:
        return Layout(self.currentData())
