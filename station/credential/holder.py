"""The holder map of a sampling code, and the `Person` that it tells of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from station.credential.cbor import BadForm
from station.credential.fields import Fields
from station.domain.documents import Document, DocumentType, NumberMissing, Sex
from station.domain.person import (
    NAME_LENGTH,
    PHONE_LENGTH,
    Ground,
    Person,
    Relative,
    check_name,
    check_text,
)
from station.errors import StationError

_TYPE, _NUMBER, _NAME, _PHONE, _RELATIVE, _GUARDIAN, _BIRTH, _SEX = range(1, 9)
_RELATION, _GROUND = 1, 2
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Holder:
    """A holder map of the right form, whose document number is not yet checked."""

    type: DocumentType
    number: str = field(repr=False)
    name: str = field(repr=False)
    phone: str | None = field(repr=False)
    relative: Relative | None = field(repr=False)
    guardian_number: bool
    birth_date: date | None = field(repr=False)
    sex: Sex | None = field(repr=False)

    @classmethod
    def parse(cls, value: object) -> Holder:
        """Return the holder in a decoded map; unknown keys are ignored.

        Raises `BadForm` for a key that is missing or of a wrong type, a document type, ground,
        sex or date that does not exist, or a text that a sheet cannot hold.
        """
        fields = Fields(value)
        try:
            type = DocumentType(fields.need(_TYPE, int))
            if type is DocumentType.NONE:
                raise BadForm("no document type")
            sex = fields.maybe(_SEX, int)
            return cls(
                type=type,
                number=fields.need(_NUMBER, str),
                name=check_name(fields.need(_NAME, str)),
                phone=_phone(fields.maybe(_PHONE, str)),
                relative=_relative(fields.maybe(_RELATIVE, dict)),
                guardian_number=fields.maybe(_GUARDIAN, bool) or False,
                birth_date=_date(fields.maybe(_BIRTH, str)),
                sex=None if sex is None else Sex(sex),
            )
        except (StationError, ValueError):
            raise BadForm("holder") from None

    def person(self, today: date) -> Person:
        """Return the person. Raises a `DocumentError` when the number fails its check."""
        return Person(
            name=self.name,
            document=Document.parse(self.type, self.number, today),
            phone=self.phone,
            own_birth_date=self.birth_date,
            own_sex=self.sex,
            relative=self.relative,
            guardian_number=self.guardian_number,
        )


def holder_map(person: Person) -> dict[object, object]:
    """Return the holder map of ``person``.

    Raises `NumberMissing` for a person without a document: a code carries one; `TextUnusable` or
    `TextTooLong` for a relation that a station would refuse.
    """
    if person.document is None:
        raise NumberMissing()
    relative = person.relative
    if relative is not None:
        check_text(relative.relation, "relation", NAME_LENGTH)
    holder: dict[object, object | None] = {
        _TYPE: int(person.document.type),
        _NUMBER: person.document.number,
        _NAME: person.name,
        _PHONE: person.phone,
        _RELATIVE: relative and {_RELATION: relative.relation, _GROUND: int(relative.ground)},
        _GUARDIAN: person.guardian_number or None,
        _BIRTH: person.own_birth_date and person.own_birth_date.isoformat(),
        _SEX: person.own_sex and person.own_sex.value,
    }
    return {key: value for key, value in holder.items() if value is not None}


def _phone(text: str | None) -> str | None:
    return None if text is None else check_text(text, "phone", PHONE_LENGTH)


def _relative(value: dict[object, object] | None) -> Relative | None:
    if value is None:
        return None
    fields = Fields(value)
    relation = check_text(fields.need(_RELATION, str), "relation", NAME_LENGTH)
    return Relative(relation, Ground(fields.need(_GROUND, int)))


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    if not _DATE.fullmatch(text):
        raise BadForm("date")
    return date.fromisoformat(text)
