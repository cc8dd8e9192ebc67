"""A try to sign in: who and which PIN, being checked, or to be waited for."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton

from station.domain.person import NAME_LENGTH
from station.errors import StationError
from station.services.pin_tries import PinDelayed
from station.ui.notice import Notice
from station.ui.pin_edit import PinEdit
from station.ui.words import Words

TICK_MS = 250


class SignInTry(QObject):
    """The fields ``who`` and ``pin``, and what ``button`` and ``notice`` say of the try.

    `tried` carries both texts; the answer goes to `refuse`, or `forget` once it went well. The
    button says ``ok_key`` while a try may be made. ``needs_who``: False where an empty field
    means somebody who is known.
    """

    tried = Signal(str, str)

    def __init__(
        self,
        words: Words,
        button: QPushButton,
        notice: Notice,
        ok_key: str,
        needs_who: bool = True,
    ) -> None:
        super().__init__(button)
        self._words = words
        self._button = button
        self._notice = notice
        self._ok_key = ok_key
        self._needs_who = needs_who
        self._checking = False
        self._wait_until = 0.0
        self._error: StationError | None = None
        self.who = QLineEdit()
        self.who.setMaxLength(NAME_LENGTH)
        self.pin = PinEdit()
        self._timer = QTimer(self, interval=TICK_MS, timeout=self._show_button)
        self.set_words(words)

    @property
    def is_checking(self) -> bool:
        """Whether an answer is waited for."""
        return self._checking

    def set_words(self, words: Words) -> None:
        self._words = words
        self.who.setPlaceholderText(words("sign_in.who_hint"))
        self._show_button()

    def show_badge(self, badge: str) -> None:
        """A badge was read: only the PIN is still to be typed."""
        if not self._checking:
            self.who.setText(badge)
            self.pin.clear()
            self.pin.setFocus()
            self._notice.hide()

    def begin(self) -> bool:
        """Make the try, if it is whole and may be made now; tell whether it was."""
        if self._checking or self._seconds_left():
            return False
        who, pin = self.who.text().strip(), self.pin.text()
        if self._needs_who and not who:
            self._say(self._words("sign_in.no_who"), self.who)
        elif not pin:
            self._say(self._words("sign_in.no_pin"), self.pin)
        else:
            self._notice.hide()
            self._set_checking(True)
            self.tried.emit(who, pin)
            return True
        return False

    def refuse(self, error: StationError) -> None:
        """Say what is wrong; the next try waits for as long as the error says."""
        self._set_checking(False)
        self.pin.clear()
        seconds = error.params.get("seconds", 0)
        if isinstance(seconds, int) and seconds > 0:
            self._wait_until = time.monotonic() + seconds
            self._timer.start()
        self._error = error
        self._notice.show_words(self._words.title(error), self._words.next_step(error), "bad")
        self._notice.show()
        self.pin.setFocus()
        self._show_button()

    def settle(self) -> None:
        """Something else is wrong: who and the PIN may be tried again as they are."""
        self._set_checking(False)

    def forget(self) -> None:
        """Drop what was typed, and what was said of it."""
        self._set_checking(False)
        self.who.clear()
        self.pin.clear()
        self._notice.hide()

    # --- inside --------------------------------------------------------------------------------

    def _say(self, text: str, field: QLineEdit) -> None:
        self._notice.show_words(text, tone="bad")
        self._notice.show()
        field.setFocus()

    def _set_checking(self, checking: bool) -> None:
        self._checking = checking
        for field in (self.who, self.pin):
            field.setReadOnly(checking)
        self._show_button()

    def _seconds_left(self) -> int:
        left = self._wait_until - time.monotonic()
        # A part of a second is one: nothing is tried before it is over.
        return int(left) + 1 if left > 0 else 0

    @Slot()
    def _show_button(self) -> None:
        left = self._seconds_left()
        if self._checking:
            text = self._words("sign_in.checking")
        elif left:
            text = self._words("sign_in.wait", seconds=left)
            self._count(left)
        else:
            text = self._words(self._ok_key)
            self._timer.stop()
            self._end_wait()
        # Not disabled: the keyboard would go on to another field.
        self._button.setText(text)

    def _count(self, left: int) -> None:
        """The notice counts down with the button."""
        if self._error is not None:
            step = self._words.next_step(PinDelayed(seconds=left))
            self._notice.show_words(self._words.title(self._error), step)

    def _end_wait(self) -> None:
        """The wait is over, and nothing is said of it any more."""
        error, self._error = self._error, None
        if isinstance(error, PinDelayed):
            self._notice.hide()
        elif error is not None:
            self._notice.show_words(self._words.title(error), self._words.next_step(error))
