"""Listens to a gun's keys for the test page and tells each burst when it is over."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from station.domain.heard import Heard
from station.scanner.gun import qt_keys
from station.scanner.gun.gun_read import GunFault
from station.scanner.gun.gun_test import GunSetup, GunTest, HeardKey
from station.scanner.gun.keystrokes import GunPrefix, Stroke, StrokeKind

_LATE_S = 0.03
_LET_IN_MS = 10
_SHOWN_PREFIX = {GunPrefix.F13: "[F13]"}
_CHARACTERS = frozenset({StrokeKind.CHARACTER, StrokeKind.ALT_CODE})


class GunListener(QObject):
    """``heard`` carries a `Heard`. Control characters stand in its text as they came, the key F13
    as ``[F13]``."""

    heard = Signal(object)

    def __init__(self, setup: GunSetup, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._test = GunTest(setup)
        self._last_ms = 0
        self._last_at: float | None = None
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end_if_due)

    @property
    def is_gun(self) -> bool:
        return self._test.is_gun

    def press(self, event: QKeyEvent, stroke: Stroke[qt_keys.Held]) -> None:
        """Take a key that went down, after the filter's ruling on what was before it."""
        self._last_ms, self._last_at = stroke.at_ms, time.monotonic()
        prefix = qt_keys.prefix_of(event)
        raw = _SHOWN_PREFIX.get(prefix) or qt_keys.raw_text(event)
        is_end = stroke.kind is StrokeKind.END
        key = HeardKey(
            at_ms=stroke.at_ms,
            key=stroke.key,
            text=raw,
            is_character=stroke.kind in _CHARACTERS,
            is_end=is_end,
            edits=stroke.kind is StrokeKind.OTHER or stroke.auto_repeat,
            turned=raw != stroke.character and raw.swapcase() == stroke.character,
            prefix=prefix,
        )
        self._tell(self._test.press(key))
        self._start()

    def release(self, event: QKeyEvent) -> None:
        self._test.release(event.key(), event.timestamp())

    def compose(self, text: str) -> None:
        """Take what an input method wrote or proposes."""
        now = time.monotonic()
        since = 0 if self._last_at is None else round((now - self._last_at) * 1000)
        self._test.compose(text, self._last_ms + since)
        self._start()

    def rule(self, fault: GunFault | None) -> None:
        """Take what the filter made of the burst."""
        self._test.rule(fault)

    def stop(self) -> None:
        self._timer.stop()

    def _start(self) -> None:
        wait_ms = self._test.wait_ms
        if wait_ms is not None:
            self._due = time.monotonic() + wait_ms / 1000
            self._timer.start(wait_ms)

    def _end_if_due(self) -> None:
        if time.monotonic() - self._due > _LATE_S:
            # The window was busy: the keys that waited meanwhile come in first.
            self._due = time.monotonic() + _LET_IN_MS / 1000
            self._timer.start(_LET_IN_MS)
            return
        self._tell(self._test.end())

    def _tell(self, heard: Heard | None) -> None:
        if heard is not None:
            self.heard.emit(heard)
