"""Telling a barcode gun that types from a human, by the times of the keys.

A gun's characters follow each other within ``gap_ms`` and end in Enter or Tab; there is no limit
to the whole, as a long code takes seconds. Every key that might belong to a burst is held until
that is known, then given back in order (hold and replay) or swallowed with the read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

Event = TypeVar("Event")

_AIM_PREFIX = re.compile(r"\A\][A-Za-z][0-9A-Za-z.]")
_KEY_A, _KEY_Z = 0x41, 0x5A
_AUTO_REPEAT_MS = 15  # below this X11 flags a gun's doubled character as auto-repeat
_SECOND_END_MS = 100  # the LF of CRLF
_TORN_MS = 250
_SLACK_MS = 5


class StrokeKind(Enum):
    """``PREFIX``: the key that a gun was set to send before each code."""

    CHARACTER = "character"
    END = "end"
    PREFIX = "prefix"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Stroke(Generic[Event]):
    """A key that went down: ``at_ms`` by the clock of its event, ``key`` to know its release.

    ``repr`` shows nothing that was typed.
    """

    kind: StrokeKind
    at_ms: int
    key: int = field(repr=False)
    event: Event = field(repr=False)
    character: str = field(default="", repr=False)
    auto_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Event]):
    """What to do with a key: first replay the held ones, then let it through unless ``held``."""

    held: bool
    replay: tuple[Event, ...] = field(default=(), repr=False)
    read: str | None = field(default=None, repr=False)


def character_of(key: int, shift: bool, text: str) -> str:
    """Return the character that a key stands for, whatever Caps Lock does, or an empty text.

    ``key`` is a Qt key code, which for letters is that of the capital.
    """
    if _KEY_A <= key <= _KEY_Z:
        return chr(key) if shift else chr(key).lower()
    return text if len(text) == 1 and text.isprintable() else ""


class KeystrokeBuffer(Generic[Event]):
    """Collects strokes and says which of them were a gun's.

    With a gun's prefix key a read may be as short as one character.
    """

    def __init__(self, gap_ms: int = 35, min_characters: int = 6, hold_ms: int = 40) -> None:
        self._gap_ms = gap_ms
        self._min_characters = min_characters
        self.hold_ms = max(hold_ms, gap_ms + _SLACK_MS)
        self._events: list[Event] = []
        self._keys: list[int] = []
        self._characters: list[str] = []
        self._first_ms = 0
        self._last_ms = 0
        self._prefixed = False
        self._released_ms: int | None = None
        self._ended_ms: int | None = None
        self._swallowed: set[int] = set()

    @property
    def is_holding(self) -> bool:
        return bool(self._events)

    def awaits_end(self, at_ms: int) -> bool:
        """True while a line feed may be a gun's: after characters, or as the LF of CRLF."""
        return self.is_holding or (
            self._ended_ms is not None and 0 <= at_ms - self._ended_ms <= _SECOND_END_MS
        )

    def press(self, stroke: Stroke[Event]) -> Verdict[Event]:
        """Take a key that went down and say what becomes of it and of those before it."""
        gap = stroke.at_ms - self._last_ms
        follows = self.is_holding and 0 <= gap <= self._gap_ms
        self._swallowed.discard(stroke.key)
        if stroke.kind is StrokeKind.END:
            return self._end(stroke, follows)
        if stroke.kind is StrokeKind.OTHER or (
            stroke.auto_repeat and not (follows and gap < _AUTO_REPEAT_MS)
        ):
            return Verdict(held=False, replay=self.expire())
        replay = () if follows and stroke.kind is not StrokeKind.PREFIX else self.expire()
        if not self.is_holding:
            self._first_ms = stroke.at_ms
            self._prefixed = stroke.kind is StrokeKind.PREFIX
        self._events.append(stroke.event)
        self._keys.append(stroke.key)
        if stroke.kind is StrokeKind.CHARACTER:
            self._characters.append(stroke.character)
        self._last_ms = stroke.at_ms
        return Verdict(held=True, replay=replay)

    def release(self, key: int, event: Event) -> bool:
        """Take a key that went up; return True if it was held or swallowed."""
        if key in self._swallowed:
            self._swallowed.discard(key)
            return True
        if key in self._keys:
            self._events.append(event)
            return True
        return False

    def expire(self) -> tuple[Event, ...]:
        """Give back all held keys: no burst followed."""
        events = tuple(self._events)
        # One key may be the human's before the gun; two this close were the gun's first part.
        if len(self._characters) > 1:
            self._released_ms = self._last_ms
        self._clear()
        return events

    def _end(self, stroke: Stroke[Event], follows: bool) -> Verdict[Event]:
        if not follows:
            if self._is_second_end(stroke.at_ms):
                return self._swallow(stroke)
            return Verdict(held=False, replay=self.expire())
        fewest = 1 if self._prefixed else self._min_characters
        if len(self._characters) < fewest:
            return Verdict(held=False, replay=self.expire())
        text = "".join(self._characters)
        read = None if self._is_torn() else _AIM_PREFIX.sub("", text, count=1)
        self._swallowed.update(self._keys)
        self._clear()
        self._ended_ms = stroke.at_ms
        self._swallow(stroke)
        return Verdict(held=True, read=read)

    def _swallow(self, stroke: Stroke[Event]) -> Verdict[Event]:
        self._swallowed.add(stroke.key)
        return Verdict(held=True)

    def _is_second_end(self, at_ms: int) -> bool:
        is_second = not self.is_holding and self.awaits_end(at_ms)
        self._ended_ms = None
        return is_second

    def _is_torn(self) -> bool:
        """True if the gun paused within the code: what came after is half a code, so no code."""
        return (
            not self._prefixed
            and self._released_ms is not None
            and 0 <= self._first_ms - self._released_ms <= _TORN_MS
        )

    def _clear(self) -> None:
        self._events.clear()
        self._keys.clear()
        self._characters.clear()
        self._prefixed = False
