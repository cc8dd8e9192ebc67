"""Which column of a list is which, by the names in its header, Chinese or English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from station.domain.documents import DocumentType
from station.lists.faults import ListHeaderTwice
from station.lists.table import Cell, TableRow


class Field(Enum):
    NAME = "name"
    TYPE = "type"
    NUMBER = "number"
    PHONE = "phone"


_NAMES: dict[Field, str] = {
    Field.NAME: ("姓名 名字 人员姓名 居民姓名 被采样人姓名 受检者姓名 name fullname personname"),
    Field.TYPE: ("证件类型 证件种类 证件类别 documenttype idtype documentkind cardtype"),
    Field.NUMBER: (
        "证件号码 证件号 证件编号 身份证号 身份证号码 身份证 居民身份证号 居民身份证号码 "
        "公民身份号码 公民身份证号码 documentnumber documentno idnumber idno idcard idcardno "
        "idcardnumber"
    ),
    Field.PHONE: (
        "手机号 手机号码 手机 联系电话 联系方式 电话 电话号码 phone phonenumber phoneno mobile "
        "mobilephone mobilenumber telephone tel"
    ),
}
_OF_NAME = {name: field for field, names in _NAMES.items() for name in names.split()}

_TYPES: dict[DocumentType, str] = {
    DocumentType.RESIDENT_ID: (
        "居民身份证 身份证 二代身份证 第二代居民身份证 居住证 港澳台居民居住证 residentid "
        "residentidcard idcard id 1"
    ),
    DocumentType.HK_MACAU_PERMIT: (
        "港澳居民来往内地通行证 港澳通行证 港澳居民通行证 回乡证 hkmacaupermit 2"
    ),
    DocumentType.TAIWAN_PERMIT: (
        "台湾居民来往大陆通行证 台湾通行证 台湾居民通行证 台胞证 taiwanpermit 3"
    ),
    DocumentType.FOREIGN_PR: (
        "外国人永久居留身份证 外国人永久居留证 永久居留身份证 永居证 foreignpr foreignprcard 4"
    ),
    DocumentType.PASSPORT: "护照 外国护照 普通护照 passport 5",
}
_OF_TYPE = {word: kind for kind, words in _TYPES.items() for word in words.split()}
_NOTE = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")
_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, from 0; type and phone may be missing."""

    places: dict[Field, int]

    def cell(self, row: TableRow, field: Field) -> Cell:
        """Return the row's cell of ``field``, an empty one if the row ends before it."""
        place = self.places.get(field)
        if place is None or place >= len(row.cells):
            return Cell("")
        return row.cells[place]


def find_header(rows: Sequence[TableRow]) -> tuple[int, Columns] | None:
    """Return the place in ``rows`` of the header and its columns, or None.

    It is the first row that names a column of names and one of numbers, after a title perhaps.
    Raises `ListHeaderTwice` if it names two of either.
    """
    for place, row in enumerate(rows[:_LOOKED_AT]):
        places: dict[Field, int] = {}
        twice: list[Field] = []
        for column, cell in enumerate(row.cells):
            field = _field(cell.text)
            if field is not None and places.setdefault(field, column) != column:
                twice.append(field)
        if Field.NAME in places and Field.NUMBER in places:
            for field in twice:
                if field in (Field.NAME, Field.NUMBER):
                    raise ListHeaderTwice(field=field.value)
            return place, Columns(places)
    return None


def document_type(text: str) -> DocumentType | None:
    """Return the type that a cell names, in the words of lists or of our own sheets."""
    return next((_OF_TYPE[word] for word in _words(text) if word in _OF_TYPE), None)


def _field(text: str) -> Field | None:
    return next((_OF_NAME[word] for word in _words(text) if word in _OF_NAME), None)


def _words(text: str) -> list[str]:
    """Return a text as one word, then its parts: `证件号码 IDNo` is known by either."""
    plain = _NOTE.sub(" ", unicodedata.normalize("NFKC", text)).casefold()
    plain = re.sub(r"[*:_'\"-]", "", plain)
    parts = re.split(r"[\s/|·]+", plain.strip())
    return ["".join(parts), *parts]
