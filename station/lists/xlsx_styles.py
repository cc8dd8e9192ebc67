"""Which styles of a workbook show a number as a date or a time (ECMA-376, 18.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping

# The built-in formats of dates and times; those above 27 stand for dates in East Asian programs.
_BUILT_IN = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_STYLES = 64_000


class DateStyles:
    """Collects styles from the parser's events; `dates` tells their numbers, as texts."""

    def __init__(self) -> None:
        self._formats: dict[int, str] = {}
        self._of_style: list[int] = []
        self._in_cells = False

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "cellXfs":
            self._in_cells = True
        elif name == "numFmt":
            self._formats[int(given["numFmtId"])] = given.get("formatCode", "")
        elif name == "xf" and self._in_cells and len(self._of_style) < _STYLES:
            self._of_style.append(int(given.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def dates(self) -> frozenset[str]:
        return frozenset(
            str(style) for style, number in enumerate(self._of_style) if self._is_date(number)
        )

    def _is_date(self, number: int) -> bool:
        if number not in self._formats:
            return number in _BUILT_IN
        plain = _QUOTED.sub("", self._formats[number].partition(";")[0]).casefold()
        return bool(set("ymdhs") & set(plain.replace("general", "")))
