"""A backup that is brought back: whole, and never over what is newer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from station.backup.faults import (
    BackupDamaged,
    BackupMissing,
    BackupNewer,
    RestoreOtherBooth,
    RestoreOtherSite,
    RestoreOverNewer,
)
from station.backup.restore import restore_backup
from station.backup.write import write_backup
from station.credential.trust import issue_trust_list
from station.demo.people import resident
from station.demo.site import PASSPHRASE, demo_plan, found_site
from station.domain.audit import AuditEvent, AuditKind
from station.domain.batch import Batch, batch_number
from station.domain.ids import new_id
from station.domain.receipt import SentTubes
from station.keyring.faults import PassphraseWrong
from station.paths import DataFolder
from station.settings import Settings
from station.site import DataFolderForeign
from station.storage.faults import DatabaseNewer
from tests.integration.backup.conftest import made
from tests.integration.commands.program import files_of
from tests.integration.services.driver import BoothDriver


@pytest.fixture
def laptop(tmp_path) -> DataFolder:
    """Another machine's empty folder."""
    return DataFolder(tmp_path / "laptop")


def restored(path, folder, clock):
    return restore_backup(path, folder, PASSPHRASE, clock.now())


def test_a_new_laptop_goes_on_where_the_old_one_stood(booth, backup, laptop, clock):
    receipt = restored(backup.path, laptop, clock)
    assert (receipt.head.booth, receipt.set_aside) == (booth.uses.booth.number, None)
    booth.close()
    again = BoothDriver(laptop, clock, Settings())
    try:
        assert again.registered() == [(resident(index), index + 1) for index in range(3)]
        assert again.session.pooled.count == 3
        again.sign_in()
        again.person(8)
        assert again.session.pooled.count == 4
        with again.site.database.reading() as unit:
            kinds = [line.event.kind for line in unit.audit.lines()]
        assert AuditKind.RESTORED in kinds
    finally:
        again.close()


def test_it_may_go_over_itself_and_over_older_records(booth, backup, clock):
    """The database that stood there is set aside, not removed."""
    booth.person(5)
    newer = made(booth, backup.path.parent, clock.now() + timedelta(minutes=1))
    booth.close()
    receipt = restored(newer.path, booth.folder, clock)
    assert receipt.set_aside is not None
    with closing(sqlite3.connect(receipt.set_aside)) as raw:
        assert raw.execute("SELECT count(*) FROM registration").fetchone() == (4,)
    again = BoothDriver(booth.folder, clock, Settings())
    assert len(again.registered()) == 4
    again.close()


def test_it_is_refused_over_newer_records_and_nothing_changes(booth, backup, clock):
    booth.person(5)
    booth.close()
    before = files_of(booth.folder)
    with pytest.raises(RestoreOverNewer):
        restored(backup.path, booth.folder, clock)
    assert files_of(booth.folder) == before


def test_a_withdrawal_is_newer_too(booth, backup, clock):
    """No row was added: only the trail tells."""
    booth.uses.operate.undo()
    with booth.site.database.writing() as unit:
        unit.audit.add(AuditEvent(clock.now(), "02", None, AuditKind.WITHDRAWN, {}))
        unit.commit()
    booth.close()
    with pytest.raises(RestoreOverNewer):
        restored(backup.path, booth.folder, clock)


def test_records_that_went_another_way_are_not_replaced(booth, backup, stick, laptop, clock):
    """Both laptops went on after the move: neither holds all."""
    restored(backup.path, laptop, clock)
    other = BoothDriver(laptop, clock, Settings())
    one_way = made(other, stick, clock.now() + timedelta(hours=1))
    other.close()
    booth.close()
    with pytest.raises(RestoreOverNewer):
        restored(one_way.path, booth.folder, clock)


def test_a_person_at_the_desk_or_a_sealed_tube_is_newer_too(booth, backup, clock):
    """No line of the trail, no new row of a registration: a record that changed."""
    booth.uses.operate.seal()
    booth.close()
    with pytest.raises(RestoreOverNewer):
        restored(backup.path, booth.folder, clock)


def test_a_receipt_is_newer_too(booth, backup, clock):
    """Even if its line of the trail were not there."""
    at = clock.now()
    batch = Batch(new_id(at), batch_number(at.date(), "02", 7), "02", at.date(), 7)
    sent = SentTubes(batch.id, 1, ())
    with booth.site.database.writing() as unit:
        unit.batches.add(batch)
        unit.receipts.add(sent.counted(new_id(at), at, 1, None))
        unit.commit()
    booth.close()
    with pytest.raises(RestoreOverNewer):
        restored(backup.path, booth.folder, clock)


def test_a_newer_program_s_database_is_refused_before_anything_moves(
    booth, stick, clock, laptop, monkeypatch
):
    with closing(sqlite3.connect(booth.folder.database)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    newer = write_backup(booth.site, stick, clock.now())
    with pytest.raises(DatabaseNewer):
        restored(newer.path, laptop, clock)
    assert files_of(laptop) == {}


def test_a_broken_database_may_be_replaced(booth, backup, clock):
    booth.close()
    booth.folder.database.write_bytes(b"SQLite format 3\0 and then nothing of use" * 100)
    receipt = restored(backup.path, booth.folder, clock)
    assert receipt.set_aside is not None
    assert receipt.set_aside.exists()


def test_another_site_s_folder_is_left_alone(booth, backup, laptop, clock):
    plan = demo_plan(Settings(), clock.now())
    found_site(laptop, replace(plan, site_id="site-7"))
    before = files_of(laptop)
    with pytest.raises(RestoreOtherSite):
        restored(backup.path, laptop, clock)
    assert files_of(laptop) == before
    laptop.key_file.unlink()
    with pytest.raises(RestoreOtherSite):
        restored(backup.path, laptop, clock)


def test_another_booth_s_folder_is_left_alone(backup, laptop, clock):
    plan = demo_plan(Settings(), clock.now())
    other = replace(plan.settings, booth=replace(plan.settings.booth, number="07"))
    found_site(laptop, replace(plan, settings=other))
    before = files_of(laptop)
    with pytest.raises(RestoreOtherBooth) as told:
        restored(backup.path, laptop, clock)
    assert told.value.params["number"] == "07"
    assert files_of(laptop) == before


def test_a_folder_of_other_things_is_left_as_it_is(backup, laptop, clock):
    laptop.root.mkdir(mode=0o755)
    (laptop.root / "letters.txt").write_text("not a booth's")
    laptop.root.chmod(0o755)
    with pytest.raises(DataFolderForeign):
        restored(backup.path, laptop, clock)
    assert [path.name for path in laptop.root.iterdir()] == ["letters.txt"]
    assert laptop.root.stat().st_mode & 0o777 == 0o755


def test_a_wrong_passphrase_changes_nothing(backup, laptop, clock):
    with pytest.raises(PassphraseWrong):
        restore_backup(backup.path, laptop, "wrong wrong", clock.now())
    assert files_of(laptop) == {}


def test_a_newer_trust_list_stays(booth, backup, clock):
    """A restored booth never believes again what was revoked meanwhile."""
    keys = booth.keys
    issuers = list(booth.site.trust.present.issuers.values())
    raw = issue_trust_list(keys.root, serial=99, issued_at=clock.now(), issuers=issuers)
    booth.folder.trust.write_bytes(raw)
    booth.close()
    restored(backup.path, booth.folder, clock)
    assert booth.folder.trust.read_bytes() == raw


@pytest.mark.parametrize("cut", [0, 5, 20, 400, 2000, -300, -1])
def test_a_cut_file_is_damaged(backup, laptop, clock, cut):
    data = backup.path.read_bytes()
    backup.path.write_bytes(data[:cut])
    with pytest.raises(BackupDamaged):
        restored(backup.path, laptop, clock)
    assert files_of(laptop) == {}


def test_any_altered_byte_is_found(backup, laptop, clock):
    data = backup.path.read_bytes()
    head = data.index(b"}") + 1
    for place in (0, 16, 20, 60, head + 3, head + 30, len(data) // 2, len(data) - 1):
        altered = bytearray(data)
        altered[place] ^= 0x20
        backup.path.write_bytes(altered)
        with pytest.raises((BackupDamaged, BackupNewer, PassphraseWrong)):
            restored(backup.path, laptop, clock)
    backup.path.write_bytes(data + b"\0")
    with pytest.raises(BackupDamaged):
        restored(backup.path, laptop, clock)


def test_a_newer_format_and_a_missing_file_are_told(backup, laptop, clock):
    data = backup.path.read_bytes()
    backup.path.write_bytes(data.replace(b"station-backup 1\n", b"station-backup 7\n", 1))
    with pytest.raises(BackupNewer) as caught:
        restored(backup.path, laptop, clock)
    assert caught.value.params == {"version": 7}
    with pytest.raises(BackupMissing):
        restored(backup.path.with_name("none"), laptop, clock)
