"""The demo's stage: the real window with hands at it, patience, and pictures of what it shows."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDialog

from station.demo.qt_hands import Hands, wait
from station.demo.site import DEMO_PIN, DemoMember
from station.domain import outcome as out
from station.errors import StationError
from station.qt_console import Console
from station.scanner.gun.gun_read import GunReadTorn
from station.services.report import Report
from station.ui.dialogs.sign_in_dialog import SignInDialog

PATIENCE_S = 20.0
TRIES = 5
# A gun has to be still for a while after a read that was torn.
AGAIN_MS = 600


class DemoStuck(StationError):
    """Something that should happen did not. ``step`` names it."""

    code = "demo_stuck"


class Stage(QObject):
    """``console`` as the demo's people work it; pictures of its window go to ``pictures``."""

    def __init__(self, console: Console, pictures: Path) -> None:
        super().__init__()
        self.console = console
        self.window = console.window
        self.hands = Hands(console.window)
        self._pictures = pictures
        self._last: Report | None = None
        console.desk.reported.connect(self._note)

    # --- what happens --------------------------------------------------------------------------

    def until(self, what: str, condition: Callable[[], bool], patience: float = PATIENCE_S) -> None:
        """Let the window live until ``condition`` holds. Raises `DemoStuck`."""
        end = time.monotonic() + patience
        while not condition():
            if time.monotonic() > end:
                self.picture("stuck")
                raise DemoStuck(step=what)
            wait(5)

    def forget(self) -> None:
        """What was reported last is not looked at any more."""
        self._last = None

    def saw(self, outcome: type) -> bool:
        """Tell whether the last report was of this kind."""
        return self._last is not None and isinstance(self._last.outcome, outcome)

    def was_refused(self, code: str) -> bool:
        last = self._last.outcome if self._last is not None else None
        return isinstance(last, out.Refused) and last.error.code == code

    def shoot(self, what: str, text: str, outcome: type) -> None:
        """Read ``text`` with the gun and wait for what comes of it.

        On a busy machine a burst may come in two: what is then refused is read again, as anybody
        would.
        """
        for _ in range(TRIES):
            self.forget()
            self.hands.shoot(text)
            self.until(what, lambda: self.saw(outcome) or self.was_refused(GunReadTorn.code))
            if self.saw(outcome):
                return
            wait(AGAIN_MS)
        raise DemoStuck(step=what)

    # --- who works here ------------------------------------------------------------------------

    def sign_in(self, member: DemoMember, sampler: str = "") -> None:
        """Sign ``member`` in by name and PIN; who is there already is changed for them."""
        dialog = self._sign_in_dialog()
        self.hands.compose(member.name)
        self.hands.press(Qt.Key.Key_Tab)
        self.hands.type(DEMO_PIN)
        if sampler:
            self.hands.press(Qt.Key.Key_Tab)
            dialog.sampler.selectAll()
            self.hands.compose(sampler)
        self.forget()
        self.hands.press(Qt.Key.Key_Return)
        self.until("a sign-in", lambda: self.saw(out.SignedIn))
        self.until("the window", lambda: self.window.dialogs.current is None)

    def sign_out(self) -> None:
        """Sign out whoever is there."""
        dialog = self._sign_in_dialog()
        self.forget()
        self.hands.click(dialog.sign_out)
        self.until("a sign-out", lambda: self.saw(out.SignedOut))
        self.until("the window", lambda: self.window.dialogs.current is None)

    def _sign_in_dialog(self) -> SignInDialog:
        """Return the sign-in; it is asked for by its key, unless the console asks by itself."""
        wait(100)
        if self.window.dialogs.current is None:
            self.hands.press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        self.until("the sign-in", lambda: isinstance(self.window.dialogs.current, SignInDialog))
        dialog = cast(SignInDialog, self.window.dialogs.current)
        self.until("the sign-in's field", dialog.who.hasFocus)
        return dialog

    # --- what is seen --------------------------------------------------------------------------

    @property
    def dialog(self) -> QDialog | None:
        """The dialog over the window."""
        dialogs = self.window.findChildren(QDialog)
        return next((each for each in reversed(dialogs) if each.isVisible()), None)

    def picture(self, name: str) -> None:
        """Keep a picture of the window, with the dialog over it if there is one."""
        wait(30)
        picture = self.window.grab()
        dialog = self.dialog
        if dialog is not None:
            place = self.window.mapFromGlobal(dialog.mapToGlobal(dialog.rect().topLeft()))
            dialog.render(picture, place)
        self._pictures.mkdir(parents=True, exist_ok=True)
        picture.save(str(self._pictures / f"{name}.png"))

    @Slot(object)
    def _note(self, report: Report) -> None:
        self._last = report
