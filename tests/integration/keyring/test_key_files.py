"""The files of the root key and of an issuer's key."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from nacl.public import PrivateKey, PublicKey, SealedBox

from station.credential.keys import IssuerKey, RootKey
from station.keyring.faults import (
    KeyFileDamaged,
    KeyFileExists,
    KeyFileMissing,
    KeyFileNewer,
    KeyFileOfOtherKind,
    LabKeyFileMissing,
    LabKeyFileUnreadable,
    MemoryShort,
    PassphraseWrong,
)
from station.keyring.issuer_file import create_issuer_file, open_issuer_file
from station.keyring.key_file import open_key_file
from station.keyring.lab_key_file import LabKey, create_lab_key_file, open_lab_key_file
from station.keyring.root_file import create_root_file, open_root_file
from station.keyring.sealed_file import Strength, _digest


@pytest.fixture
def root(tmp_path: Path) -> tuple[Path, RootKey]:
    path, key = tmp_path / "root.keys", RootKey.generate()
    create_root_file(path, key, "passphrase-1", Strength.LEAST)
    return path, key


@pytest.fixture
def issuer(tmp_path: Path) -> tuple[Path, IssuerKey]:
    path, key = tmp_path / "issuer.keys", IssuerKey.generate()
    create_issuer_file(path, key, "领码处", "passphrase-2", Strength.LEAST)
    return path, key


def rewrite(path: Path, document: dict[str, object]) -> None:
    """Write a sealed file whose digest is right, as whoever means harm does."""
    document = {name: value for name, value in document.items() if name != "digest"}
    path.write_text(json.dumps({**document, "digest": _digest(document)}))


def test_each_opens_with_its_own_passphrase(root, issuer):
    assert open_root_file(root[0], "passphrase-1") == root[1]
    opened = open_issuer_file(issuer[0], "passphrase-2")
    assert (opened.key, opened.name) == (issuer[1], "领码处")
    for open_file, path in ((open_root_file, root[0]), (open_issuer_file, issuer[0])):
        with pytest.raises(PassphraseWrong):
            open_file(path, "passphrase-3")


def test_one_is_not_taken_for_another(root, issuer):
    for open_file, path, kind in (
        (open_root_file, issuer[0], "issuer-key"),
        (open_issuer_file, root[0], "root-key"),
        (open_key_file, root[0], "root-key"),
    ):
        with pytest.raises(KeyFileOfOtherKind) as caught:
            open_file(path, "passphrase-1")
        assert caught.value.params == {"format": kind}


def test_the_private_key_stands_nowhere_in_the_clear(root, issuer):
    for path, key in (root, issuer):
        data = path.read_bytes()
        assert key.seed not in data
        assert key.seed.hex() not in data.decode().lower()
        assert key.public.hex() == json.loads(data)["public"]
        assert path.stat().st_mode & 0o777 == 0o600


def test_damaged_newer_missing_and_there_already_are_told_apart(root, tmp_path: Path):
    path, key = root
    document = json.loads(path.read_bytes())
    with pytest.raises(KeyFileExists):
        create_root_file(path, key, "passphrase-1", Strength.LEAST)
    with pytest.raises(KeyFileMissing):
        open_root_file(tmp_path / "none", "passphrase-1")
    path.write_text(json.dumps({**document, "public": "00"}))
    with pytest.raises(KeyFileDamaged):
        open_root_file(path, "passphrase-1")
    path.write_text(json.dumps({**document, "version": 2}))
    with pytest.raises(KeyFileNewer):
        open_root_file(path, "passphrase-1")


@pytest.mark.parametrize(
    "kdf",
    [
        {"memory": 2**40},
        {"operations": 10**6},
        {"memory": 0},
        {"name": "pbkdf2"},
        {"salt": "AAAA"},
        {"salt": 7},
        {"operations": float("inf")},
        {"operations": float("nan")},
        {"operations": 3.0},
        {"operations": "3"},
        {"operations": True},
        {"operations": None},
        {"memory": float("inf")},
        {"memory": 8192.0},
        {"memory": "8192"},
        {"memory": [8192]},
    ],
    ids=str,
)
def test_a_hostile_derivation_is_refused_before_it_is_worked(root, kdf):
    path, _ = root
    document = json.loads(path.read_bytes())
    document["kdf"].update(kdf)
    rewrite(path, document)
    with pytest.raises(KeyFileDamaged):
        open_root_file(path, "passphrase-1")


@pytest.mark.parametrize("change", [{"sealed": "AAAA"}, {"sealed": 7}, {"kdf": 7}, {"kdf": []}])
def test_hostile_content_is_damage(root, change):
    path, _ = root
    rewrite(path, {**json.loads(path.read_bytes()), **change})
    with pytest.raises(KeyFileDamaged):
        open_root_file(path, "passphrase-1")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory so")
def test_too_little_memory_is_no_wrong_passphrase(root):
    import resource

    path, _ = root
    document = json.loads(path.read_bytes())
    document["kdf"]["memory"] = 2**30
    rewrite(path, document)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 2**28, limits[1]))
    try:
        with pytest.raises(MemoryShort) as caught:
            open_root_file(path, "passphrase-1")
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)
    assert caught.value.params == {"megabytes": 1073}


@pytest.fixture
def lab(tmp_path: Path) -> tuple[Path, LabKey]:
    path, key = tmp_path / "lab.key", LabKey.generate()
    create_lab_key_file(path, key, "passphrase-3", Strength.LEAST)
    return path, key


def test_a_labs_key_opens_what_was_sealed_to_its_public_one(lab):
    path, key = lab
    opened = open_lab_key_file(path, "passphrase-3")
    assert opened == key
    sealed = SealedBox(PublicKey(key.public)).encrypt(b"rows")
    assert SealedBox(PrivateKey(opened.private)).decrypt(sealed) == b"rows"
    with pytest.raises(PassphraseWrong):
        open_lab_key_file(path, "passphrase-1")
    assert key.private.hex() not in path.read_text() + repr(key)
    assert json.loads(path.read_bytes())["public"] == key.public.hex()


def test_a_labs_key_is_told_from_others_and_from_none(lab, root, tmp_path: Path):
    with pytest.raises(KeyFileOfOtherKind):
        open_lab_key_file(root[0], "passphrase-1")
    with pytest.raises(KeyFileOfOtherKind):
        open_root_file(lab[0], "passphrase-3")
    with pytest.raises(LabKeyFileMissing):
        open_lab_key_file(tmp_path / "none", "passphrase-3")
    with pytest.raises(LabKeyFileUnreadable):
        open_lab_key_file(tmp_path, "passphrase-3")
    with pytest.raises(KeyFileExists):
        create_lab_key_file(lab[0], lab[1], "passphrase-3", Strength.LEAST)
