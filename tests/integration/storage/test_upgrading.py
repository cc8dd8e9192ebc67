"""A start on a database that another version of the program left."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

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
