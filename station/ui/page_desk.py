"""A page's way to the services: it asks, and hears the answers as signals."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from station.errors import StationError


class PageDesk(QObject):
    """`ask` returns at once; whoever answers is connected to `asked`, and calls `take`,
    `take_failure` and `tell_progress` on this object's thread (see `station.qt_answers`).

    What is asked is a value of a class of its own. `answered` carries it and its answer, `failed`
    the fault instead, `progressed` how far it is. What was asked before `forget` is answered to
    nobody, but for what is one of ``KEPT``: the page was cleared meanwhile, and somebody else may
    stand there.
    """

    KEPT: tuple[type, ...] = ()

    asked = Signal(object)
    answered = Signal(object, object)
    failed = Signal(object, object)  # what was asked, StationError
    progressed = Signal(object, int, int)  # what was asked, done, of how many

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[object] = []

    def ask(self, what: object) -> None:
        """Ask for something; the answer comes later."""
        self._waiting.append(what)
        self.asked.emit(what)

    def is_waiting_for(self, *kinds: type) -> bool:
        """Tell whether something of these kinds is asked for and not answered yet."""
        return any(isinstance(each, kinds) for each in self._waiting)

    def forget(self, *kinds: type) -> None:
        """Hear no answer to what was asked so far, or only of these kinds, but for what is kept."""
        self._waiting = [
            each
            for each in self._waiting
            if isinstance(each, self.KEPT) or (kinds and not isinstance(each, kinds))
        ]

    # --- for who answers -------------------------------------------------------------------------

    def take(self, what: object, answer: object) -> None:
        """What was asked is answered."""
        if self._settle(what):
            self.note_answer(what, answer)
            self.answered.emit(what, answer)

    def take_failure(self, what: object, error: StationError) -> None:
        """What was asked cannot be done."""
        if self._settle(what):
            self.failed.emit(what, error)

    def tell_progress(self, what: object, done: int, total: int) -> None:
        """So much of what was asked is done."""
        if any(each is what for each in self._waiting):
            self.progressed.emit(what, done, total)

    # --- for classes of this one -----------------------------------------------------------------

    def note_answer(self, what: object, answer: object) -> None:
        """Called before `answered` is sent."""

    def _settle(self, what: object) -> bool:
        """Return whether somebody still waits for this; they wait no longer."""
        for index, each in enumerate(self._waiting):
            if each is what:
                del self._waiting[index]
                return True
        return False
