"""`audit verify` and `audit show`: what was done to the trail is found, with and without sheets."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from station.demo.site import MANAGER, OPERATOR
from station.domain.outcome import FirstManagerMade as FirstMade
from station.domain.outcome import SignedIn
from station.domain.staff import Role
from station.paths import DataFolder
from station.settings import Settings
from station.storage.lock import StationLock
from tests.conftest import FakeClock
from tests.integration.commands.program import BOXED, MORNING, PASSPHRASE, files_of, run
from tests.integration.services.driver import BoothDriver


@pytest.fixture
def verify(main, folder: DataFolder) -> Callable[..., tuple[int, dict]]:
    def verified(*sheets: Path) -> tuple[int, dict]:
        named = [word for sheet in sheets for word in ("--sheet", sheet)]
        said = main("--data", folder.root, "audit", "verify", *named, "--json")
        return said.code, json.loads(said.out)

    return verified


@pytest.fixture
def sheet(main, folder: DataFolder, stick: Path) -> Path:
    """The sheet of the boxed batch; the export's own line comes after the head on its cover."""
    main("--data", folder.root, "export", "--batch", BOXED, "--out", stick, "--json")
    return stick / f"{BOXED}-v1" / f"{BOXED}-v1.xlsx"


def tamper(folder: DataFolder, *statements: str) -> None:
    with closing(sqlite3.connect(folder.database)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def worked_on(folder: DataFolder, tries: int) -> None:
    """Let somebody try to sign in, a line each."""
    booth = BoothDriver(folder, FakeClock(MORNING), Settings())
    for number in range(tries):
        booth.try_in(f"somebody {number}", "9184")
    booth.close()


def lines_in(folder: DataFolder) -> int:
    with closing(sqlite3.connect(folder.database)) as connection:
        return int(connection.execute("SELECT max(number) FROM audit").fetchone()[0])


# --- a whole trail -----------------------------------------------------------------------------


def test_a_whole_trail_agrees_with_its_sheet(verify, folder, sheet) -> None:
    code, told = verify(sheet)
    assert (code, told["ok"], told["faults"]) == (0, True, [])
    assert told["lines"] == lines_in(folder)
    assert told["tail_checked"]
    (judged,) = told["sheets"]
    assert (judged["file"], judged["batch"], judged["version"]) == (sheet.name, BOXED, "1")
    assert (judged["ok"], judged["length"]) == (True, told["lines"] - 1)


def test_it_is_read_beside_a_console_at_work_and_nothing_is_written(verify, folder) -> None:
    booth = BoothDriver(folder, FakeClock(MORNING), Settings())
    with StationLock(folder.lock):
        before = files_of(folder)
        assert verify()[0] == 0
        assert files_of(folder) == before
        booth.sign_in()
        assert verify()[1]["lines"] == len(booth.trail())
    booth.close()


def test_a_sheet_that_was_saved_by_another_program_still_counts(verify, sheet, tmp_path) -> None:
    saved = tmp_path / "saved.xlsx"
    book = load_workbook(sheet)
    book.worksheets[2]["B16"] = "4 °C"
    book.save(saved)
    assert verify(saved)[0] == 0


def test_through_the_program_with_a_passphrase_of_its_own(locked_folder, tmp_path) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    arguments = ("--data", locked_folder.root, "--passphrase-file", secret)
    told = run("audit", "verify", *arguments)
    assert (told.code, told.err) == (0, "")
    assert "审计记录完整：共 1 行" in told.out
    assert "没有对照导出表" in told.out
    shown = run("audit", "show", *arguments, "--json")
    assert [json.loads(line)["kind"] for line in shown.out.splitlines()] == ["site_founded"]


# --- a trail that was changed ------------------------------------------------------------------

SWAP = (
    "UPDATE audit SET number = -1 WHERE number = 3",
    "UPDATE audit SET number = 3 WHERE number = 4",
    "UPDATE audit SET number = 4 WHERE number = -1",
)
CHANGES = {
    "a fact": ('UPDATE audit SET facts = \'{"way":"unlock"}\' WHERE number = 4',),
    "a time": ("UPDATE audit SET at = at + 1 WHERE number = 4",),
    "a booth": ("UPDATE audit SET booth = '03' WHERE number = 4",),
    "a kind": ("UPDATE audit SET kind = 'locked' WHERE number = 4",),
    "an actor": ("UPDATE audit SET actor = (SELECT min(id) FROM staff) WHERE number = 4",),
    "a seal": ("UPDATE audit SET seal = zeroblob(32) WHERE number = 4",),
    "an unknown kind": ("UPDATE audit SET kind = 'made_up' WHERE number = 4",),
    "facts that are none": ("UPDATE audit SET facts = '[' WHERE number = 4",),
    "deep facts": (f"UPDATE audit SET facts = '{'[' * 100_000}' WHERE number = 4",),
    "a time that is none": ("UPDATE audit SET at = 'noon' WHERE number = 4",),
    "a time out of the world": ("UPDATE audit SET at = 9e18 WHERE number = 4",),
    "an actor that is none": ("UPDATE audit SET actor = x'00' WHERE number = 4",),
    "a booth of bytes": ("UPDATE audit SET booth = x'ff' WHERE number = 4",),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_altered_line_is_named(verify, folder, change: str) -> None:
    worked_on(folder, 5)
    tamper(folder, "PRAGMA ignore_check_constraints = ON", *CHANGES[change])
    code, told = verify()
    assert (code, told["ok"], told["lines"]) == (1, False, 3)
    assert [(f["reason"], f["number"]) for f in told["faults"]] == [("audit_line_altered", 4)]


def test_lines_that_changed_places_are_named(verify, folder) -> None:
    worked_on(folder, 5)
    tamper(folder, *SWAP)
    code, told = verify()
    assert code == 1
    assert [(f["reason"], f["number"]) for f in told["faults"]] == [("audit_line_altered", 3)]


def test_a_line_that_was_put_before_the_first_is_named(verify, folder) -> None:
    tamper(
        folder, "INSERT INTO audit SELECT 0, at, booth, actor, kind, facts, seal FROM audit LIMIT 1"
    )
    code, told = verify()
    assert code == 1
    assert [(f["reason"], f["number"]) for f in told["faults"]] == [("audit_line_altered", 0)]


@pytest.mark.parametrize("number", [1, 3])
def test_a_removed_line_is_named(verify, folder, number: int) -> None:
    worked_on(folder, 3)
    tamper(folder, f"DELETE FROM audit WHERE number = {number}")
    code, told = verify()
    assert code == 1
    assert [(f["reason"], f["number"]) for f in told["faults"]] == [("audit_line_removed", number)]


def test_a_removed_line_whose_place_the_next_took_is_named(verify, folder) -> None:
    worked_on(folder, 5)
    tamper(
        folder,
        "DELETE FROM audit WHERE number = 3",
        "UPDATE audit SET number = -number WHERE number > 3",
        "UPDATE audit SET number = -number - 1 WHERE number < 0",
    )
    code, told = verify()
    assert code == 1
    assert [(f["reason"], f["number"]) for f in told["faults"]] == [("audit_line_altered", 3)]


def test_a_cut_tail_shows_with_a_sheet_and_only_with_one(verify, folder, sheet) -> None:
    length = lines_in(folder) - 1
    tamper(folder, f"DELETE FROM audit WHERE number >= {length}")
    assert verify()[0] == 0
    code, told = verify(sheet)
    assert code == 1
    (fault,) = told["faults"]
    assert (fault["reason"], fault["number"]) == ("audit_tail_cut", length)
    assert fault["file"] == sheet.name
    assert [judged["ok"] for judged in told["sheets"]] == [False]


def test_a_tail_that_grew_again_shows_with_a_sheet(verify, folder, sheet) -> None:
    length = lines_in(folder) - 1
    tamper(folder, f"DELETE FROM audit WHERE number >= {length}")
    worked_on(folder, 4)
    assert verify()[0] == 0
    code, told = verify(sheet)
    assert code == 1
    assert [(f["reason"], f["number"]) for f in told["faults"]] == [("audit_tail_replaced", length)]


def test_a_trail_that_is_gone_whole_shows_with_a_sheet(verify, folder, sheet) -> None:
    tamper(folder, "DELETE FROM audit")
    code, told = verify(sheet)
    assert (code, told["lines"]) == (1, 0)
    assert [f["reason"] for f in told["faults"]] == ["audit_beginning_gone", "audit_tail_cut"]
    assert told["tail_checked"]


@pytest.mark.parametrize("tries", [0, 3])
def test_a_trail_that_is_gone_whole_shows_without_a_sheet_too(main, verify, folder, tries) -> None:
    tamper(folder, "DELETE FROM audit")
    worked_on(folder, tries)
    code, told = verify()
    assert (code, told["ok"], told["lines"], told["tail_checked"]) == (1, False, tries, False)
    assert [f["reason"] for f in told["faults"]] == ["audit_beginning_gone"]
    assert "完整" not in main("--data", folder.root, "audit", "verify").out


def test_a_trail_that_was_begun_anew_by_somebody_at_work_shows(verify, folder) -> None:
    tamper(folder, "DELETE FROM audit")
    booth = BoothDriver(folder, FakeClock(MORNING), Settings()).sign_in(MANAGER)
    office = booth.uses.staff
    office.add("赵新", {Role.MANAGER}, "", office.hashed("730164"))
    booth.close()
    assert [f["reason"] for f in verify()[1]["faults"]] == ["audit_beginning_gone"]


def test_a_database_from_before_there_was_a_trail_begins_with_its_first_member(
    verify, folder
) -> None:
    tamper(folder, "DELETE FROM audit", "DELETE FROM staff")
    assert verify()[0] == 0
    booth = BoothDriver(folder, FakeClock(MORNING), Settings())
    booth.try_in("somebody", "9184")
    office = booth.uses.staff
    assert isinstance(office.make_first_manager("赵新", "", office.hashed("730164")), FirstMade)
    assert isinstance(booth.try_in("赵新", "730164"), SignedIn)
    booth.close()
    code, told = verify()
    assert (code, told["lines"]) == (0, 3)


def test_a_sheet_behind_a_fault_is_not_judged(verify, folder, sheet) -> None:
    tamper(folder, "UPDATE audit SET at = at + 1 WHERE number = 1")
    code, told = verify(sheet)
    assert code == 1
    assert [judged["ok"] for judged in told["sheets"]] == [None]


# --- sheets that say nothing -------------------------------------------------------------------


def test_a_sheet_without_a_chain_is_refused(verify, sheet, tmp_path) -> None:
    older = tmp_path / "older.xlsx"
    book = load_workbook(sheet)
    book.worksheets[2].delete_rows(28, 2)
    book.save(older)
    code, told = verify(older)
    assert (code, told["ok"], told["reason"]) == (1, False, "sheet_without_chain")


@pytest.mark.parametrize("head", ["", "00", "zz" * 32, "00" * 33])
def test_a_head_that_is_none_is_refused(verify, sheet, head: str) -> None:
    book = load_workbook(sheet)
    book.worksheets[2]["B29"] = head
    book.save(sheet)
    assert verify(sheet)[1]["reason"] == "sheet_without_chain"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"\xd0\xcf\x11\xe0" * 9])
def test_a_file_that_is_no_workbook_is_refused(verify, tmp_path, content: bytes) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(content)
    assert verify(wrong)[1]["reason"] in ("sheet_unreadable", "sheet_without_chain")
    assert verify(tmp_path / "none.xlsx")[1]["reason"] == "sheet_unreadable"


def test_another_booths_sheet_does_not_pass(verify, folder, sheet, tmp_path, main) -> None:
    other = DataFolder(Path(shutil.copytree(folder.root, tmp_path / "other")))
    tamper(other, "DELETE FROM audit WHERE number > 1")
    worked_on(other, 9)
    main("--data", other.root, "export", "--batch", BOXED, "--out", tmp_path, "--json")
    code, told = verify(next(tmp_path.glob(f"{BOXED}*/*.xlsx")))
    assert (code, told["ok"]) == (1, False)


# --- reading it --------------------------------------------------------------------------------


def test_lines_are_shown_with_masked_names(main, folder) -> None:
    said = main("--data", folder.root, "audit", "show", "--from", "2", "--json")
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0
    assert [line["number"] for line in lines] == list(range(2, lines_in(folder) + 1))
    first = lines[0]
    assert (first["kind"], first["name"], first["booth"]) == ("signed_in", "王*明", "02")
    assert first["at"] == "2026-11-22T09:00:00+08:00"
    assert first["facts"]["way"] == "sign_in"
    assert OPERATOR.name not in said.out
    plain = main("--data", folder.root, "audit", "show")
    assert "signed_in" in plain.out
    assert OPERATOR.name not in plain.out


@pytest.mark.parametrize("first", ["0", "-1", "x", "²", "1.5"])
def test_a_first_line_that_is_none_is_a_wrong_argument(main, folder, first: str) -> None:
    assert main("--data", folder.root, "audit", "show", f"--from={first}").code == 2


def test_a_line_that_cannot_be_read_ends_it_with_its_reason(main, folder) -> None:
    tamper(folder, "UPDATE audit SET kind = 'made_up' WHERE number = 2")
    said = main("--data", folder.root, "audit", "show", "--json")
    assert said.code == 1
    told = [json.loads(line) for line in said.out.splitlines()]
    assert (told[0]["number"], told[-1]["ok"], told[-1]["number"]) == (1, False, 2)
    assert main("--data", folder.root, "audit", "show").code == 1


def test_a_database_that_is_not_there_is_not_made(verify, folder) -> None:
    folder.database.unlink()
    for name in ("station.db-wal", "station.db-shm"):
        folder.root.joinpath(name).unlink(missing_ok=True)
    assert verify()[1]["reason"] == "database_missing"
    assert not folder.database.exists()


def test_an_older_database_is_left_as_it_is(verify, folder) -> None:
    tamper(folder, "UPDATE alembic_version SET version_num = '0002'")
    assert verify()[1]["reason"] == "database_outdated"
    tamper(folder, "UPDATE alembic_version SET version_num = '9999'")
    assert verify()[1]["reason"] == "database_newer"
