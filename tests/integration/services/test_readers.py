"""What each kind of reader brings takes the one path: cards, badges, commands, failed reads."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from station.demo.people import resident
from station.domain import outcome as out
from station.domain import refusals
from station.domain.card import IdentityCard
from station.domain.command import Command
from station.domain.documents import Document, DocumentType, NumberInFuture, Sex
from station.domain.person import EntryMode
from station.domain.scan import Scan, Source, Symbology, View
from station.domain.test_code import Arrived
from station.errors import StationError
from station.setting_groups import TubeOptions
from station.settings import Settings, label_patterns
from tests.integration.services.driver import BoothDriver


class HalfRead(StationError):
    code = "half_read"


def card_of(number: int) -> IdentityCard:
    person = resident(number)
    assert person.document is not None
    return IdentityCard(person.document, person.name)


def test_a_card_is_registered_into_the_open_tube(booth):
    booth.tube(1)
    outcome = booth.lay_card(card_of(7))
    assert isinstance(outcome, out.Registered)
    assert outcome.registration.entry_mode is EntryMode.CARD
    assert outcome.registration.person == replace(resident(7), phone=None)


def test_a_card_waits_for_its_tube_as_a_code_does(booth):
    assert isinstance(booth.lay_card(card_of(7)), out.PersonWaits)
    outcome = booth.tube(1)
    assert isinstance(outcome, out.Registered)
    assert outcome.registration.entry_mode is EntryMode.CARD


def test_a_card_and_a_code_of_one_person_are_one_person(booth):
    booth.tube(1)
    booth.person(7)
    outcome = booth.lay_card(card_of(7))
    assert isinstance(outcome.error, refusals.AlreadyInTube)


def test_a_card_that_stays_on_the_reader_is_one_read(booth):
    booth.tube(1)
    booth.lay_card(card_of(7))
    card, at = card_of(7), booth.clock.monotonic() + 0.5
    scan = Scan(card.document.number, Symbology.UNKNOWN, Source.CARD, at, card=card)
    assert booth.uses.register.take(View((scan,), Source.CARD, at)) == []


def test_a_foreigners_card_keeps_the_birth_date_and_sex_that_its_number_does_not_tell(booth):
    booth.tube(1)
    document = Document(DocumentType.FOREIGN_PR, "KAZ110090123105")
    card = IdentityCard(document, "ALIYA", birth_date=date(1990, 12, 31), sex=Sex.FEMALE)
    person = booth.lay_card(card).registration.person
    assert (person.birth_date, person.sex) == (date(1990, 12, 31), Sex.FEMALE)


def test_a_card_from_the_future_is_refused(booth):
    booth.tube(1)
    document = Document(DocumentType.FOREIGN_PR, "KAZ110090123105")
    card = IdentityCard(document, "ALIYA", birth_date=date(2190, 12, 31))
    assert isinstance(booth.lay_card(card).error, NumberInFuture)


def test_a_failed_read_is_said_and_counted(booth):
    report = booth.uses.register.failed(HalfRead(), Source.SERIAL)
    assert isinstance(report.outcome.error, HalfRead)
    assert booth.refusals() == ["half_read"]


def test_a_badge_changes_nothing_and_says_who_it_is(booth):
    booth.tube(1)
    before = booth.session
    assert booth.read("OP0042") == out.BadgeShown("OP0042")
    assert booth.session == before


def test_a_test_code_tells_how_the_gun_is_and_is_no_refusal_of_the_day(booth):
    outcome = booth.read("NAX1:TEST:0123456789")
    assert outcome == out.TestCodeRead(Arrived.WHOLE)
    assert booth.read("NAX1:TEST:012345678") == out.TestCodeRead(Arrived.DAMAGED)
    assert booth.refusals() == []


def test_cancel_closes_the_box_that_is_being_packed(booth):
    sheet = booth.print_sheet()
    booth.uses.boxes.begin()
    assert booth.read(sheet[Command.CANCEL]) == out.BoxingCancelled()


def test_a_new_sheet_ends_the_one_before(booth):
    booth.tube(1)
    booth.person(1)
    old = booth.print_sheet()
    new = booth.print_sheet()
    assert isinstance(booth.read(old[Command.SEAL]).error, refusals.CommandRefused)
    assert isinstance(booth.read(new[Command.SEAL]), out.TubeSealed)


def test_a_sheet_is_heard_after_a_restart(booth):
    booth.tube(1)
    booth.person(1)
    sheet = booth.print_sheet()
    booth.restart().sign_in()
    again = booth.restart().sign_in()
    assert isinstance(again.read(sheet[Command.SEAL]), out.TubeSealed)
    again.close()


def test_a_command_key_that_cannot_be_read_stops_the_sheet_and_not_the_booth(booth):
    sheet = booth.print_sheet()
    with closing(sqlite3.connect(booth.folder.database)) as raw, raw:
        raw.execute("UPDATE command_key SET sealed = randomblob(90)")
    again = booth.restart().sign_in()
    assert isinstance(again.tube(1), out.TubeOpened)
    assert isinstance(again.read(sheet[Command.SEAL]).error, refusals.CommandRefused)
    assert isinstance(again.person(1), out.Registered)
    assert isinstance(again.read(again.print_sheet()[Command.SEAL]), out.TubeSealed)
    again.close()


def test_no_command_is_heard_before_a_sheet_was_printed(booth):
    assert booth.uses.labels.classifier.command_key is None


def test_other_patterns_hold_from_the_next_read(booth):
    assert isinstance(booth.read("A12345").error, refusals.UnknownText)
    settings = replace(Settings(), tubes=TubeOptions(pattern="A[0-9]{5}"))
    booth.uses.labels.use_patterns(label_patterns(settings))
    assert isinstance(booth.read("A12345"), out.TubeOpened)


@pytest.mark.parametrize("gap", [0.0, 0.1])
def test_two_cameras_with_different_persons_are_refused(booth, gap):
    booth.tube(1)
    first, second = booth.code(1), booth.code(2)
    outcomes = []
    for _ in range(6):
        for text in (first, second):
            outcomes += booth.see(text, source=Source.CAMERA, gap=gap or 0.05)
    refused = [each.outcome for each in outcomes if isinstance(each.outcome, out.Refused)]
    assert any(isinstance(each.error, refusals.TwoPersons) for each in refused)
    assert len([each for each in outcomes if isinstance(each.outcome, out.Registered)]) <= 1


def test_a_tube_seen_by_the_other_camera_does_not_end_the_crowd(booth):
    booth.tube(1)
    first, second = booth.code(1), booth.code(2)
    booth.see(first, second, source=Source.CAMERA)
    reports = []
    for _ in range(5):
        reports += booth.see("310115000001", source=Source.CAMERA, gap=0.05)
        reports += booth.see(first, second, source=Source.CAMERA, gap=0.05)
    assert reports == []


def test_the_booth_says_when_it_takes_persons(folder, clock):
    booth = BoothDriver(folder, clock, Settings())
    assert not booth.uses.booth.view().takes_persons
    booth.sign_in()
    assert booth.uses.booth.view().takes_persons
    booth.person(1)
    assert not booth.uses.booth.view().takes_persons
    booth.close()
