"""Identity documents: their numbers, and what a number tells of its holder.

Sources: GB 11643-1999 (resident identity card, residence permit), the foreign permanent resident
card of 2017 and of December 2023, ICAO 9303 part 3 section 4.9 (check digits, weights 7-3-1).
A number is checked for form and check character only; no table of regions refuses anybody.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, IntEnum

from station.errors import StationError

_GB11643_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_GB11643_CHARACTERS = "10X98765432"
_GB11643 = re.compile(r"[0-9]{17}[0-9X]")
_HK_MACAU = re.compile(r"[HM](?:[0-9]{8}(?:[0-9]{2})?|A[0-9]{7}(?:[0-9]{2})?)")
_TAIWAN = re.compile(r"[0-9]{8}|[0-9]{10}(?:[0-9A-Z]{1,2})?")
_FOREIGN_OLD = re.compile(r"[A-Z]{3}[0-9]{12}")
_PASSPORT = re.compile(r"[A-Z0-9]{5,9}")
_HYPHENS = "-‐‑‒–—―−"


class DocumentType(IntEnum):
    """The document types of the code's holder map (key 1); ``NONE`` is a booth's own."""

    NONE = 0
    RESIDENT_ID = 1
    HK_MACAU_PERMIT = 2
    TAIWAN_PERMIT = 3
    FOREIGN_PR = 4
    PASSPORT = 5


class Sex(Enum):
    """Sex as GB 2261 codes it on cards and in codes."""

    MALE = 1
    FEMALE = 2


class DocumentError(StationError):
    """A document number that cannot be right; each subclass says why."""

    code = "bad_document_number"


class NumberMissing(DocumentError):
    code = "number_missing"


class NumberTooShort(DocumentError):
    """``missing``: how many characters are still to come."""

    code = "number_too_short"


class NumberTooLong(DocumentError):
    """``extra``: how many characters are too many."""

    code = "number_too_long"


class NumberFormWrong(DocumentError):
    """The characters cannot be a number of this type."""

    code = "number_form_wrong"


class NumberMonthWrong(DocumentError):
    """``month``: the two digits that are no month."""

    code = "number_month_wrong"


class NumberDayWrong(DocumentError):
    """``day``: the two digits that are no day of that month."""

    code = "number_day_wrong"


class NumberInFuture(DocumentError):
    """The birth date in the number lies after today."""

    code = "number_in_future"


class NumberCheckWrong(DocumentError):
    """``expected``: the check character that would fit, ``found``: the one that stands there."""

    code = "number_check_wrong"


class FirstGenerationCard(DocumentError):
    """A 15-digit card, void since 2013. ``suggestion``: the 18-digit form, to be confirmed.

    The suggestion is a document number: it is shown to the operator and kept out of ``params``.
    """

    code = "number_first_generation"

    def __init__(self, suggestion: str) -> None:
        super().__init__()
        self.suggestion = suggestion


def normalise_number(text: str) -> str:
    """Return ``text`` in NFKC, upper case, without spaces and hyphens (`x`, `Ｘ`, `１` work)."""
    folded = unicodedata.normalize("NFKC", text)
    kept = (c for c in folded if not c.isspace() and c not in _HYPHENS)
    return "".join(c.upper() if c.isascii() else c for c in kept)


def gb11643_check_character(first17: str) -> str:
    """Return the check character of 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(c) * weight for c, weight in zip(first17, _GB11643_WEIGHTS, strict=True))
    return _GB11643_CHARACTERS[total % 11]


def icao_check_digit(text: str) -> str:
    """Return the ICAO 9303 check digit of ``text`` (A-Z, 0-9 and `<`; weights 7-3-1)."""
    total = 0
    for position, character in enumerate(text):
        value = 0 if character == "<" else int(character, 36)
        total += value * (7, 3, 1)[position % 3]
    return str(total % 10)


@dataclass(frozen=True, slots=True)
class Document:
    """A document type and its normalised number, checked when made.

    Raises a `DocumentError` when the number fails its check. ``repr`` never shows the number.
    """

    type: DocumentType
    number: str = field(repr=False)

    def __post_init__(self) -> None:
        _check(self.type, self.number)

    @classmethod
    def parse(cls, type: DocumentType, text: str, today: date) -> Document:
        """Return the document that an operator typed or a code carries.

        ``today`` is the site's date: a birth date after it raises `NumberInFuture`.
        """
        document = cls(type, normalise_number(text))
        if document.birth_date is not None and document.birth_date > today:
            raise NumberInFuture()
        return document

    @property
    def birth_date(self) -> date | None:
        """The holder's birth date, where the number tells it with its century."""
        if _GB11643.fullmatch(self.number) and self.type in _GB11643_TYPES:
            return date(int(self.number[6:10]), int(self.number[10:12]), int(self.number[12:14]))
        return None

    @property
    def sex(self) -> Sex | None:
        """The holder's sex, where the number tells it (odd male, even female)."""
        if _GB11643.fullmatch(self.number) and self.type in _GB11643_TYPES:
            return Sex.MALE if int(self.number[16]) % 2 else Sex.FEMALE
        return None

    @property
    def identity_number(self) -> str:
        """The part of the number that stays the same for life: a permit's renewal count is not."""
        if self.type is DocumentType.HK_MACAU_PERMIT:
            return self.number[:9]
        return self.number


_GB11643_TYPES = (DocumentType.RESIDENT_ID, DocumentType.FOREIGN_PR)


def is_resident_number(text: str) -> bool:
    """Tell whether ``text`` is an 18-character number that passes its check (any reader's text)."""
    number = normalise_number(text)
    if not _GB11643.fullmatch(number):
        return False
    try:
        _check_gb11643(number)
    except DocumentError:
        return False
    return True


def type_of_resident_number(number: str) -> DocumentType:
    """Return the type of a number that passed `is_resident_number` (a 9 begins a foreigner's)."""
    return DocumentType.FOREIGN_PR if number.startswith("9") else DocumentType.RESIDENT_ID


def _check(type: DocumentType, number: str) -> None:
    if not number:
        raise NumberMissing()
    if type is DocumentType.RESIDENT_ID:
        _check_resident(number)
    elif type is DocumentType.HK_MACAU_PERMIT:
        _check_form(number, _HK_MACAU, shortest=9, longest=11)
    elif type is DocumentType.TAIWAN_PERMIT:
        _check_form(number, _TAIWAN, shortest=8, longest=12)
    elif type is DocumentType.FOREIGN_PR:
        _check_foreign(number)
    elif type is DocumentType.PASSPORT:
        _check_form(number, _PASSPORT, shortest=5, longest=9)
    else:
        raise NumberFormWrong()


def _check_form(number: str, pattern: re.Pattern[str], shortest: int, longest: int) -> None:
    if len(number) < shortest:
        raise NumberTooShort(missing=shortest - len(number))
    if len(number) > longest:
        raise NumberTooLong(extra=len(number) - longest)
    if not pattern.fullmatch(number):
        raise NumberFormWrong()


def _check_resident(number: str) -> None:
    if re.fullmatch(r"[0-9]{15}", number):
        first17 = number[:6] + "19" + number[6:]
        raise FirstGenerationCard(first17 + gb11643_check_character(first17))
    if number.startswith("9"):
        raise NumberFormWrong()
    _check_form(number, _GB11643, shortest=18, longest=18)
    _check_gb11643(number)


def _check_foreign(number: str) -> None:
    if number[:1].isdigit():
        _check_form(number, _GB11643, shortest=18, longest=18)
        if not number.startswith("9"):
            raise NumberFormWrong()
        _check_gb11643(number)
        return
    _check_form(number, _FOREIGN_OLD, shortest=15, longest=15)
    _check_month_and_day(number[9:11], number[11:13], year=None)
    expected = icao_check_digit(number[:14])
    if number[14] != expected:
        raise NumberCheckWrong(expected=expected, found=number[14])


def _check_gb11643(number: str) -> None:
    _check_month_and_day(number[10:12], number[12:14], year=int(number[6:10]))
    expected = gb11643_check_character(number[:17])
    if number[17] != expected:
        raise NumberCheckWrong(expected=expected, found=number[17])


def _check_month_and_day(month: str, day: str, year: int | None) -> None:
    if not 1 <= int(month) <= 12:
        raise NumberMonthWrong(month=month)
    try:
        # A leap year stands in where the number has no century.
        date(2000 if year is None else year, int(month), int(day))
    except ValueError:
        raise NumberDayWrong(day=day) from None
