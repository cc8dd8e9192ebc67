"""`self-test`: nothing to say of a whole installation, a line for each part that is broken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.commands.program import ROOT, run


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the program, to be broken."""
    folder = tmp_path / "program"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("station", "resources"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "run_station.py", folder)
    return folder


def forget_a_sound(folder: Path) -> None:
    (folder / "resources/sounds/question.wav").unlink()


def spoil_words(folder: Path) -> None:
    (folder / "resources/translations/zh_CN/export.toml").write_bytes(b"\xff= [")


def forget_migrations(folder: Path) -> None:
    shutil.rmtree(folder / "station/storage/migrations/versions")


def forget_the_workbook(folder: Path) -> None:
    (folder / "station/export/workbook.py").unlink()


def forget_zbar(folder: Path) -> None:
    (folder / "pyzbar.py").write_text("raise ImportError\n")


def test_a_whole_installation_passes() -> None:
    ran = run("self-test", "--language", "en")
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("break_it", "parts"),
    [
        (forget_a_sound, ["sounds"]),
        (spoil_words, ["words"]),
        (forget_migrations, ["storage and export"]),
        (forget_zbar, ["zbar"]),
    ],
)
def test_each_broken_part_is_a_line(
    installed: Path, break_it: Callable[[Path], None], parts: list[str]
) -> None:
    break_it(installed)
    ran = run("self-test", cwd=installed)
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.out.splitlines()] == parts


def test_two_broken_parts_are_two_lines(installed: Path) -> None:
    forget_a_sound(installed)
    forget_the_workbook(installed)
    ran = run("self-test", cwd=installed)
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.out.splitlines()] == ["storage and export", "sounds"]
