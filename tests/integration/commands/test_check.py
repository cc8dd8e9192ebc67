"""`check` through the program: what it prints, and how it ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.check.made_sheets import PERSONS, ROOT, edited, package, trust
from tests.integration.commands.program import run


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(tmp_path_factory.mktemp("packages")).folder


@pytest.fixture
def made(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / written.name))


def test_a_good_package_ends_with_0(made: Path, tmp_path: Path) -> None:
    listed = tmp_path / "site.trust"
    listed.write_bytes(trust().raw)
    out = tmp_path / "out"
    out.mkdir()
    proof = ("--trust", listed, "--root", ROOT.public.hex())
    ran = run("check", made, *proof, "--out", out, "--json")
    told = json.loads(ran.out)
    assert (ran.code, ran.err, told["ok"], told["findings"]) == (0, "", True, [])
    assert all(file["ok"] and file["findings"] == [] for file in told["files"])
    assert sorted(path.name for path in out.iterdir()) == ["merged.xlsx", "report.xlsx"]
    again = run("check", made, "--out", out, "--json")
    assert (again.code, json.loads(again.out)["reason"]) == (2, "target_exists")


def test_findings_end_with_1_and_say_where(made: Path) -> None:
    def change(book: object) -> None:
        book[PERSONS]["F2"].value = "别人"  # type: ignore[index]

    path = edited(next(made.glob("*.xlsx")), change)
    ran = run("check", path, made / "nothing.xlsx", "--json")
    told = json.loads(ran.out)
    assert (ran.code, ran.err, told["ok"]) == (1, "", False)
    changed, missing = told["files"]
    finding = changed["findings"][0]
    assert (finding["code"], finding["sheet"], finding["row"]) == ("cell_altered", PERSONS, 2)
    assert finding["column"] == "Name"
    assert [each["code"] for each in missing["findings"]] == ["file_unreadable"]
    assert "别人" not in ran.out
    words = run("--language", "en", "check", path)
    assert words.code == 1
    assert "A cell was changed" in words.out


def test_a_full_disk_leaves_neither_report_nor_merged_sheet(
    made: Path, tmp_path: Path, mounted: Callable[..., None]
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    mounted("-t", "tmpfs", "-o", "size=8k", "tmpfs", stick)
    ran = run("check", made, "--out", stick, "--json")
    assert (ran.code, json.loads(ran.out)["reason"]) == (2, "export_disk_full")
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ("--trust", "site.trust"),
        ("--root", "00" * 32),
        ("--trust", "nothing.trust", "--root", "00" * 32),
        ("--password-file", "nothing.txt"),
        ("--out", "nowhere"),
        ("--lab-key", "nothing.key"),
        ("--lab-key", "nothing.key", "--passphrase-file", "nothing.txt"),
        ("--no-such-option",),
    ],
)
def test_wrong_arguments_end_with_2(made: Path, wrong: tuple[str, ...]) -> None:
    assert run("check", made, *wrong, "--json").code == 2


def test_no_file_is_a_wrong_argument() -> None:
    assert run("check").code == 2


def test_the_command_that_reads_one_file_is_not_offered() -> None:
    assert "check-file" not in run("--help").out
