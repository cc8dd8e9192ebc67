"""How what a page asks is answered: on which thread, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from station.errors import StationError
from station.services.aside import Aside
from station.services.worker import Worker
from station.settings import Settings
from station.ui.page_desk import PageDesk

Works = Mapping[type, Callable[[Any], object]]
"""What is done for each kind of question; it gets what was asked and returns the answer."""


class AnswerBroken(StationError):
    """The program itself failed; the fault is told and logged on its way up."""

    code = "desk_broken"


class CalledOff(StationError):
    """The program ends."""

    code = "desk_called_off"


class Answerer(QObject):
    """Answers a `PageDesk`. A class of this one says in its ``__init__`` what it answers where:
    `on_worker`, `aside`, or `here` for what finds its own way.

    A `StationError` is told as it is, a bug as `AnswerBroken`, so that no page waits for ever.
    """

    _answered = Signal(object, object)
    _failed = Signal(object, object)
    _progressed = Signal(object, int, int)

    def __init__(self, desk: PageDesk, name: str, parent: QObject | None = None) -> None:
        """``name`` is that of the threads aside."""
        super().__init__(parent)
        self.threads = Aside(name)
        self._ways: dict[type, Callable[[Any], None]] = {}
        queued = Qt.ConnectionType.QueuedConnection
        desk.asked.connect(self._do)
        self._answered.connect(desk.take, queued)
        self._failed.connect(desk.take_failure, queued)
        self._progressed.connect(desk.tell_progress, queued)

    def start(self) -> None:
        """The window shows, the workers run."""

    def apply(self, settings: Settings) -> None:
        """Go on with settings that were just put in force."""

    def stop(self) -> None:
        """Call off what is done aside, and wait until nothing is: nobody may paint once the
        program ends, and no half of a file stays."""
        self.threads.stop()

    # --- for classes of this one -----------------------------------------------------------------

    def on_worker(self, worker: Worker, works: Works) -> None:
        """Answer these on ``worker``, one after another."""

        def way(work: Callable[[Any], object]) -> Callable[[Any], None]:
            return lambda what: worker.submit(lambda: self.answer(what, lambda: work(what)))

        self._ways |= {kind: way(work) for kind, work in works.items()}

    def aside(
        self,
        works: Works,
        at_printer: tuple[type, ...] = (),
        called_off: Callable[[], StationError] = CalledOff,
    ) -> None:
        """Answer these on threads of their own; those ``at_printer`` may hang in its driver."""

        def way(kind: type, work: Callable[[Any], object]) -> Callable[[Any], None]:
            hangs = kind in at_printer
            return lambda what: self.go_aside(what, lambda: work(what), hangs, called_off)

        self._ways |= {kind: way(kind, work) for kind, work in works.items()}

    def here(self, ways: Mapping[type, Callable[[Any], None]]) -> None:
        """Let these be begun on the window's thread; they use `answer` and `telling`."""
        self._ways |= dict(ways)

    @contextmanager
    def telling(self, what: object) -> Iterator[None]:
        """Tell what goes wrong in the block; the page does not wait for ever, even for a bug."""
        try:
            yield
        except StationError as error:
            self._failed.emit(what, error)
        except Exception:
            self._failed.emit(what, AnswerBroken())
            raise

    def answer(self, what: object, work: Callable[[], object]) -> None:
        """Do the work on this thread and tell what came of it."""
        with self.telling(what):
            self._answered.emit(what, work())

    def go_aside(
        self,
        what: object,
        work: Callable[[], object],
        at_printer: bool = False,
        called_off: Callable[[], StationError] = CalledOff,
    ) -> None:
        """Answer on a thread of its own, unless the program ends."""
        if not self.threads.go(lambda: self.answer(what, work), at_printer):
            self._failed.emit(what, called_off())

    def tell_progress(self, what: object, done: int, total: int) -> None:
        """So much is done; from whatever thread."""
        self._progressed.emit(what, done, total)

    # --- inside ----------------------------------------------------------------------------------

    @Slot(object)
    def _do(self, what: object) -> None:
        way = self._ways.get(type(what))
        if way is None:
            raise TypeError(f"nobody answers {type(what).__name__}")
        way(what)
