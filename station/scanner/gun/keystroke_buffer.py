"""Telling a barcode gun that types from a human, by the times of the keys.

A gun's characters follow each other within ``gap_ms`` and end in Enter or Tab; there is no limit
to the whole, as a long code takes seconds. Every key that might belong to a burst is held until
that is known, then given back in order (hold and replay) or swallowed with the burst.

A part of a code is never a read: what came right before (the gun paused), right after the end key
(a code of several lines, a second gun) or in between (another keyboard) makes the burst torn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic

from station.scanner.gun.gun_read import GunFault, GunReads
from station.scanner.gun.gun_setup import GunPrefix, GunSetup
from station.scanner.gun.keystrokes import Event, KeyHold, Stroke, StrokeKind, hand_ms

_AUTO_REPEAT_MS = 15  # below this X11 flags a gun's doubled character as auto-repeat
_SECOND_END_MS = 100  # the LF of CRLF
_TORN_MS = 250
_SLACK_MS = 5
_GUN_GAP_MS = 35
_LEAST_SETTLE_MS = 6

_OF_A_BURST = frozenset({StrokeKind.CHARACTER, StrokeKind.ALT_CODE})


@dataclass(frozen=True, slots=True)
class Burst:
    """What a gun sent, without AIM prefix and end key; with a ``fault`` it is no read."""

    text: str = field(repr=False)
    fault: GunFault | None = None


@dataclass(frozen=True, slots=True)
class Ruling(Generic[Event]):
    """What to do with a key: take the ``burst`` that is over, replay the held keys, then let this
    one through unless ``held``."""

    held: bool
    replay: tuple[Event, ...] = field(default=(), repr=False)
    burst: Burst | None = None


@dataclass(slots=True)
class _Given:
    """Characters that were given back: a hand's, or the first part of a torn code. ``is_apart``:
    fingers typed them, or an end key was given back behind them. Then they do not count with
    what follows, which is still no read if that is long enough for one."""

    hold: KeyHold
    last_ms: int
    count: int
    is_apart: bool = False


class KeystrokeBuffer(Generic[Event]):
    """Collects strokes and says which of them were a gun's.

    With a gun's prefix key a read may be as short as one character, and keys without it need not
    wait as long as a slow gun's gap. A burst is told a moment after its end key (``wait_ms``, at
    most the gap), when nothing came behind it.
    """

    def __init__(self, setup: GunSetup) -> None:
        gap_ms, has_prefix = setup.gap_ms, setup.prefix is not GunPrefix.NONE
        self._prefixed_gap_ms = gap_ms
        self._plain_gap_ms = min(gap_ms, _GUN_GAP_MS) if has_prefix else gap_ms
        self._min_characters = setup.min_characters
        self._hold_ms = setup.replay_ms
        self._hand_ms = hand_ms(gap_ms)
        self._torn_ms = max(_TORN_MS, gap_ms + 200)
        self._reads = GunReads()
        self._events: list[Event] = []
        self._keys: list[int] = []
        self._characters: list[str] = []
        self._alt_digits = 0
        self._hold = KeyHold(self._hand_ms)
        self._first_ms = 0
        self._last_ms = 0
        self._last_key = 0
        self._prefixed = False
        self._after_end = False
        self._ended: Burst | None = None
        self._ended_ms: int | None = None
        self._settle_ms = 0
        self._awaits_second_end = False
        self._given: _Given | None = None
        self._typist_ms: int | None = None
        self._composed_ms: int | None = None
        self._swallowed: set[int] = set()

    @property
    def is_holding(self) -> bool:
        return bool(self._keys)

    @property
    def wait_ms(self) -> int | None:
        """After how long without a key to call `expire`; None if nothing is held."""
        if self._ended is not None:
            return self._settle_ms + _SLACK_MS
        return max(self._hold_ms, self._gap_ms + _SLACK_MS) if self.is_holding else None

    def awaits_end(self, at_ms: int) -> bool:
        """True while a line feed may be a gun's: after characters, or as the LF of CRLF."""
        return self.is_holding or self._is_soon(at_ms, self._second_end_ms())

    def compose(self, at_ms: int) -> None:
        """Note that an input method wrote or proposed letters."""
        self._composed_ms = at_ms

    def press(self, stroke: Stroke[Event]) -> Ruling[Event]:
        """Take a key that went down and say what becomes of it and of those before it."""
        gap = stroke.at_ms - self._last_ms
        follows = self.is_holding and 0 <= gap <= self._gap_ms
        doubled = stroke.key == self._last_key and 0 <= gap < _AUTO_REPEAT_MS
        kind = StrokeKind.OTHER if stroke.auto_repeat and not doubled else stroke.kind
        self._swallowed.discard(stroke.key)
        self._last_key = stroke.key
        if kind is StrokeKind.END:
            return self._end(stroke, follows)
        goes_on = kind in _OF_A_BURST and not self.is_holding and self._goes_on(stroke.at_ms)
        if goes_on:
            self._ended = None
        if kind is StrokeKind.OTHER or (kind is StrokeKind.CHARACTER and self._is_typed(stroke)):
            return self.expire()
        ruling: Ruling[Event] = Ruling(held=True)
        if not follows or kind is StrokeKind.PREFIX:
            over = self.expire()
            ruling = Ruling(held=True, replay=over.replay, burst=over.burst)
        if not self.is_holding:
            self._first_ms = stroke.at_ms
            self._prefixed = kind is StrokeKind.PREFIX
            self._after_end = goes_on
        self._keep(stroke)
        return ruling

    def release(self, key: int, event: Event, at_ms: int) -> Ruling[Event]:
        """Take a key that went up; fingers that type get their keys back at once."""
        if self._given is not None:
            self._given.hold.release(key, at_ms)
        self._hold.release(key, at_ms)
        if key in self._swallowed:
            self._swallowed.discard(key)
            return Ruling(held=True)
        if key not in self._keys:
            return Ruling(held=False)
        self._events.append(event)
        if not self._hold.is_typing:
            return Ruling(held=True)
        self._typist_ms = self._last_ms
        over = self.expire()
        self._set_apart()
        return Ruling(held=True, replay=over.replay, burst=over.burst)

    def expire(self) -> Ruling[Event]:
        """Say what was waited for: a burst that is over, or held keys that were no burst."""
        burst, self._ended = self._ended, None
        events = tuple(self._events)
        if self._after_end:
            burst = Burst("", GunFault.TORN)
        if self._characters:
            self._given = _Given(self._hold, self._last_ms, len(self._characters))
        self._clear()
        return Ruling(held=False, replay=events, burst=burst)

    # --- inside --------------------------------------------------------------------------------

    @property
    def _gap_ms(self) -> int:
        return self._prefixed_gap_ms if self._prefixed else self._plain_gap_ms

    def _keep(self, stroke: Stroke[Event]) -> None:
        self._keys.append(stroke.key)
        if stroke.kind is StrokeKind.ALT_CODE:
            self._alt_digits += 1
            self._swallowed.add(stroke.key)
        else:
            self._events.append(stroke.event)
        if stroke.kind is StrokeKind.CHARACTER:
            self._characters.append(stroke.character)
            self._hold.press(stroke.key, stroke.at_ms)
        self._last_ms = stroke.at_ms

    def _end(self, stroke: Stroke[Event], follows: bool) -> Ruling[Event]:
        if not self.is_holding and self._is_soon(stroke.at_ms, self._second_end_ms()):
            self._awaits_second_end = False
            self._ended_ms = self._last_ms = stroke.at_ms
            self._swallowed.add(stroke.key)
            return Ruling(held=True)
        over: Ruling[Event] = Ruling(held=False) if follows else self.expire()
        parted = self._is_parted(self._first_ms if follows else stroke.at_ms)
        count = len(self._characters) + self._alt_digits if follows else 0
        if parted and self._given is not None and not self._given.is_apart:
            count += self._given.count
        fewest = 1 if self._prefixed or self._after_end else self._min_characters
        if count < fewest:
            over = self.expire() if follows else over
            self._set_apart()
            return over
        text, fault = self._reads.take("".join(self._characters))
        fault = self._fault(parted) or fault
        self._swallowed.update(self._keys)
        self._swallowed.add(stroke.key)
        self._settle_ms = self._rhythm_ms() if follows else self._gap_ms
        self._clear()
        self._given = None
        self._ended = Burst(text, fault)
        self._ended_ms = self._last_ms = stroke.at_ms
        self._awaits_second_end = True
        return Ruling(held=True, replay=over.replay, burst=over.burst)

    def _fault(self, parted: bool) -> GunFault | None:
        if self._composed_ms is not None:
            since = 0 if self._prefixed else self._torn_ms
            if self._composed_ms >= self._first_ms - since:
                return GunFault.INPUT_METHOD
        if self._alt_digits:
            return GunFault.FOREIGN
        if self._after_end or parted or self._hold.is_mixed:
            return GunFault.TORN
        return None

    def _is_parted(self, begun_ms: int) -> bool:
        """True if the gun paused within the code: what came after is half a code, so no code."""
        given = self._given
        if given is None or self._prefixed:
            return False
        return 0 <= begun_ms - given.last_ms <= self._torn_ms and not given.hold.was_typed

    def _set_apart(self) -> None:
        if self._given is not None:
            self._given.is_apart = True

    def _is_typed(self, stroke: Stroke[Event]) -> bool:
        """Tell whether fingers that were seen typing go on, so that the key need not wait."""
        if self._typist_ms is None or self.is_holding or self._ended is not None:
            return False
        if not _GUN_GAP_MS < stroke.at_ms - self._typist_ms <= self._gap_ms:
            return False
        # Should it be a gun's first, then what follows is torn.
        self._given = _Given(KeyHold(self._hand_ms), stroke.at_ms, 1)
        self._given.hold.press(stroke.key, stroke.at_ms)
        self._typist_ms = stroke.at_ms
        return True

    def _goes_on(self, at_ms: int) -> bool:
        return self._is_soon(at_ms, self._settle_ms)

    def _is_soon(self, at_ms: int, within_ms: int) -> bool:
        return self._ended_ms is not None and 0 <= at_ms - self._ended_ms <= within_ms

    def _second_end_ms(self) -> int:
        return _SECOND_END_MS if self._awaits_second_end else -1

    def _rhythm_ms(self) -> int:
        """Return how soon after the end key another of this gun's characters would have come."""
        gaps = len(self._characters) + self._alt_digits - 1
        if gaps < 1:
            return self._gap_ms
        mean = (self._last_ms - self._first_ms) / gaps
        return min(self._gap_ms, max(_LEAST_SETTLE_MS, round(2 * mean)))

    def _clear(self) -> None:
        self._events.clear()
        self._keys.clear()
        self._characters.clear()
        self._alt_digits = 0
        self._hold = KeyHold(self._hand_ms)
        self._prefixed = False
        self._after_end = False
