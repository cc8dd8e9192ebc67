"""Other keys: nothing is lost on the way, and afterwards the old ones open nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Event

import pytest

from station.credential.keys import ReadingKey
from station.domain.audit import AuditKind
from station.errors import StationError
from station.keyring.faults import PassphraseWrong
from station.keyring.key_file import open_key_file, replace_key_file
from station.passphrase import PassphraseTooShort
from station.paths import DataFolder
from station.setup import rotation
from station.setup.bundling import write_bundle
from station.setup.faults import PassphraseSame, ReadingKeyLast
from station.setup.rotation import change_data_key, change_passphrase, rotate_reading_keys
from station.site import open_site
from station.storage import tables
from station.storage.faults import DatabaseConflict, DatabaseOtherSite, DiskFull
from station.storage.resealing import PLAIN, ResealingCancelled, sealed_columns
from tests.integration.commands.program import ROOT, files_of
from tests.integration.setup import sites
from tests.integration.setup.records import all_read, fill


def quiet(done: int, rows: int) -> None:
    """Nobody watches."""


def change(folder: DataFolder, progress=quiet, cancel: Event | None = None):
    return change_data_key(folder, sites.BOOTH, sites.MORNING, progress, cancel or Event())


def read_again(folder: DataFolder, passphrase: str = sites.BOOTH) -> list[object]:
    site = open_site(folder, passphrase)
    try:
        return all_read(site)
    finally:
        site.close()


def kinds(folder: DataFolder) -> list[tuple[AuditKind, object]]:
    return [(event.kind, event.facts.get("what")) for event in sites.events(folder)]


def versions(folder: DataFolder) -> set[bytes]:
    """Return the key versions of all that is sealed in the database."""
    found = set()
    with closing(sqlite3.connect(folder.database)) as connection:
        for table, columns in sealed_columns():
            for column in columns:
                query = f"SELECT substr({column.name}, 1, 2) FROM {table.name}"
                found |= {value for (value,) in connection.execute(query) if value}
    return found


@pytest.fixture
def filled(site) -> DataFolder:
    opened = site.opened()
    fill(opened)
    opened.close()
    return site.folder


def test_which_columns_are_sealed():
    # A new column of bytes without a length has to be sealed, or stand among the plain ones.
    names = {(table.name, column.name) for table, columns in sealed_columns() for column in columns}
    assert names == {
        *(("site", "key_check"), ("command_key", "sealed"), ("issued_code", "text")),
        ("lab_password", "sealed"),
        *(("shift", name) for name in ("operator", "sampler")),
        *(
            (table, name)
            for table in ("registration", "desk_person")
            for name in ("name", "document_number", "phone", "details")
        ),
        ("registration", "note"),
        *(("staff", name) for name in ("name", "badge", "pin")),
        *(("application", name) for name in ("relation", "reason")),
    }
    for table, column in PLAIN:
        assert column in tables.metadata.tables[table].columns


def test_everything_is_sealed_under_the_new_data_key_and_the_old_one_is_gone(filled):
    before, old = read_again(filled), open_key_file(filled.key_file, sites.BOOTH)
    told = []
    changed = change(filled, lambda done, rows: told.append((done, rows)))
    # 40 registrations, shift, command key, password, manager, two persons, application, code.
    assert (changed.version, changed.rows, changed.unreadable, changed.resumed) == (2, 48, 0, False)
    assert told[0] == (0, 48)
    assert told[-1] == (48, 48)
    assert read_again(filled) == before
    assert versions(filled) == {b"\x00\x02"}
    new = open_key_file(filled.key_file, sites.BOOTH)
    assert set(new.master_keys) == {2}
    assert (new.index_key, new.trail_key, new.sheet_key) == (
        old.index_key,
        old.trail_key,
        old.sheet_key,
    )
    assert new.bundle_number == old.bundle_number + 1
    assert kinds(filled)[-1] == (AuditKind.KEYS_ROTATED, "data_key")
    # Who has the old key file and its passphrase reads nothing any more.
    replace_key_file(filled.key_file, old, sites.BOOTH)
    with pytest.raises(DatabaseOtherSite):
        open_site(filled, sites.BOOTH)


def test_a_second_data_key_follows_the_first(filled):
    before = read_again(filled)
    assert [change(filled).version for _ in range(2)] == [2, 3]
    assert read_again(filled) == before


@pytest.mark.parametrize("rows", [0, 20, 48])
def test_killed_in_the_middle_it_goes_on_where_it_ended(filled, rows: int):
    before = read_again(filled)
    module = "tests.integration.setup.rotating_process"
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(filled.root), sites.BOOTH, str(rows)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"waiting"
    process.kill()
    process.communicate()
    assert set(open_key_file(filled.key_file, sites.BOOTH).master_keys) == {1, 2}
    assert read_again(filled) == before
    changed = change(filled)
    assert changed.resumed
    assert (changed.version, changed.unreadable) == (2, 0)
    assert changed.rows <= 48 - rows
    assert changed.rows > 48 - rows - 7
    assert read_again(filled) == before
    assert versions(filled) == {b"\x00\x02"}
    assert set(open_key_file(filled.key_file, sites.BOOTH).master_keys) == {2}
    assert kinds(filled).count((AuditKind.KEYS_ROTATED, "data_key")) == 1


def test_killed_before_the_first_row_it_is_told_once(filled):
    secrets = open_key_file(filled.key_file, sites.BOOTH)
    both = rotation.with_new_data_key(secrets)
    replace_key_file(filled.key_file, both, sites.BOOTH)
    assert change(filled).resumed
    assert kinds(filled).count((AuditKind.KEYS_ROTATED, "data_key")) == 1


def test_cancelled_it_leaves_a_booth_that_works_and_can_go_on(filled):
    before, cancel = read_again(filled), Event()
    with pytest.raises(ResealingCancelled):
        change(filled, lambda done, rows: cancel.set(), cancel)
    assert read_again(filled) == before
    assert change(filled).resumed
    assert versions(filled) == {b"\x00\x02"}


def test_what_does_not_open_keeps_the_old_key_alive(filled):
    with closing(sqlite3.connect(filled.database)) as connection:
        row, whole = connection.execute("SELECT seq, note FROM registration LIMIT 1").fetchone()
        torn = whole[:-1] + bytes([whole[-1] ^ 1])
        connection.execute("UPDATE registration SET note = ? WHERE seq = ?", (torn, row))
        connection.commit()
    assert change(filled).unreadable == 1
    assert set(open_key_file(filled.key_file, sites.BOOTH).master_keys) == {1, 2}
    with closing(sqlite3.connect(filled.database)) as connection:
        connection.execute("UPDATE registration SET note = ? WHERE seq = ?", (whole, row))
        connection.commit()
    changed = change(filled)
    assert (changed.rows, changed.unreadable) == (1, 0)
    assert set(open_key_file(filled.key_file, sites.BOOTH).master_keys) == {2}


def test_the_wrong_passphrase_changes_nothing(filled):
    before = files_of(filled)
    with pytest.raises(PassphraseWrong):
        change_data_key(filled, "another one", sites.MORNING, quiet, Event())
    assert files_of(filled) == before


def test_another_booth_takes_the_new_data_key_with_a_bundle(site, filled, tmp_path: Path):
    second = DataFolder(tmp_path / "second")
    sites.join(second, site.bundle)
    change(filled)
    site.next_bundle(tmp_path / "next.bundle")
    assert sites.join(second, tmp_path / "next.bundle", None).to_reseal
    changed = change(second)
    assert (changed.version, changed.resumed) == (2, True)
    keys = [open_key_file(each.key_file, sites.BOOTH).master_keys for each in (filled, second)]
    assert keys[0] == keys[1]
    assert versions(second) == {b"\x00\x02"}


def test_a_new_passphrase_takes_the_old_ones_place(filled):
    before = read_again(filled)
    site = open_site(filled, sites.BOOTH)
    for new, error in (("short", PassphraseTooShort), (sites.BOOTH, PassphraseSame)):
        with pytest.raises(error):
            change_passphrase(site, sites.BOOTH, new, sites.MORNING)
    change_passphrase(site, sites.BOOTH, "新的口令 12345", sites.MORNING)
    site.close()
    with pytest.raises(PassphraseWrong):
        open_site(filled, sites.BOOTH)
    assert read_again(filled, "新的口令 12345") == before
    assert not list(filled.root.glob("site.keys?*"))
    last = sites.events(filled, "新的口令 12345")[-1]
    assert (last.kind, last.facts["what"]) == (AuditKind.KEYS_ROTATED, "passphrase")
    assert filled.key_file.stat().st_mode & 0o777 == 0o600


def test_a_passphrase_whose_file_cannot_be_written_stays_as_it_was(filled):
    site = open_site(filled, sites.BOOTH)
    (filled.root / "site.keys.part").mkdir()
    with pytest.raises(StationError):
        change_passphrase(site, sites.BOOTH, "新的口令 12345", sites.MORNING)
    site.close()
    shutil.rmtree(filled.root / "site.keys.part")
    assert kinds(filled) == [(AuditKind.SITE_FOUNDED, None)]


def test_reading_keys_come_to_the_front_of_the_ring_and_go_from_its_end(site):
    opened = site.opened()
    first = ReadingKey(opened.secrets.reading_keys[0]).public
    with pytest.raises(ReadingKeyLast):
        rotate_reading_keys(opened, sites.BOOTH, sites.MORNING, add=False, drop=True)
    ring = rotate_reading_keys(opened, sites.BOOTH, sites.MORNING, add=True, drop=False)
    assert (ring.size, ring.dropped, ring.bundle_number) == (2, None, 2)
    opened.close()
    opened = site.opened()
    assert [key.public for key in opened.reading_keys] == [ring.newest, first]
    last = rotate_reading_keys(opened, sites.BOOTH, sites.MORNING, add=True, drop=True)
    assert (last.size, last.dropped, last.bundle_number) == (2, first, 3)
    opened.close()
    opened = site.opened()
    assert [key.public for key in opened.reading_keys] == [last.newest, ring.newest]
    opened.close()
    assert kinds(site.folder)[1:] == [(AuditKind.KEYS_ROTATED, "reading_keys")] * 2


def test_a_dropped_reading_key_goes_at_the_other_booths_too(site, tmp_path: Path):
    second = DataFolder(tmp_path / "second")
    sites.join(second, site.bundle)
    opened = site.opened()
    ring = rotate_reading_keys(opened, sites.BOOTH, sites.MORNING, add=True, drop=True)
    opened.close()
    site.next_bundle(tmp_path / "next.bundle")
    sites.join(second, tmp_path / "next.bundle", None)
    opened = open_site(second, sites.BOOTH)
    opened.close()
    assert [key.public for key in opened.reading_keys] == [ring.newest]


def test_a_stolen_reading_key_comes_back_with_no_bundle(site, tmp_path: Path):
    # Booth 02 does not hear of it, and makes bundles of the same number and of higher ones.
    second = DataFolder(tmp_path / "second")
    sites.join(second, site.bundle)
    opened = site.opened()
    ring = rotate_reading_keys(opened, sites.BOOTH, sites.MORNING, add=True, drop=True)
    opened.close()
    for number in (2, 3):
        opened = open_site(second, sites.BOOTH)
        path = tmp_path / f"{number}.bundle"
        bundle = write_bundle(opened, path, sites.BUNDLE, sites.BOOTH, sites.MORNING)
        opened.close()
        assert bundle.number == number
        assert len(bundle.reading_keys) == 1
        sites.join(site.folder, path, None)
        opened = site.opened()
        opened.close()
        assert [key.public for key in opened.reading_keys] == [ring.newest]
        assert opened.secrets.dropped_keys == {ring.dropped}
    # From there it goes to the others, and to booths that join.
    site.next_bundle(tmp_path / "told.bundle")
    third = DataFolder(tmp_path / "third")
    sites.join(second, tmp_path / "told.bundle", None)
    sites.join(third, tmp_path / "told.bundle", "03")
    for folder in (second, third):
        secrets = open_key_file(folder.key_file, sites.BOOTH)
        assert [ReadingKey(key).public for key in secrets.reading_keys] == [ring.newest]
        assert secrets.dropped_keys == {ring.dropped}


def test_keys_that_two_booths_added_apart_are_both_kept(site, tmp_path: Path):
    second = DataFolder(tmp_path / "second")
    sites.join(second, site.bundle)
    (first,) = open_key_file(second.key_file, sites.BOOTH).reading_keys
    added = []
    for folder in (site.folder, second):
        opened = open_site(folder, sites.BOOTH)
        ring = rotate_reading_keys(opened, sites.BOOTH, sites.MORNING, add=True, drop=False)
        opened.close()
        added.append(ring.newest)
    site.next_bundle(tmp_path / "3.bundle")
    sites.join(second, tmp_path / "3.bundle", None)
    opened = open_site(second, sites.BOOTH)
    path = tmp_path / "4.bundle"
    write_bundle(opened, path, sites.BUNDLE, sites.BOOTH, sites.MORNING)
    opened.close()
    sites.join(site.folder, path, None)
    rings = [open_key_file(folder.key_file, sites.BOOTH) for folder in (site.folder, second)]
    assert rings[0].reading_keys == rings[1].reading_keys
    publics = [ReadingKey(key).public for key in rings[0].reading_keys]
    assert publics == [*added, ReadingKey(first).public]


def refuse_the_commit(folder: DataFolder) -> None:
    """Have the database refuse a transaction that adds an audit line, when it is committed."""
    with closing(sqlite3.connect(folder.database)) as connection:
        connection.executescript(
            """
            CREATE TABLE owner (id INTEGER PRIMARY KEY);
            CREATE TABLE owned (owner INTEGER REFERENCES owner DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER owning AFTER INSERT ON audit BEGIN INSERT INTO owned VALUES (-1); END;
            """
        )


CHANGES = {
    "passphrase": lambda site, out: change_passphrase(
        site, sites.BOOTH, "新的口令 12345", sites.MORNING
    ),
    "ring": lambda site, out: rotate_reading_keys(
        site, sites.BOOTH, sites.MORNING, add=True, drop=True
    ),
    "bundle": lambda site, out: write_bundle(site, out, sites.BUNDLE, sites.BOOTH, sites.MORNING),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_has_no_audit_line_has_not_happened(site, tmp_path: Path, what: str):
    before = site.folder.key_file.read_bytes()
    opened = site.opened()
    refuse_the_commit(site.folder)
    with pytest.raises(DatabaseConflict):
        CHANGES[what](opened, tmp_path / "next.bundle")
    opened.close()
    assert site.folder.key_file.read_bytes() == before
    assert not list(site.folder.root.glob("site.keys?*"))
    assert not (tmp_path / "next.bundle").exists()
    assert kinds(site.folder) == [(AuditKind.SITE_FOUNDED, None)]


@pytest.fixture
def small_disk(site, tmp_path: Path) -> Iterator[DataFolder]:
    """The booth's folder on a disk of its own, with room for little more."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs root on Linux to mount")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        yield DataFolder(Path(shutil.copytree(site.folder.root, disk / "data")))
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_leaves_a_booth_that_works_and_can_go_on(small_disk: DataFolder):
    site = open_site(small_disk, sites.BOOTH)
    fill(site, 400)
    site.close()
    before = read_again(small_disk)
    ballast = small_disk.root / "ballast"

    def fill_up(done: int, rows: int) -> None:
        if not ballast.exists():
            with suppress(OSError), ballast.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))

    with pytest.raises(DiskFull):
        change(small_disk, fill_up)
    ballast.unlink()
    assert read_again(small_disk) == before
    assert set(open_key_file(small_disk.key_file, sites.BOOTH).master_keys) == {1, 2}
    assert change(small_disk).resumed
    assert read_again(small_disk) == before
    assert versions(small_disk) == {b"\x00\x02"}


@pytest.mark.parametrize("blocks", [0, 1, 2])
def test_a_full_disk_leaves_the_old_passphrase(small_disk: DataFolder, blocks: int):
    site = open_site(small_disk, sites.BOOTH)
    before = small_disk.key_file.read_bytes()
    ballast = small_disk.root / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    os.truncate(ballast, ballast.stat().st_size - blocks * 4096)
    with pytest.raises(DiskFull):
        change_passphrase(site, sites.BOOTH, "新的口令 12345", sites.MORNING)
    ballast.unlink()
    site.close()
    assert small_disk.key_file.read_bytes() == before
    assert kinds(small_disk) == [(AuditKind.SITE_FOUNDED, None)]
