"""A barcode gun that types: caught before any field, button or dialog gets its keys."""

from __future__ import annotations

import time
from enum import Enum

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from station.domain.scan import Scan, Source, Symbology, View
from station.scanner.keystroke_buffer import (
    KeystrokeBuffer,
    Stroke,
    StrokeKind,
    Verdict,
    character_of,
)

_Held = tuple[QWindow, QKeyEvent]

_KEY_EVENTS = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride}
)
_END_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_MODIFIER_KEYS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_ScrollLock,
    }
)
_COMMAND_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_LATE_S = 0.015
_LET_IN_MS = 10


class GunPrefix(Enum):
    """The key that the gun was set to send first. With it names may be typed through an input
    method: the prefix takes the focus from the field before the code comes."""

    NONE = "none"
    F13 = "f13"
    STX = "stx"


class KeyboardGun(QObject):
    """An event filter on the application: a gun's burst becomes ``read``, all else is typed.

    ``read`` carries a `View` with one scan. Keys are told apart at the window, before any widget
    has them, by the times of their events. Fields that want no input method override
    ``inputMethodQuery(ImEnabled)``.
    """

    read = Signal(object)

    def __init__(
        self,
        gap_ms: int = 35,
        min_characters: int = 6,
        hold_ms: int = 40,
        prefix: GunPrefix = GunPrefix.NONE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._buffer: KeystrokeBuffer[_Held] = KeystrokeBuffer(gap_ms, min_characters, hold_ms)
        self._prefix = prefix
        self._passing: QKeyEvent | None = None
        self._unfocused: QWidget | None = None
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._flush_if_due)

    def install(self, app: QApplication) -> None:
        """Listen to all keys of ``app``."""
        app.installEventFilter(self)

    def remove(self, app: QApplication) -> None:
        """Stop listening; held keys are typed."""
        app.removeEventFilter(self)
        self._timer.stop()
        self._replay(self._buffer.expire())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KEY_EVENTS or not watched.isWindowType():
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow):
            return False
        if event is self._passing:
            self._passing = None
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            return self._override(event)
        if event.type() is QEvent.Type.KeyRelease:
            return self._buffer.release(event.key(), (watched, _copied(event)))
        return self._press(watched, event)

    def _override(self, event: QKeyEvent) -> bool:
        """Keep a gun's letters from being taken for shortcuts."""
        if _kind(event, self._prefix) is StrokeKind.CHARACTER:
            event.accept()
            return True
        return False

    def _press(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.key() in _MODIFIER_KEYS:
            return False
        kind = _kind(event, self._prefix)
        if _is_line_feed(event) and self._buffer.awaits_end(event.timestamp()):
            kind = StrokeKind.END
        stroke = Stroke(
            kind=kind,
            at_ms=event.timestamp(),
            key=event.key(),
            event=(window, _copied(event)),
            character=_character(event),
            auto_repeat=event.isAutoRepeat(),
        )
        verdict = self._buffer.press(stroke)
        if kind is StrokeKind.PREFIX:
            self._take_focus()
        self._carry_out(verdict)
        return verdict.held

    def _carry_out(self, verdict: Verdict[_Held]) -> None:
        self._replay(verdict.replay)
        if self._buffer.is_holding:
            self._start(self._buffer.hold_ms)
            return
        self._timer.stop()
        self._give_focus_back()
        if verdict.read is not None:
            now = time.monotonic()
            scan = Scan(verdict.read, Symbology.UNKNOWN, Source.GUN, now)
            self.read.emit(View((scan,), Source.GUN, now))

    def _start(self, wait_ms: int) -> None:
        self._due = time.monotonic() + wait_ms / 1000
        self._timer.start(wait_ms)

    def _flush_if_due(self) -> None:
        if time.monotonic() - self._due > _LATE_S:
            # The window was busy: the keys that waited meanwhile come in first.
            self._start(_LET_IN_MS)
            return
        self._give_focus_back()
        self._replay(self._buffer.expire())

    def _replay(self, held: tuple[_Held, ...]) -> None:
        for window, event in held:
            target = window if isValid(window) else QGuiApplication.focusWindow()
            if target is not None:
                self._passing = event
                QApplication.sendEvent(target, event)
                self._passing = None

    def _take_focus(self) -> None:
        widget = QApplication.focusWidget()
        if widget is not None:
            self._unfocused = widget
            widget.clearFocus()

    def _give_focus_back(self) -> None:
        widget, self._unfocused = self._unfocused, None
        if widget is not None and isValid(widget) and QApplication.focusWidget() is None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)


def _kind(event: QKeyEvent, prefix: GunPrefix) -> StrokeKind:
    commands = event.modifiers() & _COMMAND_MODIFIERS
    if prefix is GunPrefix.F13 and event.key() == Qt.Key.Key_F13:
        return StrokeKind.PREFIX
    if prefix is GunPrefix.STX and event.text() == "\x02":
        return StrokeKind.PREFIX
    if commands:
        return StrokeKind.OTHER
    if event.key() in _END_KEYS:
        return StrokeKind.END
    return StrokeKind.CHARACTER if _character(event) else StrokeKind.OTHER


def _character(event: QKeyEvent) -> str:
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return character_of(event.key(), shift, event.text())


def _is_line_feed(event: QKeyEvent) -> bool:
    """Ctrl+J, Ctrl+M and the key Linefeed, as some guns send the end of a line."""
    return event.text() in ("\n", "\r")


def _copied(event: QKeyEvent) -> QKeyEvent:
    """Return a copy that outlives the delivery."""
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy
