"""`report` through the program: the figures, the PDF and the workbook."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.integration.commands.program import PERSONS, run

DAY = "2026-11-22"


def report(folder, out: Path, *more: str) -> tuple[str | Path, ...]:
    return ("report", "--data", folder.root, "--out", out, *more)


def pages(pdf: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf.read_bytes()))


def test_a_day_is_counted_and_written(folder, stick) -> None:
    ran = run(*report(folder, stick, "--day", DAY, "--json"))
    told = json.loads(ran.out)
    assert (ran.code, ran.err, told["ok"]) == (0, "", True)
    figures = told["figures"]
    assert (figures["persons"], figures["tubes"]) == (PERSONS + 3, 2)
    assert (figures["boxed"], figures["sealed"], figures["waiting"]) == (1, 1, 2)
    assert (figures["partial"], figures["typed_share"]) == (1, 0)
    assert sum(row["persons"] for row in told["hours"]) == PERSONS + 3
    assert [row["of"] for row in told["booths"]] == ["02"]
    assert {row["of"]: row["persons"] for row in told["modes"]}["CODE"] == PERSONS + 3
    pdf, book = Path(told["pdf"]), Path(told["xlsx"])
    assert sorted(stick.iterdir()) == sorted([pdf, book])
    assert pages(pdf) == 1
    opened = load_workbook(book)
    assert len(opened.sheetnames) == 7
    first = [[cell.value for cell in row[:2]] for row in opened.worksheets[0].iter_rows()]
    assert ["登记（人）", PERSONS + 3] in first
    assert all(cell.data_type != "f" for sheet in opened for row in sheet for cell in row)


def test_several_days_of_one_booth(main, folder, stick) -> None:
    said = main(
        *report(folder, stick, "--from", "2026-11-01", "--to", "2026-11-30", "--booth", "02"),
        *("--json", "--language", "en"),
    )
    told = json.loads(said.out)
    assert (said.code, told["from"], told["to"]) == (0, "2026-11-01", "2026-11-30")
    assert len(told["days"]) == 30
    assert {row["of"]: row["persons"] for row in told["days"]}[DAY] == PERSONS + 3
    assert pages(Path(told["pdf"])) == 1
    assert load_workbook(told["xlsx"]).sheetnames[1] == "By day"


def test_in_words(main, folder, stick) -> None:
    said = main(*report(folder, stick, "--day", DAY, "--language", "en"))
    assert said.code == 0
    assert f"Registered: {PERSONS + 3}" in said.out


@pytest.mark.parametrize(
    "days",
    [
        ("--from", DAY),
        ("--to", DAY),
        ("--day", DAY, "--from", DAY, "--to", DAY),
        ("--day", "22.11.2026"),
        ("--day", "2026-13-01"),
    ],
)
def test_wrong_days_are_wrong_arguments(main, folder, stick, days) -> None:
    assert main(*report(folder, stick, *days)).code == 2
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--from", DAY, "--to", "2026-11-21"), "days_unusable"),
        (("--day", DAY, "--booth", "17"), "report_booth_unknown"),
    ],
)
def test_what_cannot_be_counted_is_said(main, folder, stick, options, reason) -> None:
    said = main(*report(folder, stick, *options, "--json"))
    assert (said.code, json.loads(said.out)["reason"]) == (1, reason)
    assert list(stick.iterdir()) == []


def test_a_folder_that_is_none_gets_no_report(main, folder, stick) -> None:
    said = main(*report(folder, stick / "none", "--day", DAY, "--json"))
    assert (said.code, json.loads(said.out)["reason"]) == (1, "report_not_saved")
