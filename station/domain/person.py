"""The person whom a sample is from, and who may have drawn the code for them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, IntEnum

from station.domain.documents import Document, DocumentType, Sex
from station.errors import StationError

NAME_LENGTH = 64
PHONE_LENGTH = 64

_DOTS = "·•・‧∙⋅．.｡"
_JOINERS = "\u200c\u200d"
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""What turns the writing about or has no width, and prints a name as another. The joiners have no
width either, but Persian and the scripts of India are not written right without them."""

_EXCEL_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")


class TextUnusable(StationError):
    """A name or phone that holds a control character, a non-character, `_xHHHH_`, or a character
    that nobody sees (bidirectional controls, zero width).

    Excel readers turn `_x0041_` into `A`; control characters and U+FFFE/FFFF make an XML file
    that nothing opens; with those of the Unicode Bidirectional Algorithm (UAX 9) a name is printed
    as another. A code whose holder has one is `malformed`: so NAC1's "no control character" is
    read here. ``field`` names the input.
    """

    code = "text_unusable"


class TextTooLong(StationError):
    """``field`` names the input, ``longest`` how many characters it may have."""

    code = "text_too_long"


class NameMissing(StationError):
    code = "name_missing"


def check_text(text: str, field: str, longest: int) -> str:
    """Return ``text`` if a sheet can hold it whole; raise `TextUnusable` or `TextTooLong`."""
    if len(text) > longest:
        raise TextTooLong(field=field, longest=longest)
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") or ord(character) & 0xFFFE == 0xFFFE:
            raise TextUnusable(field=field)
    if _UNSEEN.search(text) or _EXCEL_ESCAPE.search(text):
        raise TextUnusable(field=field)
    return text


def seen_text(text: str) -> str:
    """Return ``text``, kept before `check_text` refused what is not seen, without such
    characters; `?` if nothing else is in it."""
    return _UNSEEN.sub("", text) or "?"


def check_name(name: str) -> str:
    """Return ``name`` (1 to 64 characters that a sheet can hold), or raise what is wrong."""
    if not name.strip().strip(_JOINERS):
        raise NameMissing()
    return check_text(name, "name", NAME_LENGTH)


def folded_name(name: str) -> str:
    """Return ``name`` for matching only: NFKC, case folded, no spaces, all middle dots alike."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join("·" if c in _DOTS else c for c in folded if not c.isspace())


class Ground(IntEnum):
    """On what ground a relative may draw the code (holder map 5, key 2)."""

    UNDER_18 = 1
    AGED_60 = 2
    SPECIAL_GROUP = 3


@dataclass(frozen=True, slots=True)
class Relative:
    """Who drew the code for the person; the booth shows it and does not check it again."""

    relation: str
    ground: Ground


class EntryMode(Enum):
    """Where a registration came from; the values are those of the laboratory's sheet."""

    CODE = "CODE"
    RELATIVE = "RELATIVE"
    CARD = "CARD"
    TYPED = "TYPED"
    NO_DOCUMENT = "NODOC"


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a code, a card or an operator gave them. ``repr`` shows nothing personal.

    ``document`` is None for a person without one (a newborn, a lost card). ``own_birth_date`` and
    ``own_sex`` come from the code, for documents whose number does not tell them.
    ``guardian_number``: the number is the guardian's, so it tells nothing of this person.
    """

    name: str = field(repr=False)
    document: Document | None = field(repr=False)
    phone: str | None = field(default=None, repr=False)
    own_birth_date: date | None = field(default=None, repr=False)
    own_sex: Sex | None = field(default=None, repr=False)
    relative: Relative | None = field(default=None, repr=False)
    guardian_number: bool = False

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.phone is not None:
            check_text(self.phone, "phone", PHONE_LENGTH)

    @property
    def document_type(self) -> DocumentType:
        return DocumentType.NONE if self.document is None else self.document.type

    @property
    def birth_date(self) -> date | None:
        if self.document is None or self.guardian_number:
            return self.own_birth_date
        return self.document.birth_date or self.own_birth_date

    @property
    def sex(self) -> Sex | None:
        if self.document is None or self.guardian_number:
            return self.own_sex
        return self.document.sex or self.own_sex

    def age(self, today: date) -> int | None:
        """Return the age in whole years on ``today``, the site's date; None if not known."""
        born = self.birth_date
        if born is None or born > today:
            return None
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    def identity_text(self) -> str:
        """Return what makes this person the same person: the text that the keyed index is over.

        Type and number; with the name, where the number is a guardian's; phone and name, where
        there is no document. Names are folded as `folded_name` does.
        """
        if self.document is None:
            parts = [folded_name(self.phone or ""), folded_name(self.name)]
        elif self.guardian_number:
            parts = [self.document.identity_number, folded_name(self.name)]
        else:
            parts = [self.document.identity_number]
        return "\x1f".join([str(int(self.document_type)), *parts])
