"""What the code desk keeps, stored and read back."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest

from station.domain.code_desk import Application, ApplicationStatus, DeskPerson, IssuedCode
from station.domain.documents import Document, DocumentType, Sex
from station.domain.ids import new_id
from station.domain.person import Ground, Person, Relative
from station.storage.faults import DatabaseConflict

PASSPORT = Document(DocumentType.PASSPORT, "PA1234567")


@pytest.fixture
def keep(booth):
    """A function that stores a person of the desk in a transaction of its own."""

    def keep(person: Person) -> DeskPerson:
        at = booth.tick()
        with booth.database.writing() as unit:
            identity = booth.index.digest(person.identity_text())
            kept = unit.desk_persons.put(new_id(at), identity, person, at)
            unit.commit()
        return kept

    return keep


@pytest.fixture
def draw(booth):
    """A function that stores a code of a person; nobody signed it."""

    def draw(person: DeskPerson, days: int = 30, application: Application | None = None):
        at = booth.tick()
        code = IssuedCode(
            new_id(at),
            person.id,
            b"kid-kid-",
            os.urandom(8),
            "NAC1:ABC",
            at,
            at + timedelta(days=days),
            None if application is None else application.id,
            reading_key=None if application is None else b"ring-key",
        )
        with booth.database.writing() as unit:
            unit.codes.add(code, None)
            unit.commit()
        return code

    return draw


@pytest.fixture
def apply(booth):
    def apply(applicant: DeskPerson, relative: DeskPerson, **changes) -> Application:
        at = booth.tick()
        application = Application(
            new_id(at),
            applicant,
            relative,
            "母亲",
            Ground.AGED_60,
            None,
            ApplicationStatus.PENDING,
            at,
            None,
        )
        application = replace(application, **changes)
        with booth.database.writing() as unit:
            unit.applications.add(application)
            unit.commit()
        return application

    return apply


# --- persons -------------------------------------------------------------------------------------


def test_a_person_is_found_by_identity_and_by_id_without_the_relation(booth, keep):
    person = Person(
        "O'NEILL",
        PASSPORT,
        "+353861234567",
        own_birth_date=date(1960, 2, 29),
        own_sex=Sex.FEMALE,
        relative=Relative("母亲", Ground.AGED_60),
    )
    kept = keep(person)
    expected = DeskPerson(kept.id, replace(person, relative=None))
    assert kept == expected
    with booth.database.reading() as unit:
        assert unit.desk_persons.get(kept.id) == expected
        identity = booth.index.digest(person.identity_text())
        assert unit.desk_persons.by_identity(identity) == expected
        assert unit.desk_persons.by_identity(bytes(32)) is None
        with pytest.raises(LookupError):
            unit.desk_persons.get(new_id(booth.now))


def test_newer_facts_are_kept_and_what_is_left_out_stays(booth, keep):
    old = keep(Person("陈大文", PASSPORT, "13800000000", own_birth_date=date(1950, 1, 1)))
    new = keep(Person("陳大文", PASSPORT))
    assert new.id == old.id
    assert new.person == replace(old.person, name="陳大文")
    assert keep(Person("陳大文", PASSPORT, "139")).person.phone == "139"
    with booth.database.reading() as unit:
        assert unit.desk_persons.get(old.id).person.phone == "139"


def test_children_of_one_guardian_are_two_persons(keep):
    first = keep(Person("小明", PASSPORT, guardian_number=True))
    second = keep(Person("小红", PASSPORT, guardian_number=True))
    guardian = keep(Person("陈大文", PASSPORT))
    assert len({first.id, second.id, guardian.id}) == 3
    assert first.person.guardian_number


def test_who_was_erased_is_not_there_and_comes_back_as_somebody_new(booth, keep, apply):
    person, other = keep(Person("陈大文", PASSPORT, "138")), keep(booth.person())
    apply(other, person)
    later = booth.now + timedelta(days=100)
    with booth.database.writing() as unit:
        assert unit.erasures.erase_desk(later, later) == 2
        unit.commit()
    with booth.database.reading() as unit:
        assert unit.desk_persons.by_identity(booth.index.digest("5\x1fPA1234567")) is None
        with pytest.raises(LookupError):
            unit.desk_persons.get(person.id)
        assert unit.applications.pending() == unit.applications.of_applicant(other.id) == []
    again = keep(Person("陈大文", PASSPORT))
    assert again.id != person.id
    assert again.person.phone is None


def test_who_is_met_again_is_kept_longer(booth, keep):
    person = keep(Person("陈大文", PASSPORT))
    met_before = booth.now
    booth.tick()
    keep(Person("陈大文", PASSPORT))
    with booth.database.writing() as unit:
        assert unit.erasures.erase_desk(met_before + timedelta(seconds=1), booth.now) == 0
        assert unit.desk_persons.get(person.id) == person


# --- codes ---------------------------------------------------------------------------------------


def test_a_code_comes_back_as_it_was_and_is_found_by_its_name(booth, keep, draw):
    code = draw(keep(booth.person()))
    with booth.database.reading() as unit:
        assert unit.codes.get(code.id) == unit.codes.by_name(code.kid, code.cti) == code
        assert unit.codes.by_name(code.kid, bytes(8)) is None
        with pytest.raises(LookupError):
            unit.codes.get(new_id(booth.now))


def test_the_codes_in_force_are_told_the_longest_first(booth, keep, draw, apply):
    person, applicant = keep(booth.person()), keep(booth.person())
    application = apply(applicant, person)
    long, short = draw(person, 30), draw(person, 3)
    by_application = draw(person, 60, application)
    with booth.database.writing() as unit:
        assert unit.codes.in_force(person.id, booth.now) == [by_application, long, short]
        assert unit.codes.in_force(applicant.id, booth.now) == []
        assert unit.codes.in_force(person.id, short.expires_at) == [by_application, long]
        unit.codes.revoke(long.id, booth.now, None)
        assert unit.codes.in_force(person.id, booth.now) == [by_application, short]


def test_a_code_is_revoked_once_and_listed_until_it_expires(booth, keep, draw):
    person = keep(booth.person())
    code, other = draw(person, 30), draw(person, 3)
    with booth.database.writing() as unit:
        assert not unit.codes.is_revoked(code.kid, code.cti)
        unit.codes.revoke(code.id, booth.now, None)
        unit.codes.revoke(other.id, booth.now, None)
        assert unit.codes.is_revoked(code.kid, code.cti)
        assert not unit.codes.is_revoked(code.kid, bytes(8))
        with pytest.raises(LookupError):
            unit.codes.revoke(code.id, booth.now, None)
        assert [each.id for each in unit.codes.revoked(booth.now)] == [other.id, code.id]
        revoked = unit.codes.revoked(other.expires_at)
        assert list(revoked) == [replace(code, revoked_at=booth.now)]


def test_one_name_is_one_code(booth, keep, draw):
    code = draw(keep(booth.person()))
    with booth.database.writing() as unit, pytest.raises(DatabaseConflict):
        unit.codes.add(replace(code, id=new_id(booth.tick())), None)


# --- applications --------------------------------------------------------------------------------


def test_an_application_comes_back_as_it_was(booth, keep, apply):
    special = apply(
        keep(booth.person()),
        keep(booth.person()),
        ground=Ground.SPECIAL_GROUP,
        reason="卧床",
    )
    with booth.database.reading() as unit:
        assert unit.applications.get(special.id) == special
        assert unit.applications.of_applicant(special.applicant.id) == [special]
        assert unit.applications.pending() == [special]
        with pytest.raises(LookupError):
            unit.applications.get(new_id(booth.now))


def test_an_application_is_decided_once(booth, keep, apply):
    application = apply(keep(booth.person()), keep(booth.person()))
    approved = replace(application, status=ApplicationStatus.APPROVED, decided_at=booth.tick())
    with booth.database.writing() as unit:
        unit.applications.save(approved)
        assert unit.applications.get(application.id) == approved
        assert unit.applications.pending() == []
        with pytest.raises(LookupError):
            unit.applications.save(replace(approved, status=ApplicationStatus.REFUSED))
        assert unit.applications.get(application.id) == approved
        unit.applications.end(application.id, booth.now, None)
        assert unit.applications.get(application.id).status is ApplicationStatus.REFUSED
        with pytest.raises(LookupError):
            unit.applications.end(application.id, booth.now, None)


def test_a_relative_is_applied_for_once_unless_refused(booth, keep, apply):
    applicant, relative = keep(booth.person()), keep(booth.person())
    application = apply(applicant, relative)
    with pytest.raises(DatabaseConflict):
        apply(applicant, relative)
    apply(relative, applicant)
    refused = replace(application, status=ApplicationStatus.REFUSED, decided_at=booth.tick())
    with booth.database.writing() as unit:
        unit.applications.save(refused)
        unit.commit()
    again = apply(applicant, relative)
    with booth.database.reading() as unit:
        of_applicant = unit.applications.of_applicant(applicant.id)
    assert [each.id for each in of_applicant] == [application.id, again.id]


def test_nothing_of_them_can_be_read_in_the_file(booth, keep, draw, apply, path):
    person = keep(Person("欧阳若兰若兰", PASSPORT, "13912345678"))
    draw(person)
    apply(person, keep(booth.person()), relation="曾外祖母大人", reason="长期卧床不起")
    booth.database.close()
    content = path.read_bytes()
    for secret in (
        *("欧阳若兰若兰", "PA1234567", "13912345678", "NAC1:ABC"),
        *("曾外祖母大人", "长期卧床不起"),
    ):
        assert secret.encode() not in content
