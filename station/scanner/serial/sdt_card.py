"""The text block of an identity card (256 bytes, UTF-16LE, padded with spaces) as a card.

Four layouts; the character at byte 248 tells which. Only what the booth needs is decoded: name,
sex, birth, number. An expired card still tells who somebody is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from station.domain.card import IdentityCard
from station.domain.documents import Document, DocumentType, Sex
from station.errors import StationError

_KIND = slice(248, 250)
_PADDING = " \u3000\0"
_GAPS = re.compile(r"[ \u3000]+")
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE, "0": None, "9": None, "": None}


class CardUnreadable(StationError):
    """A card that was moved, is worn, or holds what cannot be right."""

    code = "card_unreadable"


class CardNotSupported(StationError):
    """A card of a kind that the module or the console does not know."""

    code = "card_not_supported"


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a kind of card has its fields. ``names``: the first that is not empty counts."""

    type: DocumentType
    names: tuple[tuple[slice, ...], ...]
    sex: slice
    birth: slice
    number: slice


_CITIZEN = _Layout(
    DocumentType.RESIDENT_ID,
    names=((slice(0, 30),),),
    sex=slice(30, 32),
    birth=slice(36, 52),
    number=slice(122, 158),
)
_FOREIGN_2017 = _Layout(
    DocumentType.FOREIGN_PR,
    names=((slice(158, 188),), (slice(0, 120),)),
    sex=slice(120, 122),
    birth=slice(220, 236),
    number=slice(122, 152),
)
_FOREIGN_2023 = _Layout(
    DocumentType.FOREIGN_PR,
    names=((slice(0, 30),), (slice(52, 122), slice(220, 242))),
    sex=slice(30, 32),
    birth=slice(36, 52),
    number=slice(122, 158),
)
# J: the permit for people from Hong Kong, Macau and Taiwan.
_LAYOUTS = {"": _CITIZEN, "J": _CITIZEN, "I": _FOREIGN_2017, "Y": _FOREIGN_2023}


def identity_card(text: bytes) -> IdentityCard:
    """Return the card whose text block is ``text`` (256 bytes).

    A foreigner's name is the Chinese one if the card has it, else the Latin one. Raises
    `CardNotSupported` for another kind of card, and `CardUnreadable` for a number that fails its
    check, a name that no sheet can hold, and whatever else cannot be right. What is raised holds
    nothing of the card.
    """
    kind = _text(text, _KIND)
    if kind is None or kind not in _LAYOUTS:
        raise CardNotSupported()
    card = _card(text, _LAYOUTS[kind])
    # Raised here and not where it was noticed: a decoding error would carry the bytes along.
    if card is None:
        raise CardUnreadable()
    return card


def _card(text: bytes, layout: _Layout) -> IdentityCard | None:
    name = _name(text, layout)
    sex = _text(text, layout.sex)
    birth = _date(_text(text, layout.birth))
    number = _text(text, layout.number)
    if not name or sex not in _SEXES or birth is None or number is None:
        return None
    try:
        return IdentityCard(Document(layout.type, number), name, birth, _SEXES[sex])
    except StationError:
        return None


def _name(text: bytes, layout: _Layout) -> str | None:
    """Return the card's name, empty if it has none, None if it cannot be decoded."""
    name: str | None = ""
    for places in layout.names:
        name = _text(text, *places)
        if name != "":
            break
    return name if name is None else _GAPS.sub(" ", name)


def _text(text: bytes, *places: slice) -> str | None:
    """Return what stands in ``places`` without its padding, or None if that is no UTF-16."""
    try:
        return b"".join(text[place] for place in places).decode("utf-16-le").strip(_PADDING)
    except UnicodeDecodeError:
        return None


def _date(text: str | None) -> date | None:
    """Return the date that ``text`` gives as YYYYMMDD, or None."""
    if text is None or not re.fullmatch("[0-9]{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
