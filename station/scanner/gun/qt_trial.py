"""Listens to a gun's keys for the test page and tells each burst when it is over."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeyEvent

from station.domain.heard import Heard
from station.scanner.gun import qt_keys
from station.scanner.gun.gun_read import GunFault
from station.scanner.gun.gun_setup import GunPrefix, GunSetup
from station.scanner.gun.keystrokes import Stroke, StrokeKind
from station.scanner.gun.trial import GunTrial, HeardKey
from station.scanner.qt_late_timer import LateTimer

_SHOWN_PREFIX = {GunPrefix.F13: "[F13]"}
_CHARACTERS = frozenset({StrokeKind.CHARACTER, StrokeKind.ALT_CODE})


class GunListener(QObject):
    """``heard`` carries a `Heard`. Control characters stand in its text as they came, the key F13
    as ``[F13]``."""

    heard = Signal(object)

    def __init__(self, setup: GunSetup, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trial = GunTrial(setup)
        self._last_ms = 0
        self._last_at: float | None = None
        self._timer = LateTimer(self)
        self._timer.due.connect(self._end)

    @property
    def is_gun(self) -> bool:
        return self._trial.is_gun

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
        self._tell(self._trial.press(key))
        self._start()

    def release(self, event: QKeyEvent) -> None:
        self._trial.release(event.key(), event.timestamp())

    def compose(self, text: str) -> None:
        """Take what an input method wrote or proposes."""
        now = time.monotonic()
        since = 0 if self._last_at is None else round((now - self._last_at) * 1000)
        self._trial.compose(text, self._last_ms + since)
        self._start()

    def rule(self, fault: GunFault | None) -> None:
        """Take what the filter made of the burst."""
        self._trial.rule(fault)

    def stop(self) -> None:
        self._timer.stop()

    def _start(self) -> None:
        wait_ms = self._trial.wait_ms
        if wait_ms is not None:
            self._timer.start(wait_ms)

    def _end(self) -> None:
        self._tell(self._trial.end())

    def _tell(self, heard: Heard | None) -> None:
        if heard is not None:
            self.heard.emit(heard)
