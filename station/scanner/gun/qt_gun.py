"""A barcode gun that types: caught before any field, button or dialog gets its keys."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from station.domain.scan import Scan, Source, Symbology, View
from station.scanner.gun import qt_keys
from station.scanner.gun.gun_read import error_of
from station.scanner.gun.gun_setup import GunSetup
from station.scanner.gun.keystroke_buffer import Burst, KeystrokeBuffer, Ruling
from station.scanner.gun.keystrokes import StrokeKind, is_dead
from station.scanner.gun.qt_trial import GunListener
from station.scanner.qt_late_timer import LateTimer

_KEY_EVENTS = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride}
)
_NOT_SHORTCUTS = frozenset({StrokeKind.CHARACTER, StrokeKind.ALT_CODE})


class KeyboardGun(QObject):
    """An event filter on the application: a gun's burst becomes ``read``, all else is typed.

    ``read`` carries a `View` with one scan, ``failed`` the `StationError` of a burst that is no
    read (`GunReadTorn`, `GunInputMethodOn`, `GunTextForeign`). ``heard`` carries a `Heard` for
    every burst, only while the test page is open (`set_testing`); then neither of the others is
    told. Keys are told apart at the window, before any widget has them, by the times of their
    events. Fields that want no input method override ``inputMethodQuery(ImEnabled)``.
    """

    read = Signal(object)
    failed = Signal(object)
    heard = Signal(object)

    def __init__(self, setup: GunSetup, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._passing: QKeyEvent | None = None
        self._unfocused: QWidget | None = None
        self._after_dead = False
        self._composed_at: float | None = None
        self._ended_at = 0.0
        self._timer = LateTimer(self)
        self._timer.due.connect(self._flush)
        self._listener: GunListener | None = None
        self._set(setup)

    def configure(self, setup: GunSetup) -> None:
        """Apply other settings from the next key on; held keys are typed."""
        self._carry_out(self._buffer.expire())
        self._set(setup)
        if self._listener is not None:
            self.set_testing(False)
            self.set_testing(True)

    def set_testing(self, on: bool) -> None:
        """Tell what is heard instead of reading, or read again."""
        if on == (self._listener is not None):
            return
        # A burst that ended before the page opened is the booth's, one before it closed is not.
        self._carry_out(self._buffer.expire())
        if self._listener is not None:
            self._listener.stop()
            self._listener.deleteLater()
            self._listener = None
        if on:
            self._listener = GunListener(self._setup, self)
            self._listener.heard.connect(self.heard)

    def install(self, app: QApplication) -> None:
        """Listen to all keys of ``app``."""
        app.installEventFilter(self)

    def remove(self, app: QApplication) -> None:
        """Stop listening; held keys are typed."""
        app.removeEventFilter(self)
        self._carry_out(self._buffer.expire())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._note_composed(event)
            return False
        if kind not in _KEY_EVENTS or not watched.isWindowType():
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow):
            return False
        if event is self._passing:
            self._passing = None
            return False
        if kind is QEvent.Type.ShortcutOverride:
            return self._override(event)
        if kind is QEvent.Type.KeyRelease:
            return self._release(watched, event)
        return self._press(watched, event)

    # --- inside --------------------------------------------------------------------------------

    def _set(self, setup: GunSetup) -> None:
        self._setup = setup
        self._buffer: KeystrokeBuffer[qt_keys.Held] = KeystrokeBuffer(setup)

    def _override(self, event: QKeyEvent) -> bool:
        """Keep a gun's letters from being taken for shortcuts."""
        if qt_keys.kind_of(event, self._setup.prefix, self._after_dead) in _NOT_SHORTCUTS:
            event.accept()
            return True
        return False

    def _release(self, window: QWindow, event: QKeyEvent) -> bool:
        if self._listener is not None:
            self._listener.release(event)
        held = (window, qt_keys.copied(event))
        ruling = self._buffer.release(event.key(), held, event.timestamp())
        if ruling.replay or ruling.burst is not None:
            self._carry_out(ruling)
        if is_dead(event.key()) and not ruling.held:
            # The platform kept the press of this dead key for its letter, and may drop both.
            self._buffer.compose(event.timestamp())
        return ruling.held

    def _press(self, window: QWindow, event: QKeyEvent) -> bool:
        if qt_keys.is_modifier(event):
            return False
        self._tell_composed(event.timestamp())
        kind = qt_keys.kind_of(event, self._setup.prefix, self._after_dead)
        if qt_keys.is_line_feed(event) and self._buffer.awaits_end(event.timestamp()):
            kind = StrokeKind.END
        stroke = qt_keys.stroke_of(window, event, kind, self._after_dead)
        self._after_dead = is_dead(event.key())
        ruling = self._buffer.press(stroke)
        if kind is StrokeKind.END:
            self._ended_at = time.monotonic()
        if kind is StrokeKind.PREFIX:
            self._take_focus()
        self._carry_out(ruling)
        if self._listener is not None:
            # The Enter of a gun whose burst was not taken must not press the page's button.
            spares = kind is StrokeKind.END and self._listener.is_gun
            self._listener.press(event, stroke)
            return ruling.held or spares
        return ruling.held

    def _carry_out(self, ruling: Ruling[qt_keys.Held]) -> None:
        self._replay(ruling.replay)
        wait_ms = self._buffer.wait_ms
        if wait_ms is None:
            self._timer.stop()
            self._give_focus_back()
        else:
            self._timer.start(wait_ms)
        if ruling.burst is not None:
            self._tell(ruling.burst)

    def _tell(self, burst: Burst) -> None:
        if self._listener is not None:
            self._listener.rule(burst.fault)
        elif burst.fault is not None:
            self.failed.emit(error_of(burst.fault))
        else:
            scan = Scan(burst.text, Symbology.UNKNOWN, Source.GUN, self._ended_at)
            self.read.emit(View((scan,), Source.GUN, self._ended_at))

    def _flush(self) -> None:
        self._carry_out(self._buffer.expire())

    def _replay(self, held: tuple[qt_keys.Held, ...]) -> None:
        for window, event in held:
            target = window if isValid(window) else QGuiApplication.focusWindow()
            if target is not None:
                self._passing = event
                QApplication.sendEvent(target, event)
                self._passing = None

    def _note_composed(self, event: QInputMethodEvent) -> None:
        text = event.commitString() or event.preeditString()
        if text:
            self._composed_at = time.monotonic()
            if self._listener is not None:
                self._listener.compose(text)

    def _tell_composed(self, at_ms: int) -> None:
        """An input method's event has no time of its own: it is told with the next key."""
        if self._composed_at is not None:
            since = round((time.monotonic() - self._composed_at) * 1000)
            self._buffer.compose(at_ms - since)
            self._composed_at = None

    def _take_focus(self) -> None:
        widget = QApplication.focusWidget()
        if widget is not None:
            self._unfocused = widget
            widget.clearFocus()

    def _give_focus_back(self) -> None:
        widget, self._unfocused = self._unfocused, None
        if widget is not None and isValid(widget) and QApplication.focusWidget() is None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
