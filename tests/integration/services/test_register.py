"""The one path of all reads, over real codes and a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from station.credential.code import draw
from station.credential.keys import IssuerKey
from station.credential.refusals import BadSignature, Expired, UnknownIssuer
from station.demo.people import child, newborn, others, resident
from station.demo.site import DEMO_PIN, OPERATOR
from station.domain import outcome as out
from station.domain import refusals
from station.domain.command import Command, command_text
from station.domain.documents import DocumentType, NumberCheckWrong
from station.domain.person import EntryMode
from station.domain.scan import Source
from station.domain.tube import TubeStatus
from station.services.entry import TypedEntry
from station.settings import Settings
from tests.integration.services.driver import BoothDriver


def refusal(outcome):
    assert isinstance(outcome, out.Refused), outcome
    return type(outcome.error)


def test_a_morning_registers_seals_and_counts(booth):
    booth.fill(1, range(10))
    counts = booth.uses.counter.today()
    assert counts.persons == 10
    assert counts.tubes == 1
    assert counts.last_hour == 10
    assert counts.by_hour[9] == 10
    assert booth.session.pooled is None
    view = booth.uses.booth.view()
    assert view.batch_tubes == 1
    assert [row.place for row in view.recent] == list(range(10, 0, -1))


def test_a_code_is_registered_with_what_it_says(booth):
    booth.tube(1)
    outcome = booth.person(3)
    registration = outcome.registration
    assert registration.person == resident(3)
    assert registration.entry_mode is EntryMode.CODE
    assert outcome.candidate.days_left == 29
    assert registration.booth == "02"


def test_a_relatives_code_says_so(booth):
    booth.tube(1)
    assert booth.person(child(4)).registration.entry_mode is EntryMode.RELATIVE


def test_every_other_document_type_is_registered(booth):
    booth.tube(1)
    for person in others():
        assert booth.person(person).registration.person == person


def test_an_expired_code_still_shows_whom_it_concerns(booth):
    booth.tube(1)
    outcome = booth.person(1, now=booth.clock.now() - timedelta(days=33))
    assert refusal(outcome) is Expired
    assert outcome.person == resident(1)
    assert booth.refusals() == ["expired"]


def test_a_forged_code_and_an_unknown_issuer_are_told_apart(booth):
    booth.tube(1)
    stranger = draw(resident(1), issuer=IssuerKey.generate(), now=booth.clock.now())
    assert refusal(booth.read(stranger)) is UnknownIssuer
    text = booth.code(1)
    altered = text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:]
    assert refusal(booth.read(altered)) is BadSignature


def test_caps_lock_and_a_trailing_tab_do_not_matter(booth):
    booth.tube(1)
    assert isinstance(booth.read(booth.code(1).lower() + "\t"), out.Registered)


def test_nothing_is_taken_before_somebody_signed_in(folder, clock):
    driver = BoothDriver(folder, clock, Settings())
    try:
        assert refusal(driver.tube(1)) is refusals.NotSignedIn
        assert driver.refusals() == []
    finally:
        driver.close()


# --- repeats -----------------------------------------------------------------------------------


def test_the_same_code_held_before_the_camera_is_one_read(booth):
    booth.tube(1)
    text = booth.code(1)
    assert isinstance(booth.read(text, Source.CAMERA), out.Registered)
    for _ in range(100):
        assert booth.see(text, source=Source.CAMERA, gap=0.04) == []
    assert booth.uses.counter.today().persons == 1


def test_a_code_shown_again_later_is_said_to_be_in_the_tube(booth):
    booth.tube(1)
    booth.person(1)
    assert refusal(booth.person(1)) is refusals.AlreadyInTube


def test_an_undone_code_still_in_view_is_not_registered_again(booth):
    booth.tube(1)
    text = booth.code(1)
    booth.read(text, Source.CAMERA)
    assert isinstance(booth.uses.operate.undo(), out.RegistrationUndone)
    assert booth.see(text, source=Source.CAMERA, gap=0.5) == []
    assert isinstance(booth.read(text, Source.CAMERA, gap=3), out.Registered)


def test_a_read_that_the_state_refused_is_taken_once_the_state_changes(booth):
    booth.tube(1)
    booth.person(1)
    label = "310115000002"
    assert refusal(booth.read(label, Source.CAMERA)) is refusals.TubeStillOpen
    assert booth.see(label, source=Source.CAMERA, gap=0.1) == []
    booth.uses.operate.seal()
    assert isinstance(booth.read(label, Source.CAMERA, gap=0.1), out.TubeOpened)


# --- what is in one view -----------------------------------------------------------------------


def test_two_persons_in_one_view_are_both_refused(booth):
    booth.tube(1)
    reports = booth.see(booth.code(1), booth.code(2), source=Source.CAMERA)
    assert [refusal(report.outcome) for report in reports] == [refusals.TwoPersons]
    assert booth.uses.counter.today().persons == 0


def test_two_persons_are_refused_when_the_frames_show_them_in_turn(booth):
    booth.tube(1)
    assert isinstance(booth.read(booth.code(1), Source.CAMERA), out.Registered)
    assert booth.see(booth.code(2), source=Source.CAMERA, gap=0.1) == []
    assert booth.see(booth.code(1), source=Source.CAMERA, gap=0.1) == []
    assert refusal(booth.read(booth.code(2), Source.CAMERA, gap=0.1)) is refusals.TwoPersons
    for _ in range(5):
        assert booth.see(booth.code(1), source=Source.CAMERA, gap=0.1) == []
        assert booth.see(booth.code(2), source=Source.CAMERA, gap=0.1) == []
    assert booth.uses.counter.today().persons == 1


def test_the_next_person_in_a_quick_queue_is_not_refused(booth):
    booth.tube(1)
    booth.read(booth.code(1), Source.CAMERA)
    outcomes = [
        type(report.outcome)
        for _ in range(15)
        for report in booth.see(booth.code(2), source=Source.CAMERA, gap=0.04)
    ]
    assert outcomes == [out.Registered]


def test_the_one_who_stays_is_registered_once_the_other_is_gone(booth):
    booth.tube(1)
    booth.see(booth.code(1), booth.code(2), source=Source.CAMERA)
    registered = [
        report
        for _ in range(20)
        for report in booth.see(booth.code(2), source=Source.CAMERA, gap=0.1)
    ]
    assert [type(report.outcome) for report in registered] == [out.Registered]
    assert registered[0].outcome.registration.person == resident(2)


def test_a_tube_and_a_person_in_one_view_the_tube_goes_first(booth):
    reports = booth.see(booth.code(1), "310115000001", source=Source.CAMERA)
    assert [type(report.outcome) for report in reports] == [out.TubeOpened, out.Registered]


# --- waiting -----------------------------------------------------------------------------------


def test_a_waiting_person_is_registered_with_the_next_tube(booth):
    assert isinstance(booth.person(1), out.PersonWaits)
    assert isinstance(booth.tube(1), out.Registered)


def test_a_waiting_person_goes_after_a_minute(booth):
    booth.person(1)
    booth.clock.advance(50)
    assert booth.uses.register.tick() == []
    booth.clock.advance(11)
    assert [type(report.outcome) for report in booth.uses.register.tick()] == [out.WaitEnded]
    assert isinstance(booth.tube(1), out.TubeOpened)


def test_a_code_that_ends_while_its_person_waits_is_refused_with_the_tube_open(booth):
    text = booth.code(1, expires_at=booth.clock.now() + timedelta(seconds=20))
    assert isinstance(booth.read(text), out.PersonWaits)
    booth.clock.advance(30)
    reports = booth.see("310115000001")
    assert [type(report.outcome) for report in reports] == [out.TubeOpened, out.Refused]
    assert refusal(reports[1].outcome) is Expired
    assert booth.session.waiting is None


# --- duplicates --------------------------------------------------------------------------------


def test_a_duplicate_shows_the_other_record_and_enter_leaves_it(booth):
    booth.fill(1, range(10))
    booth.tube(2)
    asked = booth.person(4)
    assert isinstance(asked, out.DuplicateAsked)
    assert asked.earlier.barcode.text == "310115000001"
    assert isinstance(booth.uses.register.answer(False).outcome, out.DuplicateLeft)
    assert booth.uses.counter.today().persons == 10


def test_f12_registers_again_and_the_database_allows_it_once_more(booth):
    booth.fill(1, range(10))
    booth.tube(2)
    booth.person(4)
    again = booth.uses.register.answer(True).outcome
    assert isinstance(again, out.Registered)
    assert again.registration.repeat == 2


def test_tomorrow_is_another_day(booth):
    booth.fill(1, range(10))
    booth.clock.advance(24 * 3600)
    booth.tube(2)
    assert isinstance(booth.person(4), out.Registered)


def test_an_open_question_refuses_reads_and_hears_cancel(booth):
    booth.fill(1, range(10))
    booth.tube(2)
    booth.person(4)
    assert refusal(booth.person(50)) is refusals.QuestionOpen
    cancel = booth.print_sheet()[Command.CANCEL]
    assert isinstance(booth.read(cancel), out.DuplicateLeft)
    assert isinstance(booth.person(50), out.Registered)


def test_commands_work_from_guns_only_and_only_this_sites(booth):
    booth.tube(1)
    booth.person(1)
    sheet = booth.print_sheet()
    seal = sheet[Command.SEAL]
    assert refusal(booth.read(seal, Source.CAMERA)) is refusals.CommandRefused
    assert refusal(booth.read(command_text(Command.SEAL, b"x" * 32))) is refusals.CommandRefused
    repeat = booth.read(sheet[Command.REPEAT])
    assert refusal(repeat.outcome) is refusals.CommandRefused
    assert isinstance(booth.read(seal), out.TubeSealed)
    assert isinstance(booth.read(sheet[Command.BATCH]), out.BoxingAsked)


# --- typed -------------------------------------------------------------------------------------


def test_a_typed_document_is_registered(booth):
    booth.tube(1)
    person = resident(7)
    entry = TypedEntry(DocumentType.RESIDENT_ID, f" {person.document.number.lower()} ", person.name)
    outcome = booth.uses.register.enter(entry).outcome
    assert outcome.registration.entry_mode is EntryMode.TYPED
    assert outcome.registration.person.document == person.document


def test_a_typed_number_needs_a_name_unless_the_person_is_known(booth):
    person = resident(7)
    entry = TypedEntry(DocumentType.RESIDENT_ID, person.document.number)
    booth.tube(1)
    refused = booth.uses.register.enter(entry).outcome
    assert refusal(refused) is refusals.NameNeeded
    assert refused.error.document == person.document
    booth.person(7)
    booth.uses.operate.seal()
    booth.clock.advance(24 * 3600)
    booth.tube(2)
    outcome = booth.uses.register.enter(entry).outcome
    assert outcome.registration.person.name == person.name
    assert outcome.registration.entry_mode is EntryMode.TYPED


def test_a_number_that_a_gun_reads_goes_the_same_way(booth):
    booth.tube(1)
    assert refusal(booth.read(resident(7).document.number)) is refusals.NameNeeded


def test_a_person_without_a_document_needs_name_phone_and_reason(booth):
    booth.tube(1)
    person = newborn()
    entry = TypedEntry(DocumentType.NONE, "", person.name, person.phone)
    assert refusal(booth.uses.register.enter(entry).outcome) is refusals.NoDocumentIncomplete
    entry = TypedEntry(DocumentType.NONE, "", person.name, person.phone, "newborn")
    outcome = booth.uses.register.enter(entry).outcome
    assert outcome.registration.entry_mode is EntryMode.NO_DOCUMENT
    assert outcome.registration.note == "newborn"


def test_a_wrong_typed_number_changes_nothing(booth):
    booth.tube(1)
    entry = TypedEntry(DocumentType.RESIDENT_ID, "110105194912310021", "甲")
    assert refusal(booth.uses.register.enter(entry).outcome) is NumberCheckWrong
    assert booth.refusals() == ["number_check_wrong"]
    assert booth.session.pooled.count == 0


# --- what else a reader may see ----------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "x" * 4000, "\x00\x01\xff", "姓名：张三", "NAC1:", "NAX1:SEAL:"]
)
def test_any_other_text_is_refused_and_changes_nothing(booth, text):
    booth.tube(1)
    before = booth.session
    assert isinstance(booth.read(text), out.Refused)
    assert booth.session is before


# --- the clock ---------------------------------------------------------------------------------


def test_a_clock_before_what_was_recorded_registers_nobody(booth):
    booth.tube(1)
    booth.person(1)
    booth.clock.set(booth.clock.now() - timedelta(minutes=6))
    assert refusal(booth.person(2)) is refusals.ClockWrong
    entry = TypedEntry(DocumentType.PASSPORT, "E1234567", "甲")
    assert refusal(booth.uses.register.enter(entry).outcome) is refusals.ClockWrong
    booth.clock.set(booth.clock.now() + timedelta(minutes=2))
    assert isinstance(booth.person(3), out.Registered)


def test_an_accepted_codes_iat_moves_the_mark(booth):
    booth.tube(1)
    ahead = booth.clock.now() + timedelta(minutes=4)
    assert isinstance(booth.person(1, now=ahead), out.Registered)
    booth.clock.set(booth.clock.now() - timedelta(minutes=3))
    assert refusal(booth.person(2)) is refusals.ClockWrong


def test_a_tube_is_refused_too_only_for_a_waiting_person(booth):
    booth.person(1)
    booth.clock.set(booth.clock.now() - timedelta(minutes=6))
    assert refusal(booth.tube(1)) is refusals.ClockWrong
    assert booth.session.waiting is not None


# --- restart -----------------------------------------------------------------------------------


def test_after_a_restart_everything_is_in_its_place(booth):
    booth.tube(1)
    for person in range(4):
        booth.person(person)
    booth.uses.operate.arm_single()
    booth.tube(2)
    again = booth.restart().sign_in()
    try:
        assert again.session.pooled.count == 4
        assert again.session.single.barcode.text == "310115000002"
        assert again.session.single_armed
        assert [row.place for row in again.uses.booth.view().recent] == [4, 3, 2, 1]
        assert again.person(50).tube.status is TubeStatus.SEALED
        assert again.person(51).registration.place == 5
    finally:
        again.close()


def test_undo_after_a_restart_still_works_once(booth):
    booth.tube(1)
    booth.person(1)
    booth.person(2)
    again = booth.restart().sign_in()
    try:
        assert isinstance(again.uses.operate.undo(), out.RegistrationUndone)
        assert refusal(again.uses.operate.undo()) is refusals.AlreadyUndone
        assert again.session.pooled.count == 1
    finally:
        again.close()


def test_tubes_left_open_overnight_come_first_in_the_morning(booth):
    booth.tube(1)
    booth.person(1)
    booth.clock.advance(24 * 3600)
    again = booth.restart().sign_in()
    try:
        assert refusal(again.tube(2)) is refusals.OvernightTubes
        tube = again.session.overnight[0]
        assert isinstance(again.uses.operate.seal_overnight(tube.id), out.TubeSealed)
        assert isinstance(again.tube(2), out.TubeOpened)
    finally:
        again.close()


# --- what a review found -----------------------------------------------------------------------


def test_f12_checks_the_code_anew(booth):
    booth.fill(1, range(10))
    booth.tube(2)
    text = booth.code(4, expires_at=booth.clock.now() + timedelta(minutes=5))
    assert isinstance(booth.read(text), out.DuplicateAsked)
    booth.clock.advance(600)
    assert refusal(booth.uses.register.answer(True).outcome) is Expired
    assert isinstance(booth.uses.register.answer(False).outcome, out.DuplicateLeft)
    assert booth.uses.counter.today().persons == 10


def test_repeat_repeats_what_came_last_whatever_the_way(booth):
    booth.tube(1)
    booth.person(1)
    entry = TypedEntry(DocumentType.PASSPORT, "E1234567", "甲")
    booth.uses.register.enter(entry)
    repeat = booth.print_sheet()[Command.REPEAT]
    again = booth.read(repeat)
    assert isinstance(again, out.Repeated)
    assert again.outcome.registration.entry_mode is EntryMode.TYPED
    assert booth.uses.counter.today().persons == 2


def test_a_waiting_persons_iat_moves_the_mark_too(booth):
    ahead = booth.clock.now() + timedelta(minutes=4)
    booth.person(1, now=ahead)
    assert isinstance(booth.tube(1), out.Registered)
    booth.clock.set(booth.clock.now() - timedelta(minutes=3))
    assert refusal(booth.person(2)) is refusals.ClockWrong


def test_what_a_wrong_clock_refused_is_read_again_while_it_is_in_view(booth):
    booth.tube(1)
    booth.person(1)
    text, right = booth.code(2), booth.clock.now()
    booth.clock.set(right - timedelta(minutes=6))
    assert refusal(booth.read(text, Source.CAMERA)) is refusals.ClockWrong
    assert booth.see(text, source=Source.CAMERA, gap=0.5) == []
    booth.clock.set(right)
    booth.uses.register.tick()
    assert isinstance(booth.read(text, Source.CAMERA, gap=0.5), out.Registered)


def test_a_pattern_never_runs_on_a_long_text(booth):
    booth.tube(1)
    assert refusal(booth.read("1" * 4000)) is refusals.UnknownText
    assert refusal(booth.read("NAH1:6BF+70")) is refusals.HandoverCodeHere


def test_no_repr_of_what_a_booth_handles_shows_a_person(booth):
    booth.tube(1)
    entry = TypedEntry(DocumentType.NONE, "", "新生宝宝", "13700000099", "家属说明甲")
    outcome = booth.uses.register.enter(entry).outcome
    shown = repr((entry, outcome, booth.uses.booth.view()))
    for personal in ("新生", "13700000099", "家属", OPERATOR.name, "李二", DEMO_PIN):
        assert personal not in shown
