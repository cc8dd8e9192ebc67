"""Keeping the staff: what a member must be, and that somebody can always keep them."""

from __future__ import annotations

import pytest

from station.demo.site import DESK_CLERK, MANAGER, OPERATOR
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.ids import new_id
from station.domain.person import NameMissing, TextTooLong, TextUnusable
from station.domain.staff import BadgeUnusable, NotPermitted, Role
from station.pin import PinTrivial, PinUnusable
from station.services.staff_office import (
    BadgeTaken,
    LastManager,
    MemberUnknown,
    RoleMissing,
    StaffNameTaken,
)

PIN = "730164"


@pytest.fixture
def office(booth):
    """The office of a booth where the manager is signed in."""
    return booth.sign_in(MANAGER).uses.staff


def test_a_member_is_added_and_signs_in(booth, office):
    added = office.add(" 赵新 ", {Role.OPERATOR, Role.DESK}, "op5005 ", office.hashed(PIN))
    assert (added.name, added.badge) == ("赵新", "OP5005")
    assert added in office.all()
    assert isinstance(booth.try_in("OP5005", PIN), out.SignedIn)


@pytest.mark.parametrize(
    ("name", "roles", "badge", "pin", "error"),
    [
        (" ", {Role.DESK}, "", PIN, NameMissing),
        ("x" * 65, {Role.DESK}, "", PIN, TextTooLong),
        ("赵\x07", {Role.DESK}, "", PIN, TextUnusable),
        ("赵新", (), "", PIN, RoleMissing),
        ("赵新", {Role.DESK}, "BX0001", PIN, BadgeUnusable),
        ("赵新", {Role.DESK}, OPERATOR.badge, PIN, BadgeTaken),
        ("赵新", {Role.DESK}, "", "123", PinUnusable),
        ("赵新", {Role.DESK}, "", "1234", PinTrivial),
    ],
)
def test_what_no_member_can_be_is_refused_and_nothing_changes(
    booth, office, name, roles, badge, pin, error
):
    before, lines = office.all(), len(booth.trail())
    with pytest.raises(error):
        office.add(name, roles, badge, office.hashed(pin))
    assert (office.all(), len(booth.trail())) == (before, lines)


def test_a_member_is_changed_and_their_pin_stays(booth, office):
    clerk = booth.member(DESK_CLERK)
    changed = office.change(clerk.id, "陈静静", {Role.OPERATOR}, "OP2002")
    assert isinstance(booth.try_in("OP2002"), out.SignedIn)
    assert booth.uses.access.member == changed


def test_of_two_with_one_name_one_wears_a_badge(booth, office):
    first = office.add("赵新", {Role.DESK}, "", office.hashed(PIN))
    for alike in ("赵新", "赵 新"):
        with pytest.raises(StaffNameTaken):
            office.add(alike, {Role.DESK}, "", office.hashed(PIN))
    second = office.add("赵新", {Role.DESK}, "OP5005", office.hashed(PIN))
    with pytest.raises(StaffNameTaken):
        office.change(second.id, "赵新", {Role.DESK}, "")
    office.change(first.id, "赵新", {Role.OPERATOR}, "")
    office.deactivate(first.id)
    assert office.change(second.id, "赵新", {Role.DESK}, "").badge is None


def test_a_badge_that_was_given_back_may_be_worn_by_another(booth, office):
    office.deactivate(booth.member(OPERATOR).id)
    added = office.add("赵新", {Role.OPERATOR}, OPERATOR.badge, office.hashed(PIN))
    assert booth.member(OPERATOR) == added


def test_a_new_pin_counts_and_forgives(booth, office):
    clerk = booth.member(DESK_CLERK)
    for _ in range(4):
        booth.try_in(DESK_CLERK.badge, "9184")
    office.set_pin(clerk.id, office.hashed(PIN))
    assert isinstance(booth.try_in(DESK_CLERK.badge), out.Refused)
    assert isinstance(booth.try_in(DESK_CLERK.badge, PIN), out.SignedIn)


def test_the_last_manager_stays_one(booth, office):
    manager = booth.member(MANAGER)
    with pytest.raises(LastManager):
        office.deactivate(manager.id)
    with pytest.raises(LastManager):
        office.change(manager.id, manager.name, {Role.COORDINATOR}, "")
    assert booth.member(MANAGER) == manager
    second = office.add("赵新", {Role.MANAGER}, "", office.hashed(PIN))
    office.deactivate(second.id)
    with pytest.raises(LastManager):
        office.deactivate(manager.id)


def test_who_gives_up_a_role_has_it_no_more_at_once(booth, office):
    office.add("赵新", {Role.MANAGER}, "", office.hashed(PIN))
    manager = booth.member(MANAGER)
    office.change(manager.id, manager.name, {Role.OPERATOR}, MANAGER.badge)
    with pytest.raises(NotPermitted):
        office.all()


def test_who_left_or_never_was_is_changed_no_more(booth, office):
    clerk = booth.member(DESK_CLERK)
    office.deactivate(clerk.id)
    hashed = office.hashed(PIN)
    for member in (clerk.id, new_id(booth.clock.now())):
        for work in (
            lambda one: office.deactivate(one),
            lambda one: office.set_pin(one, hashed),
            lambda one: office.change(one, "赵新", {Role.DESK}, ""),
        ):
            with pytest.raises(MemberUnknown):
                work(member)


def test_each_change_is_told_without_a_name(booth, office):
    manager = booth.uses.access.actor
    added = office.add("赵新", {Role.OPERATOR, Role.DESK}, "OP5005", office.hashed(PIN))
    office.change(added.id, "赵新新", {Role.DESK}, "")
    office.set_pin(added.id, office.hashed(PIN))
    office.deactivate(added.id)
    told = booth.trail()[-4:]
    assert {(kind, actor) for kind, actor, _ in told} == {(AuditKind.STAFF_CHANGED, manager)}
    assert [(facts["what"], facts["roles"]) for _, _, facts in told] == [
        ("added", "desk operator"),
        ("changed", "desk"),
        ("pin_set", "desk"),
        ("deactivated", "desk"),
    ]
    assert {facts["member"] for _, _, facts in told} == {str(added.id)}
    assert "赵" not in repr(told)
    assert "OP5005" not in repr(told)
