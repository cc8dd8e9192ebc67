"""How long after the one before each person was registered, as the booth remembers it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from station.demo.site import MANAGER, OPERATOR


def paces(booth) -> list[int | None]:
    with closing(sqlite3.connect(booth.folder.database)) as raw:
        return [pace for (pace,) in raw.execute("SELECT pace FROM registration ORDER BY seq")]


def test_the_pace_is_told_within_a_shift_and_a_queue(booth):
    booth.tube(1)
    booth.person(1)
    booth.person(2)
    booth.clock.advance(17.9)
    booth.person(3)
    booth.clock.advance(596.9)
    booth.person(4)
    booth.clock.advance(597)
    booth.person(5)
    assert paces(booth) == [None, 3, 20, 599, None]


def test_who_was_withdrawn_took_their_time(booth):
    booth.tube(1)
    booth.person(1)
    booth.person(2)
    booth.uses.operate.undo()
    booth.person(3)
    assert paces(booth) == [None, 3, 3]


def test_another_shift_and_a_clock_set_back_tell_no_pace(booth):
    booth.tube(1)
    booth.person(1)
    booth.sign_in(MANAGER)
    booth.person(2)
    booth.clock.advance(-60)
    booth.person(3)
    booth.person(4)
    assert paces(booth) == [None, None, None, 3]


def test_a_lock_ends_no_shift(booth):
    booth.tube(1)
    booth.person(1)
    booth.uses.signing.lock()
    booth.try_unlock(OPERATOR.badge)
    booth.person(2)
    assert paces(booth) == [None, 3]
