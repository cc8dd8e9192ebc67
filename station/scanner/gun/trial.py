"""The test page's ear: keys and their times in, what the gun sent and what would suit it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from station.domain.heard import Heard, Proposal, Verdict
from station.domain.scan import Source
from station.scanner.gun.gun_read import GunFault
from station.scanner.gun.gun_setup import GunPrefix, GunSetup
from station.scanner.gun.keystrokes import hand_ms

SLOWEST_MS, QUICKEST_MS = 300, 10
_PAUSE_MS = 400  # longer than any gap that can be set
_AFTER_END_MS = 120  # the LF of CRLF
_RULING_MS = 30  # the filter rules on a burst at most a gap after its end
_FEWEST = 3
_MARGIN = 1.25
_UNEVEN = 2.2
_HASTY_MS = 60  # fingers are slower than this on average
_VERDICTS = {
    GunFault.TORN: Verdict.TORN,
    GunFault.INPUT_METHOD: Verdict.INPUT_METHOD,
    GunFault.FOREIGN: Verdict.GARBLED,
}


@dataclass(frozen=True, slots=True)
class HeardKey:
    """A key that went down: ``text`` as it came. ``edits``: one that no gun sends, or a key that
    is leaned on. ``turned``: a letter that Caps Lock turned round."""

    at_ms: int
    key: int = field(repr=False)
    text: str = field(repr=False)
    is_character: bool = True
    is_end: bool = False
    edits: bool = False
    turned: bool = False
    prefix: GunPrefix = GunPrefix.NONE


class GunTrial:
    """Gathers keys to bursts: a pause, or keys after an end key, begin another."""

    def __init__(self, setup: GunSetup) -> None:
        self._setup = setup
        self._keys: list[HeardKey] = []
        self._composed = False
        self._text: list[str] = []
        self._down: dict[int, int] = {}
        self._dwells: list[int] = []
        self._ruled: Verdict | None = None
        self._last_ms = 0

    @property
    def wait_ms(self) -> int | None:
        """After how long without a key to call `end`; None if nothing was heard."""
        if not self._text:
            return None
        return self._after_end_ms if self._has_ended else _PAUSE_MS

    @property
    def is_gun(self) -> bool:
        """True if what was heard up to now is more than somebody's typing."""
        return len(self._times()) >= self._setup.min_characters and not self._by_hand()

    def press(self, key: HeardKey) -> Heard | None:
        """Take a key that went down; return the burst before it, if this begins another."""
        over = self._over_before(key)
        self._keys.append(key)
        self._text.append(key.text)
        self._down[key.key] = key.at_ms
        self._last_ms = key.at_ms
        return over

    def release(self, key: int, at_ms: int) -> None:
        pressed_ms = self._down.pop(key, None)
        if pressed_ms is not None:
            self._dwells.append(at_ms - pressed_ms)

    def compose(self, text: str, at_ms: int) -> None:
        """Take ``text`` that an input method wrote or proposes."""
        self._composed = True
        self._text.append(text)
        self._last_ms = at_ms

    def rule(self, fault: GunFault | None) -> None:
        """Take what the gun's filter made of the burst."""
        self._ruled = Verdict.READ if fault is None else _VERDICTS[fault]

    def end(self) -> Heard | None:
        """Return the burst that is over, None if there was none, and begin anew."""
        if not self._text:
            return None
        gaps = self._gaps()
        verdict = self._verdict(gaps)
        heard = Heard(
            source=Source.GUN,
            text="".join(self._text),
            verdict=verdict,
            median_ms=float(median(gaps)) if gaps else 0.0,
            longest_ms=float(max(gaps, default=0)),
            caps_lock=any(key.turned for key in self._keys),
            proposals=self._proposals(verdict, max(gaps, default=0)),
        )
        self._keys, self._text, self._dwells = [], [], []
        self._composed, self._ruled = False, None
        self._down.clear()
        return heard

    # --- inside --------------------------------------------------------------------------------

    @property
    def _after_end_ms(self) -> int:
        return max(_AFTER_END_MS, self._setup.gap_ms + _RULING_MS)

    @property
    def _has_ended(self) -> bool:
        return bool(self._keys) and self._keys[-1].is_end

    def _over_before(self, key: HeardKey) -> Heard | None:
        since = key.at_ms - self._last_ms
        if self._has_ended and (self._ruled is not None or since > self._after_end_ms):
            goes_on = key.is_end and 0 <= since <= self._after_end_ms
            return None if goes_on else self.end()
        return None if 0 <= since <= _PAUSE_MS else self.end()

    def _times(self) -> list[int]:
        return [key.at_ms for key in self._keys if key.is_character]

    def _gaps(self) -> list[int]:
        """Return the times between two characters, and to the end key: it may not lag either."""
        counted = [key for key in self._keys if key.is_character or key.is_end]
        pairs = pairwise(counted)
        return [after.at_ms - before.at_ms for before, after in pairs if not before.is_end]

    def _by_hand(self) -> bool:
        if any(key.edits and key.prefix is GunPrefix.NONE for key in self._keys):
            return True
        gaps = self._gaps()
        if not gaps:
            return True
        usual = median(gaps)
        if self._dwells and median(self._dwells) >= hand_ms(round(usual)):
            return True
        return usual > _HASTY_MS and max(gaps) > _UNEVEN * usual

    def _is_steady(self, gaps: list[int]) -> bool:
        """True for a gun whose rhythm is even, only slower than what is set: nothing broke off."""
        slowest = max(gaps, default=0)
        return self._setup.gap_ms < slowest <= _UNEVEN * median(gaps or [0])

    def _verdict(self, gaps: list[int]) -> Verdict:
        if self._ruled is Verdict.TORN and self._is_steady(gaps):
            return Verdict.SLOW
        if self._ruled is not None:
            return self._ruled
        if self._composed:
            return Verdict.INPUT_METHOD
        count = len(self._times())
        if count < _FEWEST or self._by_hand():
            return Verdict.TYPED
        if not any(key.is_end for key in self._keys):
            return Verdict.NO_END
        if max(gaps) > self._setup.gap_ms:
            return Verdict.SLOW
        return Verdict.SHORT if count < self._setup.min_characters else Verdict.TORN

    def _proposals(self, verdict: Verdict, longest_ms: int) -> tuple[Proposal, ...]:
        """Return what would have made this burst a safe read; nothing when it is one."""
        if verdict in (Verdict.TYPED, Verdict.GARBLED):
            return ()
        found = list(self._prefix_proposals(verdict))
        count = len(self._times())
        if verdict is not Verdict.INPUT_METHOD:
            found += self._gap_proposals(longest_ms)
        if _FEWEST <= count < self._setup.min_characters and verdict is Verdict.SHORT:
            found.append(Proposal("gun.min_characters", count))
        return tuple(found)

    def _prefix_proposals(self, verdict: Verdict) -> tuple[Proposal, ...]:
        seen = next((key.prefix for key in self._keys if key.prefix is not GunPrefix.NONE), None)
        if seen is None and verdict is Verdict.INPUT_METHOD:
            seen = GunPrefix.F13
        if seen is None or seen is self._setup.prefix:
            return ()
        if seen is GunPrefix.F13 and self._setup.prefix is GunPrefix.STX:
            # The gun sends STX as set: it was the input method that came in between.
            return ()
        return (Proposal("gun.prefix", seen.value),)

    def _gap_proposals(self, longest_ms: int) -> tuple[Proposal, ...]:
        """A quarter more than the longest gap, once that comes near to what is set."""
        setup = self._setup
        if longest_ms * 10 <= setup.gap_ms * 9 or longest_ms > SLOWEST_MS:
            return ()
        gap_ms = -(-round(longest_ms * _MARGIN) // 5) * 5
        gap_ms = min(SLOWEST_MS, max(QUICKEST_MS, gap_ms))
        if gap_ms <= setup.gap_ms:
            return ()
        replay_ms = min(SLOWEST_MS, gap_ms + 5)
        found = [Proposal("gun.gap_ms", gap_ms)]
        if replay_ms > setup.replay_ms:
            found.append(Proposal("gun.replay_ms", replay_ms))
        return tuple(found)
