"""Keys as a gun and a human press them: what each stands for, and how long it is held down."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

Event = TypeVar("Event")

_HAND_MS = 55
_HAND_SHARE = 0.6
_ROLL_MS = 40
_KEY_A, _KEY_Z = 0x41, 0x5A
# Qt's codes of the dead keys whose sign is in ASCII.
_DEAD_KEYS = {
    0x01001250: "`",
    0x01001251: "'",
    0x01001252: "^",
    0x01001253: "~",
    0x01001257: '"',
}


class StrokeKind(Enum):
    """``PREFIX``: the key that a gun was set to send before each code. ``ALT_CODE``: a digit of
    the number that stands for a character with Alt held, as guns type Chinese."""

    CHARACTER = "character"
    END = "end"
    PREFIX = "prefix"
    ALT_CODE = "alt_code"
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


def is_dead(key: int) -> bool:
    """Tell whether Qt's ``key`` is a dead one: it waits for the letter that it sits on."""
    return key in _DEAD_KEYS


def character_of(key: int, shift: bool, text: str, after_dead: bool = False) -> str:
    """Return the character that a key stands for, whatever Caps Lock does, or an empty text.

    ``key`` is a Qt key code, which for letters is that of the capital. A dead key stands for its
    sign. ``after_dead`` says that the key before was dead: its sign is taken off the letter again.
    """
    if _KEY_A <= key <= _KEY_Z:
        return chr(key) if shift else chr(key).lower()
    if is_dead(key):
        return _DEAD_KEYS[key]
    if after_dead and text:
        text = _without_sign(text, shift)
    return text if len(text) == 1 and text.isprintable() else ""


def _without_sign(text: str, shift: bool) -> str:
    """Return the letter under the sign, or the last of sign and letter side by side."""
    parts = unicodedata.normalize("NFD", text)
    if len(parts) > 1 and unicodedata.combining(parts[1]):
        return parts[0].upper() if shift else parts[0].lower()
    return text[-1]


def hand_ms(gap_ms: int) -> int:
    """Return from how many ms on a key was held by a finger, where guns may take ``gap_ms`` a key.

    A finger stays longer than 55 ms; a slow Bluetooth gun lets go after half of its gap.
    """
    return max(_HAND_MS, round(_HAND_SHARE * gap_ms))


class KeyHold:
    """How long each key of a burst was held down: a hand's keys (``hand_ms`` and longer) from a
    gun's."""

    def __init__(self, hand_ms: int) -> None:
        self._hand_ms = hand_ms
        self._down: dict[int, tuple[int, int]] = {}
        self._count = 0
        self._long = 0
        self._short = 0
        self._fingers_in_a_row = 0
        self._overlapped = False

    def press(self, key: int, at_ms: int) -> None:
        self._count += 1
        self._down[key] = (self._count, at_ms)

    def release(self, key: int, at_ms: int) -> None:
        """Take a key that went up; one that this hold does not know is left alone."""
        down = self._down.pop(key, None)
        if down is None:
            return
        number, pressed_ms = down
        held_ms, rolls = at_ms - pressed_ms, number < self._count
        self._overlapped = self._overlapped or rolls
        is_long = held_ms >= self._hand_ms
        self._long += is_long
        self._short += not is_long
        # One gun lets each key go before the next, however slow it is.
        is_finger = is_long or (rolls and held_ms >= _ROLL_MS)
        self._fingers_in_a_row = self._fingers_in_a_row + 1 if is_finger else 0

    @property
    def is_typing(self) -> bool:
        """Two keys in a row were held as only fingers hold them."""
        return self._fingers_in_a_row > 1

    @property
    def is_mixed(self) -> bool:
        """More than one device typed: keys overlapped, or fingers were among a gun's keys."""
        return self._overlapped or (self._long > 0 and self._short > 0)

    @property
    def was_typed(self) -> bool:
        """No key was let go as fast as a gun's. One that is still down is a finger's; of several
        a lost release must not make a gun's first part a hand's."""
        if self._count == 1:
            return self._short == 0
        return self._short == 0 and 0 < self._long >= self._count - 1
