"""Who is signed in, asked on one thread while another signs somebody else in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any
from uuid import UUID

import pytest

from station.domain.refusals import NotSignedIn
from station.domain.staff import NotPermitted, Permission, Role, StaffMember
from station.services.access import Access, AskerLeft, ConsoleLocked

MANAGER = StaffMember(UUID(int=1), "某甲", frozenset({Role.MANAGER}))
OPERATOR = StaffMember(UUID(int=2), "某乙", frozenset({Role.OPERATOR}))


@contextmanager
def before_each_line(of: str, meanwhile: Callable[[], None]) -> Iterator[None]:
    """Do ``meanwhile`` before every line of the module ``of``, as another thread might."""
    busy = False

    def trace(frame: FrameType, event: str, given: Any) -> Any:
        nonlocal busy
        if frame.f_globals.get("__name__") != of or busy:
            return None
        if event == "line":
            busy = True
            meanwhile()
            busy = False
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("first", [None, MANAGER, OPERATOR])
def test_whoever_changes_meanwhile_the_answer_is_of_one_person(first: StaffMember | None) -> None:
    """Neither an error of ours, nor one who might beside one who acts."""
    access = Access()
    turns = [None, MANAGER, OPERATOR]

    def change() -> None:
        turns.append(turns.pop(0))
        if turns[0] is None:
            access.leave()
        else:
            access.enter(turns[0])

    told: set[object] = set()
    for _ in range(10):
        access.member = first
        with before_each_line("station.services.access", change):
            try:
                told.add(access.need(Permission.SETTINGS))
            except (NotSignedIn, NotPermitted) as error:
                told.add(type(error))
        change()
    assert told <= {MANAGER.id, NotSignedIn, NotPermitted}
    assert len(told) > 1


def test_need_names_who_was_asked_for_and_nobody_at_the_command_line() -> None:
    access = Access()
    access.enter(MANAGER)
    assert access.need(Permission.STAFF) == MANAGER.id
    access.locked = True
    with pytest.raises(ConsoleLocked):
        access.need(Permission.STAFF)
    assert Access.by_passphrase().need(Permission.STAFF) is None


def test_what_was_opened_for_a_member_ends_with_the_lock_and_the_member() -> None:
    access, ended = Access(), []
    access.when_left(lambda: ended.append(True))
    access.enter(OPERATOR)
    ended.clear()
    access.enter(OPERATOR)
    assert not ended
    access.locked = True
    assert ended == [True]
    access.enter(OPERATOR)
    assert ended == [True]
    access.enter(MANAGER)
    access.leave()
    assert ended == [True] * 3


def test_an_asker_who_left_is_expected_no_more() -> None:
    access = Access()
    access.enter(MANAGER)
    access.expect(MANAGER.id)
    access.enter(OPERATOR)
    with pytest.raises(AskerLeft):
        access.expect(MANAGER.id)
