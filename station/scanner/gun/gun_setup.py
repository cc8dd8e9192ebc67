"""How a gun's bursts are told from typing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class GunPrefix(Enum):
    """The key that the gun was set to send first. With it names may be typed through an input
    method: the prefix takes the focus from the field before the code comes."""

    NONE = "none"
    F13 = "f13"
    STX = "stx"


@dataclass(frozen=True, slots=True)
class GunSetup:
    """The options of the settings' group `gun`.

    ``gap_ms``: the longest time between two of its keys. ``min_characters``: the fewest of a read.
    ``replay_ms``: how long a key that may be a gun's is held before it is typed.
    """

    gap_ms: int
    min_characters: int
    replay_ms: int
    prefix: GunPrefix
