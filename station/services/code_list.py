"""A list of residents: each row becomes a person to draw for, or is kept with what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from threading import Event

from station.domain.documents import (
    Document,
    DocumentType,
    NumberCheckWrong,
    NumberMissing,
    normalise_number,
    type_of_resident_number,
)
from station.domain.person import Person, check_name
from station.domain.phone import phone_of
from station.errors import StationError
from station.lists.columns import Columns, Field, document_type, find_header
from station.lists.fault_sheet import FaultRow, write_fault_sheet
from station.lists.faults import ListEmpty, ListHeaderMissing
from station.lists.read import read_tables
from station.lists.table import Cell, TableRow

_POWER = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{2}")
_LIKE_RESIDENT = re.compile(r"[0-9]{13,20}|[0-9]{13,19}X")
_EXACT_DIGITS = 15


class NumberRounded(StationError):
    """A spreadsheet took the number for a quantity: its last digits are lost, or may be."""

    code = "number_rounded"


class ListTypeNeeded(StationError):
    """The number could be of several kinds of document, and the row does not say of which."""

    code = "list_type_needed"


class ListTypeUnknown(StationError):
    """The row names a kind of document that there is none of."""

    code = "list_type_unknown"


class ListRowTwice(StationError):
    """The person stands in the list before, in row ``row``."""

    code = "list_row_twice"


@dataclass(frozen=True, slots=True)
class ListRow:
    """``row`` counts from 1 as the file's program shows it, the header among them; ``cells`` are
    as they came."""

    row: int
    person: Person = field(repr=False)
    cells: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ListFault:
    """A row that nothing is drawn for: ``error`` says why, ``cells`` are as they came."""

    row: int
    error: StationError
    cells: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list that was read, both in the order of its rows; ``header`` is its row of names."""

    good: tuple[ListRow, ...]
    faults: tuple[ListFault, ...]
    header: tuple[str, ...] = ()

    def without(self, faults: Sequence[ListFault]) -> ListRead:
        """Return the list with rows among its faults that were taken for good."""
        wrong = {fault.row for fault in faults}
        return replace(
            self,
            good=tuple(row for row in self.good if row.row not in wrong),
            faults=tuple(sorted((*self.faults, *faults), key=lambda fault: fault.row)),
        )


def read_list(path: Path, today: date | None = None, cancel: Event | None = None) -> ListRead:
    """Return the persons of the list at ``path`` (xlsx or CSV), and the rows with faults.

    ``today``: the site's date, by default this computer's. Of a workbook the first sheet with a
    header is read. Raises a `ListError` if the file as a whole is no list.
    """
    day = date.today() if today is None else today
    for rows in read_tables(path, cancel):
        found = find_header(rows)
        if found is None:
            continue
        place, columns = found
        body = rows[place + 1 :]
        if not body:
            raise ListEmpty()
        return _checked(body, columns, rows[place], day)
    raise ListHeaderMissing()


def write_faults(path: Path, read: ListRead, tell: Callable[[StationError], str]) -> None:
    """Write the faults of a list as a workbook at ``path``: row, reason, and the cells as they
    came, forced to text, so that they can be put right there and read again.

    ``tell`` returns an error's words. Raises an `ExportError`; a file is never written over.
    """
    rows = [FaultRow(fault.row, tell(fault.error), fault.cells) for fault in read.faults]
    write_fault_sheet(path, read.header, rows)


def _checked(body: list[TableRow], columns: Columns, header: TableRow, today: date) -> ListRead:
    good: list[ListRow] = []
    faults: list[ListFault] = []
    rows_of: dict[str, int] = {}
    for row in body:
        try:
            person = _person(row, columns, today)
            first = rows_of.setdefault(person.identity_text(), row.number)
            if first != row.number:
                raise ListRowTwice(row=first)
            good.append(ListRow(row.number, person, _texts(row)))
        except StationError as error:
            faults.append(ListFault(row.number, error, _texts(row)))
    if any(isinstance(fault.error, NumberRounded) for fault in faults):
        _doubt_rounded(good, faults)
    return ListRead(tuple(good), tuple(faults), _texts(header))


def _doubt_rounded(good: list[ListRow], faults: list[ListFault]) -> None:
    """Where others were rounded, a number that ends in 000 is not believed either.

    One rounded number in eleven has the right check character by chance, and would be somebody
    else's.
    """
    doubtful = [row for row in good if _ends_rounded(row.person)]
    for row in doubtful:
        good.remove(row)
        faults.append(ListFault(row.row, NumberRounded(), row.cells))
    faults.sort(key=lambda fault: fault.row)


def _ends_rounded(person: Person) -> bool:
    document = person.document
    return document is not None and bool(re.fullmatch(r"[0-9]{15}000", document.number))


def _person(row: TableRow, columns: Columns, today: date) -> Person:
    name = check_name(columns.cell(row, Field.NAME).text)
    document = _document(columns.cell(row, Field.NUMBER), columns.cell(row, Field.TYPE), today)
    return Person(name, document, phone_of(columns.cell(row, Field.PHONE).text))


def _document(cell: Cell, kind: Cell, today: date) -> Document:
    number = normalise_number(cell.text)
    if not number:
        raise NumberMissing()
    if _POWER.fullmatch(number) or (cell.is_number and not _is_exact(number)):
        raise NumberRounded()
    type = _type(number, kind.text)
    try:
        return Document.parse(type, number, today)
    except NumberCheckWrong:
        if re.fullmatch(r"[0-9]{17}0", number):
            raise NumberRounded() from None
        raise


def _is_exact(number: str) -> bool:
    """Tell whether a number cell still holds all digits: a double keeps only fifteen for sure."""
    if len(number) <= _EXACT_DIGITS:
        return True
    if not re.fullmatch(r"[0-9]{16,20}", number) or number.endswith("0"):
        return False
    # What no double holds was never one.
    return int(float(number)) != int(number)


def _type(number: str, named: str) -> DocumentType:
    if named:
        type = document_type(named)
        if type is None:
            raise ListTypeUnknown()
        return type
    if _LIKE_RESIDENT.fullmatch(number):
        return type_of_resident_number(number)
    raise ListTypeNeeded()


def _texts(row: TableRow) -> tuple[str, ...]:
    return tuple(cell.text for cell in row.cells)
