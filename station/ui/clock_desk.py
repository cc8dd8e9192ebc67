"""The window's way to the clock's mark: asked on the worker thread, answered by signals."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from station.errors import StationError
from station.services.clock_reset import ClockBroken, ClockReset
from station.services.worker import Worker


class ClockDesk(QObject):
    """Every method returns at once. `ask` is answered by `told`; `reset`, which says that the
    machine's clock is right, by `was_reset`. Whatever was refused is told by `failed`.
    """

    told = Signal(object)  # ClockView
    was_reset = Signal(object)  # datetime
    failed = Signal(object)  # StationError

    def __init__(self, service: ClockReset, writer: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._writer = writer

    def ask(self) -> None:
        self._do(lambda: self.told.emit(self._service.view()))

    def reset(self) -> None:
        asker = self._service.asker
        self._do(lambda: self.was_reset.emit(self._service.reset_for(asker)))

    # --- inside --------------------------------------------------------------------------------

    def _do(self, work: Callable[[], None]) -> None:
        def job() -> None:
            try:
                work()
            except StationError as error:
                self.failed.emit(error)
            except Exception:
                # The dialog must not wait for ever; the bug is told and logged on its way up.
                self.failed.emit(ClockBroken())
                raise

        self._writer.submit(job)
