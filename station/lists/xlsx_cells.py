"""The cells of a workbook's sheet and its shared texts, taken from the parser's events."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation

from station.lists.faults import ListHostile
from station.lists.table import CELL_LENGTH, COLUMNS, Cell, RowsKept

_STRINGS = 500_000
# Those of 200,000 persons, were each of their cells a text that no other has.
_STRINGS_BESIDE = 4_000_000
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_LONGEST_ROW = 1_048_576
_LONGEST_NUMBER = 40
_GREATEST = 10**30

Attributes = Mapping[str, str]


class _Texts:
    """Collects the text of `t` elements; phonetic readings (`rPh`) are no part of it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._in_text = self._in_reading = False

    def start(self, name: str, given: Attributes) -> None:
        if name == "rPh":
            self._in_reading = True
        elif name == "t":
            self._in_text = not self._in_reading

    def end(self, name: str) -> None:
        if name == "rPh":
            self._in_reading = False
        elif name == "t":
            self._in_text = False

    def data(self, text: str) -> None:
        if self._in_text:
            self.add(text)

    def add(self, text: str) -> None:
        self._length += len(text)
        # What is beyond cannot be right; it is cut so that the row's fault still tells of it.
        if self._length <= CELL_LENGTH:
            self._pieces.append(text)

    def take(self) -> str:
        text = "".join(self._pieces).strip()
        self._pieces.clear()
        self._length = 0
        return text


class SharedStrings(_Texts):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            if len(self.texts) >= _STRINGS:
                raise ListHostile()
            self.texts.append(self.take())


class ChosenStrings(_Texts):
    """Keeps the texts with the numbers ``wanted``, which count from 0, and no other."""

    def __init__(self, wanted: Collection[int]) -> None:
        super().__init__()
        self.chosen: dict[int, str] = {}
        self._wanted = wanted
        self._number = 0

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            text = self.take()
            if self._number in self._wanted:
                self.chosen[self._number] = text
            self._number += 1
            if self._number > _STRINGS_BESIDE:
                raise ListHostile()


class SheetCells(_Texts):
    """``shared`` returns the shared text of a number."""

    def __init__(self, shared: Callable[[int], str], kept: RowsKept) -> None:
        super().__init__()
        self.kept = kept
        self._shared = shared
        self._number = 0
        self._cells: list[Cell] = []
        self._column = 0
        self._kind = "n"
        self._in_value = False

    def start(self, name: str, given: Attributes) -> None:
        super().start(name, given)
        if name == "row":
            number = int(given.get("r", self._number + 1))
            if not self._number < number <= _LONGEST_ROW:
                raise ValueError("rows out of order")
            self._number, self._cells = number, []
        elif name == "c":
            self._column = _column(given.get("r"), len(self._cells))
            self._kind = given.get("t", "n")
            self.take()
        elif name == "v":
            self._in_value = True

    def end(self, name: str) -> None:
        super().end(name)
        if name == "v":
            self._in_value = False
        elif name == "c":
            self._keep(self.take())
        elif name == "row":
            self.kept.add(self._number, self._cells)

    def data(self, text: str) -> None:
        if self._in_value:
            self.add(text)
        else:
            super().data(text)

    def _keep(self, text: str) -> None:
        if self._column >= COLUMNS or not text:
            return
        if self._column < len(self._cells):
            raise ValueError("columns out of order")
        self._cells += [Cell("")] * (self._column - len(self._cells))
        self._cells.append(self._cell(text))

    def _cell(self, text: str) -> Cell:
        if self._kind == "s":
            return Cell(self._shared(_index(text)))
        if self._kind == "n":
            return Cell(number_text(text), is_number=True)
        return Cell(text)


def _column(reference: str | None, following: int) -> int:
    """Return the column, from 0, of a cell's reference such as `AB12`."""
    if reference is None:
        return following
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError("no reference")
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise ValueError("no index")
    return index


def number_text(text: str) -> str:
    """Return a stored number as its digits where it is whole and not too long, else as it is."""
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("no number")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("no number") from None
    if not number.is_finite() or abs(number) >= _GREATEST or number != number.to_integral_value():
        return text
    return str(int(number))
