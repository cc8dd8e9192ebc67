"""`verify --data`: codes of a site are proved by its own list, keys and revocations."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from station.credential.code import draw_code
from station.demo.people import resident
from station.demo.site import demo_keys
from station.paths import DataFolder
from station.storage.lock import StationLock
from tests.integration.commands.program import MORNING, PASSPHRASE, files_of

AT = (MORNING + timedelta(hours=1)).isoformat()
KEYS = demo_keys()
SEALED = draw_code(
    resident(0), issuer=KEYS.issuer, now=MORNING, reading_key=KEYS.reading.public, valid_days=3
)


@pytest.fixture
def verify(main, monkeypatch) -> Callable[..., tuple[int, list[dict]]]:
    def verify(*arguments: str | Path) -> tuple[int, list[dict]]:
        data = SEALED.text.encode() + b"\n"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        said = main(*arguments)
        return said.code, [json.loads(line) for line in said.out.splitlines()]

    return verify


def test_a_sealed_code_is_opened_beside_a_console_at_work(verify, folder: DataFolder) -> None:
    with StationLock(folder.lock):
        before = files_of(folder)
        code, (told,) = verify("verify", "-", "--data", folder.root, "--at", AT, "--json")
        assert files_of(folder) == before
    assert (code, told["ok"], told["person"]["name"]) == (0, True, resident(0).name)


def test_the_folder_may_be_named_before_the_command(verify, folder: DataFolder) -> None:
    assert verify("--data", folder.root, "verify", "-", "--at", AT, "--json")[0] == 0


def test_a_passphrase_comes_from_a_file(verify, locked_folder: DataFolder, tmp_path) -> None:
    secret = tmp_path / "passphrase"
    site = ("verify", "-", "--data", locked_folder.root, "--passphrase-file", secret)
    for text, expected in ((PASSPHRASE, 0), ("another one", 1)):
        secret.write_text(text, encoding="utf-8")
        code, (told,) = verify(*site, "--at", AT, "--json")
        assert code == expected
        assert told.get("reason") == (None if expected == 0 else "passphrase_wrong")


def test_what_the_sites_own_desk_revoked_is_refused(verify, folder: DataFolder) -> None:
    def micros(at: datetime) -> int:
        return int(at.timestamp() * 1_000_000)

    with closing(sqlite3.connect(folder.database)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute(
            "INSERT INTO issued_code VALUES (zeroblob(16), zeroblob(16), NULL, ?, ?, NULL, NULL,"
            " ?, ?, NULL, ?, NULL)",
            (
                *(SEALED.kid, SEALED.cti, micros(SEALED.issued_at)),
                *(micros(SEALED.expires_at), micros(datetime.now(UTC))),
            ),
        )
        raw.commit()
    code, (told,) = verify("verify", "-", "--data", folder.root, "--at", AT, "--json")
    assert (code, told["reason"]) == (1, "revoked")


def test_a_folder_without_a_site_is_said(verify, tmp_path) -> None:
    code, (told,) = verify("verify", "-", "--data", tmp_path, "--json")
    assert (code, told["reason"]) == (1, "site_not_founded")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--root", "00"),
        ("--trust", "x"),
        ("--passphrase-file", "x"),
        ("--reading-key", "x", "--data", "y"),
        ("--trust", "x", "--root", "00", "--data", "y"),
        ("--trust", "x", "--root", "00", "--passphrase-file", "y"),
    ],
)
def test_a_list_or_a_site_but_not_both(verify, arguments) -> None:
    assert verify("verify", "-", *arguments)[0] == 2
