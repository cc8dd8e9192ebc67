"""The key file: whose passphrase opens it, and what a damaged one says."""

from __future__ import annotations

import base64
import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station.keyring.faults import (
    KeyFileDamaged,
    KeyFileExists,
    KeyFileMissing,
    KeyFileNewer,
    KeyFileUnreadable,
    PassphraseWrong,
)
from station.keyring.key_file import create_key_file, open_key_file, replace_key_file, site_of
from station.keyring.sealed_file import Strength
from station.keyring.site_secrets import SiteSecrets
from station.storage.vault import derived_index_key, derived_trail_key


@pytest.fixture
def keys(tmp_path: Path, secrets) -> Path:
    path = tmp_path / "station.keys"
    create_key_file(path, secrets, "口令 one", Strength.LEAST)
    return path


def test_the_passphrase_opens_what_it_closed(keys: Path, secrets):
    assert open_key_file(keys, "口令 one") == secrets


def test_the_same_passphrase_typed_in_another_form_opens_it(tmp_path: Path, secrets):
    path = tmp_path / "k"
    create_key_file(path, secrets, "caf\u00e9", Strength.LEAST)
    assert open_key_file(path, "cafe\u0301") == secrets


@pytest.mark.parametrize("passphrase", ["", "口令 One", "口令 one ", "口令one"])
def test_another_passphrase_is_wrong(keys: Path, passphrase: str):
    with pytest.raises(PassphraseWrong):
        open_key_file(keys, passphrase)


def test_a_missing_file_is_missing(tmp_path: Path):
    with pytest.raises(KeyFileMissing):
        open_key_file(tmp_path / "none.keys", "p")


def test_a_folder_in_its_place_cannot_be_read(tmp_path: Path):
    with pytest.raises(KeyFileUnreadable):
        open_key_file(tmp_path, "p")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_file_says_so_and_never_that_the_passphrase_is_wrong(keys: Path, secrets, data):
    whole = keys.read_bytes()
    position = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        damaged = whole[:position]
    else:
        damaged = bytearray(whole)
        damaged[position] ^= 1 << data.draw(st.integers(0, 7))
    path = keys.with_name("damaged.keys")
    path.write_bytes(damaged)
    with suppress(KeyFileDamaged, KeyFileNewer):
        # Changed white space is no damage.
        assert open_key_file(path, "口令 one") == secrets


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "[" * 50_000, "\x00", '{"format": "station-keys"}', " " * 70_000],
)
def test_what_is_no_key_file_is_damaged(tmp_path: Path, text: str):
    path = tmp_path / "k"
    path.write_text(text)
    with pytest.raises(KeyFileDamaged):
        open_key_file(path, "p")


def test_a_key_file_tells_its_site_without_a_passphrase(keys: Path):
    assert site_of(keys) == "site-1"


@pytest.mark.parametrize("site", [None, 7, ["site-1"]])
def test_a_key_file_without_its_site_is_damaged(keys: Path, site: object):
    document = json.loads(keys.read_bytes())
    del document["site"]
    if site is not None:
        document["site"] = site
    keys.write_text(json.dumps(document))
    with pytest.raises(KeyFileDamaged):
        site_of(keys)
    with pytest.raises(KeyFileDamaged):
        open_key_file(keys, "口令 one")


def test_a_newer_format_says_so(keys: Path):
    document = json.loads(keys.read_bytes())
    keys.write_text(json.dumps({**document, "version": 3}))
    with pytest.raises(KeyFileNewer) as caught:
        open_key_file(keys, "口令 one")
    assert caught.value.params == {"version": 3}


def test_a_weakened_derivation_does_not_open(keys: Path):
    document = json.loads(keys.read_bytes())
    document["kdf"]["memory"] *= 2
    keys.write_text(json.dumps(document))
    with pytest.raises(KeyFileDamaged):
        open_key_file(keys, "口令 one")


def test_a_key_file_is_not_written_over(keys: Path, secrets):
    other = replace(secrets, least_trust_serial=8)
    with pytest.raises(KeyFileExists):
        create_key_file(keys, other, "other", Strength.LEAST)
    assert open_key_file(keys, "口令 one") == secrets
    assert [file.name for file in keys.parent.iterdir()] == [keys.name]


def test_the_default_strength_is_moderate(tmp_path: Path, secrets):
    create_key_file(tmp_path / "k", secrets, "p")
    kdf = json.loads((tmp_path / "k").read_bytes())["kdf"]
    assert (kdf["operations"], kdf["memory"]) == (3, 256 * 1024 * 1024)
    assert len(base64.b64decode(kdf["salt"])) == 16


def test_secrets_of_a_wrong_size_are_refused(secrets):
    for wrong in (
        {"master_keys": {1: os.urandom(31)}},
        {"reading_keys": (b"",)},
        {"root_public_key": os.urandom(33)},
        {"root_public_key": b"short"},
        {"current_version": 2},
        {"master_keys": {0: os.urandom(32)}, "current_version": 0},
    ):
        with pytest.raises(ValueError, match="key"):
            replace(secrets, **wrong)


def test_repr_shows_the_site_only(secrets: SiteSecrets):
    assert repr(secrets) == "SiteSecrets(site_id='site-1')"


def test_a_key_file_is_replaced_whole_and_as_hard_to_try(keys: Path, secrets):
    before = json.loads(keys.read_bytes())["kdf"]
    newer = replace(secrets, least_trust_serial=8)
    replace_key_file(keys, newer, "another one")
    with pytest.raises(PassphraseWrong):
        open_key_file(keys, "口令 one")
    assert open_key_file(keys, "another one") == newer
    after = json.loads(keys.read_bytes())["kdf"]
    assert (after["operations"], after["memory"]) == (before["operations"], before["memory"])
    assert after["salt"] != before["salt"]
    assert [file.name for file in keys.parent.iterdir()] == [keys.name]


# Written by the program before it had version 2; passphrase "passphrase-1".
VERSION_1 = Path(__file__).parent / "version-1.keys"


def test_a_key_file_of_version_1_opens_with_the_keys_that_it_always_had():
    secrets = open_key_file(VERSION_1, "passphrase-1")
    assert secrets.site_id == "site-1"
    assert secrets.master_keys == {1: bytes(range(32))}
    assert secrets.index_key == derived_index_key(secrets.master_keys)
    assert secrets.trail_key == derived_trail_key(secrets.master_keys)
    # The digest under which version 1 found this identity.
    digest = secrets.identity_index().digest("5:E1234567")
    assert digest.hex() == "68a5d8dd4f2810538c802795099b19f86e28f59409cf8331c97c2e18b685c12a"
    assert secrets.bundle_number == 0
    assert secrets.sheet_signer.public != secrets.root_public_key
