"""What a start says of a damaged, locked or read-only file, and of a full disk."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from station.domain.outcome import RegistrationAdded
from station.storage import schema
from station.storage.faults import (
    DatabaseDamaged,
    DatabaseFolderMissing,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnavailable,
    DiskFull,
)

pytestmark = pytest.mark.migrates

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def mounted(*arguments: str) -> None:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs root on Linux to mount")
    done = subprocess.run(["mount", *arguments], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this machine lets nobody mount")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted("-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder))
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def read_only(closed: Path) -> Iterator[Path]:
    """The database where it cannot be written: a read-only mount, for root heeds no mode."""
    folder = closed.parent.with_name(f"{closed.parent.name}-read-only")
    folder.mkdir()
    mounted("--bind", str(closed.parent), str(folder))
    mounted("-o", "remount,ro,bind", str(folder))
    yield folder / closed.name
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_database_is_there_again_with_its_rows(closed, reopen, count):
    assert count(reopen()) == 5


def test_a_database_at_its_revision_opens_without_alembic(closed):
    code = (
        "import sys; from pathlib import Path; from station.storage.schema import prepare;"
        "prepare(Path(sys.argv[1]), 1.0, create=False, migrate=True);"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(closed)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_no_database_is_made_unless_asked(path, reopen):
    with pytest.raises(DatabaseMissing):
        reopen(create=False)
    assert not path.exists()


def test_a_missing_folder_is_named_as_such(tmp_path, reopen):
    with pytest.raises(DatabaseFolderMissing):
        reopen(tmp_path / "none" / "station.db")


def test_what_an_interrupted_first_start_left_is_no_hindrance(path, reopen, count):
    path.with_name("station.db.new").write_bytes(b"half")
    assert count(reopen()) == 0
    assert not path.with_name("station.db.new").exists()


def test_a_folder_in_the_files_place_cannot_be_opened(path, reopen):
    path.mkdir()
    with pytest.raises(DatabaseUnavailable):
        reopen()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"no database" * 1000])
def test_a_file_that_is_no_database_is_damaged(path, reopen, content):
    path.write_bytes(content)
    with pytest.raises(DatabaseDamaged):
        reopen()
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_damaged(path, reopen):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE other (a)")
    before = path.read_bytes()
    with pytest.raises(DatabaseDamaged):
        reopen()
    assert path.read_bytes() == before


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_a_database_cut_short_is_damaged(closed, reopen, keep):
    os.truncate(closed, int(closed.stat().st_size * keep))
    with pytest.raises(DatabaseDamaged):
        reopen()


def test_a_database_without_one_of_its_tables_is_damaged(closed, reopen):
    with closing(sqlite3.connect(closed)) as raw:
        raw.execute("DROP TABLE refusal")
    with pytest.raises(DatabaseDamaged):
        reopen()


def overwrite(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # SQLite's own words for these have no code, are not UTF-8, or say only "error".
        (schema.REVISION.encode(), b"\xff001"),
        (b"CREATE TABLE tube", b"CREATE TABLE t\xffbe"),
        (b"CREATE TABLE site", b"CREATE TABLE \xff\xff\xff\xff"),
    ],
)
def test_text_that_is_none_any_more_is_damage(closed, reopen, old, new):
    overwrite(closed, old, new)
    before = closed.read_bytes()
    with pytest.raises(DatabaseDamaged):
        reopen()
    assert closed.read_bytes() == before


def test_a_file_format_that_is_not_known_is_damage(closed, reopen):
    with closed.open("rb+") as file:
        file.seek(44)  # the schema format number
        file.write(b"\x00\x00\x00\x09")
    with pytest.raises(DatabaseDamaged):
        reopen()


def test_a_damaged_text_is_told_when_it_is_read(closed, reopen, count):
    with closing(sqlite3.connect(closed, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("UPDATE registration SET entry_mode = CAST(x'FF' AS TEXT) WHERE place = 5")
    database = reopen()
    with pytest.raises(DatabaseDamaged):
        count(database)


def test_a_damaged_page_is_told_when_it_is_read(closed, reopen, count):
    with closing(sqlite3.connect(closed)) as raw:
        (page,) = raw.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'registration_booth'"
        ).fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    with closed.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    database = reopen()
    with pytest.raises(DatabaseDamaged):
        count(database)


def test_a_log_without_its_database_is_damaged(closed, reopen):
    closed.with_name("station.db-wal").write_bytes(b"log")
    closed.unlink()
    with pytest.raises(DatabaseDamaged):
        reopen()


def test_a_database_locked_by_another_process_is_locked(closed, reopen, count):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(closed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DatabaseLocked):
            reopen()
        holder.stdin.close()
        holder.wait(10)
        assert count(reopen()) == 5


def test_a_read_only_database_is_read_only(read_only, reopen):
    with pytest.raises(DatabaseReadOnly):
        reopen(read_only)


def test_no_database_can_be_made_in_a_read_only_folder(read_only, reopen):
    with pytest.raises(DatabaseReadOnly):
        reopen(read_only.with_name("other.db"))


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root heeds no mode, Windows has none"
)
def test_a_write_protected_file_is_read_only(closed, reopen):
    closed.chmod(0o400)
    with pytest.raises(DatabaseReadOnly):
        reopen()


def fill_up(booth) -> list[object]:
    """Register until the disk is full; return the keys of what was acknowledged."""
    acknowledged = []
    try:
        while True:
            tube = booth.open(f"T{len(acknowledged)}")
            for place in range(1, 11):
                registration = booth.registration(tube, place)
                booth.apply(RegistrationAdded(registration))
                acknowledged.append(registration.id)
            booth.seal(tube)
    except DiskFull:
        return acknowledged


def test_a_full_disk_loses_nothing_that_was_acknowledged(small_disk, reopen, secrets, make_booth):
    path = small_disk / "station.db"
    database = reopen(path)
    acknowledged = fill_up(make_booth(database, secrets))
    database.close()
    saved = shutil.copytree(small_disk, small_disk.with_name("saved"))
    with reopen(saved / path.name).reading() as unit:
        found = {registration.id for registration in unit.registrations.recent("02", 100_000)}
    assert found == set(acknowledged)
    assert len(found) > 50


def test_a_database_that_may_not_grow_keeps_what_it_has(booth, count):
    with booth.database.writing() as unit:
        pages = unit._connection.exec_driver_sql("PRAGMA page_count").scalar()
        unit._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
    acknowledged = fill_up(booth)
    assert count(booth.database) == len(acknowledged)


def test_a_full_disk_makes_no_half_database(small_disk, reopen, count):
    (small_disk / "ballast").write_bytes(bytes((3 * 1024 - 64) * 1024))
    path = small_disk / "station.db"
    with pytest.raises(DiskFull):
        reopen(path)
    assert not path.exists()
    (small_disk / "ballast").unlink()
    assert count(reopen(path)) == 0
