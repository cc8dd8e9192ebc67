"""The trust list at a start: a newer file is taken, a bad one never opens less than there was."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station.credential.keys import RootKey
from station.credential.refusals import TrustOlder
from station.credential.trust import issue_trust_list
from station.demo.site import PASSPHRASE, demo_keys, demo_plan, found_site
from station.domain.audit import AuditKind
from station.paths import DataFolder
from station.services.trust_in_force import TrustMissing
from station.settings import Settings
from station.site import open_site

MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture
def founded(tmp_path: Path) -> DataFolder:
    """A site whose founding list has the serial 1."""
    folder = DataFolder(tmp_path / "data")
    found_site(folder, demo_plan(Settings(), MORNING))
    return folder


def trust(serial: int, minute: int = 0, root: RootKey | None = None) -> bytes:
    """A list of the demo's root; another minute gives other bytes of the same serial."""
    issued_at = MORNING.replace(minute=minute)
    key = demo_keys().root if root is None else root
    return issue_trust_list(key, serial=serial, issued_at=issued_at, issuers=[])


def start(folder: DataFolder) -> tuple[int, str | None]:
    """Start once; return the serial in force, and why the file was refused if it was."""
    site = open_site(folder, PASSPHRASE)
    site.close()
    refused = site.trust.refused_at_start
    return site.trust.present.serial, None if refused is None else refused.code


def audited(folder: DataFolder) -> list[tuple[AuditKind, dict[str, object]]]:
    site = open_site(folder, PASSPHRASE)
    with site.database.reading() as unit:
        events = [line.event for line in unit.audit.lines()]
    site.close()
    kinds = (AuditKind.TRUST_ACCEPTED, AuditKind.TRUST_REFUSED)
    return [(event.kind, dict(event.facts)) for event in events if event.kind in kinds]


def run_sql(folder: DataFolder, statement: str) -> None:
    with closing(sqlite3.connect(folder.database)) as connection, connection:
        connection.execute(statement)


def test_a_newer_file_is_taken_and_audited_once(founded: DataFolder) -> None:
    for serial in (5, 9):
        founded.trust.write_bytes(trust(serial))
        assert [start(founded), start(founded)] == [(serial, None)] * 2
    accepted = AuditKind.TRUST_ACCEPTED
    assert audited(founded) == [
        (accepted, {"serial": 5, "way": "start"}),
        (accepted, {"serial": 9, "way": "start"}),
    ]


def bit_changed(folder: DataFolder) -> None:
    raw = folder.trust.read_bytes()
    folder.trust.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))


BAD: dict[str, tuple[Callable[[DataFolder], object], str]] = {
    "missing": (lambda folder: folder.trust.unlink(), "trust_missing"),
    "half written": (lambda folder: folder.trust.write_bytes(trust(5)[:80]), "trust_malformed"),
    "empty": (lambda folder: folder.trust.write_bytes(b""), "trust_malformed"),
    "changed": (bit_changed, "trust_bad_signature"),
    "older": (lambda folder: folder.trust.write_bytes(trust(4)), "trust_older"),
    "of the same serial": (
        lambda folder: folder.trust.write_bytes(trust(5, minute=1)),
        "trust_serial_reused",
    ),
    "another root's": (
        lambda folder: folder.trust.write_bytes(trust(9, root=RootKey(bytes(32)))),
        "trust_other_root",
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_file_leaves_the_list_before_in_force_and_is_written_anew(
    founded: DataFolder, fault: str
) -> None:
    break_it, code = BAD[fault]
    founded.trust.write_bytes(trust(5))
    start(founded)
    break_it(founded)
    assert start(founded) == (5, code)
    assert founded.trust.read_bytes() == trust(5)
    assert start(founded) == (5, None)
    refused = [facts for kind, facts in audited(founded) if kind is AuditKind.TRUST_REFUSED]
    assert [facts["reason"] for facts in refused] == [code]


def test_a_refused_file_that_comes_again_is_not_said_again(founded: DataFolder) -> None:
    start(founded)
    for said in ("trust_other_root", None):
        founded.trust.write_bytes(trust(9, root=RootKey(bytes(32))))
        assert start(founded) == (1, said)


def test_a_list_that_was_in_force_once_is_put_aside_without_a_word(founded: DataFolder) -> None:
    # As a power cut between the commit and the file leaves it.
    founding = founded.trust.read_bytes()
    founded.trust.write_bytes(trust(5))
    start(founded)
    founded.trust.write_bytes(founding)
    assert start(founded) == (5, None)
    assert founded.trust.read_bytes() == trust(5)


def test_a_file_that_cannot_be_written_does_not_stop_the_start(founded: DataFolder) -> None:
    founded.trust.unlink()
    founded.trust.mkdir()
    assert start(founded) == (1, "trust_missing")
    founded.trust.rmdir()
    start(founded)
    assert founded.trust.is_file()


def test_a_database_brought_back_from_before_takes_the_newer_file(
    founded: DataFolder, tmp_path: Path
) -> None:
    backup = shutil.copy(founded.database, tmp_path / "backup.db")
    founded.trust.write_bytes(trust(5))
    start(founded)
    shutil.copy(backup, founded.database)
    assert start(founded) == (5, None)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE trust_judged SET raw = NULL",
        "UPDATE trust_judged SET raw = x'00' WHERE raw IS NOT NULL",
        "DELETE FROM trust_judged",
    ],
)
def test_without_a_good_copy_only_a_good_file_opens(founded: DataFolder, damage: str) -> None:
    founded.trust.write_bytes(trust(5))
    start(founded)
    run_sql(founded, damage)
    founded.trust.write_bytes(trust(4))
    with pytest.raises(TrustOlder):
        open_site(founded, PASSPHRASE)
    founded.trust.unlink()
    with pytest.raises(TrustMissing):
        open_site(founded, PASSPHRASE)
    founded.trust.write_bytes(trust(5))
    assert start(founded) == (5, None)
    # The copy is whole again, so that the file may be lost.
    founded.trust.unlink()
    assert start(founded) == (5, "trust_missing")


def test_a_copy_that_was_swapped_for_an_older_list_is_not_believed(founded: DataFolder) -> None:
    founding = founded.trust.read_bytes()
    founded.trust.write_bytes(trust(5))
    start(founded)
    run_sql(founded, f"UPDATE trust_judged SET raw = x'{founding.hex()}' WHERE raw IS NOT NULL")
    founded.trust.unlink()
    with pytest.raises(TrustMissing):
        open_site(founded, PASSPHRASE)
