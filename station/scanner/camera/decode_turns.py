"""Turns for decoders that share a machine: one at a time, in the order in which they asked."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class DecodeTurns:
    """Two cameras in decoding at once would take both cores of a laptop from its window.

    A plain lock would not do: whoever gives it back and asks again at once gets it again, and the
    other camera would starve.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def next(self) -> Iterator[None]:
        """Wait for a turn, and hold it while the block runs."""
        me = object()
        with self._changed:
            self._waiting.append(me)
            self._changed.wait_for(lambda: self._waiting[0] is me)
        try:
            yield
        finally:
            with self._changed:
                self._waiting.popleft()
                self._changed.notify_all()
