"""A dialog that asks the desk for one thing, and closes once that is done."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from station.errors import StationError
from station.ui.dialogs.dialog import StationDialog
from station.ui.page_desk import PageDesk
from station.ui.theme import Theme
from station.ui.words import Words


class AskingDialog(StationDialog):
    """Accepted once what it asked is answered; what is refused is said in place."""

    def __init__(self, parent: QWidget, theme: Theme, words: Words, desk: PageDesk) -> None:
        super().__init__(parent, theme, words)
        self._desk = desk
        self._asked: object = None
        desk.answered.connect(self._take)
        desk.failed.connect(self._refuse)

    @property
    def is_waiting(self) -> bool:
        """Whether something is asked for and not answered yet."""
        return self._asked is not None

    def ask(self, what: object) -> None:
        """Ask for ``what``, unless something is on its way."""
        if not self.is_waiting:
            self.clear_problem()
            self._asked = what
            self._desk.ask(what)

    def refuse(self, what: object, error: StationError) -> None:
        """``what`` was asked, and cannot be done: it may be put right and asked again."""
        self.show_error(error)

    def reject(self) -> None:
        """Cancel, but not while something is on its way: it may be done already."""
        if not self.is_waiting:
            super().reject()

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if what is self._asked and what is not None:
            self.accept()

    @Slot(object, object)
    def _refuse(self, what: object, error: StationError) -> None:
        if what is self._asked and what is not None:
            self._asked = None
            self.refuse(what, error)
