"""How old the trust list is: quiet while it is young, a warning when it is old."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer, Slot

from station.services.trust_view import TrustView
from station.ui.card import set_tone
from station.ui.facts import WindowFacts
from station.ui.pressed_label import PressedLabel
from station.ui.result_shown import Kind
from station.ui.theme import Theme
from station.ui.words import Words

OLDEST_DAYS = 30  # as long as a code is valid: revocations of all codes in use are in a younger one
REFRESH_MS = 60_000


class TrustAge(PressedLabel):
    """Counts calendar days of the site; says nothing where the list's date is not known.

    `pressed`: somebody who may change the list wants to see it.
    """

    def __init__(self, theme: Theme, words: Words, facts: WindowFacts) -> None:
        super().__init__(theme.font(14))
        self._issued_at = facts.trust_issued_at
        self._now = facts.now
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.show_opens(self.opens)
        self.refresh()

    def show_opens(self, opens: bool) -> None:
        """Let a click be `pressed`, or be nothing."""
        self.set_opens(opens, self._words("trust_age.open"))

    @Slot(object)
    def take_view(self, view: TrustView) -> None:
        """Another list is in force."""
        self._issued_at = view.issued_at
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count anew: the booth stays open over midnight."""
        if self._issued_at is None:
            self.hide()
        else:
            self._show(self._issued_at)

    def _show(self, issued_at: datetime) -> None:
        # A clock that is a little behind the issuer's makes no negative age.
        days = max((self._words.day(self._now()) - self._words.day(issued_at)).days, 0)
        is_old = days > OLDEST_DAYS
        key = "old" if is_old else {0: "today", 1: "yesterday"}.get(days, "days")
        text = self._words(f"trust_age.{key}", days=days)
        self.setText(f"{Kind.WARN.sign} {text}" if is_old else text)
        set_tone(self, "tone", "warn" if is_old else "muted")
