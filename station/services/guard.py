"""The clock guard: a clock that cannot be right registers nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from station.domain.ports import ClockMark
from station.domain.refusals import ClockWrong

TOLERANCE = timedelta(minutes=5)


def check_clock(mark: ClockMark, now: datetime) -> None:
    """Raise `ClockWrong` if ``now`` stands more than 5 minutes before what was recorded."""
    latest = mark.get()
    if latest is not None and now < latest - TOLERANCE:
        raise ClockWrong(
            mark=latest.isoformat(timespec="seconds"), now=now.isoformat(timespec="seconds")
        )
