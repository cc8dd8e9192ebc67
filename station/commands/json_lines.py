"""JSON lines on standard input: an object a line, whatever else comes named as a fault."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from station.errors import StationError

_LONGEST = 1 << 16
# Others may be what somebody typed in a wrong place: a person's name or number.
_FIELD_NAME = re.compile(r"[A-Za-z_]{1,32}")


class InputMissing(StationError):
    """The command was started without a standard input, or it cannot be read."""

    code = "input_missing"


class LineNotJson(StationError):
    """The line is no JSON object in UTF-8."""

    code = "line_not_json"


class LineTooLong(StationError):
    """The line has more than ``longest`` bytes."""

    code = "line_too_long"


class LineFieldWrong(StationError):
    """``field`` is missing, or of a kind or value that it cannot have."""

    code = "line_field_wrong"


class LineFieldUnknown(StationError):
    """The line has a ``field`` that is not known."""

    code = "line_field_unknown"


class LineFieldUnnamed(StationError):
    """The line has a field that is not known, of a name that may be personal."""

    code = "line_field_unnamed"


class LineFieldTwice(StationError):
    """The line has some field twice."""

    code = "line_field_twice"


class JsonLine:
    """A line as it came: `fields` raises what is wrong with it."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def fields(self) -> Fields:
        """Return the object in the line. Raises `LineTooLong`, `LineNotJson`, `LineFieldTwice`."""
        if len(self._data) > _LONGEST:
            raise LineTooLong(longest=_LONGEST)
        try:
            value = json.loads(self._data.decode("utf-8-sig"), object_pairs_hook=_object)
        except (ValueError, RecursionError):
            raise LineNotJson() from None
        if not isinstance(value, dict):
            raise LineNotJson()
        return Fields(value)


class Fields:
    """The fields of an object, by exact type: true is no number here."""

    def __init__(self, values: Mapping[str, Any], prefix: str = "") -> None:
        self._values = values
        self._prefix = prefix

    def wrong(self, name: str) -> LineFieldWrong:
        """Return the fault of a field."""
        return LineFieldWrong(field=f"{self._prefix}{name}")

    def check_known(self, *names: str) -> None:
        """Raise `LineFieldUnknown` or `LineFieldUnnamed` if there is another field than these."""
        for name in self._values:
            if name not in names:
                if not _FIELD_NAME.fullmatch(name):
                    raise LineFieldUnnamed()
                raise LineFieldUnknown(field=f"{self._prefix}{name}")

    def value(self, name: str) -> Any:
        """Return a field, None if it is null or missing."""
        return self._values.get(name)

    def text(self, name: str) -> str:
        """Raises `LineFieldWrong`."""
        value = self.maybe_text(name)
        if value is None:
            raise self.wrong(name)
        return value

    def maybe_text(self, name: str) -> str | None:
        """Raises `LineFieldWrong`."""
        value = self.value(name)
        if value is not None and not isinstance(value, str):
            raise self.wrong(name)
        return value

    def flag(self, name: str) -> bool:
        """Return a truth value, False if it is missing. Raises `LineFieldWrong`."""
        value = self.value(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name)
        return bool(value)

    def object(self, name: str) -> Fields | None:
        """Raises `LineFieldWrong`."""
        value = self.value(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(name)
        return Fields(value, f"{self._prefix}{name}.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise LineFieldTwice()
    return values


def json_lines() -> Iterator[JsonLine]:
    """Yield the lines of standard input, empty ones too, as they come.

    Raises `InputMissing`. A line that never ends does not fill the memory.
    """
    if sys.stdin is None:
        raise InputMissing()
    source = sys.stdin.buffer
    try:
        while line := source.readline(_LONGEST + 2):
            yield JsonLine(line)
            while not line.endswith(b"\n") and (line := source.readline(_LONGEST)):
                """Let the rest of a line that is too long go by."""
    except (OSError, ValueError):
        raise InputMissing() from None
