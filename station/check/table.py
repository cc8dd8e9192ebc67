"""A sheet's rows in the schema's order, whatever order its columns stand in.

The header is found by its English names (or the Chinese alone), among the first rows; columns that
the schema does not know are left alone, but for formulas. A value that is not of its column's kind
is a finding; it goes on as the text that stands there.
"""

from __future__ import annotations

from collections.abc import Callable

from station.check.allowance import Allowance
from station.check.finding import Code, FileRefused, Findings
from station.export.columns import COVER, Kind, Schema
from station.export.digest import Cell
from station.lists.xlsx_cells import FORMULA, NUMBER, TEXT, number_text

ROWS = 300_000
_LOOKED_AT = 30
_FLOAT_DIGITS = 15

UseRow = Callable[[int, list[Cell]], None]
"""Takes a row's number and its values, one for each column of the schema."""


class SheetTable:
    """Takes the rows of a sheet as a reader gives them; `use` gets each that holds something."""

    def __init__(
        self,
        schema: Schema,
        title: str,
        use: UseRow,
        findings: Findings,
        allowance: Allowance,
        dates: frozenset[str] = frozenset(),
        *,
        is_text: bool = False,
    ) -> None:
        """``dates``: styles that show dates. ``is_text``: every cell is, as in a CSV file."""
        self._schema = schema
        self._title = title
        self._use = use
        self._findings = findings
        self._allowance = allowance
        self._dates = dates
        self._is_text = is_text
        self._columns: list[tuple[str, int, bool]] = []
        self._looked_at = self._rows = 0
        self.lacking: tuple[str, ...] = schema.keys

    def take(self, number: int, texts: list[str], kinds: list[str]) -> None:
        """Take a row (`xlsx_cells.TakeRow`). Raises `FileRefused` for rows without end."""
        if not self._columns:
            if any(texts):
                self._look_for_header(number, texts)
            return
        if not any(texts):
            if FORMULA in kinds:
                self._tell_formulas(number, kinds)
            return
        self._rows += 1
        if self._rows > ROWS:
            raise FileRefused(Code.DIMENSIONS, f"{self._title}: > {ROWS} rows")
        self._allowance.earn(len(self._columns))
        if FORMULA in kinds:
            self._tell_formulas(number, kinds)
        values: list[Cell] = []
        end = len(texts)
        for key, place, is_number in self._columns:
            if place >= end:
                values.append("")
                continue
            text, kind = texts[place], kinds[place]
            if kind == TEXT:
                if is_number and text:
                    values.append(self._number_of_text(number, key, text))
                else:
                    values.append(text)
            elif (
                is_number
                and kind[:1] == NUMBER
                and text.isdecimal()
                and kind[1:] not in (self._dates)
            ):
                values.append(int(text))
            else:
                values.append(self._odd(number, key, text, kind, is_number))
        self._use(number, values)

    def finish(self) -> None:
        """Tell what is missing. Call it after the last row."""
        if not self._columns:
            self._findings.add(Code.COLUMN_MISSING, self._title, None, ", ".join(self.lacking))

    def _look_for_header(self, number: int, texts: list[str]) -> None:
        places: dict[str, int] = {}
        twice: list[str] = []
        names = {column.chinese: column.key for column in self._schema.columns}
        names |= {column.key.casefold(): column.key for column in self._schema.columns}
        for place, text in enumerate(texts):
            key = _key(text, names)
            if key is not None and places.setdefault(key, place) != place:
                twice.append(key)
        lacking = [key for key in self._schema.keys if key not in places]
        self._looked_at += 1
        if len(places) * 2 < len(self._schema.keys):
            if self._looked_at >= _LOOKED_AT:
                self._found({}, number)
            return
        for key in twice:
            self._findings.add(Code.COLUMN_TWICE, self._title, number, key, key)
        for key in lacking:
            self._findings.add(Code.COLUMN_MISSING, self._title, number, key, key)
        self._found(places, number)

    def _found(self, places: dict[str, int], number: int) -> None:
        if not places:
            raise FileRefused(Code.SHEET_MISSING, f"{self._title}: {', '.join(self.lacking)}")
        self.lacking = ()
        self._columns = [
            (column.key, places.get(column.key, 1 << 30), column.kind is Kind.INTEGER)
            for column in self._schema.columns
        ]

    def _number_of_text(self, number: int, key: str, text: str) -> Cell:
        if self._is_text and text.isascii() and text.isdecimal() and len(text) <= _FLOAT_DIGITS:
            return int(text)
        self._findings.add(Code.NO_NUMBER, self._title, number, key, key)
        return text

    def _odd(self, number: int, key: str, text: str, kind: str, is_number: bool) -> Cell:
        """Tell of a value that is not of its column's kind; return it as it stands."""
        code = _kind_code(text, kind, is_number, self._dates)
        if code is None:
            return int(number_text(text))
        if self._schema is COVER and code not in (Code.FORMULA, Code.ERROR):
            # Its values are of both kinds, and people fill in times and temperatures.
            return int(number_text(text)) if code is Code.NUMBER_FOR_TEXT else text
        if code is not Code.FORMULA:
            self._findings.add(code, self._title, number, key, key)
        return text

    def _tell_formulas(self, number: int, kinds: list[str]) -> None:
        names = {place: key for key, place, _ in self._columns}
        for place, kind in enumerate(kinds):
            if kind == FORMULA:
                name = names.get(place) or column_letters(place)
                self._findings.add(Code.FORMULA, self._title, number, name, name)


def _key(text: str, names: dict[str, str]) -> str | None:
    plain = text.strip()
    last = plain.rpartition(" ")[2].strip("()（）[]").casefold()
    return names.get(last) or names.get(plain)


def _kind_code(text: str, kind: str, is_number: bool, dates: frozenset[str]) -> Code | None:
    """Return what is wrong with a value; None for a whole number where one belongs."""
    if kind == FORMULA:
        return Code.FORMULA
    if kind == "e":
        return Code.ERROR
    if kind == "d" or (kind[1:] in dates and kind[:1] == NUMBER):
        return Code.DATE
    if kind[:1] != NUMBER:
        return Code.NO_NUMBER if is_number else Code.NUMBER_FOR_TEXT
    try:
        digits = number_text(text).lstrip("-")
    except ValueError:
        digits = ""
    if not digits.isdecimal():
        return Code.FLOAT
    if len(digits) > _FLOAT_DIGITS:
        return Code.DIGITS_LOST
    return None if is_number else Code.NUMBER_FOR_TEXT


def column_letters(place: int) -> str:
    """Return what programs call the column at ``place``, from 0: A, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
