"""A person's own code: found, drawn at once, shown again, replaced when lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from station.credential.keys import ReadingKey, key_id
from station.demo.people import others, resident
from station.demo.site import COORDINATOR, DESK_CLERK, MANAGER, OPERATOR
from station.domain import outcome as out
from station.domain.card import IdentityCard
from station.domain.desk_refusals import (
    CodeNotInForce,
    DeskClosed,
    DeskEntryGone,
    DeskIssuerOutOfTime,
    DeskIssuerRevoked,
    DeskIssuerUnlisted,
    NameDiffers,
)
from station.domain.documents import Document, DocumentType, NumberInFuture, NumberMissing, Sex
from station.domain.person import EntryMode, Person
from station.domain.refusals import ClockWrong, NotSignedIn
from station.domain.staff import NotPermitted
from station.keyring.faults import PassphraseWrong
from station.services.access import ConsoleLocked
from station.settings import Settings
from tests.integration.code_desk.desk_driver import ISSUER_PASSPHRASE
from tests.integration.services.driver import BoothDriver

PERSON = resident(3)
CARD = IdentityCard(PERSON.document, "金卡姓名", date(1900, 1, 1), Sex.MALE)
DAY = timedelta(days=1)


# --- finding -------------------------------------------------------------------------------------


def test_who_is_known_to_nobody_has_to_be_enrolled(desk):
    assert desk.desk.find(PERSON.document) is None
    view = desk.enrol(PERSON)
    assert view.person.person == PERSON
    assert view.own_code is None
    assert view.relatives == ()
    assert desk.desk.find(PERSON.document) == view
    assert desk.desk.view(view.person.id) == view


def test_a_card_names_its_holder(desk):
    view = desk.desk.find(CARD.document, CARD)
    assert view.person.person == Person("金卡姓名", PERSON.document)
    assert desk.desk.find(PERSON.document) == view


def test_a_known_person_keeps_what_a_card_does_not_tell(desk):
    known = desk.enrol(PERSON)
    card = replace(CARD, name=PERSON.name)
    assert desk.desk.find(card.document, card) == known


RENAMED = replace(PERSON, name="金卡姓名")
WITH_ANOTHER_NAME = {
    "card": lambda desk, **by: desk.desk.find(CARD.document, CARD, **by),
    "typed": lambda desk, **by: desk.desk.enrol(RENAMED, **by),
    "relative": lambda desk, **by: desk.desk.apply(
        desk.enrol(resident(9)).person.id, RENAMED, "母亲", "卧床", **by
    ),
}


@pytest.mark.parametrize("way", WITH_ANOTHER_NAME)
def test_another_name_is_not_taken_in_silence(desk, way):
    person = desk.enrol(PERSON).person
    code = desk.desk.draw(person.id).code
    with pytest.raises(NameDiffers) as error:
        WITH_ANOTHER_NAME[way](desk)
    assert error.value.params == {}
    view = desk.desk.view(person.id)
    assert (view.person.person, view.own_code) == (PERSON, code)


@pytest.mark.parametrize("way", WITH_ANOTHER_NAME)
def test_a_new_name_that_was_confirmed_ends_every_code_with_the_old_one(desk, way):
    person = desk.enrol(PERSON).person
    old = desk.desk.draw(person.id).code
    applicant = desk.enrol(resident(8)).person
    application = desk.desk.apply(applicant.id, PERSON, "母亲", "卧床")
    desk.approve(application.id)
    by_relative = desk.desk.draw_for(application.id).code
    WITH_ANOTHER_NAME[way](desk, renamed=True)
    assert desk.desk.view(person.id).own_code is None
    with desk.site.database.reading() as unit:
        for each in (old, by_relative):
            assert unit.codes.is_revoked(each.kid, each.cti)
    assert {each.cti for each in desk.desk.revoked()} == {old.cti, by_relative.cti}
    for drawn in (desk.desk.draw(person.id), desk.desk.draw_for(application.id)):
        assert drawn.fresh
        assert drawn.person.name == desk.verify(drawn.code.text).person.name == "金卡姓名"
        assert drawn.person.phone == PERSON.phone
    assert ("person_renamed", {"person": str(person.id)}) in desk.audit()


def test_who_was_registered_here_before_is_known(desk, clock):
    desk.close()
    booth = BoothDriver(desk.folder, clock, Settings()).sign_in()
    booth.tube(1)
    assert isinstance(booth.person(PERSON), out.Registered)
    booth.close()
    again = BoothDriver(desk.folder, clock, Settings())
    desk.desk._work.storage = again.site.database
    view = desk.desk.find(PERSON.document)
    assert view.person.person == PERSON
    again.close()


def test_a_renewed_permit_is_the_same_person(desk):
    old = others()[0]
    known = desk.enrol(old)
    renewed = Document(DocumentType.HK_MACAU_PERMIT, "H1234567802")
    view = desk.desk.find(renewed)
    assert view.person.id == known.person.id
    assert view.person.person.document == renewed


def test_nobody_is_enrolled_without_a_document_or_from_the_future(desk):
    with pytest.raises(NumberMissing):
        desk.enrol(Person("王小宝", None, "137"))
    with pytest.raises(NumberInFuture):
        desk.enrol(replace(others()[5], own_birth_date=date(2026, 11, 23)))
    assert desk.count("desk_person") == 0


# --- drawing -------------------------------------------------------------------------------------


def test_a_code_is_drawn_sealed_and_every_booth_reads_it(desk, clock):
    person = desk.enrol(PERSON).person
    drawn = desk.desk.draw(person.id)
    assert drawn.fresh
    assert drawn.person == PERSON
    read = desk.verify(drawn.code.text)
    assert (read.person, read.entry_mode) == (PERSON, EntryMode.CODE)
    assert (read.kid, read.cti) == (drawn.code.kid, drawn.code.cti)
    assert read.issued_at == drawn.code.issued_at == clock.now()
    assert read.expires_at == drawn.code.expires_at == clock.now() + 30 * DAY
    assert drawn.code.days_left(clock.now()) == read.days_left == 30


def test_a_code_may_be_drawn_in_the_clear(desk):
    desk.rules(reading_key=None)
    drawn = desk.desk.draw(desk.enrol(PERSON).person.id)
    desk.site = replace(desk.site, secrets=replace(desk.site.secrets, reading_keys=()))
    assert desk.verify(drawn.code.text).person == PERSON


def test_drawing_again_while_one_is_valid_shows_the_valid_one(desk, clock):
    person = desk.enrol(PERSON).person
    first = desk.desk.draw(person.id)
    clock.advance(30 * 86_400 - 1)
    again = desk.desk.draw(person.id)
    assert again == replace(first, fresh=False)
    assert desk.desk.find(PERSON.document).own_code == first.code
    assert desk.kinds() == ["desk_opened", "code_drawn"]
    clock.advance(1)
    assert desk.desk.find(PERSON.document).own_code is None
    assert desk.desk.draw(person.id).fresh


@pytest.mark.parametrize(
    ("desk_days", "issuer_days", "days"), [(30, 7, 7), (3, 7, 3), (30, 60, 30), (1, 1, 1)]
)
def test_the_shortest_validity_counts(desk, clock, desk_days, issuer_days, days):
    desk.issue_trust(days=issuer_days)
    desk.rules(valid_days=desk_days)
    drawn = desk.desk.draw(desk.enrol(PERSON).person.id)
    assert drawn.code.expires_at - clock.now() == days * DAY
    assert desk.verify(drawn.code.text).days_left == days


def test_a_code_that_booths_no_longer_take_is_drawn_anew(desk):
    person = desk.enrol(PERSON).person
    first = desk.desk.draw(person.id)
    desk.issue_trust(revoked_codes=[(first.code.kid, first.code.cti)])
    assert desk.desk.find(PERSON.document).own_code is None
    assert desk.desk.draw(person.id).fresh


def test_a_lost_code_is_revoked_and_another_drawn_in_one_step(desk, clock):
    person = desk.enrol(PERSON).person
    lost = desk.desk.draw(person.id).code
    clock.advance(60)
    new = desk.desk.replace_lost(lost.id)
    assert new.fresh
    assert new.code.text != lost.text
    assert desk.desk.find(PERSON.document).own_code == new.code
    with desk.site.database.reading() as unit:
        assert unit.codes.is_revoked(lost.kid, lost.cti)
        assert not unit.codes.is_revoked(new.code.kid, new.code.cti)
    assert desk.kinds() == ["desk_opened", "code_drawn", "code_revoked", "code_drawn"]
    with pytest.raises(CodeNotInForce):
        desk.desk.replace_lost(lost.id)


def test_a_code_that_no_booth_can_open_any_more_is_lost_and_drawn_anew(desk):
    person = desk.enrol(PERSON).person
    kept, dropped = ReadingKey.generate(), desk.site.reading_keys[0]
    old = desk.desk.draw(person.id).code
    ring = frozenset({key_id(kept.public), key_id(dropped.public)})
    desk.rules(reading_key=kept.public, ring=ring)
    assert desk.desk.draw(person.id).code == old
    assert desk.desk.view(person.id).own_code == old
    desk.rules(ring=frozenset({key_id(kept.public)}))
    assert desk.desk.view(person.id).own_code is None
    new = desk.desk.draw(person.id)
    assert new.fresh
    assert new.code.reading_key == key_id(kept.public)
    assert [each.cti for each in desk.desk.revoked()] == [old.cti]


def test_a_code_in_the_clear_needs_no_reading_key(desk):
    person = desk.enrol(PERSON).person
    desk.rules(reading_key=None, ring=frozenset())
    code = desk.desk.draw(person.id).code
    assert code.reading_key is None
    assert desk.desk.draw(person.id).code == code


def test_a_shorter_code_in_force_is_found_behind_a_longer_one_that_is_not(desk):
    person = desk.enrol(PERSON).person
    long = desk.desk.draw(person.id).code
    desk.issue_trust(days=7, revoked_codes=[(long.kid, long.cti)])
    short = desk.desk.draw(person.id)
    assert short.fresh
    assert desk.desk.draw(person.id).code == short.code


def test_a_lost_code_stays_in_force_if_no_other_can_be_drawn(desk):
    person = desk.enrol(PERSON).person
    lost = desk.desk.draw(person.id).code
    desk.desk.close()
    with pytest.raises(DeskClosed):
        desk.desk.replace_lost(lost.id)
    assert desk.desk.find(PERSON.document).own_code == lost
    assert "code_revoked" not in desk.kinds()


def test_a_code_is_revoked_without_another(desk):
    code = desk.desk.draw(desk.enrol(PERSON).person.id).code
    for _ in range(2):
        desk.desk.revoke_named(code.kid, code.cti)
    assert desk.desk.find(PERSON.document).own_code is None
    assert desk.kinds().count("code_revoked") == 1


def test_what_is_not_there_is_told_as_gone(desk):
    for call in (desk.desk.draw, desk.desk.replace_lost, desk.desk.view):
        with pytest.raises(DeskEntryGone):
            call(uuid4())
    with pytest.raises(DeskEntryGone):
        desk.desk.draw_for(uuid4())


# --- the issuer's key ----------------------------------------------------------------------------


def test_nothing_is_drawn_while_the_desk_is_closed(closed_desk):
    desk = closed_desk
    person = desk.enrol(PERSON).person
    with pytest.raises(DeskClosed):
        desk.desk.draw(person.id)
    desk.open()
    code = desk.desk.draw(person.id).code
    desk.desk.close()
    assert desk.desk.draw(person.id).code == code
    with pytest.raises(DeskClosed):
        desk.desk.replace_lost(code.id)
    assert desk.count("issued_code") == 1


def test_a_wrong_passphrase_opens_nothing(closed_desk):
    desk = closed_desk
    with pytest.raises(PassphraseWrong):
        desk.desk.issuer.read(desk.issuer_file, "another one")
    assert not desk.desk.issuer.is_open
    assert desk.kinds() == []


def test_a_key_that_is_only_read_is_not_in_force(closed_desk):
    key = closed_desk.desk.issuer.read(closed_desk.issuer_file, ISSUER_PASSPHRASE)
    assert not closed_desk.desk.issuer.is_open
    closed_desk.access.locked = True
    with pytest.raises(ConsoleLocked):
        closed_desk.desk.opened(key)
    assert not closed_desk.desk.issuer.is_open
    closed_desk.access.locked = False
    closed_desk.desk.opened(key)
    assert closed_desk.desk.issuer.is_open


def test_an_issuer_that_the_trust_list_does_not_know_is_refused_at_once(closed_desk):
    desk = closed_desk
    desk.issue_trust(issuers=[])
    with pytest.raises(DeskIssuerUnlisted):
        desk.open()
    assert not desk.desk.issuer.is_open


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"issuers": []}, DeskIssuerUnlisted),
        ({"revoked_issuers": True}, DeskIssuerRevoked),
        ({"valid_until": -1}, DeskIssuerOutOfTime),
        ({"days": 0}, DeskIssuerOutOfTime),
    ],
)
def test_a_new_trust_list_stops_the_desk_before_anything_is_drawn(desk, clock, given, kind):
    person = desk.enrol(PERSON).person
    if "revoked_issuers" in given:
        given = {"revoked_issuers": [desk.keys.issuer.kid]}
    if "valid_until" in given:
        given = {"valid_until": clock.now() - timedelta(seconds=1)}
    desk.issue_trust(**given)
    with pytest.raises(kind):
        desk.desk.draw(person.id)
    assert desk.count("issued_code") == 0


def test_an_issuer_may_sign_in_its_last_second_and_not_before_its_first(desk, clock):
    desk.issue_trust(valid_until=clock.now())
    assert desk.desk.draw(desk.enrol(PERSON).person.id).fresh
    desk.issue_trust(serial=3, valid_until=clock.now() + 400 * DAY)
    clock.set(clock.now() - 61 * DAY)
    with pytest.raises(ClockWrong):
        desk.desk.draw(desk.enrol(resident(4)).person.id)


def test_a_wrong_clock_draws_nothing(desk, clock):
    person = desk.enrol(PERSON).person
    clock.set(clock.now() - timedelta(minutes=6))
    with pytest.raises(ClockWrong):
        desk.desk.draw(person.id)


def test_the_key_is_forgotten_with_whoever_opened_it(desk):
    for leave in (
        lambda: setattr(desk.access, "locked", True),
        lambda: desk.sign_in(MANAGER),
        lambda: setattr(desk.access, "member", None),
    ):
        desk.sign_in(DESK_CLERK)
        desk.access.locked = False
        desk.open()
        # Changed roles are no change of the person.
        desk.access.member = replace(desk.access.member, badge=None)
        assert desk.desk.issuer.is_open
        leave()
        assert not desk.desk.issuer.is_open


# --- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("member", [OPERATOR, COORDINATOR])
def test_who_may_not_draw_is_refused_in_the_service(desk, member):
    person = desk.enrol(PERSON).person
    code = desk.desk.draw(person.id).code
    desk.sign_in(member)
    calls = (
        lambda: desk.desk.find(PERSON.document),
        lambda: desk.desk.enrol(resident(4)),
        lambda: desk.desk.view(person.id),
        lambda: desk.desk.draw(person.id),
        lambda: desk.desk.replace_lost(code.id),
        lambda: desk.desk.revoke_named(code.kid, code.cti),
        lambda: desk.desk.revoked(),
        lambda: desk.desk.apply(person.id, resident(4), "母亲"),
        lambda: desk.desk.begin_list([]),
        lambda: desk.desk.opened(desk.keys.issuer),
    )
    before = desk.audit()
    for call in calls:
        with pytest.raises(NotPermitted):
            call()
    assert desk.audit() == before


def test_a_locked_console_and_nobody_signed_in_draw_nothing(desk):
    person = desk.enrol(PERSON).person
    desk.access.locked = True
    with pytest.raises(ConsoleLocked):
        desk.desk.draw(person.id)
    desk.access.member = None
    with pytest.raises(NotSignedIn):
        desk.desk.draw(person.id)


def test_the_manager_may_draw(desk):
    desk.sign_in(MANAGER)
    assert desk.open().desk.draw(desk.enrol(PERSON).person.id).fresh


def test_the_audit_trail_names_the_code_and_nobody(desk):
    person = desk.enrol(PERSON).person
    code = desk.desk.draw(person.id).code
    assert desk.audit() == [
        ("desk_opened", {"kid": code.kid.hex()}),
        (
            "code_drawn",
            {
                "code": str(code.id),
                "person": str(person.id),
                "kid": code.kid.hex(),
                "cti": code.cti.hex(),
            },
        ),
    ]
