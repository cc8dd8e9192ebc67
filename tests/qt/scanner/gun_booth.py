"""A window with a gun on it for tests: keys with times of their own, sent to the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from station.domain.heard import Heard
from station.domain.scan import View
from station.errors import StationError
from station.scanner.gun.gun_setup import GunPrefix, GunSetup
from station.scanner.gun.qt_gun import KeyboardGun

HELD_MS = 120
MODIFIERS = Qt.KeyboardModifier
_SETTLED_MS = 40


def setup_of(
    gap_ms: int = 35, min_characters: int = 6, prefix: GunPrefix = GunPrefix.NONE
) -> GunSetup:
    """Return how a gun is set up: as it comes, but for what is given."""
    return GunSetup(gap_ms, min_characters, gap_ms + 5, prefix)


class Form(QDialog):
    """A field and a default button."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        self.field, self.button = QLineEdit(), QPushButton("ok")
        self.button.setDefault(True)
        self.button.clicked.connect(self.clicked)
        self.clicks = self.returns = 0
        self.field.returnPressed.connect(self.returned)
        layout.addWidget(self.field)
        layout.addWidget(self.button)

    def clicked(self) -> None:
        self.clicks += 1

    def returned(self) -> None:
        self.returns += 1


@dataclass
class Keyboard:
    """Sends keys to a window as a platform does: override, press and release, with a time."""

    widget: QWidget
    now: int = 10_000
    taken: list[str] = field(default_factory=list)

    def key(
        self,
        key: int,
        text: str,
        after_ms: int,
        modifiers: MODIFIERS = MODIFIERS.NoModifier,
        auto_repeat: bool = False,
        dwell_ms: int = 0,
    ) -> None:
        self.now += after_ms
        window = self.widget.window().windowHandle()
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        for kind in kinds:
            event = QKeyEvent(kind, key, modifiers, text, auto_repeat)
            event.setTimestamp(self.now + (dwell_ms if kind is QEvent.Type.KeyRelease else 0))
            event.ignore()
            QApplication.sendEvent(window, event)
            if kind is QEvent.Type.ShortcutOverride and event.isAccepted():
                self.taken.append(text)

    def type(self, text: str, gap_ms: int, dwell_ms: int = 0) -> None:
        for character in text:
            if character == "\r":
                self.key(Qt.Key.Key_Return, "\r", gap_ms, dwell_ms=dwell_ms)
            elif character == "\t":
                self.key(Qt.Key.Key_Tab, "\t", gap_ms, dwell_ms=dwell_ms)
            else:
                shift = MODIFIERS.ShiftModifier if character.isupper() else MODIFIERS.NoModifier
                self.key(ord(character.upper()), character, gap_ms, shift, dwell_ms=dwell_ms)


def compose(widget: QWidget, text: str) -> None:
    """Commit ``text`` into ``widget`` as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


@dataclass
class Booth:
    """``reads`` and ``codes`` (of the errors) are looked at once nothing is held any more."""

    form: Form
    keyboard: Keyboard
    gun: KeyboardGun
    qtbot: QtBot
    gap_ms: int
    views: list[View] = field(default_factory=list)
    errors: list[StationError] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)

    @property
    def reads(self) -> list[str]:
        self._settle()
        return [view.scans[0].text for view in self.views]

    @property
    def codes(self) -> list[str]:
        self._settle()
        return [error.code for error in self.errors]

    def _settle(self) -> None:
        self.qtbot.wait(self.gap_ms + _SETTLED_MS)
        # On a busy machine its timer comes late, and waits once more then.
        timers = self.gun.findChildren(QTimer)
        self.qtbot.waitUntil(lambda: not any(timer.isActive() for timer in timers))


Open = Callable[..., Booth]


@contextmanager
def opening(qtbot: QtBot, app: QApplication) -> Iterator[Open]:
    """Give a function that opens a form with a gun on it; the guns go at the end."""
    guns: list[KeyboardGun] = []

    def open_one(gap_ms: int = 35, prefix: GunPrefix = GunPrefix.NONE) -> Booth:
        gun = KeyboardGun(setup_of(gap_ms=gap_ms, prefix=prefix))
        gun.install(app)
        guns.append(gun)
        form = Form()
        qtbot.addWidget(form)
        with qtbot.waitExposed(form):
            form.show()
        form.activateWindow()
        form.field.setFocus()
        qtbot.waitUntil(form.field.hasFocus)
        booth = Booth(form, Keyboard(form), gun, qtbot, gap_ms)
        gun.read.connect(booth.views.append)
        gun.failed.connect(booth.errors.append)
        gun.heard.connect(booth.heard.append)
        return booth

    yield open_one
    for gun in guns:
        gun.set_testing(False)
        gun.remove(app)
