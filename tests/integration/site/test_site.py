"""A site on disk: founded whole or not at all, and never opened with less than it had."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station.demo.site import (
    ISSUER_FILE,
    PASSPHRASE,
    SitePlan,
    demo_keys,
    demo_plan,
    found_demo_site,
    found_site,
)
from station.keyring.issuer_file import open_issuer_file
from station.passphrase import PassphraseTooShort
from station.paths import DataFolder
from station.settings import Settings
from station.settings_file import read_settings
from station.site import SiteFounded, SiteKeysLost, is_founded, open_site
from station.storage.faults import DatabaseMissing, DatabaseUnavailable

pytestmark = pytest.mark.migrates

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


def test_the_demo_s_booth_signs_sheets_with_a_key_that_its_trust_list_knows(
    founded: DataFolder,
) -> None:
    site = open_site(founded, PASSPHRASE)
    key = site.secrets.sheet_signer
    signer = site.trust.present.sheet_signers[key.kid]
    assert (signer.public_key, signer.booth) == (key.public, site.settings.booth.number)
    site.close()


def test_a_founded_site_has_its_database_at_once(founded: DataFolder) -> None:
    assert names(founded) == FOUNDED
    site = open_site(founded, PASSPHRASE)
    with site.database.reading() as unit:
        assert unit.registrations.recent("02", 10) == []
    site.close()


def test_the_demo_site_is_founded_the_same_way_and_its_desk_can_be_opened(
    folder: DataFolder,
) -> None:
    found_demo_site(folder, Settings(), MORNING)
    assert names(folder) == sorted([*FOUNDED, ISSUER_FILE])
    opened = open_issuer_file(Path(read_settings(folder.settings).desk.issuer_file), PASSPHRASE)
    assert opened.key.public == demo_keys().issuer.public
    site = open_site(folder, PASSPHRASE)
    site.close()
    listed = list(site.trust.present.issuers.values())
    assert [(each.public_key, each.name) for each in listed] == [(opened.key.public, opened.name)]


def test_a_demo_site_takes_the_issuer_file_of_one_before_it(folder: DataFolder) -> None:
    found_demo_site(folder, Settings(), MORNING)
    before = (folder.root / ISSUER_FILE).read_bytes()
    with pytest.raises(SiteFounded):
        found_demo_site(folder, Settings(), MORNING)
    for path in (folder.key_file, folder.database):
        path.unlink()
    found_demo_site(folder, Settings(), MORNING)
    assert (folder.root / ISSUER_FILE).read_bytes() == before


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
    assert names(folder) == [in_the_way.name]
    in_the_way.rmdir()
    found_site(folder, plan)
    assert names(folder) == FOUNDED


def test_what_the_plan_lacks_is_told_before_a_file_is_written(
    folder: DataFolder, plan: SitePlan
) -> None:
    with pytest.raises(PassphraseTooShort):
        found_site(folder, replace(plan, passphrase="short"))
    assert not folder.root.exists()


def test_the_words_of_a_lost_database_say_to_restore_it(founded: DataFolder, catalogue) -> None:
    founded.database.unlink()
    with pytest.raises(DatabaseMissing) as raised:
        open_site(founded, PASSPHRASE)
    assert any(word in catalogue.next_step(raised.value) for word in ("backup", "备份"))
