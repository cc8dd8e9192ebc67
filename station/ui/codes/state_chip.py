"""The state of a row as a small tinted chip with its words in it."""

from __future__ import annotations

from station.ui.chip_delegate import ChipDelegate, Index
from station.ui.codes.row_model import ToneRole
from station.ui.theme import Theme

RISE = 4


class StateChip(ChipDelegate):
    """Paints the words of an index on the tint of its `ToneRole`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, RISE)

    def tone(self, index: Index) -> str:
        return str(index.data(ToneRole))
