"""A chip for the devices of one kind on serial lines: the guns, or the card readers."""

from __future__ import annotations

from station.domain.reader import LineState, LineStatus
from station.ui.chip import Chip
from station.ui.theme import Theme
from station.ui.words import Words

_TOKENS = {LineState.READY: "ok", LineState.BUSY: "warn", LineState.MISSING: "bad"}
# What the operator should hear of first, when several devices of a kind differ.
_FIRST = (LineState.MISSING, LineState.BUSY, LineState.READY)


class LineChip(Chip):
    """``kind`` is the part of its words' keys: `gun` or `card`. Hidden while there is none."""

    def __init__(self, theme: Theme, kind: str) -> None:
        super().__init__(theme)
        self._kind = kind
        self._states: dict[str, LineState] = {}
        self._words: Words | None = None
        self.hide()

    def set_words(self, words: Words) -> None:
        self._words = words
        self._show()

    def show_line(self, status: LineStatus) -> None:
        """Show how the device on a port does; one that is merely looked for is not there."""
        self._states[status.port] = status.state
        self._show()

    def show_present(self) -> None:
        """A device that is on no port was heard, so there is one."""
        self._states[""] = LineState.READY
        self._show()

    def _show(self) -> None:
        states = self._states.values()
        state = next((each for each in _FIRST if each in states), None)
        if state is None or self._words is None:
            self.hide()
            return
        key = f"top.{self._kind}_{state.value}"
        self.show_text(self._words(key), _TOKENS[state])
        next_step = "" if state is LineState.READY else self._words(f"{key}_next")
        self.setToolTip(next_step)
        self.setAccessibleDescription(next_step)
        self.show()
