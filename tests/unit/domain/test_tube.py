"""Tubes and their barcodes."""

from __future__ import annotations

import uuid

import pytest

from station.domain.tube import BarcodeUnusable, Slot, Tube, TubeBarcode
from tests.unit.domain.desk import START


@pytest.mark.parametrize(
    "text",
    ["", " ", "12 34", "管码1", "x" * 33, "NAC1:ABC", "nac1:abc", "11010519491231002X", "a\n"],
)
def test_a_text_that_cannot_be_a_barcode_is_refused(text):
    with pytest.raises(BarcodeUnusable):
        TubeBarcode(text)


def test_a_barcode_is_shown_in_groups_of_four():
    assert TubeBarcode("310115002871").grouped == "3101 1500 2871"
    assert TubeBarcode("AB12345").grouped == "AB12 345"


def test_no_tube_is_of_another_kind():
    with pytest.raises(ValueError, match="no pool of 3"):
        Tube(uuid.uuid4(), TubeBarcode("A1"), 3, Slot.POOLED, START)


def test_the_lowest_free_place_is_taken():
    tube = Tube(uuid.uuid4(), TubeBarcode("A1"), 5, Slot.POOLED, START)
    rows = [uuid.uuid4() for _ in range(3)]
    for number, row in enumerate(rows):
        tube = tube.take(row, bytes([number]))
    tube = tube.release(rows[1], swab_is_in=False)
    assert tube.free_place == 2
    assert tube.count == 2
    assert tube.ever_held
