"""The staff in the database: sealed, found by badge and by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from station.domain.ids import new_id
from station.domain.staff import Role, StaffMember
from station.domain.staff_ports import PinState
from station.storage.faults import DatabaseConflict

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
PIN = PinState("$argon2id$made-up")


def member(name: str, badge: str | None = None, *roles: Role) -> StaffMember:
    return StaffMember(new_id(AT), name, frozenset(roles or (Role.OPERATOR,)), badge)


def stored(database, *members: StaffMember) -> None:
    with database.writing() as unit:
        for one in members:
            unit.staff.put(one, PIN, AT)
        unit.commit()


def test_members_come_back_as_they_were_those_who_left_last(database):
    left = replace(member("丁一", "OP0001"), active=False)
    first, other = member("丙", None, Role.DESK, Role.MANAGER), member("乙", "OP0002")
    stored(database, left, first, other)
    with database.reading() as unit:
        assert unit.staff.all() == [*sorted([first, other], key=lambda one: one.name), left]
        assert unit.staff.get(first.id) == first
        assert unit.staff.pin(other.id) == PIN
        with pytest.raises(LookupError):
            unit.staff.get(new_id(AT))


def test_a_badge_finds_the_active_member_who_wears_it(database):
    left, worn = replace(member("甲", "OP0001"), active=False), member("乙", "OP0001")
    stored(database, left, worn)
    with database.reading() as unit:
        assert unit.staff.by_badge("OP0001") == worn
        assert unit.staff.by_badge("OP0002") is None


def test_two_active_members_cannot_wear_one_badge(database):
    stored(database, member("甲", "OP0001"))
    with pytest.raises(DatabaseConflict):
        stored(database, member("乙", "OP0001"))


def test_names_are_compared_folded_and_may_be_shared(database):
    one, two, left = member("古丽•提"), member("古丽·提"), replace(member("古丽·提"), active=False)
    stored(database, one, two, left)
    with database.reading() as unit:
        assert {found.id for found in unit.staff.by_name(" 古丽 ・提")} == {one.id, two.id}


def test_a_member_is_changed_in_place(database):
    one = member("甲", "OP0001")
    stored(database, one)
    changed = replace(one, name="甲甲", badge=None, roles=frozenset({Role.MANAGER}))
    stored(database, changed)
    with database.reading() as unit:
        assert unit.staff.all() == [changed]


def test_tries_are_kept(database):
    one, state = member("甲"), PinState("$argon2id$other", 4, AT + timedelta(seconds=15))
    stored(database, one)
    with database.writing() as unit:
        unit.staff.put_pin(one.id, state)
        with pytest.raises(LookupError):
            unit.staff.put_pin(new_id(AT), state)
        unit.commit()
    with database.reading() as unit:
        assert unit.staff.pin(one.id) == state


def test_nothing_of_a_member_can_be_read_in_the_file(database, path):
    stored(database, member("王小明明", "OP123456"))
    database.close()
    content = path.read_bytes()
    for text in ("王小明明", "OP123456", PIN.hash):
        assert text.encode() not in content
