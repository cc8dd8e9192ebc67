"""`backup` and `restore` at the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from station.demo.site import PASSPHRASE
from station.paths import DataFolder
from station.site import open_site
from station.storage.lock import StationLock
from tests.integration.commands import program
from tests.integration.commands.program import files_of


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE, encoding="utf-8")
    return path


@pytest.fixture
def laptop(tmp_path) -> DataFolder:
    return DataFolder(tmp_path / "laptop")


def backed_up(main, folder, stick) -> dict:
    said = main("backup", "--data", folder.root, "--out", stick, "--json")
    assert (said.code, said.err) == (0, "")
    return json.loads(said.out)


def test_a_backup_moves_a_booth_to_another_laptop(main, folder, stick, secret, laptop):
    made = backed_up(main, folder, stick)
    assert made["ok"] is True
    assert made["bytes"] == sum(path.stat().st_size for path in stick.iterdir())
    said = main(
        *("restore", made["file"], "--data", laptop.root, "--passphrase-file", secret, "--json")
    )
    assert said.code == 0, said.out
    answer = json.loads(said.out)
    assert answer | {"ok": True, "booth": "02", "set_aside": None} == answer
    site = open_site(laptop, PASSPHRASE)
    with site.database.reading() as unit:
        assert len(unit.registrations.recent("02", 100)) == 13
        assert unit.audit.head().length > made["audit"]["length"]
    site.close()


def test_a_console_may_be_at_work_while_a_backup_is_made_but_not_restored(
    main, folder, stick, secret
):
    with StationLock(folder.lock):
        made = backed_up(main, folder, stick)
        said = main(
            *("restore", made["file"], "--data", folder.root, "--passphrase-file", secret, "--json")
        )
    assert (said.code, json.loads(said.out)["reason"]) == (1, "already_running")


def test_what_is_newer_is_not_restored_over(main, folder, stick, secret):
    made = backed_up(main, folder, stick)
    backed_up(main, folder, stick)
    arguments = ("restore", made["file"], "--data", folder.root, "--passphrase-file", secret)
    assert main(*arguments, "--json").code == 0, "another backup is no new record"
    site = open_site(folder, PASSPHRASE)
    with site.database.writing() as unit:
        shift = unit.shifts.latest("02")
        unit.shifts.add(replace(shift, id=uuid4()))
        unit.commit()
    site.close()
    before = files_of(folder)
    said = main(*arguments, "--json")
    assert (said.code, json.loads(said.out)["reason"]) == (1, "restore_over_newer")
    assert files_of(folder) == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("backup", "--data", "{data}", "--out", "{none}"), "backup_not_written"),
        (("backup", "--data", "{none}", "--out", "{stick}"), "site_not_founded"),
        (("restore", "{none}", "--data", "{laptop}", "--passphrase-file", "{secret}"), None),
    ],
)
def test_faults_are_said(main, folder, stick, secret, laptop, tmp_path, arguments, reason):
    places = {
        "data": folder.root,
        "none": tmp_path / "none",
        "stick": stick,
        "secret": secret,
        "laptop": laptop.root,
    }
    said = main(*(word.format(**places) for word in arguments), "--json")
    assert said.code == 1
    assert json.loads(said.out)["reason"] == (reason or "backup_missing")
    assert list(stick.iterdir()) == []


def test_a_person_is_told_in_words(main, folder, stick, secret, laptop):
    said = main("--language", "en", "backup", "--data", folder.root, "--out", stick)
    assert said.code == 0
    assert "read back" in said.out
    (file,) = stick.iterdir()
    said = main(
        *("--language", "en", "restore", file, "--data", laptop.root),
        *("--passphrase-file", secret),
    )
    assert "Do not go on with the old machine" in said.out
    said = main("restore", "--data", laptop.root, file, "--passphrase-file", file)
    assert said.code == 1


def test_it_works_from_a_shell(folder, stick):
    ran = program.run("backup", "--data", folder.root, "--out", stick, "--json")
    assert (ran.code, json.loads(ran.out)["ok"]) == (0, True)


def test_a_refused_restore_leaves_no_new_folder(main, tmp_path: Path) -> None:
    (tmp_path / "none.backup").write_text("no backup")
    (tmp_path / "pass.txt").write_text(program.PASSPHRASE, encoding="utf-8")
    ran = main(
        *("restore", tmp_path / "none.backup", "--json", "--data", tmp_path / "new"),
        *("--passphrase-file", tmp_path / "pass.txt"),
    )
    assert (ran.code, json.loads(ran.out)["reason"]) == (1, "backup_damaged")
    assert not (tmp_path / "new").exists()
