"""Nobody who holds the files without the passphrase learns who was here."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from station.domain.documents import Document, DocumentType, Sex
from station.domain.ids import new_id
from station.domain.outcome import RegistrationAdded
from station.domain.person import Ground, Person, Relative
from station.domain.registration import Shift
from station.keyring.key_file import create_key_file
from station.keyring.sealed_file import Strength
from station.storage.database import open_database
from station.storage.faults import DatabaseConflict, DatabaseOtherSite, FieldUnreadable
from station.storage.vault import FieldVault

NUMBER = "11010119900307889X"
PHONE = "13912345678"
ROW = UUID(int=1)
WORDS = [
    "欧阳㐀𠮷",
    NUMBER,
    PHONE,
    "外祖母某",
    "登记员某某",
    "采样员某某",
    "便条内容",
    "passphrase-1",
]


def test_no_file_holds_a_name_a_number_or_a_phone(booth, path: Path, secrets):
    create_key_file(path.parent / "station.keys", secrets, "passphrase-1", Strength.LEAST)
    person = Person(
        WORDS[0],
        Document(DocumentType.RESIDENT_ID, NUMBER),
        phone=PHONE,
        own_sex=Sex.FEMALE,
        relative=Relative(WORDS[3], Ground.AGED_60),
    )
    shift = Shift(new_id(booth.now), "02", WORDS[4], WORDS[5], "throat", booth.now)
    with booth.database.writing() as unit:
        unit.shifts.add(shift)
        unit.commit()
    tube = booth.open("T1")
    booth.apply(RegistrationAdded(replace(booth.registration(tube, 1, person), note=WORDS[6])))
    files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert set(files) == {"station.db", "station.db-wal", "station.db-shm", "station.keys"}
    assert b"T1" in files["station.db-wal"]
    for name, data in files.items():
        for word in WORDS:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
                assert word.encode(encoding) not in data, f"{encoding} in {name}"
        for key in (*secrets.master_keys.values(), *secrets.reading_keys):
            assert key not in data, name


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists instead of modes")
def test_only_the_owner_may_read_the_files(booth, path: Path, secrets):
    create_key_file(path.parent / "station.keys", secrets, "passphrase-1", Strength.LEAST)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {0o600}


@pytest.fixture
def rows(booth) -> list[bytes]:
    """The keys of two registrations with every field, in one tube."""
    tube = booth.open("T1")
    keys = []
    for place in (1, 2):
        person = replace(booth.person(), phone=PHONE, own_sex=Sex.MALE)
        registration = replace(booth.registration(tube, place, person), note="note")
        booth.apply(RegistrationAdded(registration))
        keys.append(registration.id.bytes)
    return keys


def unreadable(booth, row: bytes) -> FieldUnreadable:
    with pytest.raises(FieldUnreadable) as caught, booth.database.reading() as unit:
        unit.registrations.get(UUID(bytes=row))
    return caught.value


@pytest.mark.parametrize("field", ["name", "document_number", "phone", "details", "note"])
def test_a_value_moved_to_another_row_does_not_open(booth, path, rows, field):
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        (value,) = raw.execute(
            f"SELECT {field} FROM registration WHERE id = ?", (rows[0],)
        ).fetchone()
        raw.execute(f"UPDATE registration SET {field} = ? WHERE id = ?", (value, rows[1]))
    assert unreadable(booth, rows[1]).params == {"table": "registration", "field": field}


def test_a_name_from_before_is_read_without_what_nobody_sees(booth, secrets, path, rows):
    row = UUID(bytes=rows[0])
    sealed = secrets.field_vault().seal("registration", row, "name", "\u202e三张\u200b")
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("UPDATE registration SET name = ? WHERE id = ?", (sealed, rows[0]))
    with booth.database.reading() as unit:
        assert unit.registrations.get(row).person.name == "三张"


def test_a_value_moved_to_another_field_does_not_open(booth, path, rows):
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("UPDATE registration SET phone = name")
    assert unreadable(booth, rows[0]).params["field"] == "phone"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"", "person_erased"),
        (b"\x00\x01" * 40, "field_unreadable"),
        ("text", "field_unreadable"),
        (7, "field_unreadable"),
    ],
)
def test_a_row_that_does_not_open_is_left_out_of_the_recent_ones(
    booth, path, rows, value, code, caplog
):
    older, newest = rows
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("UPDATE registration SET name = ? WHERE id = ?", (value, newest))
    with booth.database.reading() as unit:
        recent = unit.registrations.recent("02", 10)
        with pytest.raises(FieldUnreadable):
            unit.registrations.get(UUID(bytes=newest))
        # The last one is what F8 withdraws: never the one before it instead.
        with pytest.raises(FieldUnreadable):
            unit.registrations.last("02")
    assert [row.id.bytes for row in recent] == [older]
    assert caplog.messages == [f"a registration was left out: {code}"]


def test_a_value_moved_to_another_table_does_not_open(booth, path):
    registration = replace(booth.registration(booth.open("T1")), id=booth.shift.id)
    booth.apply(RegistrationAdded(registration))
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("UPDATE shift SET operator = (SELECT name FROM registration)")
    with pytest.raises(FieldUnreadable), booth.database.reading() as unit:
        unit.shifts.latest("02")


@pytest.mark.parametrize("position", [0, 1, 2, 25, 26, -1])
def test_an_altered_value_does_not_open(position):
    vault = FieldVault("s", {1: bytes(32)}, 1)
    row = ROW
    sealed = bytearray(vault.seal("t", row, "f", "text"))
    sealed[position] ^= 1
    with pytest.raises(FieldUnreadable):
        vault.open("t", row, "f", bytes(sealed))


@pytest.mark.parametrize("length", [0, 1, 2, 41])
def test_a_value_cut_short_does_not_open(length):
    vault = FieldVault("s", {1: bytes(32)}, 1)
    row = ROW
    with pytest.raises(FieldUnreadable):
        vault.open("t", row, "f", vault.seal("t", row, "f", "")[:length])


def test_a_value_of_another_site_does_not_open_with_the_same_key():
    row = ROW
    sealed = FieldVault("s", {1: bytes(32)}, 1).seal("t", row, "f", "text")
    with pytest.raises(FieldUnreadable):
        FieldVault("other", {1: bytes(32)}, 1).open("t", row, "f", sealed)


def test_values_of_an_older_key_still_open_after_a_new_one():
    row, old, new = ROW, os.urandom(32), os.urandom(32)
    sealed = FieldVault("s", {1: old}, 1).seal("t", row, "f", "text")
    both = FieldVault("s", {1: old, 2: new}, 2)
    assert both.open("t", row, "f", sealed) == "text"
    with pytest.raises(FieldUnreadable):
        FieldVault("s", {1: old}, 1).open("t", row, "f", both.seal("t", row, "f", "text"))


def test_a_new_master_key_keeps_the_identity_index(secrets):
    text = "1\x1f" + NUMBER
    keys = {**secrets.master_keys, 2: os.urandom(32)}
    renewed = replace(secrets, master_keys=keys, current_version=2)
    assert secrets.identity_index().digest(text) == renewed.identity_index().digest(text)


def test_equal_fields_of_two_rows_look_different(booth, path, rows):
    with closing(sqlite3.connect(path)) as raw:
        phones = {phone for (phone,) in raw.execute("SELECT phone FROM registration")}
    assert len(phones) == 2


def test_errors_and_reprs_hold_nothing_personal(booth, secrets, caplog):
    tube = booth.open("T1")
    person = Person(WORDS[0], Document(DocumentType.RESIDENT_ID, NUMBER), phone=PHONE)
    _, registration = booth.register(tube, person)
    with pytest.raises(DatabaseConflict) as caught:
        booth.apply(RegistrationAdded(registration))
    told = repr((caught.value, caught.value.__cause__, caught.value.__context__, secrets))
    told += str(caught.value) + str(caught.value.__cause__) + caplog.text
    for word in WORDS:
        assert word not in told
    for key in (*secrets.master_keys.values(), registration.identity):
        assert key.hex() not in told
        assert repr(key) not in told


def test_a_database_of_another_site_is_refused(booth, path, secrets, zone):
    booth.database.close()
    others = (
        replace(secrets, site_id="site-2"),
        replace(secrets, master_keys={1: os.urandom(32)}),
    )
    for other in others:
        with pytest.raises(DatabaseOtherSite):
            open_database(path, other.field_vault(), zone=zone)
