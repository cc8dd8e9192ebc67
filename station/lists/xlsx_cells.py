"""The rows of a workbook's sheet and its shared texts, taken from the parser's events.

Closures and plain names instead of objects: 200,000 rows are some fifteen million events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from xml.parsers.expat import XMLParserType

from station.lists.faults import Hostile, ListHostile

_REFERENCE = re.compile(r"[A-Z]{1,3}")
_LONGEST_ROW = 1_048_576
_WIDEST = 16_384
_LONGEST_NUMBER = 40
_GREATEST = 10**30
_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_DIGITS = "0123456789"

Attributes = Mapping[str, str]
TakeRow = Callable[[int, list[str], list[str]], None]
"""Takes a row's number (from 1), its cells' texts as they stand, and their kinds: `TEXT`,
`NUMBER` and the style's number, `FORMULA`, or the `t` of ECMA-376 (`b`, `e`, `d`). An empty cell is
an empty text. The row ends with its last cell that holds something; it may be empty."""

TEXT, NUMBER, FORMULA = "s", "n", "f"
_KINDS = {"inlineStr": TEXT, "str": TEXT, "s": "shared", "n": NUMBER}

_ROW, _CELL, _VALUE, _FORMULA, _TEXT_OF, _READING, _ITEM = range(1, 8)
_TAGS = {
    f"{main} {name}": tag
    for main in _MAIN
    for name, tag in {
        **{"row": _ROW, "c": _CELL, "v": _VALUE, "f": _FORMULA, "t": _TEXT_OF},
        **{"rPh": _READING, "si": _ITEM},
    }.items()
}


def sheet_rows(
    parser: XMLParserType, shared: Callable[[int], str], take: TakeRow, columns: int, longest: int
) -> None:
    """Let ``parser`` hand each row of a sheet to ``take``.

    ``shared`` returns the shared text of a number. Cells right of ``columns`` are left out, and a
    text is cut after ``longest`` characters: what is beyond cannot be right. Parsing raises
    `ListHostile` for rows and columns that no sheet has, and ValueError for a damaged one.
    """
    number = column = length = 0
    is_text = is_reading = is_formula = False
    kind = style = ""
    texts: list[str] = []
    kinds: list[str] = []
    pieces: list[str] = []
    places = dict(_FIRST_COLUMNS)
    tags = _TAGS.get

    def start(name: str, given: Attributes) -> None:
        nonlocal number, column, length, kind, style, is_text, is_reading, is_formula, texts, kinds
        tag = tags(name)
        if tag == _CELL:
            reference = given.get("r")
            if reference is None:
                column = len(texts)
            else:
                letters = reference.rstrip(_DIGITS)
                if letters == reference:
                    raise ValueError("no reference")
                found = places.get(letters)
                column = places[letters] = _column(letters) if found is None else found
            kind = given.get("t", NUMBER)
            if kind == NUMBER:
                style = given.get("s", "")
            is_formula = False
            pieces.clear()
            length = 0
        elif tag == _TEXT_OF:
            is_text = not is_reading
        elif tag == _VALUE:
            is_text = True
        elif tag == _ROW:
            number = _row_number(given.get("r"), number)
            texts, kinds = [], []
        elif tag == _FORMULA:
            is_formula = True
        elif tag == _READING:
            is_reading = True

    def end(name: str) -> None:
        nonlocal is_text, is_reading
        tag = tags(name)
        if tag == _CELL:
            if is_formula:
                keep("".join(pieces), FORMULA)
            elif pieces:
                keep("".join(pieces), _KINDS.get(kind, kind))
        elif tag in (_TEXT_OF, _VALUE):
            is_text = False
        elif tag == _ROW:
            take(number, texts, kinds)
        elif tag == _READING:
            is_reading = False

    def keep(text: str, kind: str) -> None:
        if column >= columns:
            return
        if column != len(texts):
            if column < len(texts):
                raise ValueError("columns out of order")
            lacking = column - len(texts)
            texts.extend([""] * lacking)
            kinds.extend([TEXT] * lacking)
        if kind == "shared":
            text, kind = shared(_index(text)), TEXT
        elif kind == NUMBER:
            kind += style
        texts.append(text)
        kinds.append(kind)

    def data(text: str) -> None:
        nonlocal length
        if is_text:
            length += len(text)
            if length <= longest:
                pieces.append(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data


def shared_texts(
    parser: XMLParserType, take: Callable[[int, str], None], most: int, longest: int
) -> None:
    """Let ``parser`` hand each shared text to ``take`` with its number, which counts from 0.

    Parsing raises `ListHostile` for more than ``most``; a text is cut after ``longest``
    characters. Phonetic readings (`rPh`) are no part of it.
    """
    number = length = 0
    is_text = is_reading = False
    pieces: list[str] = []
    tags = _TAGS.get

    def start(name: str, given: Attributes) -> None:
        nonlocal is_text, is_reading
        tag = tags(name)
        if tag == _TEXT_OF:
            is_text = not is_reading
        elif tag == _READING:
            is_reading = True

    def end(name: str) -> None:
        nonlocal number, length, is_text, is_reading
        tag = tags(name)
        if tag == _TEXT_OF:
            is_text = False
        elif tag == _READING:
            is_reading = False
        elif tag == _ITEM:
            if number >= most:
                raise ListHostile(kind=Hostile.DIMENSIONS.value)
            take(number, "".join(pieces))
            number += 1
            pieces.clear()
            length = 0

    def data(text: str) -> None:
        nonlocal length
        if is_text:
            length += len(text)
            if length <= longest:
                pieces.append(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data


class ChosenTexts:
    """Keeps the texts with the numbers ``wanted`` and no other."""

    def __init__(self, wanted: Collection[int]) -> None:
        self.chosen: dict[int, str] = {}
        self._wanted = wanted

    def take(self, number: int, text: str) -> None:
        if number in self._wanted:
            self.chosen[number] = text


def _row_number(given: str | None, before: int) -> int:
    number = before + 1 if given is None else int(given)
    if number > _LONGEST_ROW:
        raise ListHostile(kind=Hostile.DIMENSIONS.value)
    if number <= before:
        raise ValueError("rows out of order")
    return number


def _column(letters: str) -> int:
    """Return the column, from 0, of the letters of a cell's reference, such as `AB`."""
    if not _REFERENCE.fullmatch(letters):
        raise ValueError("no reference")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    if column > _WIDEST:
        raise ListHostile(kind=Hostile.DIMENSIONS.value)
    return column - 1


_FIRST_COLUMNS = {chr(ord("A") + place): place for place in range(26)}


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
