"""Persons are kept as long as the site says, and then nothing leads back to them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from station.assembly import make_exporter
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.receipt import SettleReason
from station.domain.refusals import ClockWrong
from station.services.export_batch import BatchErased, mark_exported
from station.services.retention import Retention

DAYS = 60


@pytest.fixture
def retention(booth) -> Retention:
    return Retention(booth.site.database, booth.uses.booth.number, booth.clock, DAYS)


@pytest.fixture
def handed_over(booth, tmp_path):
    """A batch that was handed over: ten persons, one of them withdrawn; its number."""
    booth.fill(1, range(10))
    booth.uses.operate.undo()
    booth.person(10)
    boxed = booth.uses.boxes.box("BX0001", 1)
    assert isinstance(boxed, out.BatchBoxed)
    exporter = make_exporter(booth.site, booth.clock, booth.uses.access)
    exported = exporter.write(boxed.batch.number, tmp_path, lambda done, rows: None)
    with booth.site.database.writing() as unit:
        mark_exported(unit, exported, booth.clock.now())
        unit.commit()
    return boxed.batch.number


def work_three_days(booth) -> None:
    """Begin a shift on this day and the two days before, so that the clock is borne out."""
    with booth.site.database.writing() as unit:
        last = unit.shifts.latest(booth.uses.booth.number)
        for days in (2, 1, 0):
            at = booth.clock.now() - timedelta(days=days)
            unit.shifts.add(replace(last, id=uuid4(), started_at=at))
        unit.commit()


def later(booth, days: float) -> None:
    """Let the time pass, with work at its end."""
    booth.clock.advance(timedelta(days=days).total_seconds())
    work_three_days(booth)


def rows(booth) -> list[tuple]:
    columns = "seq, tube_id, place, entry_mode, registered_at, day, repeat, withdrawn_at"
    with closing(sqlite3.connect(booth.folder.database)) as raw:
        return raw.execute(f"SELECT {columns} FROM registration ORDER BY seq").fetchall()


def sealed(booth) -> list[bytes]:
    """Return every sealed or keyed value that tells of a registered person."""
    columns = "name, document_number, phone, details, note, identity"
    with closing(sqlite3.connect(booth.folder.database)) as raw:
        found = raw.execute(f"SELECT {columns} FROM registration").fetchall()
    return [value for row in found for value in row if value]


def counts(booth):
    at = booth.clock.now()
    with booth.site.database.reading() as unit:
        return unit.counts.day(booth.uses.booth.number, booth.uses.booth.day(at), at)


def test_nobody_is_erased_before_the_time(booth, retention, handed_over):
    later(booth, DAYS)
    before = sealed(booth)
    assert retention.step() is False
    assert sealed(booth) == before


def test_persons_go_and_counts_stay(booth, retention, handed_over):
    before, kept = counts(booth), rows(booth)
    day, at = booth.uses.booth.day(booth.clock.now()), booth.clock.now()
    gone = sealed(booth)
    later(booth, DAYS + 0.001)
    assert retention.step() is True
    assert retention.step() is False
    assert rows(booth) == kept
    with booth.site.database.reading() as unit:
        assert unit.counts.day(booth.uses.booth.number, day, at) == before
    booth.close()
    files = [path.read_bytes() for path in booth.folder.root.glob("station.db*")]
    assert gone
    for value in gone:
        assert not any(value in data for data in files)


def test_the_trail_tells_how_many_and_of_which_batch(booth, retention, handed_over):
    later(booth, DAYS + 1)
    retention.step()
    with booth.site.database.reading() as unit:
        *_, line = unit.audit.lines()
    assert line.event.kind is AuditKind.ERASED
    assert line.event.facts == {"what": "batch", "batch": handed_over, "persons": 11}


def test_an_erased_batch_makes_no_more_sheets(booth, retention, handed_over, tmp_path):
    later(booth, DAYS + 1)
    retention.step()
    exporter = make_exporter(booth.site, booth.clock, booth.uses.access)
    with pytest.raises(BatchErased):
        exporter.write(handed_over, tmp_path, lambda done, rows: None)
    assert len(list(tmp_path.glob("*-v*"))) == 1


def test_who_was_erased_is_nobody_known(booth, retention, handed_over):
    later(booth, DAYS + 1)
    retention.step()
    booth.tube(2)
    assert isinstance(booth.person(0, now=booth.clock.now()), out.Registered)
    again = booth.restart()
    assert len(again.registered()) == 1, "erased rows are not shown"
    again.close()


def test_a_batch_that_was_not_handed_over_is_kept(booth, retention):
    booth.fill(1, range(10))
    booth.uses.boxes.box("BX0001", 1)
    later(booth, 5 * DAYS)
    before = sealed(booth)
    retention.step()
    assert sealed(booth) == before


def test_a_clock_that_cannot_be_right_erases_nobody(booth, retention, handed_over):
    with booth.site.database.writing() as unit:
        unit.clock_mark.raise_to(booth.clock.now() + timedelta(days=400))
        unit.commit()
    later(booth, DAYS + 1)
    before = sealed(booth)
    with pytest.raises(ClockWrong):
        retention.step()
    assert sealed(booth) == before


def test_a_clock_that_stands_far_ahead_erases_nobody(booth, retention, handed_over):
    """Nothing but the clock says that the time is over: nobody has worked at that time."""
    booth.clock.advance(timedelta(days=400).total_seconds())
    before = sealed(booth)
    assert retention.step() is False
    assert sealed(booth) == before
    work_three_days(booth)
    assert retention.step() is True


def test_the_desk_s_persons_go_with_their_last_code(booth, retention):
    """Straight into the tables: who has a code that is kept stays."""
    old = int((booth.clock.now() - timedelta(days=DAYS + 1)).timestamp() * 1e6)
    persons = [uuid4().bytes for _ in range(3)]
    application = uuid4().bytes
    with closing(sqlite3.connect(booth.folder.database)) as raw:
        for number, person in enumerate(persons):
            raw.execute(
                "INSERT INTO desk_person VALUES (?, ?, 1, x'0001aa', x'0001bb', NULL, NULL, ?,"
                " NULL)",
                (person, bytes([number]) * 32, old),
            )
        raw.execute(
            "INSERT INTO application VALUES (?, ?, ?, x'0001cc', 1, NULL, 'pending', ?,"
            " NULL, NULL, NULL)",
            (application, persons[0], persons[1], old),
        )
        for person, expires in ((persons[0], old), (persons[2], old + 10 * 86_400_000_000)):
            raw.execute(
                "INSERT INTO issued_code VALUES (?, ?, NULL, ?, randomblob(8), x'0001dd',"
                " NULL, ?, ?, NULL, NULL, NULL)",
                (uuid4().bytes, person, b"k" * 8, expires - 1, expires),
            )
        raw.commit()
    work_three_days(booth)
    assert retention.step() is False
    with closing(sqlite3.connect(booth.folder.database)) as raw:
        erased = raw.execute("SELECT id, name FROM desk_person WHERE erased_at IS NOT NULL")
        assert dict(erased.fetchall()) == {persons[0]: b"", persons[1]: b""}
        texts = raw.execute("SELECT text FROM issued_code ORDER BY expires_at").fetchall()
        assert texts == [(None,), (b"\x00\x01\xdd",)]
        status = raw.execute("SELECT status, relation FROM application").fetchall()
        assert status == [("refused", b"")]


def test_a_batch_whose_receipt_differs_is_kept_until_that_is_settled(booth, retention, handed_over):
    receipts = booth.uses.receipts
    receipt = receipts.counted(handed_over, 2)
    later(booth, DAYS + 1)
    assert not retention.step()
    assert not booth.uses.batches.batch(handed_over).erased
    receipts.settle(receipt.id, SettleReason.LOST)
    assert retention.step()
    assert booth.uses.batches.batch(handed_over).erased
    tube = booth.uses.batches.find("310115000001")
    assert {(line.name, line.number, line.erased) for line in tube.persons} == {("", "", True)}
