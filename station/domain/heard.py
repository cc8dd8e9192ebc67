"""What a gun sent, as the test page of the settings shows it: raw, with its times and a verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from station.domain.scan import Source


class Verdict(Enum):
    """What became of what was heard.

    ``READ`` was taken as a read. ``TYPED``: somebody typed. ``SHORT``: too few characters for a
    gun. ``SLOW``: the gaps are a gun's, but longer than the setting. ``NO_END``: neither Enter
    nor Tab came. ``TORN``: the gun paused within the code. ``INPUT_METHOD``: an input method took
    the letters. ``GARBLED``: bytes that are no text.
    """

    READ = "read"
    TYPED = "typed"
    SHORT = "short"
    SLOW = "slow"
    NO_END = "no_end"
    TORN = "torn"
    INPUT_METHOD = "input_method"
    GARBLED = "garbled"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A setting that would suit this gun better: ``key`` as in the settings, `gun.gap_ms`."""

    key: str
    value: int | str


@dataclass(frozen=True, slots=True)
class Heard:
    """One burst. ``text`` is raw, its control characters, prefix and end as they came.

    ``median_ms`` and ``longest_ms`` are the gaps between two characters, in milliseconds (0 for a
    serial line, which has none). ``caps_lock``: letters came the wrong way round.
    """

    source: Source
    text: str = field(repr=False)
    verdict: Verdict
    median_ms: float = 0.0
    longest_ms: float = 0.0
    caps_lock: bool = False
    proposals: tuple[Proposal, ...] = ()
