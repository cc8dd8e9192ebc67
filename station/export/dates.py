"""How dates and times are written for a laboratory: the schema's texts, cut anew.

The forms, for half past eight in the morning of 22 November 2026 in Shanghai:

| form | moment | date | time |
|---|---|---|---|
| iso | 2026-11-22T08:30:15+08:00 | 2026-11-22 | 08:30:15 |
| plain | 2026-11-22 08:30:15 | 2026-11-22 | 08:30:15 |
| slash | 2026/11/22 08:30:15 | 2026/11/22 | 08:30:15 |
| compact | 20261122083015 | 20261122 | 083015 |
| dmy | 22/11/2026 08:30:15 | 22/11/2026 | 08:30:15 |
| mdy | 11/22/2026 08:30:15 | 11/22/2026 | 08:30:15 |

With `-minutes` after it a form has no seconds; `minutes` alone is plain-minutes. `utc` is a moment
in UTC to the minute, as 2026-11-22T00:30:00Z.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Write = Callable[[str], str]
"""Takes a text of the schema, as `2026-11-22T08:30:15+08:00`; an empty one stays empty."""

_DATES: dict[str, Write] = {
    "iso": lambda day: day,
    "plain": lambda day: day,
    "slash": lambda day: f"{day[:4]}/{day[5:7]}/{day[8:]}",
    "compact": lambda day: f"{day[:4]}{day[5:7]}{day[8:]}",
    "dmy": lambda day: f"{day[8:]}/{day[5:7]}/{day[:4]}",
    "mdy": lambda day: f"{day[5:7]}/{day[8:]}/{day[:4]}",
}
_MINUTES = "-minutes"


def date_writer(form: str) -> Write:
    """Return what writes a date (`2026-11-22`) or the date of a moment in ``form``."""
    write = _DATES[_base(form)]
    return lambda text: write(text[:10]) if text else ""


def time_writer(form: str) -> Write:
    """Return what writes a time (`08:30:15`) in ``form``."""
    end = 5 if _without_seconds(form) else 8
    if _base(form) == "compact":
        return lambda text: text[:end].replace(":", "")
    return lambda text: text[:end]


def moment_writer(form: str) -> Write:
    """Return what writes a moment (ISO 8601 with its offset) in ``form``."""
    if form == "iso":
        return lambda text: text
    if form == "utc":
        return _utc
    write_date, write_time = date_writer(form), time_writer(form)
    between = "" if _base(form) == "compact" else " "
    return lambda text: f"{write_date(text)}{between}{write_time(text[11:19])}" if text else ""


def _utc(text: str) -> str:
    if not text:
        return ""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M}:00Z"


def _base(form: str) -> str:
    return "plain" if form == "minutes" else form.removesuffix(_MINUTES)


def _without_seconds(form: str) -> bool:
    return form == "minutes" or form.endswith(_MINUTES)
