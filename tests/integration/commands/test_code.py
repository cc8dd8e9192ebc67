"""`code draw | revoke | batch` through the command line, mostly in this process."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from station.commands.code_person import person_of
from station.commands.json_lines import JsonLine
from station.credential.code import SamplingCode, draw, verify
from station.credential.keys import IssuerKey, ReadingKey
from station.credential.revocations import read_revocations
from station.credential.trust import Issuer, TrustList, issue_trust_list
from station.demo.people import child, others, resident
from station.demo.site import demo_keys
from station.domain.desk_refusals import GuardianNumberNotAllowed
from station.domain.documents import DocumentType, Sex
from station.domain.person import EntryMode, Ground, Person, Relative
from station.errors import StationError
from station.keyring.issuer_file import create_issuer_file
from station.keyring.sealed_file import Strength
from station.scanner.decode import decode
from station.storage.lock import StationLock
from tests.integration.commands.program import ROOT
from tests.unit.lists.made_list import HEADER, row_of, text_file, workbook

PASSPHRASE = "发证口令 issuer"
READING = ReadingKey(bytes(range(32)))
ISSUER = IssuerKey(bytes(range(1, 33)))
TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Told:
    code: int
    lines: list[dict[str, Any]]
    err: str


Run = Callable[..., Told]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The issuer's file and its passphrase's, as arguments."""
    issuer, phrase = tmp_path / "desk.issuer", tmp_path / "phrase.txt"
    create_issuer_file(issuer, ISSUER, "演示领码处", PASSPHRASE, Strength.LEAST)
    phrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return ["--issuer", str(issuer), "--passphrase-file", str(phrase)]


@pytest.fixture
def run(main, monkeypatch) -> Run:
    """Run `code` on lines: each may be text, bytes, or an object."""

    def run(*arguments: str | Path, lines: list[object] = ()) -> Told:
        data = b"".join(_line(line) for line in lines)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))
        said = main("code", *arguments, "--json")
        return Told(said.code, [json.loads(line) for line in said.out.splitlines()], said.err)

    return run


def _line(line: object) -> bytes:
    if isinstance(line, bytes):
        return line + b"\n"
    if isinstance(line, str):
        return line.encode() + b"\n"
    return json.dumps(line).encode() + b"\n"


def fields_of(person: Person) -> dict[str, object]:
    """Return the line that draws for ``person``, in the words of `verify --json`."""
    assert person.document is not None
    relative = person.relative
    fields = {
        "document_type": person.document.type.name,
        "document_number": person.document.number,
        "name": person.name,
        "phone": person.phone,
        "birth_date": person.own_birth_date and person.own_birth_date.isoformat(),
        "sex": person.own_sex and person.own_sex.name,
        "guardian_number": person.guardian_number or None,
        "relative": relative and {"relation": relative.relation, "ground": relative.ground.name},
    }
    return {name: value for name, value in fields.items() if value is not None}


def trust() -> TrustList:
    now = datetime.now(UTC)
    root = demo_keys().root
    seconds = int(now.timestamp())
    issuer = Issuer(ISSUER.public, "演示领码处", seconds - 999, seconds + 999, 30)
    raw = issue_trust_list(root, serial=1, issued_at=now, issuers=[issuer])
    return TrustList.open(raw, root.public)


def read(text: str, *keys: ReadingKey) -> SamplingCode:
    now = datetime.now(UTC)
    return verify(text, trust=trust(), reading_keys=keys, now=now, today=now.date())


# --- draw ----------------------------------------------------------------------------------------


def test_each_person_gets_a_code_that_booths_accept(run, files):
    relative = replace(resident(1), relative=Relative("母亲", Ground.AGED_60))
    people = [resident(0), relative, child(4), *others()]
    told = run("draw", *files, lines=[fields_of(person) for person in people])
    assert told.code == 0
    assert all(list(line) == ["text", "issued_at", "expires_at"] for line in told.lines)
    codes = [read(line["text"]) for line in told.lines]
    assert [code.person for code in codes] == people
    assert codes[1].entry_mode is EntryMode.RELATIVE
    first, line = codes[0], told.lines[0]
    assert first.issued_at == datetime.fromisoformat(line["issued_at"])
    assert first.expires_at == datetime.fromisoformat(line["expires_at"])
    assert first.expires_at - first.issued_at == timedelta(days=30)


@pytest.mark.parametrize("as_file", [False, True])
def test_codes_are_sealed_to_the_reading_key(run, files, tmp_path, as_file):
    path = tmp_path / "reading.pub"
    path.write_bytes(READING.public)
    given = str(path) if as_file else READING.public.hex().upper()
    told = run("draw", *files, "--reading-key", given, lines=[fields_of(resident(0))])
    assert told.code == 0
    assert read(told.lines[0]["text"], READING).person == resident(0)
    with pytest.raises(StationError):
        read(told.lines[0]["text"])


def test_what_verify_prints_is_drawn_again(run, files, main, tmp_path):
    person = child(4)
    text = draw(person, issuer=ISSUER, now=datetime.now(UTC))
    (tmp_path / "site.trust").write_bytes(trust().raw)
    (tmp_path / "codes.txt").write_text(text, encoding="ascii")
    root = demo_keys().root.public.hex()
    said = main(
        *("verify", "--file", tmp_path / "codes.txt", "--trust", tmp_path / "site.trust"),
        *("--root", root, "--json"),
    )
    told = run("draw", *files, lines=[json.loads(said.out)["person"]])
    assert read(told.lines[0]["text"]).person == person


def test_the_days_are_as_asked_for(run, files):
    told = run("draw", *files, "--valid-days", "3", lines=[fields_of(resident(0))])
    assert read(told.lines[0]["text"]).days_left == 3


GOOD = fields_of(resident(0))
NUMBER = GOOD["document_number"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "line_not_json"),
        ("x", "line_not_json"),
        ("[]", "line_not_json"),
        ("null", "line_not_json"),
        (b"\xff\xfe", "line_not_json"),
        ("[" * 60_000, "line_not_json"),
        ('{"a":' * 9_000, "line_not_json"),
        ("1" * 5_000, "line_not_json"),
        ('"' + "x" * 70_000 + '"', "line_too_long"),
        ({}, "line_field_wrong"),
        ({**GOOD, "document_type": "NONE"}, "line_field_wrong"),
        ({**GOOD, "document_type": 0}, "line_field_wrong"),
        ({**GOOD, "document_type": True}, "line_field_wrong"),
        ({**GOOD, "document_type": 1.0}, "line_field_wrong"),
        ({**GOOD, "document_type": []}, "line_field_wrong"),
        ({**GOOD, "document_type": 9}, "line_field_wrong"),
        ({**GOOD, "document_number": 310115}, "line_field_wrong"),
        ({**GOOD, "document_number": ""}, "number_missing"),
        ({**GOOD, "document_number": "310115"}, "number_too_short"),
        ({**GOOD, "document_number": "9" * 60_000}, "number_form_wrong"),
        ({**GOOD, "name": None}, "line_field_wrong"),
        ({**GOOD, "name": "  "}, "name_missing"),
        ({**GOOD, "name": "a\u0000b"}, "text_unusable"),
        ({**GOOD, "name": "\ud800"}, "text_unusable"),
        ({**GOOD, "name": "长" * 65}, "text_too_long"),
        ({**GOOD, "phone": 138}, "line_field_wrong"),
        ({**GOOD, "birth_date": "1990-02-30"}, "line_field_wrong"),
        ({**GOOD, "birth_date": "19900230"}, "line_field_wrong"),
        ({**GOOD, "birth_date": "1990-03-07"}, "line_field_wrong"),
        ({**GOOD, "birth_date": "9990-03-07"}, "number_in_future"),
        ({**GOOD, "sex": "OTHER"}, "line_field_wrong"),
        ({**GOOD, "guardian_number": 1}, "line_field_wrong"),
        ({**GOOD, "relative": "母亲"}, "line_field_wrong"),
        ({**GOOD, "relative": {"relation": "母亲"}}, "line_field_wrong"),
        ({**GOOD, "relative": {"relation": " ", "ground": 2}}, "line_field_wrong"),
        ({**GOOD, "relative": {"relation": "长" * 65, "ground": 2}}, "text_too_long"),
        ({**GOOD, "relative": {"relation": "母\u0007亲", "ground": 2}}, "text_unusable"),
        ({**GOOD, "name": "\u202e三张"}, "text_unusable"),
        ({**GOOD, "relative": {"relation": "母\u200b亲", "ground": 2}}, "text_unusable"),
        ({**GOOD, "phone": "138/139"}, "phone_wrong"),
        ({**GOOD, "phone": "1380"}, "phone_wrong"),
        ({**GOOD, "relatives": {"relation": "母亲", "ground": 2}}, "line_field_unknown"),
        ({**GOOD, "relative": {"relation": "母亲", "ground": 2, "x": 1}}, "line_field_unknown"),
        ({**GOOD, "张三": 1}, "line_field_unnamed"),
        ({**GOOD, str(NUMBER): 1}, "line_field_unnamed"),
        ({**GOOD, "x" * 33: 1}, "line_field_unnamed"),
        ({**GOOD, "": 1}, "line_field_unnamed"),
        ('{"name": "甲", "name": "乙"}', "line_field_twice"),
        ('{"relative": {"ground": 1, "ground": 2}}', "line_field_twice"),
        ({**GOOD, "guardian_number": True}, "line_field_wrong"),
        (
            {**GOOD, "guardian_number": True, "birth_date": "1990-03-07"},
            "guardian_number_not_allowed",
        ),
    ],
    ids=str,
)
def test_a_bad_line_is_answered_and_the_run_goes_on(run, files, line, code):
    told = run("draw", *files, lines=[GOOD, line, GOOD])
    assert told.code == 1
    assert [each.get("error") for each in told.lines] == [None, code, None]
    assert set(told.lines[1]) == {"error", "message"}
    assert told.lines[1]["message"]
    assert str(NUMBER) not in str(told.lines[1])


def test_a_field_that_is_not_known_is_named_where_it_can_be_nobodys(run, files):
    relative = {"relation": "母亲", "ground": 2, "grounds": 1}
    lines = [{**GOOD, "relatives": {}}, {**GOOD, "relative": relative}, {**GOOD, "张三": 1}]
    told = [line["message"] for line in run("draw", *files, lines=lines).lines]
    assert "relatives" in told[0]
    assert "relative.grounds" in told[1]
    assert "张三" not in told[2]


def test_a_guardians_number_is_for_a_child_until_the_day_of_age():
    fields = {**fields_of(child(4)), "birth_date": "2008-11-23"}
    assert person_of(JsonLine(_line(fields)).fields(), TODAY).guardian_number
    fields["birth_date"] = "2008-11-22"
    with pytest.raises(GuardianNumberNotAllowed) as caught:
        person_of(JsonLine(_line(fields)).fields(), TODAY)
    assert caught.value.params == {"age": 18}


def test_a_phone_is_read_as_in_a_list(run, files):
    told = run("draw", *files, lines=[{**GOOD, "phone": " 138-0000 0000"}])
    assert read(told.lines[0]["text"]).person.phone == "13800000000"


def test_more_than_a_code_can_hold_is_said(run, files):
    line = {**GOOD, "name": "𠮷" * 64, "relative": {"relation": "𠮷" * 64, "ground": 2}}
    told = run("draw", *files, "--reading-key", READING.public.hex(), lines=[line])
    assert told.lines[0]["error"] == "code_too_long"


def test_the_help_lists_what_a_line_may_hold(main):
    said = main("code", "draw", "--help").out
    words = [word for kinds in (DocumentType, Sex, Ground) for word in kinds]
    for word in words:
        assert (word.name in said) == (word is not DocumentType.NONE)
    assert {"YYYY-MM-DD", "true", "false"} <= set(re.findall(r"[\w-]+", said))


def test_a_last_line_without_an_end_and_a_signature_count(run, files):
    told = run("draw", *files, lines=[b"\xef\xbb\xbf" + _line(GOOD).strip()])
    assert told.code == 0
    assert len(told.lines) == 1
    assert run("draw", *files).lines == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
LINES = st.fixed_dictionaries(
    {},
    optional={
        "document_type": st.sampled_from(["RESIDENT_ID", "PASSPORT", 1, 5]) | JSON,
        "document_number": st.sampled_from([NUMBER, "PA1234567"]) | JSON,
        "name": st.text(max_size=70) | JSON,
        "phone": st.text(max_size=70) | JSON,
        "birth_date": st.sampled_from(["1990-01-01", "0001-01-01"]) | JSON,
        "sex": st.sampled_from(["MALE", 2]) | JSON,
        "guardian_number": JSON,
        "relative": st.fixed_dictionaries(
            {}, optional={"relation": st.text(max_size=70) | JSON, "ground": st.just(1) | JSON}
        )
        | JSON,
    },
)


@settings(max_examples=300)
@given(LINES)
def test_any_object_is_a_person_whom_booths_accept_or_a_fault(fields):
    _drawn_or_refused(json.dumps(fields).encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_a_person_or_a_fault(data):
    _drawn_or_refused(data)


def _drawn_or_refused(line: bytes) -> None:
    now = datetime.now(UTC)
    try:
        person = person_of(JsonLine(line).fields(), now.date())
        text = draw(person, issuer=ISSUER, now=now)
    except StationError:
        return
    assert read(text).person == person


# --- arguments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["draw"],
        ["draw", "--issuer", "x", "--valid-days", "0"],
        ["draw", "--issuer", "x", "--valid-days", "31"],
        ["draw", "--issuer", "x", "--valid-days", "³"],
        ["draw", "--issuer", "x", "--name", "张三"],
        ["batch", "--issuer", "x", "--list", "y"],
        ["batch", "--issuer", "x", "--list", "y", "--out", "z", "--layout", "a3"],
        ["revoke"],
    ],
)
def test_wrong_arguments_end_with_2(main, arguments):
    assert main("code", *arguments).code == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"--issuer": "none.issuer"}, "issuer_file_missing"),
        ({"--passphrase-file": "none.txt"}, "passphrase_file_unreadable"),
        ({"--reading-key": "00" * 32}, "code_reading_key_wrong"),
        ({"--reading-key": "none.pub"}, "code_reading_key_wrong"),
        ({"--reading-key": "."}, "code_reading_key_wrong"),
        ({"--reading-key": "phrase.txt"}, "code_reading_key_wrong"),
        ({"--png": "phrase.txt"}, "code_picture_not_saved"),
    ],
)
def test_a_wrong_file_ends_the_run_before_anything_is_read(
    run, files, tmp_path, monkeypatch, changes, code
):
    monkeypatch.chdir(tmp_path)
    options = {**dict(zip(files[::2], files[1::2], strict=True)), **changes}
    arguments = [each for option in options.items() for each in option]
    told = run("draw", *arguments, lines=[GOOD])
    assert told.code == 1
    assert len(told.lines) == 1
    assert told.lines[0]["error"] == code


def test_it_is_the_issuer_s_passphrase_that_is_asked_for(run, files):
    told = run("draw", *files[:2])
    assert (told.code, told.lines[0]["error"]) == (1, "issuer_passphrase_needed")


def test_a_wrong_passphrase_is_said(run, files, tmp_path):
    (tmp_path / "phrase.txt").write_text("another one", encoding="utf-8")
    told = run("draw", *files, lines=[GOOD])
    assert (told.code, told.lines[0]["error"]) == (1, "passphrase_wrong")


def test_without_json_the_texts_are_printed_and_faults_in_words(main, files, monkeypatch):
    data = _line(GOOD) + b"x\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    said = main("code", "draw", *files)
    (text,) = said.out.splitlines()
    (fault,) = said.err.splitlines()
    assert said.code == 1
    assert read(text).person == resident(0)
    assert "2" in fault
    assert "JSON" in fault


def test_without_json_only_what_was_revoked_is_on_standard_output(main, tmp_path, monkeypatch):
    data = b"x\n" + _line({"kid": "ab" * 8, "cti": "cd" * 8})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    said = main("code", "revoke", "--revocations", tmp_path / "revoked.jsonl")
    assert (said.code, said.out.splitlines()) == (1, ["cd" * 8])
    assert "JSON" in said.err


# --- as a program --------------------------------------------------------------------------------


def program(data: bytes, *arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
    done = subprocess.run(
        [sys.executable, "run_station.py", "code", *map(str, arguments), "--json"],
        cwd=ROOT,
        input=data,
        env={key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == b""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_pictures_are_drawn_under_names_that_tell_nothing(files, tmp_path):
    folder = tmp_path / "pictures" / "today"
    code, lines = program(
        _line(GOOD) + _line("x") + _line(fields_of(resident(1))),
        *("draw", *files, "--png", folder, "--reading-key", READING.public.hex()),
    )
    assert code == 1
    assert [sorted(line) for line in lines] == [
        ["expires_at", "issued_at", "png", "text"],
        ["error", "message"],
        ["expires_at", "issued_at", "png", "text"],
    ]
    for line in (lines[0], lines[2]):
        path = Path(line["png"])
        assert path.parent == folder
        assert path.stat().st_mode & 0o077 == 0
        picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        assert [scan.text for scan in decode(picture)] == [line["text"]]
    assert len(list(folder.iterdir())) == 2


def test_drawing_loads_neither_qt_nor_sql(files):
    source = (
        "import sys; sys.argv = ['x', 'code', 'draw', *sys.argv[1:], '--json']\n"
        "from station.cli import main\n"
        "main(); print(sorted({'PySide6', 'sqlalchemy', 'numpy', 'openpyxl'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", source, *files],
        cwd=ROOT,
        input=_line(GOOD),
        capture_output=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == b"[]"


# --- revoke --------------------------------------------------------------------------------------


def test_revoked_codes_go_into_the_file_each_once(run, files, tmp_path):
    path = tmp_path / "revoked.jsonl"
    drawn = run("draw", *files, lines=[GOOD, GOOD]).lines
    codes = [read(line["text"]) for line in drawn]
    told = run("revoke", "--revocations", path, lines=[{"text": drawn[0]["text"].lower()}])
    assert told.code == 0
    first = {
        "kid": ISSUER.kid.hex(),
        "cti": codes[0].cti.hex(),
        "expires_at": drawn[0]["expires_at"],
    }
    assert told.lines == [first]
    name = {"kid": ISSUER.kid.hex().upper(), "cti": codes[1].cti.hex()}
    told = run("revoke", "--revocations", path, lines=[{"text": drawn[0]["text"]}, name])
    assert [line["cti"] for line in told.lines] == [code.cti.hex() for code in codes]
    kept = read_revocations(path.read_bytes())
    assert [each.cti for each in kept] == [code.cti for code in codes]
    assert kept[0].expires_at == codes[0].expires_at
    assert path.stat().st_mode & 0o077 == 0


def test_a_line_that_names_no_code_is_answered_and_the_others_are_revoked(run, tmp_path):
    path = tmp_path / "revoked.jsonl"
    old = datetime.now(UTC) - timedelta(days=31)
    expired = draw(resident(0), issuer=ISSUER, now=old)
    endless = draw(resident(0), issuer=ISSUER, now=datetime.now(UTC), valid_days=100_000)
    told = run(
        *("revoke", "--revocations", path),
        lines=[
            *("x", {}, {"text": "HELLO"}, {"text": "NAC1:ABC"}, {"text": 1}),
            *({"kid": "00", "cti": "00"}, {"kid": "zz" * 8, "cti": "00" * 8}),
            *({"text": expired}, {"text": endless}),
        ],
    )
    assert told.code == 1
    assert [line.get("error") for line in told.lines] == [
        *("line_not_json", "line_field_wrong", "not_a_code", "malformed", "line_field_wrong"),
        *("line_field_wrong", "line_field_wrong", "nothing_to_revoke", None),
    ]
    (kept,) = read_revocations(path.read_bytes())
    assert kept.expires_at < datetime.now(UTC) + timedelta(days=31)


def test_a_file_that_is_damaged_or_cannot_be_written_stays_as_it_is(run, tmp_path):
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_bytes(b"x\n")
    name = {"kid": "00" * 8, "cti": "00" * 8}
    for path, code in (
        (damaged, "revocations_unreadable"),
        (tmp_path / "none" / "revoked.jsonl", "revocations_unwritable"),
        (tmp_path, "revocations_unwritable"),
    ):
        told = run("revoke", "--revocations", path, lines=[name])
        assert (told.code, told.lines[0]["error"]) == (1, code)
    assert damaged.read_bytes() == b"x\n"


def test_a_sites_records_are_kept_too(run, folder, tmp_path):
    path = tmp_path / "revoked.jsonl"
    keys = demo_keys()
    text = draw(resident(0), issuer=keys.issuer, now=datetime.now(UTC))
    told = run("revoke", "--revocations", path, "--data", folder.root, lines=[{"text": text}])
    assert told.code == 0, told
    with closing(sqlite3.connect(folder.database)) as connection:
        (facts,) = connection.execute(
            "SELECT facts FROM audit WHERE kind = 'code_revoked'"
        ).fetchone()
    assert json.loads(facts) == {"kid": keys.issuer.kid.hex(), "cti": told.lines[0]["cti"]}


def test_what_a_desk_revoked_is_collected_beside_a_console_at_work(run, folder, tmp_path):
    path, later = tmp_path / "revoked.jsonl", datetime.now(UTC) + timedelta(days=9)
    name = {"kid": "ab" * 8, "cti": "cd" * 8}
    with StationLock(folder.lock):
        told = run("revoke", "--revocations", path, "--data", folder.root, lines=[])
        assert (told.code, told.lines) == (0, [])
        assert path.read_bytes() == b""
        refused = run("revoke", "--revocations", path, "--data", folder.root, lines=[name])
        assert (refused.code, refused.lines[0]["error"]) == (1, "already_running")
    with closing(sqlite3.connect(folder.database)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        at = int(later.timestamp() * 1_000_000)
        raw.execute(
            "INSERT INTO issued_code VALUES (zeroblob(16), zeroblob(16), NULL, ?, ?, NULL, NULL,"
            " ?, ?, NULL, ?, NULL)",
            (b"k" * 8, b"c" * 8, at - 2, at, at - 1),
        )
        raw.commit()
    with StationLock(folder.lock):
        assert run("revoke", "--revocations", path, "--data", folder.root, lines=[]).code == 0
    (found,) = read_revocations(path.read_bytes())
    assert (found.kid, found.cti) == (b"k" * 8, b"c" * 8)


def test_a_site_that_is_not_there_is_said(run, tmp_path):
    told = run("revoke", "--revocations", tmp_path / "r", "--data", tmp_path / "none", lines=[{}])
    assert (told.code, told.lines[0]["error"]) == (1, "site_not_founded")


# --- batch ---------------------------------------------------------------------------------------


def test_a_list_becomes_a_pdf_and_a_sheet_of_faults(files, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    rows = [HEADER, *(row_of(index) for index in range(9)), ("张三", "", "3.10115E+17", "")]
    code, (answer,) = program(
        b"",
        *("batch", *files, "--list", workbook(tmp_path / "list.xlsx", rows), "--out", out),
        *("--layout", "a4_eight", "--reading-key", READING.public.hex()),
    )
    assert code == 1
    assert answer == {
        "ok": False,
        "codes": 9,
        "faults": 1,
        "pdf": str(out / "codes.pdf"),
        "fault_sheet": str(out / "faults.xlsx"),
    }
    pdf = (out / "codes.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert b"/Count 2" in pdf
    assert load_workbook(out / "faults.xlsx").active["A2"].value == 11
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    code, (answer,) = program(b"", "batch", *files, "--list", tmp_path / "list.xlsx", "--out", out)
    assert (code, answer["error"]) == (1, "code_batch_file_there")
    assert "codes.pdf" in answer["message"]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.csv", None, "list_unreadable"),
        ("list.csv", "姓名\r\n张三\r\n", "list_header_missing"),
        ("list.csv", "姓名,证件号码\r\n", "list_empty"),
    ],
)
def test_a_list_that_cannot_be_read_makes_nothing(run, files, tmp_path, name, content, code):
    out = tmp_path / "out"
    out.mkdir()
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    told = run("batch", *files, "--list", tmp_path / name, "--out", out)
    assert (told.code, told.lines[0]["error"], told.lines[0]["ok"]) == (1, code, False)
    assert list(out.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_in_the_lists_own_words(run, files, tmp_path):
    path = text_file(tmp_path / "list.csv", [HEADER, row_of(0)], "utf-8")
    told = run("batch", *files, "--list", path, "--out", tmp_path / "none")
    assert (told.code, told.lines[0]["error"]) == (1, "code_batch_folder_missing")
    assert "批次" not in told.lines[0]["message"]


def test_a_list_of_faults_only_makes_no_pdf(run, files, tmp_path):
    rows = [HEADER, ("张三", "", "1", ""), ("", "", NUMBER, "")]
    path = text_file(tmp_path / "list.csv", rows, "gb18030")
    told = run("batch", *files, "--list", path, "--out", tmp_path)
    assert told.code == 1
    assert (told.lines[0]["codes"], told.lines[0]["faults"]) == (0, 2)
    assert told.lines[0]["pdf"] is None
    assert not (tmp_path / "codes.pdf").exists()
