"""The audit trail: each line seals the one before, and what is not as it was written shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from station.domain.audit import EMPTY_TRAIL, AuditEvent, AuditKind, AuditUnreadable

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)


def event(number: int) -> AuditEvent:
    at = AT + timedelta(seconds=number)
    return AuditEvent(at, "02", None, AuditKind.CODE_DRAWN, {"code": f"{number:04}"})


@pytest.fixture
def trail(database):
    with database.writing() as unit:
        for number in range(5):
            unit.audit.add(event(number))
        unit.commit()
    return database


def seals_hold(database) -> bool:
    with database.reading() as unit:
        before = EMPTY_TRAIL.seal
        for number, line in enumerate(unit.audit.lines(), start=1):
            if line.number != number or line.seal != unit.audit.expected_seal(line, before):
                return False
            before = line.seal
    return True


def altered(database, statement: str) -> None:
    with database.writing() as unit:
        unit._connection.execute(text(statement))
        unit.commit()


def test_an_empty_trail_has_the_empty_head(database):
    with database.reading() as unit:
        assert unit.audit.head() == EMPTY_TRAIL


def test_lines_come_back_as_they_were_written(trail):
    with trail.reading() as unit:
        lines = list(unit.audit.lines())
        assert [line.event for line in lines] == [event(number) for number in range(5)]
        assert [line.number for line in lines] == [1, 2, 3, 4, 5]
        assert [line.number for line in unit.audit.lines(after=3)] == [4, 5]
        head = unit.audit.head()
    assert (head.length, head.seal) == (5, lines[-1].seal)
    assert seals_hold(trail)


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE audit SET facts = '{"code":"0009"}' WHERE number = 3""",
        "UPDATE audit SET at = at + 1 WHERE number = 3",
        "UPDATE audit SET booth = '03' WHERE number = 3",
        "UPDATE audit SET kind = 'locked' WHERE number = 3",
        "UPDATE audit SET seal = zeroblob(32) WHERE number = 3",
        "DELETE FROM audit WHERE number = 3",
        "DELETE FROM audit WHERE number = 1",
        "UPDATE audit SET number = CASE number WHEN 2 THEN -3 WHEN 3 THEN -2 END"
        " WHERE number IN (2, 3)",
    ],
)
def test_an_altered_removed_or_reordered_line_breaks_the_chain(trail, statement):
    altered(trail, statement)
    altered(trail, "UPDATE audit SET number = -number WHERE number < 0")
    assert not seals_hold(trail)


def test_a_line_that_nobody_wrote_is_named(trail):
    altered(trail, "UPDATE audit SET facts = 'no json' WHERE number = 4")
    with pytest.raises(AuditUnreadable) as caught, trail.reading() as unit:
        list(unit.audit.lines())
    assert caught.value.params == {"number": 4}


def test_lines_are_rolled_back_with_their_transaction(trail):
    with trail.writing() as unit:
        unit.audit.add(event(9))
    with trail.reading() as unit:
        assert unit.audit.head().length == 5
