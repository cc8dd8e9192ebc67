"""A site on disk: founded whole or not at all, and never opened with less than it had."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station.credential.refusals import TrustOlder, TrustSerialReused
from station.credential.trust import issue_trust_list
from station.demo.site import PASSPHRASE, demo_keys, demo_plan, found_demo_site
from station.passphrase import PassphraseTooShort
from station.paths import DataFolder
from station.settings import Settings
from station.site import (
    SiteFounded,
    SiteKeysLost,
    SitePlan,
    found_site,
    is_founded,
    open_site,
)
from station.storage.faults import DatabaseMissing, DatabaseUnavailable

MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
FOUNDED = ["settings.toml", "site.keys", "site.trust", "station.db"]


@pytest.fixture
def plan() -> SitePlan:
    return demo_plan(Settings(), MORNING)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A folder that is not there yet."""
    return DataFolder(tmp_path / "data")


@pytest.fixture
def founded(folder: DataFolder, plan: SitePlan) -> DataFolder:
    found_site(folder, plan)
    return folder


def names(folder: DataFolder) -> list[str]:
    return sorted(path.name for path in folder.root.iterdir())


def content(folder: DataFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.root.iterdir()}


def trust(serial: int, minute: int = 0) -> bytes:
    """A list of the demo's root; another minute gives other bytes of the same serial."""
    issued_at = MORNING.replace(minute=minute)
    return issue_trust_list(demo_keys().root, serial=serial, issued_at=issued_at, issuers=[])


def opened_serial(folder: DataFolder) -> int:
    site = open_site(folder, PASSPHRASE)
    site.close()
    return site.trust.serial


def test_a_founded_site_has_its_database_at_once(founded: DataFolder) -> None:
    assert names(founded) == FOUNDED
    site = open_site(founded, PASSPHRASE)
    with site.database.reading() as unit:
        assert unit.registrations.recent("02", 10) == []
    site.close()


def test_the_demo_site_is_founded_the_same_way(folder: DataFolder) -> None:
    found_demo_site(folder, Settings(), MORNING)
    assert names(folder) == FOUNDED


def test_a_lost_database_is_missed_and_not_made_anew(founded: DataFolder) -> None:
    founded.database.unlink()
    for _ in range(2):
        with pytest.raises(DatabaseMissing):
            open_site(founded, PASSPHRASE)
        assert not founded.database.exists()


def test_a_restored_database_opens_again(founded: DataFolder, tmp_path: Path) -> None:
    backup = shutil.copy(founded.database, tmp_path / "backup.db")
    founded.database.unlink()
    with pytest.raises(DatabaseMissing):
        open_site(founded, PASSPHRASE)
    shutil.copy(backup, founded.database)
    open_site(founded, PASSPHRASE).close()


def test_a_founded_folder_is_not_founded_again(founded: DataFolder, plan: SitePlan) -> None:
    before = content(founded)
    with pytest.raises(SiteFounded):
        found_site(founded, plan)
    assert content(founded) == before


def test_a_database_without_its_keys_is_not_written_over(
    founded: DataFolder, plan: SitePlan
) -> None:
    founded.key_file.unlink()
    before = content(founded)
    with pytest.raises(SiteKeysLost):
        found_site(founded, plan)
    assert content(founded) == before


def test_a_founding_that_failed_can_be_tried_again(folder: DataFolder, plan: SitePlan) -> None:
    in_the_way = folder.key_file.with_name("site.keys.part")
    in_the_way.mkdir(parents=True)
    with pytest.raises(DatabaseUnavailable):
        found_site(folder, plan)
    assert not is_founded(folder)
    assert names(folder) == ["settings.toml", in_the_way.name, "site.trust"]
    in_the_way.rmdir()
    found_site(folder, plan)
    assert names(folder) == FOUNDED


def test_what_the_plan_lacks_is_told_before_a_file_is_written(
    folder: DataFolder, plan: SitePlan
) -> None:
    with pytest.raises(PassphraseTooShort):
        found_site(folder, replace(plan, passphrase="short"))
    assert not folder.root.exists()


def test_a_newer_trust_list_is_taken_and_no_older_one_after_it(founded: DataFolder) -> None:
    founding = founded.trust.read_bytes()
    for serial in (5, 9):
        founded.trust.write_bytes(trust(serial))
        assert opened_serial(founded) == serial
    for older in (founding, trust(5), trust(8)):
        founded.trust.write_bytes(older)
        with pytest.raises(TrustOlder) as refused:
            open_site(founded, PASSPHRASE)
        assert refused.value.params["current"] == 9
    founded.trust.write_bytes(trust(9))
    assert opened_serial(founded) == 9


def test_another_list_of_the_same_serial_is_refused(founded: DataFolder) -> None:
    # The founding list counts as accepted, and is never opened before in this test.
    founded.trust.write_bytes(trust(1))
    with pytest.raises(TrustSerialReused):
        open_site(founded, PASSPHRASE)
    founded.trust.write_bytes(trust(2))
    opened_serial(founded)
    founded.trust.write_bytes(trust(2, minute=1))
    with pytest.raises(TrustSerialReused):
        open_site(founded, PASSPHRASE)


def test_a_refused_list_leaves_no_file_open_and_none_changed(founded: DataFolder) -> None:
    founded.trust.write_bytes(trust(4))
    opened_serial(founded)
    founded.trust.write_bytes(trust(3))
    before = content(founded)
    with pytest.raises(TrustOlder):
        open_site(founded, PASSPHRASE)
    assert content(founded) == before


def test_the_words_of_a_lost_database_say_to_restore_it(founded: DataFolder, catalogue) -> None:
    founded.database.unlink()
    with pytest.raises(DatabaseMissing) as raised:
        open_site(founded, PASSPHRASE)
    assert any(word in catalogue.next_step(raised.value) for word in ("backup", "备份"))
