"""The person whom a line of `code draw` tells of, in the words of `verify --json`."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from typing import TypeVar

from station.commands.json_lines import Fields
from station.domain.code_desk import ADULT_AGE
from station.domain.desk_refusals import GuardianNumberNotAllowed
from station.domain.documents import Document, DocumentType, NumberInFuture, Sex
from station.domain.person import Ground, Person, Relative
from station.domain.phone import phone_of

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_FIELDS = (
    *("document_type", "document_number", "name", "phone", "birth_date", "sex"),
    *("guardian_number", "relative"),
)

Word = TypeVar("Word", bound=Enum)


def person_of(fields: Fields, today: date) -> Person:
    """Return the person, checked as everywhere; ``today``: the day of their age.

    A relative's ground is taken as it is said: there are no records here to judge it by. Raises
    a fault of the fields, a `DocumentError`, `PhoneWrong`, `GuardianNumberNotAllowed`, or what is
    wrong with a text.
    """
    fields.check_known(*_FIELDS)
    type = _word(fields, "document_type", DocumentType)
    if type is None or type is DocumentType.NONE:
        raise fields.wrong("document_type")
    document = Document.parse(type, fields.text("document_number"), today)
    guardian = fields.flag("guardian_number")
    birth, sex = _date(fields, "birth_date"), _word(fields, "sex", Sex)
    if birth is not None and birth > today:
        raise NumberInFuture()
    if not guardian:
        # What the number tells is not told twice, and nothing against it.
        if document.birth_date is not None:
            if birth not in (None, document.birth_date):
                raise fields.wrong("birth_date")
            birth = None
        if document.sex is not None:
            if sex not in (None, document.sex):
                raise fields.wrong("sex")
            sex = None
    person = Person(
        name=fields.text("name").strip(),
        document=document,
        phone=phone_of(fields.maybe_text("phone") or ""),
        own_birth_date=birth,
        own_sex=sex,
        relative=_relative(fields.object("relative")),
        guardian_number=guardian,
    )
    if guardian:
        age = person.age(today)
        if age is None:
            raise fields.wrong("birth_date")
        if age >= ADULT_AGE:
            raise GuardianNumberNotAllowed(age=age)
    return person


def _relative(fields: Fields | None) -> Relative | None:
    if fields is None:
        return None
    fields.check_known("relation", "ground")
    relation, ground = fields.text("relation").strip(), _word(fields, "ground", Ground)
    if not relation:
        raise fields.wrong("relation")
    if ground is None:
        raise fields.wrong("ground")
    return Relative(relation, ground)


def _word(fields: Fields, name: str, words: type[Word]) -> Word | None:
    """Return one of ``words`` by its name or number."""
    value = fields.value(name)
    if value is None:
        return None
    for word in words:
        if value == word.name or (type(value) is int and value == word.value):
            return word
    raise fields.wrong(name)


def _date(fields: Fields, name: str) -> date | None:
    text = fields.maybe_text(name)
    if text is None:
        return None
    try:
        if not _DATE.fullmatch(text):
            raise ValueError("no date")
        return date.fromisoformat(text)
    except ValueError:
        raise fields.wrong(name) from None
