"""Signing in and out, the quick change, the lock, and the first manager of a site."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from nacl.pwhash import argon2id

from station.demo.site import (
    DEMO_PIN,
    DEMO_STAFF,
    DESK_CLERK,
    MANAGER,
    OPERATOR,
    demo_plan,
    found_site,
)
from station.domain import outcome as out
from station.domain import refusals
from station.domain.audit import AuditKind
from station.domain.command import Command
from station.domain.person import NameMissing
from station.domain.scan import Source
from station.domain.staff import Role
from station.domain.staff_ports import PinState
from station.errors import StationError
from station.services.access import ConsoleLocked
from station.services.pin_tries import NameShared, PinDelayed, SignInWrong
from station.services.sign_in import NotLocked
from station.services.staff_office import StaffThere
from station.settings import Settings
from tests.integration.services.driver import BoothDriver

WRONG = "9184"
OTHER_PIN = "730164"


def fault(outcome: out.Outcome) -> StationError:
    assert isinstance(outcome, out.Refused), outcome
    return outcome.error


def hired(booth, name: str, *roles: Role, pin: str = OTHER_PIN, badge: str = ""):
    """Add a member as the manager does; whoever was signed in is again."""
    access = booth.uses.access
    before, access.member = access.member, booth.member(MANAGER)
    added = booth.uses.staff.add(name, roles, badge, booth.uses.staff.hashed(pin))
    access.member = before
    return added


@pytest.fixture
def entrance(folder, clock):
    """A booth at which nobody is signed in."""
    driver = BoothDriver(folder, clock, Settings())
    yield driver
    driver.close()


# --- who it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [OPERATOR.badge, "op1001 ", OPERATOR.name, f" {OPERATOR.name}"])
def test_a_badge_or_a_name_and_the_pin_begin_a_shift(entrance, who):
    outcome = entrance.try_in(who)
    assert isinstance(outcome, out.SignedIn)
    view = entrance.uses.booth.view()
    assert view.shift == outcome.shift
    assert (view.member, view.locked) == (entrance.member(OPERATOR), False)
    assert (outcome.shift.operator, outcome.shift.sampler) == (OPERATOR.name, "李二")


def test_nobody_is_signed_in_after_a_restart(booth):
    again = booth.restart()
    view = again.uses.booth.view()
    assert (view.member, view.shift) == (None, None)
    assert isinstance(fault(again.tube(1)), refusals.NotSignedIn)
    again.close()


def test_unknown_and_wrong_are_told_alike(entrance):
    told = {
        str(fault(entrance.try_in(who, pin)))
        for who, pin in ((OPERATOR.badge, WRONG), ("OP7777", DEMO_PIN), ("没有人", DEMO_PIN))
    }
    assert told == {"sign_in_wrong (seconds=0)"}
    assert entrance.uses.booth.view().member is None


def test_who_left_is_unknown(entrance):
    added = hired(entrance, "赵离", Role.OPERATOR)
    entrance.uses.access.member = entrance.member(MANAGER)
    entrance.uses.staff.deactivate(added.id)
    entrance.uses.access.member = None
    assert isinstance(fault(entrance.try_in("赵离", OTHER_PIN)), SignInWrong)


def test_a_shared_name_is_told_apart_by_the_pin(entrance):
    hired(entrance, OPERATOR.name, Role.DESK)
    entrance.try_in(OPERATOR.name, OTHER_PIN)
    assert entrance.uses.access.member.roles == {Role.DESK}
    entrance.try_in(OPERATOR.name, DEMO_PIN)
    assert entrance.uses.access.member == entrance.member(OPERATOR)


def test_a_shared_name_with_the_same_pin_needs_the_badge(entrance):
    hired(entrance, OPERATOR.name, Role.DESK, pin=DEMO_PIN)
    assert isinstance(fault(entrance.try_in(OPERATOR.name)), NameShared)
    assert isinstance(entrance.try_in(OPERATOR.badge), out.SignedIn)


def test_who_registers_names_the_sampler_and_who_does_not_begins_no_shift(entrance):
    assert isinstance(fault(entrance.try_in(OPERATOR.badge, sampler=" ")), NameMissing)
    assert entrance.try_in(DESK_CLERK.badge, sampler="") == out.SignedIn(None)
    assert entrance.uses.booth.view().member == entrance.member(DESK_CLERK)


@pytest.mark.parametrize("who", [OPERATOR.badge, "\ud800", "没有人\ud800"])
@pytest.mark.parametrize("pin", [DEMO_PIN + "\ud800", "\ud800", "\x00", ""])
def test_text_that_is_none_is_a_wrong_try_as_any_other(entrance, who, pin):
    told = [str(fault(entrance.try_in(who, pin))) for _ in range(4)]
    assert told == [
        *["sign_in_wrong (seconds=0)"] * 2,
        "sign_in_wrong (seconds=5)",
        "pin_delayed (seconds=5)",
    ]


# --- wrong tries -------------------------------------------------------------------------------


def test_wrong_tries_make_the_next_wait_and_a_right_one_forgives(entrance, clock):
    for _ in range(3):
        assert isinstance(fault(entrance.try_in(OPERATOR.badge, WRONG)), SignInWrong)
    held = fault(entrance.try_in(OPERATOR.badge))
    assert isinstance(held, PinDelayed)
    assert held.params == {"seconds": 5}
    clock.advance(5)
    assert isinstance(entrance.try_in(OPERATOR.badge), out.SignedIn)
    for _ in range(2):
        assert isinstance(fault(entrance.try_in(OPERATOR.badge, WRONG)), SignInWrong)
    assert isinstance(entrance.try_in(OPERATOR.badge), out.SignedIn)


def test_the_delay_outlives_a_restart_and_concerns_nobody_else(entrance):
    for _ in range(3):
        entrance.try_in(OPERATOR.badge, WRONG)
    again = entrance.restart()
    assert isinstance(fault(again.try_in(OPERATOR.name)), PinDelayed)
    assert isinstance(again.try_in(MANAGER.badge), out.SignedIn)
    again.close()


def test_an_unknown_name_waits_as_a_known_one_does(entrance):
    told = {
        who: [str(fault(entrance.try_in(who, WRONG))) for _ in range(5)]
        for who in (OPERATOR.name, "没有人")
    }
    assert told[OPERATOR.name] == told["没有人"]
    assert told["没有人"][-1].startswith("pin_delayed")


def test_tries_that_were_made_at_once_are_not_all_answered(entrance):
    """Four threads that hash four PINs beside each other get no more than their turn."""
    signing = entrance.uses.signing
    tried = [signing.attempt(OPERATOR.badge, pin) for pin in (WRONG, WRONG, WRONG, DEMO_PIN)]
    told = [type(fault(signing.sign_in(each, "李二", "OPS"))) for each in tried]
    assert told == [SignInWrong, SignInWrong, SignInWrong, PinDelayed]


def test_a_try_takes_as_long_when_nobody_has_that_name(entrance):
    """Each hash takes some 20 ms here; without one a try takes less than one."""
    slow = argon2id.str(DEMO_PIN.encode(), opslimit=1, memlimit=32 << 20).decode()
    with entrance.site.database.writing() as unit:
        for member in unit.staff.all():
            unit.staff.put_pin(member.id, PinState(slow))
        unit.commit()

    def seconds(who: str) -> float:
        begin = time.perf_counter()
        entrance.uses.signing.attempt(who, WRONG)
        return time.perf_counter() - begin

    known, unknown = (min(seconds(who) for _ in range(3)) for who in (OPERATOR.badge, "没有人"))
    assert unknown > known / 3


# --- the quick change --------------------------------------------------------------------------


def test_another_operator_takes_over_the_open_tube_and_nobody_who_waits(booth):
    hired(booth, "钱二", Role.OPERATOR)
    booth.tube(1)
    booth.person(1)
    booth.uses.operate.arm_single()
    assert isinstance(booth.person(2), out.PersonWaits)
    assert booth.read("OP0042") == out.BadgeShown("OP0042")
    assert isinstance(booth.try_in("钱二", OTHER_PIN, "周采"), out.SignedIn)
    view = booth.uses.booth.view()
    assert view.session.pooled.count == 1
    assert view.session.waiting is None
    assert (view.shift.operator, view.shift.sampler) == ("钱二", "周采")
    booth.uses.operate.cancel()
    registered = booth.person(3)
    assert registered.registration.place == 2
    assert registered.registration.shift_id == view.shift.id


def test_a_question_is_not_left_to_the_next_operator(booth):
    booth.tube(1)
    booth.person(1)
    booth.uses.operate.seal()
    booth.tube(2)
    assert isinstance(booth.person(1), out.DuplicateAsked)
    assert isinstance(fault(booth.read("OP0042")), refusals.QuestionOpen)
    booth.sign_in(MANAGER)
    assert booth.session.question is None
    assert [place for _, place in booth.registered()] == [1]


def test_a_refused_change_leaves_everything(booth):
    booth.tube(1)
    before = booth.uses.booth.view()
    assert isinstance(fault(booth.try_in(MANAGER.badge, WRONG)), SignInWrong)
    assert booth.uses.booth.view() == before


# --- the lock ----------------------------------------------------------------------------------


def test_while_locked_only_badges_are_heard(booth, tmp_path):
    booth.fill(1, range(10))
    number = booth.uses.boxes.box("BX0001", 1).batch.number
    booth.tube(2)
    sheet = booth.print_sheet()
    last = booth.person(20).registration
    assert booth.uses.signing.lock() == out.Locked()
    before, refused, uses = booth.session, booth.refusals(), booth.uses
    assert uses.booth.view().locked
    assert not uses.booth.view().takes_persons
    keys = uses.operate
    done = [
        booth.person(21),
        booth.tube(3),
        booth.read("BX0001"),
        booth.read("no such text"),
        *(booth.read(sheet[command]) for command in Command),
        uses.register.failed(refusals.UnknownText(length=4), Source.GUN).outcome,
        uses.register.answer(True).outcome,
        *(key() for key in (keys.seal, keys.arm_single, keys.cancel, keys.undo, keys.drop_tube)),
        keys.choose_pool(5),
        keys.void_tube(last.tube_id),
        uses.boxes.begin(),
        uses.boxes.box("BX0002", 1),
    ]
    assert {type(fault(outcome)) for outcome in done} == {ConsoleLocked}
    for work in (
        uses.staff.all,
        uses.sheets.draft,
        uses.clock.reset,
        lambda: uses.settings.make(["rules.wait_seconds"], int, int),
        lambda: uses.exporter.write(number, tmp_path, lambda done, rows: None),
    ):
        with pytest.raises(ConsoleLocked):
            work()
    assert booth.session == before
    assert booth.refusals() == refused
    assert booth.read(OPERATOR.badge) == out.BadgeShown(OPERATOR.badge)


def test_a_lock_during_a_try_to_sign_in_stays(booth):
    """Whoever pressed it left the booth; the try is counted neither way."""
    signing = booth.uses.signing
    for who, pin in ((OPERATOR.badge, DEMO_PIN), (MANAGER.badge, DEMO_PIN), (MANAGER.badge, WRONG)):
        tried = signing.attempt(who, pin)
        signing.lock()
        lines = len(booth.trail())
        assert isinstance(fault(signing.sign_in(tried, "李二", "OPS")), ConsoleLocked)
        view = booth.uses.booth.view()
        assert (view.member, view.locked) == (booth.member(OPERATOR), True)
        assert len(booth.trail()) == lines
    assert booth.try_unlock(OPERATOR.badge) == out.Unlocked()


def test_a_lock_before_anybody_came_in_keeps_nobody_out(entrance):
    tried = entrance.uses.signing.attempt(OPERATOR.badge, DEMO_PIN)
    assert isinstance(fault(entrance.uses.signing.lock()), refusals.NotSignedIn)
    assert isinstance(entrance.uses.signing.sign_in(tried, "李二", "OPS"), out.SignedIn)


def test_the_wait_ends_at_the_lock_and_the_tube_stays(booth):
    booth.tube(1)
    booth.uses.operate.arm_single()
    booth.person(1)
    booth.uses.boxes.begin()
    booth.uses.signing.lock()
    assert booth.session.waiting is None
    assert booth.session.pooled is not None
    assert not booth.uses.booth.boxing


def test_the_same_member_goes_on_with_the_shift(booth):
    shift = booth.uses.booth.shift
    booth.uses.signing.lock()
    assert isinstance(fault(booth.try_unlock(OPERATOR.badge, WRONG)), SignInWrong)
    assert booth.uses.booth.view().locked
    assert booth.try_unlock(OPERATOR.badge) == out.Unlocked()
    assert booth.uses.booth.shift == shift
    assert isinstance(booth.tube(1), out.TubeOpened)


def test_another_member_begins_a_shift_with_the_same_sampler(booth):
    shift = booth.uses.booth.shift
    booth.uses.signing.lock()
    assert booth.try_unlock(MANAGER.badge) == out.Unlocked()
    now = booth.uses.booth.shift
    assert now.id != shift.id
    assert (now.operator, now.sampler, now.specimen) == (
        MANAGER.name,
        shift.sampler,
        shift.specimen,
    )
    with booth.site.database.reading() as unit:
        assert unit.shifts.latest(booth.uses.booth.number) == now


def test_who_does_not_register_unlocks_without_a_shift_and_the_next_has_the_sampler(booth):
    booth.uses.signing.lock()
    booth.try_unlock(DESK_CLERK.badge)
    assert booth.uses.booth.view().shift is None
    booth.uses.signing.lock()
    booth.try_unlock(OPERATOR.badge)
    assert booth.uses.booth.shift.sampler == "李二"


def test_nothing_is_unlocked_that_is_not_locked(booth, entrance):
    assert isinstance(fault(booth.try_unlock(OPERATOR.badge)), NotLocked)
    assert isinstance(fault(entrance.uses.signing.lock()), refusals.NotSignedIn)
    assert isinstance(fault(entrance.uses.signing.sign_out()), refusals.NotSignedIn)


def test_signing_out_leaves_the_tube_for_the_next(booth):
    booth.tube(1)
    booth.uses.signing.lock()
    assert booth.uses.signing.sign_out() == out.SignedOut()
    view = booth.uses.booth.view()
    assert (view.member, view.shift, view.locked) == (None, None, False)
    assert isinstance(fault(booth.person(1)), refusals.NotSignedIn)
    booth.sign_in(MANAGER)
    assert booth.session.pooled is not None


# --- the first manager -------------------------------------------------------------------------


@pytest.fixture
def unstaffed(folder, clock):
    found_site(folder, replace(demo_plan(Settings(), clock.now()), staff=()))
    driver = BoothDriver(folder, clock, Settings())
    yield driver
    driver.close()


def test_a_site_without_staff_makes_its_first_manager_once(unstaffed):
    office = unstaffed.uses.staff
    assert unstaffed.uses.booth.view().needs_first_manager
    assert isinstance(fault(unstaffed.try_in("孙一", OTHER_PIN)), SignInWrong)
    for name, badge, pin in (("", "", OTHER_PIN), ("孙一", "x", OTHER_PIN), ("孙一", "", "0000")):
        fault(office.make_first_manager(name, badge, office.hashed(pin)))
        assert unstaffed.uses.booth.view().needs_first_manager
    made = office.make_first_manager("孙一", "OP9000", office.hashed(OTHER_PIN))
    assert made == out.FirstManagerMade()
    assert not unstaffed.uses.booth.view().needs_first_manager
    again = office.make_first_manager("钱二", "", office.hashed(OTHER_PIN))
    assert isinstance(fault(again), StaffThere)
    assert isinstance(unstaffed.try_in("OP9000", OTHER_PIN), out.SignedIn)
    kinds = [kind for kind, _, _ in unstaffed.trail()]
    assert kinds[-2:] == [AuditKind.STAFF_CHANGED, AuditKind.SIGNED_IN]


def test_a_site_with_staff_needs_no_first_manager(entrance):
    assert not entrance.uses.booth.view().needs_first_manager


def test_the_demo_staffs_badges_fit_and_each_may_sign_in(entrance):
    for each in DEMO_STAFF:
        assert re.fullmatch("OP[0-9]{4,8}", each.badge)
        assert isinstance(entrance.try_in(each.badge), out.SignedIn)
