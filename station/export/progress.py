"""How far an export is, and whether it was called off."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from threading import Event

from station.export.faults import ExportCancelled

EVERY = 500


class Step(Enum):
    WRITING = "writing"
    CHECKING = "checking"
    PLACING = "placing"


Progress = Callable[[Step, int], None]
"""Takes the step and how far it is, in the thread that exports: rows, but for `Step.PLACING`, which
counts thousandths."""


class Watch:
    """Counts the rows of a step, and tells and asks every 500 of them."""

    def __init__(self, progress: Progress | None = None, cancel: Event | None = None) -> None:
        self._progress = progress
        self._cancel = cancel
        self._rows = dict.fromkeys(Step, 0)

    def row(self, step: Step) -> None:
        """Count a row of ``step``. Raises `ExportCancelled` as `check` does."""
        self._rows[step] += 1
        if self._rows[step] % EVERY == 0:
            self._tell(step)
            self.check()

    def finish(self, step: Step) -> None:
        """Tell the last number of rows of ``step``. Raises `ExportCancelled`."""
        self._tell(step)
        self.check()

    def placed(self, done: int, whole: int) -> None:
        """Tell that ``done`` of ``whole`` bytes are in their place. Raises `ExportCancelled`."""
        self._rows[Step.PLACING] = done * 1000 // max(whole, 1)
        self._tell(Step.PLACING)
        self.check()

    def check(self) -> None:
        """Raise `ExportCancelled` if the export was called off."""
        if self._cancel is not None and self._cancel.is_set():
            raise ExportCancelled()

    def _tell(self, step: Step) -> None:
        if self._progress is not None:
            self._progress(step, self._rows[step])
