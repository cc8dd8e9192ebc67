"""`lab-key` as somebody at the laboratory types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from station.domain.lab_key import is_lab_key
from station.keyring.lab_key_file import open_lab_key_file
from tests.integration.commands.program import run

PASSPHRASE = "检测所 seven horses"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return path


def test_a_pair_is_made_and_its_public_half_is_printed(tmp_path: Path, secret: Path) -> None:
    out = tmp_path / "lab.key"
    ran = run("lab-key", "--out", out, "--passphrase-file", secret, "--json")
    assert (ran.code, ran.err) == (0, "")
    said = json.loads(ran.out)
    key = open_lab_key_file(out, PASSPHRASE)
    assert said == {
        "ok": True,
        "public_key": key.public.hex(),
        "file": str(out),
        "public_file": f"{out}.pub",
    }
    assert is_lab_key(said["public_key"])
    assert Path(f"{out}.pub").read_text() == f"{key.public.hex()}\n"
    assert key.private.hex() not in ran.out

    # Nothing that is there is written over.
    before = out.read_bytes()
    again = run("lab-key", "--out", out, "--passphrase-file", secret, "--json")
    assert (again.code, json.loads(again.out)["reason"]) == (1, "key_file_exists")
    assert out.read_bytes() == before


def test_what_cannot_be_made_leaves_nothing(tmp_path: Path, secret: Path) -> None:
    weak = tmp_path / "weak.txt"
    weak.write_text("123\n")
    ran = run("lab-key", "--out", tmp_path / "a.key", "--passphrase-file", weak)
    assert ran.code == 1
    ran = run("lab-key", "--out", tmp_path / "no" / "a.key", "--passphrase-file", secret, "--json")
    assert json.loads(ran.out)["reason"] == "keys_not_written"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["secret.txt", "weak.txt"]
