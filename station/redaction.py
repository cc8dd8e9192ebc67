"""What may stand in a log of a text or an exception: nothing that tells of a person."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from station.errors import StationError

_PERSONAL = re.compile(
    r"NAC1:\S*"  # sampling codes
    r"|\d(?:[ -]?\d){14,}[Xx]?"  # resident and other long numbers, grouped or not
    r"|(?<![0-9A-Za-z])[A-Za-z]{1,3}[0-9]{7,}(?![A-Za-z])"  # permits and passports
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"  # mobile telephones
    r"|[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+",  # names; our own log texts are English
    re.IGNORECASE,
)
_BLANK = "[…]"
_PROJECT = Path(__file__).resolve().parent.parent


def redacted(text: str) -> str:
    """Return ``text`` with all that looks like a code, a number, a phone or a name blanked."""
    return _PERSONAL.sub(_BLANK, text)


def place_of(trace: TracebackType | None) -> str:
    """Return where an exception was raised, as `station/app.py:12:main`, or `?`."""
    places = list(_places(trace))
    return places[-1] if places else "?"


def summary(error: BaseException) -> str:
    """Return an exception's type; its code and params too if it is a `StationError`.

    The message of any other exception is left out: it may quote a person's data. The error number
    of the system and SQLite's error name are kept.
    """
    if isinstance(error, StationError):
        return f"{type(error).__name__}: {redacted(str(error))}"
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    number = error.errno if isinstance(error, OSError) else None
    sqlite = getattr(error, "sqlite_errorname", None)
    facts = [f"errno {number}"] if isinstance(number, int) else []
    if isinstance(sqlite, str) and sqlite.isidentifier():
        facts.append(sqlite)
    return f"{name} ({', '.join(facts)})" if facts else name


def trace_lines(error: BaseException) -> Iterator[str]:
    """Yield an exception, its causes and its members, each with its file:line:function lines."""
    seen: set[int] = set()
    waiting: list[tuple[str, BaseException]] = [("", error)]
    while waiting:
        relation, current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield relation + summary(current)
        for place in _places(current.__traceback__):
            yield f"  {place}"
        if isinstance(current, BaseExceptionGroup):
            waiting += [("member: ", member) for member in reversed(current.exceptions)]
        if current.__cause__ is not None:
            waiting.append(("caused by: ", current.__cause__))
        elif current.__context__ is not None and not current.__suppress_context__:
            waiting.append(("while handling: ", current.__context__))


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        code = frame.f_code
        yield f"{_short(code.co_filename)}:{line}:{code.co_name}"


def _short(filename: str) -> str:
    """The path from the project's root, or its last three parts: no user's name is in either."""
    path = Path(filename)
    if path.is_relative_to(_PROJECT):
        return path.relative_to(_PROJECT).as_posix()
    return "/".join(path.parts[-3:])
