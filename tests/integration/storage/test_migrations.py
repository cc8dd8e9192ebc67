"""The migrations make the tables that the code speaks of, on SQLite and for PostgreSQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from station.private_files import make_private_file
from station.storage import schema
from station.storage.engine import make_engine
from station.storage.tables import metadata

pytestmark = pytest.mark.migrates


def made(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: " ".join(sql.split()) for name, sql in rows if name != "alembic_version"}


def test_migrating_from_nothing_gives_the_tables(tmp_path: Path):
    migrated, created = tmp_path / "migrated.db", tmp_path / "created.db"
    make_private_file(migrated)
    schema.upgrade(migrated, 1.0)
    engine = create_engine(f"sqlite:///{created}")
    metadata.create_all(engine)
    engine.dispose()
    assert made(migrated) == made(created)


def test_alembic_finds_no_difference(tmp_path: Path):
    path = tmp_path / "migrated.db"
    make_private_file(path)
    schema.upgrade(path, 1.0)
    engine = make_engine(path, 1.0, writes=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_revision_is_the_head_of_the_migrations():
    assert ScriptDirectory(str(schema.MIGRATIONS)).get_current_head() == schema.REVISION


def test_the_tables_are_sql_for_postgresql_too():
    dialect = postgresql.dialect()
    for table in metadata.sorted_tables:
        text = str(CreateTable(table).compile(dialect=dialect))
        assert "BLOB" not in text
        for index in table.indexes:
            made = str(CreateIndex(index).compile(dialect=dialect))
            partial = index.dialect_options["sqlite"]["where"] is not None
            assert partial == (" WHERE " in made)
