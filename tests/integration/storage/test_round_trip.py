"""What is stored comes back whole: names of rare characters, every kind of person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from station.domain.documents import Document, DocumentType, Sex
from station.domain.ids import new_id
from station.domain.outcome import RegistrationAdded, TubeAdded
from station.domain.person import EntryMode, Ground, Person, Relative, check_name
from station.domain.registration import Registration
from station.errors import StationError

DOCUMENTS = [
    None,
    Document(DocumentType.RESIDENT_ID, "11010119900307889X"),
    Document(DocumentType.HK_MACAU_PERMIT, "H1234567801"),
    Document(DocumentType.TAIWAN_PERMIT, "12345678"),
    Document(DocumentType.PASSPORT, "E12345678"),
]
RARE = "㐀𠮷𰻝·•・\u0627\u064a' '"


def is_name(text: str) -> bool:
    try:
        return check_name(text) == text
    except StationError:
        return False


texts = st.text(st.one_of(st.sampled_from(RARE), st.characters(codec="utf-8")), max_size=64)
names = texts.filter(is_name)
phones = st.none() | st.from_regex(r"[0-9+ -]{1,32}", fullmatch=True)
dates = st.dates(date(1900, 1, 1), date(2026, 11, 22))
relatives = st.builds(Relative, st.text(st.characters(codec="utf-8")), st.sampled_from(Ground))
persons = st.builds(
    Person,
    name=names,
    document=st.sampled_from(DOCUMENTS),
    phone=phones,
    own_birth_date=st.none() | dates,
    own_sex=st.none() | st.sampled_from(Sex),
    relative=st.none() | relatives,
    guardian_number=st.booleans(),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@pytest.fixture
def stored(booth) -> Iterator[object]:
    """A function that stores a registration and returns it as it comes back."""
    tube = booth.tube("T1")
    with booth.database.writing() as unit:
        unit.apply([TubeAdded(tube, booth.shift)])

        def store(registration: Registration) -> Registration:
            # One transaction is undone for each example: the same place is taken every time.
            connection = unit._connection
            with connection.begin_nested():
                unit.apply([RegistrationAdded(registration)])
                found = unit.registrations.get(registration.id)
                known = unit.registrations.known_person(registration.identity)
                assert known == registration.person
                connection.exec_driver_sql("DELETE FROM registration")
            return found

        yield tube, store


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    person=persons,
    mode=st.sampled_from(EntryMode),
    at=moments,
    note=st.none() | st.text(st.characters(codec="utf-8")),
)
@example(Person("㐀𠮷", None), EntryMode.NO_DOCUMENT, datetime(2026, 11, 22, tzinfo=UTC), "𰻝")
@example(
    Person("阿卜杜拉·买买提", DOCUMENTS[1]), EntryMode.CODE, datetime(2026, 1, 1, tzinfo=UTC), ""
)
def test_a_registration_comes_back_as_it_was(booth, stored, person, mode, at, note):
    tube, store = stored
    registration = replace(
        booth.registration(tube, 1, person),
        id=new_id(at),
        entry_mode=mode,
        registered_at=at,
        day=at.date(),
        note=note,
    )
    found = store(registration)
    assert found == registration
    assert found.identity == registration.identity
    assert found.registered_at.tzinfo is UTC
