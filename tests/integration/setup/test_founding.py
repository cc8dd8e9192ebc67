"""A site is made whole or not at all, and its private keys lie in no booth and in no bundle."""

from __future__ import annotations

import base64
import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from station import private_files
from station.credential.trust import TrustList
from station.domain.audit import AuditKind
from station.domain.person import NameMissing
from station.domain.staff import BadgeUnusable, Role
from station.errors import StationError
from station.keyring.issuer_file import open_issuer_file
from station.keyring.root_file import open_root_file
from station.keyring.sealed_file import Strength
from station.passphrase import PassphraseTooShort
from station.paths import DataFolder
from station.pin import PinTrivial, pin_fits
from station.setting_rules import SettingWrong
from station.setup.faults import (
    BoothBeyondSite,
    KeysBesideData,
    KeysNotWritten,
    PassphrasesAlike,
    SiteKeysThere,
    SiteNameMissing,
)
from station.setup.founding import make_site
from station.setup.wishes import FirstManager, NewSite
from station.site import DataFolderForeign, SiteFounded, open_site
from tests.integration.setup import sites


def test_the_founding_booth_opens_with_all_that_was_chosen(pristine):
    site = pristine.opened()
    assert site.settings.site.name == "张江镇第三采样点"
    assert (site.settings.site.booths, site.settings.site.lab) == (4, "一检")
    assert site.reading_keys[0].public == pristine.made.reading_public_key
    assert site.secrets.sheet_signer.public == pristine.made.sheet_public_key
    assert site.secrets.bundle_number == 1
    with site.database.reading() as unit:
        (manager,) = unit.staff.all()
        assert manager.roles == {Role.MANAGER}
        assert (manager.name, manager.badge) == (sites.MANAGER, sites.BADGE)
        assert pin_fits(sites.PIN, unit.staff.pin(manager.id).hash)
        assert unit.staff.by_badge(sites.BADGE) == manager
    site.close()
    (founded,) = sites.events(pristine.folder)
    assert founded.kind is AuditKind.SITE_FOUNDED
    assert sites.MANAGER not in str(founded.facts)


def test_the_first_trust_list_names_the_desk_and_the_booths_sheets(pristine):
    root = open_root_file(pristine.out / "root.keys", sites.ROOT)
    issuer = open_issuer_file(pristine.out / "issuer.keys", sites.ISSUER)
    assert issuer.name == "张江镇第三采样点"
    raw = (pristine.out / "site.trust").read_bytes()
    trust = TrustList.open(raw, root.public)
    assert trust.serial == 1
    assert trust.issuers[issuer.key.kid].name == issuer.name
    (signer,) = trust.sheet_signers.values()
    assert (signer.booth, signer.public_key) == ("01", pristine.made.sheet_public_key)
    assert pristine.folder.trust.read_bytes() == raw


def test_private_keys_are_in_no_bundle_and_in_no_data_folder(pristine):
    root = open_root_file(pristine.out / "root.keys", sites.ROOT)
    issuer = open_issuer_file(pristine.out / "issuer.keys", sites.ISSUER)
    bundle = sites.opened_bundle(pristine.bundle).encoded()
    site = pristine.opened()
    secrets = site.secrets.encoded()
    site.close()
    places = [bundle, secrets]
    places += [path.read_bytes() for path in pristine.folder.root.rglob("*") if path.is_file()]
    for seed in (root.seed, issuer.key.seed):
        for form in (seed, seed.hex().encode(), base64.b64encode(seed)):
            assert not any(form in place for place in places)
    for own in (site.secrets.trail_key, site.secrets.sheet_key):
        assert own not in bundle


def test_all_that_is_written_is_its_owners_alone(pristine):
    for root in (pristine.folder.root, pristine.out):
        assert root.stat().st_mode & 0o777 == 0o700
        for path in root.rglob("*"):
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


WRONG: dict[str, tuple[Callable[[NewSite], NewSite], type[StationError]]] = {
    "no name": (lambda new: sites.new_site(""), SiteNameMissing),
    "a booth too many": (
        lambda new: replace(
            new, settings=replace(new.settings, booth=replace(new.settings.booth, number="05"))
        ),
        BoothBeyondSite,
    ),
    "a bad pattern": (
        lambda new: replace(
            new, settings=replace(new.settings, tubes=replace(new.settings.tubes, pattern="(("))
        ),
        SettingWrong,
    ),
    "a short passphrase": (
        lambda new: replace(new, passphrases=replace(new.passphrases, bundle="short")),
        PassphraseTooShort,
    ),
    "a passphrase for two": (
        lambda new: replace(new, passphrases=replace(new.passphrases, root=sites.BOOTH)),
        PassphrasesAlike,
    ),
    "nobody": (lambda new: replace(new, manager=FirstManager(" ", "2580")), NameMissing),
    "an easy PIN": (lambda new: replace(new, manager=FirstManager("孙丽", "1234")), PinTrivial),
    "a strange badge": (
        lambda new: replace(new, manager=FirstManager("孙丽", "2580", "X1")),
        BadgeUnusable,
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_before_anything_is_written(tmp_path: Path, wrong: str):
    change, error = WRONG[wrong]
    with pytest.raises(error):
        sites.make(tmp_path, change(sites.new_site()))
    assert list(tmp_path.iterdir()) == []


def test_the_private_keys_are_not_put_beside_the_data(tmp_path: Path):
    folder = DataFolder(tmp_path / "data")
    for out in (folder.root, folder.root / "keys"):
        with pytest.raises(KeysBesideData):
            make_site(folder, out, sites.new_site(), sites.MORNING, Strength.LEAST)
    assert list(tmp_path.iterdir()) == []


def test_a_site_is_not_made_over_another(site):
    before = site.folder.key_file.read_bytes()
    with pytest.raises(SiteFounded):
        make_site(
            site.folder, site.out.parent / "new", sites.new_site(), sites.MORNING, Strength.LEAST
        )
    assert site.folder.key_file.read_bytes() == before
    assert not (site.out.parent / "new").exists()


def test_keys_are_not_written_over_others(tmp_path: Path, catalogue):
    there = [tmp_path / "out" / name for name in ("root.keys", "site.bundle")]
    there[0].parent.mkdir()
    for path in there:
        path.write_text("another site's, or left by a power cut")
    with pytest.raises(SiteKeysThere) as told:
        sites.make(tmp_path)
    assert sorted(tmp_path.rglob("*")) == [there[0].parent, *there]
    # The words name the files, and what to do with each kind of them.
    assert "root.keys, site.bundle" in catalogue.title(told.value)
    step = catalogue.next_step(told.value)
    assert any(word in step for word in ("remove", "删除"))
    assert any(word in step for word in ("another folder", "另选文件夹"))


FAILING = [
    *(("out", name) for name in ("root.keys", "issuer.keys", "site.bundle", "site.trust")),
    *(("data", name) for name in ("site.trust", "settings.toml", "site.keys")),
]


@pytest.mark.parametrize(("folder", "name"), FAILING)
def test_a_disk_that_fails_after_the_last_word_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, name: str
):
    sync = private_files.sync_folder

    def fail(path: Path) -> None:
        # The file is in its place by now.
        if (path.name, (path / name).exists()) == (folder, True):
            raise OSError(errno.EIO, "the disk failed")
        sync(path)

    monkeypatch.setattr(private_files, "sync_folder", fail)
    with pytest.raises(StationError):
        sites.make(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    made = sites.make(tmp_path)
    open_site(made.folder, sites.BOOTH).close()


@pytest.mark.parametrize("in_the_way", ["out/site.bundle.part", "data/site.keys.part"])
def test_what_fails_half_way_leaves_nothing_and_can_be_tried_again(tmp_path, in_the_way: str):
    (tmp_path / in_the_way).mkdir(parents=True)
    with pytest.raises(StationError):
        sites.make(tmp_path)
    left = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()]
    assert left == []
    (tmp_path / in_the_way).rmdir()
    made = sites.make(tmp_path)
    open_site(made.folder, sites.BOOTH).close()


def test_a_folder_below_a_file_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KeysNotWritten):
        make_site(
            *(DataFolder(tmp_path / "data"), tmp_path / "file" / "out"),
            *(sites.new_site(), sites.MORNING, Strength.LEAST),
        )
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_of_other_things_is_not_taken_for_the_data(tmp_path: Path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "letters.txt").write_text("not a booth's")
    data.chmod(0o755)
    with pytest.raises(DataFolderForeign):
        sites.make(tmp_path)
    assert sorted(tmp_path.rglob("*")) == [data, data / "letters.txt"]
    assert data.stat().st_mode & 0o777 == 0o755


def test_what_a_console_put_there_before_is_no_hindrance(tmp_path: Path):
    folder = DataFolder(tmp_path / "data")
    folder.logs.mkdir(parents=True)
    folder.lock.write_text("")
    folder.root.chmod(0o755)
    sites.make(tmp_path)
    assert folder.root.stat().st_mode & 0o777 == 0o700


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path):
    (tmp_path / "out").write_text("")
    with pytest.raises(KeysNotWritten):
        sites.make(tmp_path)
    assert not (tmp_path / "data").exists()
