"""The readers of a booth: which there are, and how each is doing, as its chip says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from station.domain.scan import Source

# The keys of a booth's two cameras; the second one looks at the tube.
FIRST_CAMERA, SECOND_CAMERA = "1", "2"


class CameraState(Enum):
    """``ENDED``: a recorded clip that was played to its end. ``STALLED``: no new frame comes.
    ``DARK``: frames come, but all black: a cover, or a driver without a picture."""

    OPENING = "opening"
    LIVE = "live"
    DARK = "dark"
    STALLED = "stalled"
    MISSING = "missing"
    BUSY = "busy"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """``width`` and ``height`` in pixels, ``fps`` as measured, ``decode_ms`` a running mean.

    ``needs_light``: the picture has been too dim to read well for some seconds.
    """

    state: CameraState
    name: str
    width: int = 0
    height: int = 0
    fps: float = 0.0
    decode_ms: float = 0.0
    needs_light: bool = False


@dataclass(frozen=True, slots=True)
class CameraDevice:
    """A camera that is plugged in: ``id`` as the system names it, ``name`` for people."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class CameraControls:
    """What a camera's driver lets be set: the lowest and highest ``exposure`` and ``focus`` in
    its own units, or None where it has no such control."""

    exposure: tuple[float, float] | None = None
    focus: tuple[float, float] | None = None


class LineState(Enum):
    """How a device on a serial line is doing. ``MISSING``: one that was there has gone."""

    SEARCHING = "searching"
    READY = "ready"
    MISSING = "missing"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class LineStatus:
    """A serial gun (`Source.SERIAL`) or a card reader (`Source.CARD`) on port ``port``."""

    source: Source
    state: LineState
    port: str = ""
