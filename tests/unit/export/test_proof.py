"""The proof: a changed cell is named from the workbook alone."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.export.columns import BY_HAND, PERSONS, PROOF, TUBES, CoverItem
from station.export.digest import Cell, Row
from station.export.proof import (
    COVER_MARK,
    TubeProof,
    TubeProofs,
    cell_check,
    changed_columns,
    cover_checks,
    parse_cover_checks,
)

CELLS = st.one_of(st.text(max_size=8), st.integers(0, 10**20))
PERSON: Row = (
    *(1, "20261122-02-05", "0000012345", 10, 3, "𠮷·㐀", "护照 PASSPORT", "007", "", "一号点"),
    *("2", "2026-11-22T08:15:30+08:00", "CODE", "A17"),
)
TUBE: Row = ("0000012345", 10, 1, "咽拭子", "一号点", "2", "2026-11-22", "08:15:30") + ("",) * 5


def test_a_check_is_what_the_description_says() -> None:
    """As another program would compute it from the module's description alone."""
    text = "station-proof-1\nPersons:Name:T:张三".encode()
    first_12_bits = hashlib.sha256(text).digest()[:2]
    check = cell_check("Persons", "Name", "张三")
    assert b64encode(first_12_bits)[:1].decode() == check[0]
    number = int.from_bytes(first_12_bits) >> 4
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    assert check == alphabet[number >> 6] + alphabet[number & 63]


def test_text_number_column_and_sheet_have_checks_of_their_own() -> None:
    cells: list[tuple[str, str, Cell]] = [
        ("Persons", "Seq", 7),
        ("Persons", "Seq", "7"),
        ("Persons", "PoolSize", 7),
        ("Tubes", "PoolSize", 7),
    ]
    assert len({cell_check(*cell) for cell in cells}) == 4


def test_a_tubes_row_holds_the_checks_of_its_persons_by_place() -> None:
    proofs = TubeProofs()
    proofs.person(PERSON)
    row = proofs.tube(TUBE)
    assert proofs.tube(TUBE)[2] == "", "the next tube has none of them"
    assert len(row) == len(PROOF.columns)
    proof = TubeProof.parse(row)
    assert (proof.barcode, set(proof.persons)) == ("0000012345", {3})
    assert changed_columns(TUBES, TUBE, proof.tube) == []
    assert changed_columns(PERSONS, PERSON, proof.persons[3]) == []
    name = PERSONS.keys.index("Name")
    altered = (*PERSON[:name], "别人", *PERSON[name + 1 :])
    assert changed_columns(PERSONS, altered, proof.persons[3]) == ["Name"]


def test_the_cover_has_checks_of_what_the_station_filled_in() -> None:
    lines: list[Row] = [(item.value, f"{place}") for place, item in enumerate(CoverItem)]
    checks = parse_cover_checks(TubeProofs.cover(lines))
    assert set(checks) == {item.key for item in CoverItem} - {item.key for item in BY_HAND}
    assert checks["BatchNo"] == cell_check("Cover", "BatchNo", "0")


def test_a_column_that_came_later_is_not_named() -> None:
    checks = "".join(cell_check("Tubes", key, TUBE[at]) for at, key in enumerate(TUBES.keys[:3]))
    assert changed_columns(TUBES, TUBE, checks) == []


@given(st.lists(CELLS, min_size=14, max_size=14), st.integers(0, 13), CELLS)
def test_one_changed_cell_is_the_one_that_is_named(
    cells: list[Cell], place: int, other: Cell
) -> None:
    row: Row = tuple(cells)
    checks = "".join(cell_check("Persons", k, c) for k, c in zip(PERSONS.keys, row, strict=True))
    changed = (*row[:place], other, *row[place + 1 :])
    named = changed_columns(PERSONS, changed, checks)
    assert named in ([], [PERSONS.keys[place]])
    before, after = (cell_check("Persons", PERSONS.keys[place], c) for c in (row[place], other))
    assert (named == []) == (before == after)


@pytest.mark.parametrize(
    "row",
    [
        (),
        ("", "ABCD", ""),
        ("007", 7, ""),
        ("007", "ABC", ""),
        ("007", "AB=D", ""),
        ("007", "ABCD", "1:AB 1:AB"),
        ("007", "ABCD", "AB"),
        ("007", "ABCD", "１:AB"),
        ("007", "ABCD", "9999999:AB"),
    ],
)
def test_another_text_is_no_proof(row: Row) -> None:
    with pytest.raises(ValueError, match=r"."):
        TubeProof.parse(row)


@given(st.lists(st.one_of(st.text(), st.integers()), max_size=4))
def test_any_row_is_a_proof_or_refused(cells: list[Cell]) -> None:
    for parse in (TubeProof.parse, parse_cover_checks):
        with suppress(ValueError):
            parse(cells)


@pytest.mark.parametrize("checks", ["BatchNo:ABC", "BatchNo:AB BatchNo:AB", "批次号:AB", "x"])
def test_another_text_is_no_check_of_a_cover(checks: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_cover_checks((COVER_MARK, checks, ""))


def test_a_line_that_no_cover_has_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        cover_checks([("别的 Other", "1")])
