"""A field for a birth date, typed with or without the signs between its parts."""

from __future__ import annotations

import re
from datetime import date

from station.errors import StationError
from station.ui.latin_line_edit import LatinLineEdit

LENGTH = 10
_DATE = re.compile(r"([0-9]{4})[-/. ]?([0-9]{1,2})[-/. ]?([0-9]{1,2})")


class BirthDateWrong(StationError):
    """What was typed is no date."""

    code = "birth_date_wrong"


class BornEdit(LatinLineEdit):
    """Takes 2018-11-03, 2018/11/3 or 20181103."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(LENGTH)

    def date(self) -> date | None:
        """Return the date, None if nothing is typed. Raises `BirthDateWrong`."""
        text = self.text().strip()
        return parse_born(text) if text else None


def parse_born(text: str) -> date:
    """Return the date that ``text`` is. Raises `BirthDateWrong`."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise BirthDateWrong()
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise BirthDateWrong() from None
