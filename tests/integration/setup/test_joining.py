"""A second booth joins with the site's bundle; one that is there takes newer ones, never older."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from station.commands.trust_arguments import named_key
from station.credential.cbor import decode, encode
from station.credential.handover import Handover, SignedHandover, handover_text
from station.credential.keys import ReadingKey
from station.credential.refusals import TrustMalformed
from station.credential.sheet_refusals import UnknownSigner
from station.credential.trust import issue_trust_list
from station.credential.trust_draft import TrustDraft
from station.domain.audit import AuditKind
from station.domain.ids import new_id
from station.domain.staff import Role, StaffMember
from station.domain.staff_ports import PinState
from station.errors import StationError
from station.keyring.bundle import create_bundle
from station.keyring.faults import (
    BundleDamaged,
    BundleMissing,
    BundleNewer,
    BundlePassphraseWrong,
    KeyFileOfOtherKind,
    PassphraseWrong,
)
from station.keyring.root_file import open_root_file
from station.keyring.sealed_file import Strength
from station.passphrase import PassphraseTooShort
from station.paths import DataFolder
from station.services.trust_in_force import TrustWay
from station.settings_file import read_settings, write_settings
from station.setup.faults import (
    BoothBeyondSite,
    BoothOther,
    BoothTaken,
    BundleKeysDiffer,
    BundleOlder,
    BundleOtherSite,
    BundleSettingsNewer,
    PassphrasesAlike,
    ReadingKeysEnded,
)
from station.setup.joining import merged_secrets
from station.site import SiteKeysLost, open_site
from tests.integration.commands.program import files_of
from tests.integration.setup import sites


@pytest.fixture
def second(site, tmp_path: Path) -> DataFolder:
    """The folder of a booth that has joined."""
    folder = DataFolder(tmp_path / "second")
    sites.join(folder, site.bundle)
    return folder


def test_a_booth_joins_with_what_the_site_shares(site, tmp_path: Path):
    folder = DataFolder(tmp_path / "second")
    joined = sites.join(folder, site.bundle)
    first, second = site.opened(), open_site(folder, sites.BOOTH)
    own, theirs = second.secrets, first.secrets
    assert own.master_keys == theirs.master_keys
    assert own.index_key == theirs.index_key
    assert own.reading_keys == theirs.reading_keys
    assert own.trail_key != theirs.trail_key
    assert own.sheet_key != theirs.sheet_key
    assert joined.sheet_public_key == own.sheet_signer.public
    assert second.settings.booth.number == "02"
    assert second.settings.site == first.settings.site
    assert second.trust.present.mark == first.trust.present.mark
    assert own.least_trust_serial == 1
    with second.database.reading() as unit:
        assert [member.name for member in unit.staff.all()] == [sites.MANAGER]
    first.close()
    second.close()
    (event,) = sites.events(folder)
    assert (event.kind, event.facts["bundle"]) == (AuditKind.SITE_JOINED, 1)
    for path in folder.root.rglob("*"):
        assert path.stat().st_mode & 0o777 == 0o600, path


def broken(path: Path, kind: str) -> None:
    data = path.read_bytes()
    if kind == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif kind == "a bit":
        path.write_bytes(data[:200] + bytes([data[200] ^ 1]) + data[201:])
    elif kind == "newer":
        path.write_text(json.dumps({**json.loads(data), "version": 2}))
    elif kind == "gone":
        path.unlink()
    elif kind == "key file":
        shutil.copy(path.parent / "root.keys", path)


BROKEN: list[tuple[str, type[StationError]]] = [
    ("cut", BundleDamaged),
    ("a bit", BundleDamaged),
    ("newer", BundleNewer),
    ("gone", BundleMissing),
    ("key file", KeyFileOfOtherKind),
]


@pytest.mark.parametrize(("kind", "error"), BROKEN)
def test_a_bundle_that_is_not_whole_changes_nothing(site, tmp_path, second, kind, error):
    broken(site.bundle, kind)
    folder, before = DataFolder(tmp_path / "third"), files_of(second)
    with pytest.raises(error):
        sites.join(folder, site.bundle, "03")
    assert not folder.root.exists()
    with pytest.raises(error):
        sites.join(second, site.bundle, None)
    assert files_of(second) == before


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"bundle_passphrase": "another one"}, BundlePassphraseWrong),
        ({"passphrase": "short"}, PassphraseTooShort),
        ({"passphrase": sites.BUNDLE}, PassphrasesAlike),
        ({"booth": "01"}, BoothTaken),
        ({"booth": "40"}, BoothBeyondSite),
    ],
)
def test_a_wrong_wish_is_told_and_nothing_written(site, tmp_path, change, error):
    folder = DataFolder(tmp_path / "third")
    with pytest.raises(error):
        sites.join(folder, site.bundle, **{"booth": "03", **change})
    assert not folder.root.exists()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"bundle_passphrase": "another one"}, BundlePassphraseWrong),
        ({"passphrase": "another one"}, PassphraseWrong),
        ({"booth": "03"}, BoothOther),
    ],
)
def test_a_booth_that_is_there_keeps_all_after_a_wrong_wish(site, second, change, error):
    before = files_of(second)
    with pytest.raises(error):
        sites.join(second, site.bundle, **{"booth": None, **change})
    assert files_of(second) == before


def test_another_sites_bundle_is_refused(site, second, tmp_path: Path):
    other = sites.make(tmp_path / "other", sites.new_site("另一个"))
    before = files_of(second)
    with pytest.raises(BundleOtherSite):
        sites.join(second, other.bundle, None)
    assert files_of(second) == before


def test_a_database_without_its_keys_is_not_joined_over(site, second):
    second.key_file.unlink()
    before = files_of(second)
    with pytest.raises(SiteKeysLost):
        sites.join(second, site.bundle)
    assert files_of(second) == before


def test_a_newer_bundle_brings_settings_staff_keys_and_trust(site, second, tmp_path: Path):
    settings = read_settings(site.folder.settings)
    rules = replace(settings.rules, repeat_window_days=7)
    write_settings(site.folder.settings, replace(settings, rules=rules))
    root = open_root_file(site.out / "root.keys", sites.ROOT)
    site.folder.trust.write_bytes(
        issue_trust_list(root, serial=5, issued_at=sites.MORNING, issuers=[])
    )
    member = StaffMember(new_id(sites.MORNING), "王小明", frozenset({Role.OPERATOR}), "OP1001")
    first = site.opened()
    with first.database.writing() as unit:
        (manager,) = unit.staff.all()
        unit.staff.put(member, PinState("hash"), sites.MORNING)
        gone = replace(manager, active=False)
        unit.staff.put(gone, PinState("hash", 3), sites.MORNING)
        unit.commit()
    first.close()
    site.next_bundle(tmp_path / "2.bundle")
    # Only this booth knows her, and the badge is another's now.
    local = StaffMember(new_id(sites.MORNING), "临时", frozenset({Role.OPERATOR}), "OP1001")
    opened = open_site(second, sites.BOOTH)
    own = opened.secrets
    with opened.database.writing() as unit:
        unit.staff.put(local, PinState("hash"), sites.MORNING)
        unit.commit()
    opened.close()

    joined = sites.join(second, tmp_path / "2.bundle", None)

    assert (joined.updated, joined.bundle_number, joined.trust_serial) == (True, 2, 5)
    opened = open_site(second, sites.BOOTH)
    assert opened.settings.rules.repeat_window_days == 7
    assert opened.settings.booth.number == "02"
    assert opened.secrets.least_trust_serial == 5
    assert (opened.secrets.trail_key, opened.secrets.sheet_key) == (own.trail_key, own.sheet_key)
    with opened.database.reading() as unit:
        assert unit.staff.by_badge("OP1001") == member
        assert unit.staff.get(local.id).badge is None
        assert unit.staff.get(manager.id) == gone
        assert unit.staff.pin(manager.id).failures == 0
    opened.close()
    assert sites.events(second)[-1].kind is AuditKind.SITE_JOINED

    before = files_of(second)
    with pytest.raises(BundleOlder) as refused:
        sites.join(second, site.bundle, None)
    assert refused.value.params == {"number": 1, "current": 2}
    assert files_of(second) == before


def test_a_newer_trust_list_of_the_booth_stays(site, second, tmp_path: Path):
    root = open_root_file(site.out / "root.keys", sites.ROOT)
    newest = issue_trust_list(root, serial=9, issued_at=sites.MORNING, issuers=[])
    second.trust.write_bytes(newest)
    open_site(second, sites.BOOTH).close()
    site.next_bundle(tmp_path / "2.bundle")
    assert sites.join(second, tmp_path / "2.bundle", None).trust_serial == 9
    assert second.trust.read_bytes() == newest


def test_the_same_bundle_again_changes_no_key(site, second):
    before = open_site(second, sites.BOOTH)
    before.close()
    sites.join(second, site.bundle, None)
    after = open_site(second, sites.BOOTH)
    after.close()
    assert after.secrets == before.secrets


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"settings": {"site": {"name": "x", "moon_phase": 1}}}, BundleSettingsNewer),
        ({"settings": {"rules": {"repeat_window_days": 0}}}, StationError),
        ({"trust": b"no list"}, TrustMalformed),
    ],
)
def test_a_bundle_with_strange_content_changes_nothing(site, second, tmp_path, change, error):
    strange = replace(sites.opened_bundle(site.bundle), number=7, **change)
    create_bundle(tmp_path / "7.bundle", strange, sites.BUNDLE, Strength.LEAST)
    before, folder = files_of(second), DataFolder(tmp_path / "third")
    with pytest.raises(error):
        sites.join(second, tmp_path / "7.bundle", None)
    assert files_of(second) == before
    with pytest.raises(error):
        sites.join(folder, tmp_path / "7.bundle", "03")
    assert not folder.root.exists()


def test_data_keys_are_taken_when_newer_and_never_mixed_up(site):
    opened = site.opened()
    opened.close()
    own, bundle = opened.secrets, sites.opened_bundle(site.bundle)
    newer = replace(bundle, number=2, master_key=os.urandom(32), master_version=2)
    merged = merged_secrets(own, newer)
    assert merged.current_version == 2
    assert merged.master_keys == {1: own.master_keys[1], 2: newer.master_key}
    assert merged_secrets(merged, replace(bundle, number=3)).current_version == 2
    with pytest.raises(BundleKeysDiffer):
        merged_secrets(own, replace(bundle, master_key=os.urandom(32)))
    with pytest.raises(BundleOtherSite):
        merged_secrets(own, replace(bundle, index_key=os.urandom(32)))


def test_a_booth_is_never_left_without_a_reading_key(site):
    opened = site.opened()
    opened.close()
    own, bundle = opened.secrets, sites.opened_bundle(site.bundle)
    newer = ReadingKey.generate()
    bundle = replace(
        bundle,
        number=2,
        reading_keys=(newer.private,),
        dropped_keys=frozenset({opened.reading_keys[0].public}),
    )
    assert merged_secrets(own, bundle).reading_keys == (newer.private,)
    own = replace(own, dropped_keys=frozenset({newer.public}))
    with pytest.raises(ReadingKeysEnded):
        merged_secrets(own, bundle)


def test_bundles_and_key_files_without_dropped_keys_still_open(site):
    bundle = sites.opened_bundle(site.bundle)
    opened = site.opened()
    opened.close()
    for whole, field in ((bundle, 13), (opened.secrets, 11)):
        older = decode(whole.encoded())
        assert older.pop(field) == []
        assert type(whole).of(whole.site_id, encode(older)) == whole


@pytest.mark.parametrize("version", [0, 0x10000])
def test_a_bundles_data_key_has_a_version_that_a_booth_can_hold(site, version: int):
    with pytest.raises(ValueError, match="version"):
        replace(sites.opened_bundle(site.bundle), master_version=version)


def test_a_booth_that_joined_signs_sheets_once_the_manager_listed_the_key_that_it_showed(
    site, second: DataFolder
):
    root = open_root_file(site.out / "root.keys", sites.ROOT)
    booth = open_site(second, sites.BOOTH)
    key, present = booth.secrets.sheet_signer, booth.trust.present
    now = present.issued_at + timedelta(hours=1)
    handover = Handover("20261122-02-01", 1, 10, 1, bytes(32), "BX1", now)
    signed = SignedHandover.parse(handover_text(handover, key))
    with pytest.raises(UnknownSigner):
        signed.signer(present)
    draft = TrustDraft(present)
    draft.put_sheet_signer(named_key(f"02={key.public.hex()}").sheet_signer(now))
    listed = draft.issue(root, now)
    booth.trust.accept(listed.raw, now, TrustWay.COMMAND)
    assert signed.signer(booth.trust.present).booth == "02"
    # The founding booth's key stays listed.
    assert len(booth.trust.present.sheet_signers) == 2
    booth.close()
