"""A backup: whole, encrypted, read back, and made while the booth goes on."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from station.backup import backup_file
from station.backup.faults import BackupCancelled, BackupKeysChanged, BackupNotWritten
from station.backup.prune import prune_backups, prune_copies
from station.backup.write import write_backup
from station.demo.people import resident
from station.domain.audit import AuditKind
from station.storage.snapshot import SnapshotCancelled, take_snapshot


def left_in(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_says_what_it_is_and_lies_for_its_owner_only(booth, stick, backup):
    assert backup.path.parent == stick
    assert left_in(stick) == [backup.path.name]
    assert backup.path.name == f"backup-{booth.uses.booth.number}-20261122T010012Z.backup"
    data = backup.path.read_bytes()
    assert (backup.size, backup.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    if sys.platform != "win32":
        assert backup.path.stat().st_mode & 0o777 == 0o600


def test_nothing_personal_can_be_read_in_it(booth, backup):
    data = backup.path.read_bytes()
    for index in range(3):
        person = resident(index)
        for secret in (person.name, person.document.number, person.phone):
            assert secret.encode() not in data
            assert secret.encode("utf-16-le") not in data
    assert b"310115000001" not in data, "not even a tube"


def test_the_trail_tells_of_it_and_only_after_it_was_read_back(booth, backup, stick):
    with booth.site.database.reading() as unit:
        *before, line = unit.audit.lines()
    assert line.event.kind is AuditKind.BACKED_UP
    assert line.event.facts == {
        "file": backup.path.name,
        "sha256": backup.sha256,
        "trail": len(before),
    }
    with pytest.raises(BackupNotWritten):
        write_backup(booth.site, stick / "missing", booth.clock.now())
    with booth.site.database.reading() as unit:
        assert unit.audit.head().length == len(before) + 1


def test_a_second_one_in_the_same_second_has_another_name(booth, stick, backup):
    other = write_backup(booth.site, stick, booth.clock.now())
    assert left_in(stick) == sorted([backup.path.name, other.path.name])
    assert other.path.name == backup.path.name.replace(".backup", "-2.backup")


def test_the_booth_registers_while_it_is_made(booth, stick):
    """The backup holds one moment; whoever is registered meanwhile is in the records."""
    started, go_on = threading.Event(), threading.Event()

    def progress(done: float) -> None:
        started.set()
        assert go_on.wait(20)

    receipts = []
    thread = threading.Thread(
        target=lambda: receipts.append(
            write_backup(booth.site, stick, booth.clock.now(), progress=progress)
        )
    )
    thread.start()
    assert started.wait(20)
    booth.person(7)
    go_on.set()
    thread.join()
    assert len(booth.registered()) == 4
    assert receipts[0].extent.last["registration"] == 3


def test_a_cancelled_one_leaves_nothing(booth, stick):
    cancel = threading.Event()
    with pytest.raises(BackupCancelled):
        write_backup(
            booth.site, stick, booth.clock.now(), progress=lambda done: cancel.set(), cancel=cancel
        )
    assert left_in(stick) == []
    assert not list(booth.folder.root.glob("snapshot-*"))


def test_the_copy_itself_can_be_cancelled(booth, tmp_path):
    """Many rows, so that SQLite asks in the midst of its work."""
    cancel = threading.Event()
    cancel.set()
    copy = tmp_path / "copy.db"
    with booth.site.database.writing() as unit:
        unit._connection.execute(
            text(
                "INSERT INTO refusal WITH RECURSIVE n(i) AS "
                "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                "SELECT randomblob(16), i, '02', 'gun', 'expired' FROM n"
            )
        )
        unit.commit()
    with pytest.raises(SnapshotCancelled):
        take_snapshot(booth.folder.database, copy, cancel=cancel)
    assert not copy.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small file system")
def test_a_full_stick_leaves_nothing(booth, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        with pytest.raises(BackupNotWritten):
            write_backup(booth.site, small, booth.clock.now())
        assert left_in(small) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_what_does_not_read_back_is_no_backup(booth, stick, monkeypatch):
    """A stick that alters what it stores: the last byte of the stream."""
    write = backup_file.write_stream

    def altered(target, *given):
        write(target, *given)
        target.seek(-1, 1)
        target.write(b"\x00")

    monkeypatch.setattr(backup_file, "write_stream", altered)
    with pytest.raises(BackupNotWritten):
        write_backup(booth.site, stick, booth.clock.now())
    assert left_in(stick) == []


def test_old_ones_are_pruned_but_never_the_newest(booth, stick):
    now = booth.clock.now()
    made = [
        write_backup(booth.site, stick, now - timedelta(days=days)).path.name
        for days in (0, 1, 2, 70)
    ]
    foreign = [
        made[3].replace(f"-{booth.uses.booth.number}-", "-33-"),
        "backup of the lab.backup",
    ]
    for name in foreign:
        (stick / name).write_bytes(b"")
    assert prune_backups(stick, booth.uses.booth.number, keep=9, days=60, now=now) == 1
    assert left_in(stick) == sorted([*made[:3], *foreign])
    assert prune_backups(stick, booth.uses.booth.number, keep=2, days=60, now=now) == 1
    assert prune_backups(stick, booth.uses.booth.number, 1, 60, now + timedelta(days=400)) == 1
    assert left_in(stick) == sorted([made[0], *foreign])


def test_copies_from_before_a_migration_or_a_restore_go_in_their_time(booth):
    root, now = booth.folder.root, booth.clock.now()
    names = ("station.db.before-0003.bak", "station.db.replaced-20260901T000000Z", "notes.bak")
    for name in names:
        (root / name).write_bytes(b"")
        old = (now - timedelta(days=61)).timestamp()
        os.utime(root / name, (old, old))
    fresh = root / "station.db.before-0004.bak"
    fresh.write_bytes(b"")
    recent = (now - timedelta(days=59)).timestamp()
    os.utime(fresh, (recent, recent))
    assert prune_copies(booth.folder, 60, now) == 2
    assert not (root / names[0]).exists()
    assert not (root / names[1]).exists()
    assert (root / names[2]).exists()
    assert fresh.exists()


def test_it_can_be_given_up_between_any_two_chunks(booth, stick, monkeypatch):
    """A slow stick does not keep a console that has closed."""
    cancel, write = threading.Event(), backup_file.write_stream

    def slow(target, before, secrets, members, before_chunk):
        def chunk() -> None:
            cancel.set()
            before_chunk()

        write(target, before, secrets, members, chunk)

    monkeypatch.setattr(backup_file, "write_stream", slow)
    with pytest.raises(BackupCancelled):
        write_backup(booth.site, stick, booth.clock.now(), cancel=cancel)
    assert left_in(stick) == []


def test_keys_that_change_meanwhile_make_no_backup(booth, stick):
    """A copy that only the new keys open would not be restored by the old."""
    key_file = booth.folder.key_file

    def rotate(done: float) -> None:
        if done == 0.7:
            key_file.write_bytes(key_file.read_bytes() + b" ")

    with pytest.raises(BackupKeysChanged):
        write_backup(booth.site, stick, booth.clock.now(), progress=rotate)
    assert left_in(stick) == []
