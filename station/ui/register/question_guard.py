"""Enter that nobody pressed on purpose: guns send it, and fingers are ahead of the screen."""

from __future__ import annotations

import time
from collections.abc import Callable


class QuestionGuard:
    """For a moment after a question opened, or a gun read something, Enter means nothing."""

    def __init__(self, guard_ms: int, now: Callable[[], float] = time.monotonic) -> None:
        self._guard = guard_ms / 1000
        self._now = now
        self._noted: float | None = None

    def note(self) -> None:
        """A question was opened, or a gun read something."""
        self._noted = self._now()

    def allows(self) -> bool:
        """Tell whether Enter may be taken as meant."""
        return self._noted is None or self._now() - self._noted >= self._guard
