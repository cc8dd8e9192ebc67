"""Text blocks of made-up identity cards, as a module reads them from the chip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from station.domain.documents import DocumentType, Sex
from station.domain.person import Person

_BLOCK_CHARACTERS = 128
_NATIONALITY = "KAZ"


class CardKind(Enum):
    """The kinds of card; each value is the character that tells it."""

    CITIZEN = " "
    PERMIT = "J"
    FOREIGN_2017 = "I"
    FOREIGN_2023 = "Y"


@dataclass(frozen=True, slots=True)
class CardFields:
    """What is printed on a card. ``sex`` is the code of GB 2261, ``birth`` and ``until`` are
    YYYYMMDD or 长期; foreigners have a Latin name and may have a Chinese one."""

    kind: CardKind
    name: str = field(default="", repr=False)
    latin_name: str = field(default="", repr=False)
    sex: str = field(default="", repr=False)
    birth: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    until: str = field(default="", repr=False)


def card_of(person: Person, valid_until: date | None = None) -> CardFields:
    """Return the card that ``person`` would have; ``valid_until`` None: without end.

    Raises ValueError for a person whose document is no card with a chip.
    """
    document, born = person.document, person.birth_date
    if document is None or document.type not in (DocumentType.RESIDENT_ID, DocumentType.FOREIGN_PR):
        raise ValueError("no card with a chip")
    if document.type is DocumentType.RESIDENT_ID:
        kind = CardKind.PERMIT if document.number[0] == "8" else CardKind.CITIZEN
    else:
        kind = CardKind.FOREIGN_2017 if len(document.number) == 15 else CardKind.FOREIGN_2023
    is_latin = kind in (CardKind.FOREIGN_2017, CardKind.FOREIGN_2023) and person.name.isascii()
    codes = {Sex.MALE: "1", Sex.FEMALE: "2", None: "9"}
    return CardFields(
        kind,
        name="" if is_latin else person.name,
        latin_name=person.name if is_latin else "",
        sex=codes[person.sex],
        birth="" if born is None else f"{born:%Y%m%d}",
        number=document.number,
        until="长期" if valid_until is None else f"{valid_until:%Y%m%d}",
    )


def text_block(card: CardFields) -> bytes:
    """Return the card's text: 256 bytes of UTF-16LE. Raises ValueError for a field too long."""
    fields = _FIELDS[card.kind](card)
    block = bytearray(" " * _BLOCK_CHARACTERS, "utf-16-le")
    for (offset, size), text in {**fields, (248, 2): card.kind.value}.items():
        encoded = text.encode("utf-16-le")
        if len(encoded) > size:
            raise ValueError(f"the field at {offset} holds {size} bytes, not {len(encoded)}")
        block[offset : offset + len(encoded)] = encoded
    return bytes(block)


_Fields = Mapping[tuple[int, int], str]


def _citizen(card: CardFields) -> _Fields:
    return {
        (0, 30): card.name,
        (30, 2): card.sex,
        (32, 4): "01",
        (36, 16): card.birth,
        (52, 70): "演示市演示区演示路1号",
        (122, 36): card.number,
        (158, 30): "演示市公安局",
        (188, 16): "20200101",
        (204, 16): card.until,
    }


def _permit(card: CardFields) -> _Fields:
    return {**_citizen(card), (32, 4): "", (220, 18): "H00000000", (238, 4): "01"}


def _foreign_2017(card: CardFields) -> _Fields:
    return {
        (0, 120): card.latin_name,
        (120, 2): card.sex,
        (122, 30): card.number,
        (152, 6): _NATIONALITY,
        (158, 30): card.name,
        (188, 16): "20200101",
        (204, 16): card.until,
        (220, 16): card.birth,
    }


def _foreign_2023(card: CardFields) -> _Fields:
    return {
        (0, 30): card.name,
        (30, 2): card.sex,
        (32, 4): "00",
        (36, 16): card.birth,
        (52, 70): card.latin_name[:35],
        (122, 36): card.number,
        (188, 16): "20240101",
        (204, 16): card.until,
        (220, 22): card.latin_name[35:],
        (242, 6): _NATIONALITY,
    }


_FIELDS = {
    CardKind.CITIZEN: _citizen,
    CardKind.PERMIT: _permit,
    CardKind.FOREIGN_2017: _foreign_2017,
    CardKind.FOREIGN_2023: _foreign_2023,
}
