"""How a reader is doing, as its chip and the preview say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class CameraState(Enum):
    """``ENDED``: a recorded clip that was played to its end. ``STALLED``: no new frame comes."""

    OPENING = "opening"
    LIVE = "live"
    STALLED = "stalled"
    MISSING = "missing"
    BUSY = "busy"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """``width`` and ``height`` in pixels, ``fps`` as measured, ``decode_ms`` a running mean."""

    state: CameraState
    name: str
    width: int = 0
    height: int = 0
    fps: float = 0.0
    decode_ms: float = 0.0
