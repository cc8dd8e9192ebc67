"""A start on a database that another version of the program left."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from station.domain.registration import Moment
from station.private_files import make_private_file
from station.storage import schema
from station.storage.faults import DatabaseFault, DatabaseNewer, DatabaseOutdated

pytestmark = pytest.mark.migrates

NEXT = """
from alembic import op
import sqlalchemy as sa
revision = "0900"
down_revision = "{head}"

def upgrade():
    op.add_column("refusal", sa.Column("extra", sa.String))
    {then}
"""


def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str = "pass") -> None:
    """Let the program have one migration more than the databases that were made before."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    (folder / "versions" / "r0900_next.py").write_text(NEXT.format(then=then, head=schema.REVISION))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "REVISION", "0900")


def columns(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as raw:
        return {row[1] for row in raw.execute("PRAGMA table_info(refusal)")}


def test_an_older_database_is_backed_up_and_migrated(closed, reopen, count, tmp_path, monkeypatch):
    next_revision(tmp_path, monkeypatch)
    assert count(reopen()) == 5
    assert "extra" in columns(closed)
    backup = closed.with_name("station.db.before-0900.bak")
    assert "extra" not in columns(backup)
    with closing(sqlite3.connect(backup)) as raw:
        assert raw.execute("SELECT count(*) FROM registration").fetchone() == (5,)
    if sys.platform != "win32":
        assert backup.stat().st_mode & 0o777 == 0o600


def test_an_older_database_is_left_alone_unless_migration_is_asked(
    closed, reopen, tmp_path, monkeypatch
):
    next_revision(tmp_path, monkeypatch)
    before = closed.read_bytes()
    with pytest.raises(DatabaseOutdated):
        reopen(migrate=False)
    assert closed.read_bytes() == before


def test_a_migration_that_fails_changes_nothing(closed, reopen, count, tmp_path, monkeypatch):
    next_revision(tmp_path, monkeypatch, then="raise ArithmeticError")
    with pytest.raises(ArithmeticError):
        reopen()
    assert "extra" not in columns(closed)
    monkeypatch.undo()
    assert count(reopen()) == 5


def test_no_migration_without_a_backup(closed, reopen, tmp_path, monkeypatch):
    next_revision(tmp_path, monkeypatch)
    # A folder stands where the backup would go.
    closed.with_name("station.db.before-0900.bak").mkdir()
    with pytest.raises(DatabaseFault):
        reopen()
    assert "extra" not in columns(closed)


def test_a_database_of_a_newer_program_is_refused_untouched(closed, reopen):
    with closing(sqlite3.connect(closed)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    before = closed.read_bytes()
    with pytest.raises(DatabaseNewer) as caught:
        reopen()
    assert caught.value.params == {"revision": "9999"}
    assert closed.read_bytes() == before
    assert [file.name for file in closed.parent.iterdir()] == [closed.name]


# --- from 0003: pace, and what a batch handed over keeps -----------------------------------------


@pytest.fixture
def of_0003(path) -> Path:
    """An empty database as the program of revision 0003 made it."""
    make_private_file(path)
    schema.upgrade(path, 1.0, "0003")
    return path


def moment(seconds: float) -> int:
    return int((1_700_000_000 + seconds) * 1_000_000)


def fill_of_0003(path: Path, rows: list[tuple[str, int, float]]) -> None:
    """Store registrations: booth, shift and second of each, in their order of arrival."""
    with closing(sqlite3.connect(path)) as raw:
        for shift in {(booth, shift) for booth, shift, _ in rows}:
            key = shift[1].to_bytes(16, "big")
            raw.execute(
                "INSERT INTO shift (id, booth, operator, sampler, specimen, started_at)"
                " VALUES (?, ?, x'00', x'00', 'OPS', ?)",
                (key, shift[0], moment(0)),
            )
        raw.execute(
            "INSERT INTO batch (id, number, booth, day, sequence, status, exported_at, version)"
            " VALUES (zeroblob(16), '20231115-02-01', '02', '2023-11-15', 1, 'exported', ?, 1)",
            (moment(9_999),),
        )
        raw.execute(
            "INSERT INTO export (id, batch_id, version, at, digest, sha256, persons, tubes)"
            " VALUES (?, zeroblob(16), 1, ?, 'd', 's', 2, 1)",
            (bytes(16), moment(9_999)),
        )
        raw.execute(
            "INSERT INTO tube (id, barcode, pool_size, slot, booth, shift_id, opened_at, status)"
            " VALUES (zeroblob(16), 'T1', 20, 'pooled', '02', ?, ?, 'open')",
            (rows[0][1].to_bytes(16, "big"), moment(0)),
        )
        for place, (booth, shift, second) in enumerate(rows, 1):
            raw.execute(
                "INSERT INTO registration (id, tube_id, place, identity, entry_mode, registered_at,"
                " day, repeat, shift_id, booth, document_type, name, document_number)"
                " VALUES (?, zeroblob(16), ?, ?, 'CODE', ?, '2023-11-15', 1, ?, ?, 1, x'00',"
                " x'00')",
                (
                    place.to_bytes(16, "big"),
                    place,
                    place.to_bytes(32, "big"),
                    moment(second),
                    shift.to_bytes(16, "big"),
                    booth,
                ),
            )
        raw.commit()


def paces(path: Path) -> list[int | None]:
    with closing(sqlite3.connect(path)) as raw:
        return [pace for (pace,) in raw.execute("SELECT pace FROM registration ORDER BY seq")]


def test_the_pace_of_old_registrations_is_told_from_the_ones_before(of_0003, reopen):
    rows = [
        ("02", 1, 0),
        ("02", 1, 12.9),
        ("03", 2, 13),
        ("02", 1, 20),
        ("03", 2, 14),
        ("02", 1, 620),
        ("02", 1, 1219.9),
        ("02", 3, 1225),
        ("02", 3, 1225),
        ("02", 3, 1200),
        ("02", 1, 1210),
    ]
    fill_of_0003(of_0003, rows)
    reopen()
    # 600 s are no queue; another shift, or a clock that was set back, tells nothing.
    assert paces(of_0003) == [None, 12, None, 7, 1, None, 599, None, 0, None, None]


def test_the_pace_that_the_migration_tells_is_the_booths(of_0003, reopen):
    """The migration and the booth's memory tell the same."""
    seconds = [0, 5, 604.9, 1204, 1804, 1800]
    fill_of_0003(of_0003, [("02", 1, second) for second in seconds])
    reopen()
    told, previous = [], None
    for second in seconds:
        at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=moment(second))
        told.append(Moment(at, at.date(), None, None, previous).pace)
        previous = at
    assert paces(of_0003) == told


def test_who_was_withdrawn_after_a_hand_over_is_missing_from_the_next_version(of_0003, reopen):
    fill_of_0003(of_0003, [("02", 1, second) for second in range(4)])
    with closing(sqlite3.connect(of_0003)) as raw:
        raw.execute("UPDATE tube SET batch_id = zeroblob(16)")
        raw.execute(
            "INSERT INTO export (id, batch_id, version, at, digest, sha256, persons, tubes)"
            " VALUES (x'01', zeroblob(16), 2, ?, 'd', 's', 2, 1)",
            (moment(20_000),),
        )
        for place, second in ((1, 5_000), (2, 15_000), (3, 25_000)):
            raw.execute(
                "UPDATE registration SET withdrawn_at = ?, withdrawn_reason = 'undone',"
                " withdrawn_shift_id = shift_id WHERE place = ?",
                (moment(second), place),
            )
        raw.commit()
    reopen()
    with closing(sqlite3.connect(of_0003)) as raw:
        found = raw.execute("SELECT withdrawn_version FROM registration ORDER BY place")
        assert [version for (version,) in found] == [None, 2, 3, None]


def test_what_was_handed_over_before_stays_on_record(of_0003, reopen):
    fill_of_0003(of_0003, [("02", 1, 0)])
    database = reopen()
    with database.reading() as unit:
        batch = unit.batches.by_number("20231115-02-01")
        (record,) = unit.batches.exports(batch.id)
        assert (record.version, record.persons, record.site_name, record.kid) == (1, 2, None, None)
        line = unit.batch_views.batch(batch)
        assert (line.exported_version, line.receipt, line.out) == (1, None, 0)
        assert unit.lab_password.get() is None
    assert of_0003.with_name("station.db.before-0004.bak").is_file()
