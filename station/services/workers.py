"""The worker threads of a running console, side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from station.services.worker import Worker


@dataclass(frozen=True, slots=True)
class Workers:
    """The threads of a running console: see "Threads" in ARCHITECTURE.md."""

    on_bug: Callable[[BaseException], None]
    writer: Worker = field(init=False)
    reader: Worker = field(init=False)
    figures: Worker = field(init=False)
    pins: Worker = field(init=False)

    def __post_init__(self) -> None:
        for name in ("writer", "reader", "figures", "pins"):
            object.__setattr__(self, name, Worker(name, self.on_bug))

    def start(self) -> None:
        for worker in (self.writer, self.reader, self.figures, self.pins):
            worker.start()

    def stop(self) -> None:
        """Finish what was asked; the writer ends last, since the others hand it work."""
        for worker in (self.pins, self.figures, self.reader, self.writer):
            worker.stop()
