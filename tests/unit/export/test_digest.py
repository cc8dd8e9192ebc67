from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.export.digest import row_digest, sheet_digest

KEYS = ("Seq", "Name", "IDNo")
CELL = st.one_of(st.text(max_size=8), st.integers(0, 99))
ROW = st.tuples(CELL, CELL, CELL)


def test_the_documented_form_is_what_is_hashed() -> None:
    """As another program would compute it from the module's description alone."""
    first = hashlib.sha256("Persons\nSeq:I:1:7\nName:T:6:张三\n".encode()).digest()
    second = hashlib.sha256(b"Tubes\nName:T:2:=1\nIDNo:T:3:007\n").digest()
    whole = hashlib.sha256(b"station-rows-1\n" + b"".join(sorted([first, second])))
    rows = [
        row_digest("Persons", KEYS, (7, "张三", "")),
        row_digest("Tubes", KEYS, ("", "=1", "007")),
    ]
    assert sheet_digest(rows) == whole.hexdigest()


@given(st.lists(ROW, max_size=6), st.randoms())
def test_the_order_of_rows_is_nothing(made: list[tuple[str | int, ...]], random: object) -> None:
    digests = [row_digest("Persons", KEYS, row) for row in made]
    mixed = list(digests)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert sheet_digest(mixed) == sheet_digest(digests)


@given(ROW, ROW)
def test_two_rows_agree_only_if_every_cell_does(
    one: tuple[str | int, ...], other: tuple[str | int, ...]
) -> None:
    same = row_digest("Persons", KEYS, one) == row_digest("Persons", KEYS, other)
    assert same == (one == other)


def test_an_edited_a_deleted_and_an_added_row_are_noticed() -> None:
    made = [row_digest("Persons", KEYS, (n, "甲", "007")) for n in range(3)]
    edited = [*made[:2], row_digest("Persons", KEYS, (2, "甲", "7"))]
    seen = {sheet_digest(rows) for rows in (made, edited, made[:2], [*made, made[0]])}
    assert len(seen) == 4


def test_text_and_number_differ_and_so_do_the_sheets() -> None:
    made = [("Persons", "7"), ("Persons", 7), ("Tubes", "7")]
    assert len({row_digest(sheet, ("Seq",), (cell,)) for sheet, cell in made}) == 3


def test_a_column_that_is_added_empty_changes_nothing() -> None:
    with_address = row_digest("Persons", (*KEYS, "Address"), (1, "甲", "007", ""))
    assert with_address == row_digest("Persons", KEYS, (1, "甲", "007"))


def test_a_row_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        row_digest("Persons", KEYS, (1, "甲", "007", "x"))
