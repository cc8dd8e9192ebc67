"""The frame that commands share: one JSON object or lines, and nothing done that nobody hears."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from station.paths import DataFolder
from tests.integration.commands.program import BOXED, files_of

COMMANDS = {
    "export": ("--batch", BOXED, "--out", "STICK"),
    "backup": ("--out", "STICK"),
    "restore": ("STICK/none.backup",),
    "reset-clock": (),
    "staff": ("list",),
    "site": ("rotate", "--reading-key"),
    "trust": ("import", "STICK/none.trust"),
}


def arguments(command: str, stick: Path) -> list[str]:
    return [command, *(each.replace("STICK", str(stick)) for each in COMMANDS[command])]


@pytest.mark.parametrize("command", COMMANDS)
def test_without_an_output_nothing_is_done(
    main, folder: DataFolder, stick: Path, monkeypatch: pytest.MonkeyPatch, command: str
):
    before = files_of(folder)
    monkeypatch.setattr(sys, "stdout", None)
    ran = main("--data", folder.root, "--language", "en", *arguments(command, stick))
    assert ran.code == 1
    assert ran.err.startswith("There is no standard output")
    assert files_of(folder) == before
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_failure_is_one_object_in_json_and_said_otherwise(
    main, tmp_path: Path, stick: Path, command: str
):
    asked = ["--data", tmp_path / "none", *arguments(command, stick)]
    ran = main(*asked, "--json")
    assert (ran.code, ran.err) == (1, "")
    failed = json.loads(ran.out)
    assert list(failed) == ["ok", "reason", "message"]
    assert failed["ok"] is False
    # Whatever code page a console has.
    assert ran.out.isascii()
    said = main(*asked)
    assert (said.code, said.out) == (1, "")
    assert said.err.strip() == failed["message"]
