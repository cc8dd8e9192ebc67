"""The demo's hands: keys of a barcode gun and of an operator, as the window system sends them.

A gun's keys go to the window with the times of their events, so that they take the very path
that a real gun's take; nothing here knows what becomes of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

GUN_GAP_MS = 4
HUMAN_GAP_MS = 55
_SHIFTED = frozenset('$%*+:"()&!@#^_{}|<>?~')


def wait(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setSingleShot(True)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start(milliseconds)
    loop.exec()


class Hands:
    """What an operator does at ``window``: shoots a gun, types, presses keys."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def shoot(self, text: str) -> None:
        """Read ``text`` with the gun: a burst of keys, ended by Enter.

        A gun keeps its pace, whatever the window is busy with: keys that are late here have the
        time at which it sent them, and come at once.
        """
        due_ms = _now_ms()
        for event in _key_events(text + "\r"):
            event.setTimestamp(due_ms)
            QApplication.sendEvent(self._handle(), event)
            if event.type() is QEvent.Type.KeyRelease:
                due_ms += GUN_GAP_MS
                if (early_ms := due_ms - _now_ms()) >= 0:
                    wait(early_ms)

    def type(self, text: str) -> None:
        """Type ``text`` into what has the focus, as fast as a practised hand does."""
        for event in _key_events(text):
            QApplication.sendEvent(self._handle(), event)
            if event.type() is QEvent.Type.KeyRelease:
                wait(HUMAN_GAP_MS)

    def compose(self, text: str) -> None:
        """Commit ``text`` into what has the focus, as a Chinese input method does."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        field = QApplication.focusWidget()
        if field is None:
            raise RuntimeError("nothing has the focus")
        QApplication.sendEvent(field, event)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press one key of the keyboard."""
        QTest.keyClick(self._handle(), key, modifier)

    def click(self, button: QAbstractButton) -> None:
        """Press a button with the mouse."""
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def drop(self, path: Path, target: QWidget) -> None:
        """Drag a file over ``target`` and let it go there."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        place, copied = target.rect().center(), Qt.DropAction.CopyAction
        held, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        # Enter, then drop: nothing else tells the widget that something is coming.
        for event in (
            QDragEnterEvent(place, copied, data, held, none),
            QDropEvent(QPointF(place), copied, data, held, none),
        ):
            QApplication.sendEvent(target, event)
            wait(30)

    def _handle(self) -> QWindow:
        widget = QApplication.activeModalWidget() or self._window
        if not widget.isActiveWindow():
            # Without a window manager nobody else gives the window back its keys.
            widget.activateWindow()
            wait(30)
        handle = widget.window().windowHandle()
        if handle is None:
            raise RuntimeError("the window is not shown")
        return handle


def _key_events(text: str) -> Iterator[QKeyEvent]:
    for character in text:
        key, modifiers = _key_of(character)
        for type in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(type, key, modifiers, character)
            event.setTimestamp(_now_ms())
            yield event


def _now_ms() -> int:
    return int(time.monotonic() * 1000)


def _key_of(character: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    if character == "\r":
        return Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier
    shifted = character.isupper() or character in _SHIFTED
    modifiers = Qt.KeyboardModifier.ShiftModifier if shifted else Qt.KeyboardModifier.NoModifier
    return Qt.Key(ord(character.upper())), modifiers
