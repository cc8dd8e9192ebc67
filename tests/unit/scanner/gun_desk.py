"""A desk for tests of the gun: a keystroke buffer, and what came of the keys."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from station.scanner.gun.gun_read import GunFault
from station.scanner.gun.gun_setup import GunPrefix, GunSetup
from station.scanner.gun.keystroke_buffer import KeystrokeBuffer, Ruling
from station.scanner.gun.keystrokes import Stroke, StrokeKind

END = "\r"
TAB = "\t"
PREFIX = "\x02"
BACKSPACE = "\b"
ALT_DIGIT = "\x01"

_KINDS = {
    END: StrokeKind.END,
    TAB: StrokeKind.END,
    PREFIX: StrokeKind.PREFIX,
    BACKSPACE: StrokeKind.OTHER,
    ALT_DIGIT: StrokeKind.ALT_CODE,
}


USUAL = GunSetup(gap_ms=35, min_characters=6, replay_ms=40, prefix=GunPrefix.NONE)


def buffer_of(setup: GunSetup = USUAL, **changes: Any) -> KeystrokeBuffer[str]:
    """Return a buffer for a gun as it comes, with ``changes`` to its setup."""
    return KeystrokeBuffer(replace(setup, **changes))


@dataclass
class Desk:
    """``typed``: what the window got, in order. ``reads`` and ``faults``: what was told.

    ``now`` is the time of the keys in ms; a key that comes late lets the buffer's wait end first,
    but not while the window ``hangs``.
    """

    buffer: KeystrokeBuffer[str] = field(default_factory=buffer_of)
    typed: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    faults: list[GunFault] = field(default_factory=list)
    now: int = 1000
    hangs: bool = False

    def press(self, key: str, after_ms: int, auto_repeat: bool = False) -> None:
        self.wait(after_ms)
        kind = _KINDS.get(key, StrokeKind.CHARACTER)
        ruling = self.buffer.press(Stroke(kind, self.now, ord(key), key, key, auto_repeat))
        self._note(ruling)
        if not ruling.held:
            self.typed.append(key)

    def release(self, key: str, after_ms: int) -> None:
        """Let a key go; what is typed are presses alone."""
        self.wait(after_ms)
        self._note(self.buffer.release(ord(key), "", self.now))

    def wait(self, milliseconds: int) -> None:
        wait_ms = self.buffer.wait_ms
        if wait_ms is not None and milliseconds > wait_ms and not self.hangs:
            self._note(self.buffer.expire())
        self.now += milliseconds

    def strike(self, text: str, gap_ms: int, dwell_ms: int, first_after_ms: int = 1000) -> None:
        """Press and release one key after another, as a gun or a hand does."""
        for number, key in enumerate(text):
            self.press(key, gap_ms - dwell_ms if number else first_after_ms)
            self.release(key, dwell_ms)

    def burst(self, text: str, gap_ms: int = 2, first_after_ms: int = 1000) -> None:
        """Press one key after another; nothing is known of their releases."""
        for number, key in enumerate(text):
            self.press(key, gap_ms if number else first_after_ms)

    def rest(self) -> str:
        """Wait until nothing is held; return all that was typed."""
        while self.buffer.wait_ms is not None:
            self._note(self.buffer.expire())
        return "".join(self.typed)

    def all_reads(self) -> list[str]:
        """Wait until nothing is held; return all that was read."""
        self.rest()
        return self.reads

    def _note(self, ruling: Ruling[str]) -> None:
        self.typed += [key for key in ruling.replay if key]
        if ruling.burst is not None and ruling.burst.fault is None:
            self.reads.append(ruling.burst.text)
        elif ruling.burst is not None and ruling.burst.fault is not None:
            self.faults.append(ruling.burst.fault)
