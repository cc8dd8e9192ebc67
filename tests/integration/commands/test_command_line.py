"""The command line as a whole: help, exit codes, and output that goes nowhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from station.cli import COMMANDS
from tests.integration.commands.program import ROOT, run

HEAVY = ("cv2", "PySide6", "sqlalchemy", "alembic", "openpyxl", "numpy")
PICTURE = "resources/icons/station.svg"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_in_a_sentence_what_it_does(main, command: str) -> None:
    said = main(command, "--help")
    assert said.code == 0
    usage, sentence, *_ = said.out.split("\n\n")
    assert usage.startswith(f"usage: run_station.py {command}")
    assert re.fullmatch(r"[A-Z][^.]{20,}\.", sentence.strip())


def test_the_programs_own_help_names_every_command() -> None:
    ran = run("--help")
    assert (ran.code, ran.err) == (0, "")
    assert [name for name in COMMANDS if f"    {name} " not in ran.out] == []


@pytest.mark.parametrize("command", ["verify", "demo", "self-test", "demo-codes"])
def test_help_is_there_at_once_for_nothing_heavy_is_loaded(command: str) -> None:
    probe = (
        "import sys; from station.cli import main\n"
        f"try: main([{command!r}, '--help'])\n"
        f"except SystemExit: print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("--frobnicate",),
        ("--language", "tlh"),
        ("--camera",),
        ("export",),
        ("export", "--batch"),
        ("export", "--batch", "5", "--out", ".", "--secret", "x"),
        ("verify",),
        ("verify", "codes.txt", "--trust", "t", "--root", "00"),
        ("verify", "-", "--file", "x", "--trust", "t", "--root", "00"),
        ("decode",),
        ("self-test", "now"),
        ("reset-clock", "--to", "2020-01-01"),
        ("demo", "--theme", "pink"),
        ("demo-codes",),
        ("export", "verify"),
    ],
)
def test_wrong_arguments_are_said_and_end_it_with_2(main, arguments) -> None:
    said = main(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("usage: run_station.py")


def test_an_unknown_command_opens_no_window() -> None:
    ran = run("frobnicate")
    assert ran.code == 2
    assert "frobnicate" in ran.err.splitlines()[-1]


# --- output ------------------------------------------------------------------------------------


def test_a_code_page_without_chinese_is_no_fault() -> None:
    ran = run("reset-clock", "--data", "/none", PYTHONIOENCODING="cp1252")
    assert ran.code == 1
    assert "--data" in ran.err


def test_a_file_name_that_is_no_text_is_no_fault(stick: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no such names")
    folder = os.fsencode(stick) + b"/\xff\xfe"
    done = subprocess.run(
        [sys.executable, "run_station.py", "demo-codes", "--out", folder],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(os.listdir(folder)) > 10


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is another thing there")
@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["decode", PICTURE, PICTURE], {1}),
        (["self-test"], {1}),
        # With unbuffered output argparse itself swallows what is wrong.
        (["--help"], {0, 1}),
    ],
)
def test_nobody_reading_any_more_ends_it_quietly(arguments: list[str], codes: set[int]) -> None:
    with subprocess.Popen(
        [sys.executable, "run_station.py", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) in codes


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device /dev/full")
@pytest.mark.parametrize("arguments", [["decode", PICTURE], ["self-test"]])
def test_output_that_finds_no_room_is_said(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "run_station.py", *arguments, "--language", "en"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("The output could not be written")
    assert len(done.stderr.splitlines()) == 1
