"""What the window is told of its site when it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from station.domain.registration import Shift
from station.domain.tube import POOL_SIZES


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class DemoHint:
    """What the demo site tells everybody: a name for each role, and what they all type.

    ``passphrase`` opens its code desk.
    """

    operator: str
    desk: str
    coordinator: str
    manager: str
    pin: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """The site and the booth as the settings say, and where exports go at first.

    ``specimens`` are the kinds that may be taken, in the words that the sheet uses.
    ``default_pool`` is the kind of tube that is chosen until the booth reports its own.
    ``question_guard_ms``: for how long Enter is ignored after a question or a gun's read.
    ``volume`` of the sounds in per cent, 0 is silence. ``last_shift`` fills the sign-in.
    ``demo``: what the demo site tells everybody, None at a real one. ``trust_issued_at``: since
    when the trust list in force is, aware. ``now`` returns the present moment, aware.
    """

    site_name: str
    booth: str
    zone: ZoneInfo
    specimens: tuple[str, ...]
    export_folder: Path
    pool_sizes: tuple[int, ...] = POOL_SIZES
    default_pool: int = 10
    question_guard_ms: int = 300
    volume: int = 80
    last_shift: Shift | None = None
    demo: DemoHint | None = None
    trust_issued_at: datetime | None = None
    now: Callable[[], datetime] = field(default=_now)
