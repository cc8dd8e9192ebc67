"""The list of residents that somebody brings to the demo's desk, with a slip in one row."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from station.demo.people import resident
from station.domain.documents import DocumentType
from station.domain.person import Person

HEADER = ("姓名", "证件类型", "证件号码", "手机号")
# The row with the slip, as the file's program counts, the header being the first.
FAULTY_ROW = 13

_TYPES = {
    DocumentType.RESIDENT_ID: "居民身份证",
    DocumentType.HK_MACAU_PERMIT: "港澳居民来往内地通行证",
    DocumentType.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
    DocumentType.FOREIGN_PR: "外国人永久居留身份证",
    DocumentType.PASSPORT: "护照",
}


def write_list(path: Path, persons: Sequence[Person]) -> None:
    """Write ``persons`` as CSV in UTF-8, and among them one whose number has two digits swapped.

    All need a document. Raises OSError.
    """
    rows = [_row(person) for person in persons]
    rows.insert(FAULTY_ROW - 2, _slipped(_row(resident(92))))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])


def _row(person: Person) -> tuple[str, ...]:
    document = person.document
    if document is None:
        raise ValueError("a list needs a document")
    return (person.name, _TYPES[document.type], document.number, person.phone or "")


def _slipped(row: tuple[str, ...]) -> tuple[str, ...]:
    """Swap the two last digits before the check character."""
    name, type, number, phone = row
    return (name, type, number[:-3] + number[-2] + number[-3] + number[-1], phone)
