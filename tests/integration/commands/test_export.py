"""`export` through the program."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from station.demo.people import resident
from station.paths import DataFolder
from station.storage.lock import StationLock
from tests.integration.commands.program import (
    BOXED,
    OPEN,
    PASSPHRASE,
    PERSONS,
    ROOT,
    run,
)


def status(folder: DataFolder) -> str:
    with closing(sqlite3.connect(folder.database)) as connection:
        found = connection.execute("SELECT status FROM batch WHERE number = ?", (BOXED,))
        return str(found.fetchone()[0])


def persons(workbook: Path) -> list[tuple[object, ...]]:
    """Return the rows of the sheet of persons, whoever wrote the file."""
    opened = load_workbook(workbook, read_only=True)
    rows = [tuple(cell.value for cell in row) for row in opened.worksheets[0].iter_rows()]
    opened.close()
    return [row for row in rows if any(resident(i).name in row for i in range(PERSONS))]


def export(folder: DataFolder, stick: Path, *more: str | Path) -> tuple[str | Path, ...]:
    return ("export", "--data", folder.root, "--batch", BOXED, "--out", stick, *more)


# --- it works ----------------------------------------------------------------------------------


def test_a_boxed_batch_is_written_and_marked_and_a_second_time_beside_it(
    folder: DataFolder, stick: Path
) -> None:
    first = run(*export(folder, stick, "--json"))
    told = json.loads(first.out)
    assert (first.code, first.err, told["ok"]) == (0, "", True)
    assert (told["batch"], told["version"]) == (BOXED, 1)
    assert (told["persons"], told["tubes"]) == (PERSONS, 1)
    assert told["folder"] == str(stick / f"{BOXED}-v1")
    assert told["file"] == str(stick / f"{BOXED}-v1" / f"{BOXED}-v1.xlsx")
    ends = (".xlsx", "-persons.csv", "-tubes.csv", ".manifest")
    assert told["files"] == [f"{BOXED}-v1{end}" for end in ends]
    assert told["manifest"] == str(stick / f"{BOXED}-v1" / f"{BOXED}-v1.manifest")
    assert sorted(path.name for path in Path(told["folder"]).iterdir()) == sorted(told["files"])
    rows = persons(Path(told["file"]))
    assert len(rows) == PERSONS
    assert resident(3).document is not None
    assert any(resident(3).document.number in row for row in rows)  # type: ignore[union-attr]
    assert status(folder) == "exported"
    again = json.loads(run(*export(folder, stick, "--json")).out)
    assert again["folder"] == str(stick / f"{BOXED}-v1-2")
    for name in told["files"][1:3]:
        first_bytes = (Path(told["folder"]) / name).read_bytes()
        assert (Path(again["folder"]) / name).read_bytes() == first_bytes
    assert again["digest"] == told["digest"]
    assert persons(Path(again["file"])) == rows


def test_while_a_console_works_there_the_batch_is_its_own(folder: DataFolder, stick: Path) -> None:
    with StationLock(folder.lock):
        ran = run(*export(folder, stick, "--json"))
    assert (ran.code, json.loads(ran.out)["reason"]) == (1, "already_running")
    assert list(stick.iterdir()) == []
    assert status(folder) == "sealed"
    assert run(*export(folder, stick)).code == 0


def test_options_may_stand_before_the_command(folder: DataFolder, stick: Path) -> None:
    ran = run(
        "--data", folder.root, "--language", "en", *("export", "--batch", BOXED), "--out", stick
    )
    assert ran.code == 0
    assert ran.out.startswith(f"Exported {PERSONS} persons")


# --- refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("5", "batch_number_unusable"),
        ("20261122-02-1; DROP", "batch_number_unusable"),
        ("２０２６１１２２-02-01", "batch_number_unusable"),
        ("20261122-02-77", "batch_unknown"),
        (OPEN, "batch_not_sealed"),
    ],
)
def test_a_batch_that_cannot_be_exported_is_said_so(main, folder, stick, number, reason) -> None:
    said = main("export", "--data", folder.root, "--batch", number, "--out", stick, "--json")
    told = json.loads(said.out)
    assert (said.code, told["ok"], told["reason"]) == (1, False, reason)
    assert told["message"]
    assert list(stick.iterdir()) == []
    assert status(folder) == "sealed"


@pytest.mark.parametrize("target", ["none", "file", "file/below", "x" * 300])
def test_a_folder_that_is_none_leaves_the_batch_as_it_was(main, folder, stick, target) -> None:
    (stick / "file").write_text("")
    said = main(*export(folder, stick / target, "--json"))
    assert said.code == 1
    assert json.loads(said.out)["reason"] in ("export_folder_missing", "export_failed")
    assert status(folder) == "sealed"


def test_without_json_the_words_go_to_standard_error(folder: DataFolder, stick: Path) -> None:
    ran = run(*export(folder, stick / "none", "--language", "en"))
    assert (ran.code, ran.out) == (1, "")
    assert "folder" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_full_stick_leaves_nothing_and_the_batch_as_it_was(folder, stick, mounted) -> None:
    mounted("-t", "tmpfs", "-o", "size=8k", "tmpfs", stick)
    ran = run(*export(folder, stick, "--json"))
    assert (ran.code, json.loads(ran.out)["reason"]) == (1, "export_disk_full")
    assert list(stick.iterdir()) == []
    assert status(folder) == "sealed"


def test_a_write_protected_stick_leaves_the_batch_as_it_was(main, folder, stick, mounted) -> None:
    mounted("-t", "tmpfs", "-o", "ro", "tmpfs", stick)
    said = main(*export(folder, stick, "--json"))
    assert (said.code, json.loads(said.out)["reason"]) == (1, "export_read_only")
    assert status(folder) == "sealed"


@pytest.mark.parametrize("data", ["none", "a" * 300, "~nobody-of-that-name/data", "run_station.py"])
def test_a_data_folder_without_a_site_is_said_so_and_not_made(main, stick, data) -> None:
    said = main("export", "--data", data, "--batch", BOXED, "--out", stick, "--json")
    assert said.code == 1
    assert json.loads(said.out)["reason"] in ("site_not_founded", "site_files_unwritable")
    assert not os.path.isdir(data)


# --- the passphrase ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"{PASSPHRASE}\n".encode(), "batch_unknown"),
        (f"\ufeff{PASSPHRASE}\r\nsecond line".encode(), "batch_unknown"),
        ("正確的 horse battery".encode(), "passphrase_wrong"),
        (b"", "passphrase_wrong"),
        (PASSPHRASE.encode("gb18030"), "passphrase_file_unreadable"),
        (None, "passphrase_file_unreadable"),
    ],
)
def test_the_passphrase_may_lie_in_a_file(
    main, locked_folder, stick, tmp_path, content, reason
) -> None:
    file = tmp_path / "passphrase"
    if content is not None:
        file.write_bytes(content)
    said = main(*export(locked_folder, stick, "--passphrase-file", file, "--json"))
    assert (said.code, json.loads(said.out)["reason"]) == (1, reason)


def test_with_nobody_at_a_terminal_the_passphrase_is_asked_for_in_words(
    locked_folder: DataFolder, stick: Path
) -> None:
    ran = run(*export(locked_folder, stick, "--json"))
    assert (ran.code, json.loads(ran.out)["reason"]) == (1, "passphrase_needed")


@pytest.mark.skipif(shutil.which("setsid") is None, reason="needs setsid for a terminal")
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (f"{PASSPHRASE}\n", "batch_unknown"),
        ("wrong one\n", "passphrase_wrong"),
        ("\x04", "passphrase_needed"),
    ],
)
def test_at_a_terminal_the_passphrase_is_typed(locked_folder, stick, typed, reason) -> None:
    terminal, end = pytest.importorskip("pty").openpty()
    arguments = [str(each) for each in export(locked_folder, stick, "--json")]
    with subprocess.Popen(
        ["setsid", "--ctty", sys.executable, "run_station.py", *arguments],
        cwd=ROOT,
        stdin=end,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(end)
        asked = os.read(terminal, 200)
        os.write(terminal, typed.encode())
        printed, errors = process.communicate(timeout=60)
    os.close(terminal)
    assert b"passphrase" in asked
    assert json.loads(printed)["reason"] == reason
    assert errors == b""
    assert process.returncode == 1
