"""A batch: its number, its count in the hand, its versions."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest

from station.domain.batch import (
    Batch,
    BatchEmpty,
    BatchNotSealed,
    BatchNumberUnusable,
    BatchStatus,
    TubesMiscounted,
    batch_number,
    check_batch_number,
)
from station.domain.tube import TubeBarcode

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TUBES = (TubeBarcode("310115000001"), TubeBarcode("310115000002"))


@pytest.fixture
def batch():
    return Batch(uuid.uuid4(), "20261122-02-05", "02", date(2026, 11, 22), 5)


def test_a_batch_number_holds_day_booth_and_sequence():
    assert batch_number(date(2026, 11, 22), "2", 5) == "20261122-02-05"
    assert check_batch_number("20261122-02-105") == "20261122-02-105"
    for text in ("", "20261122-02", "../20261122-02-05", "２０２６1122-02-05", "20261122-02-05\n"):
        with pytest.raises(BatchNumberUnusable):
            check_batch_number(text)


def test_a_mismatch_blocks_and_names_what_the_system_holds(batch):
    with pytest.raises(TubesMiscounted) as refused:
        batch.seal("BX0001", 3, TUBES, NOW)
    assert refused.value.params == {"in_hand": 3, "held": 2}
    assert refused.value.barcodes == TUBES


def test_an_empty_batch_cannot_be_boxed(batch):
    with pytest.raises(BatchEmpty):
        batch.seal("BX0001", 0, (), NOW)


def test_only_a_boxed_batch_is_exported(batch):
    with pytest.raises(BatchNotSealed):
        batch.export(NOW)
    exported = batch.seal("BX0001", 2, TUBES, NOW).export(NOW)
    assert exported.status is BatchStatus.EXPORTED
    assert exported.version == 1


def test_a_correction_after_the_export_makes_a_new_version(batch):
    boxed = batch.seal("BX0001", 2, TUBES, NOW)
    assert boxed.correct() is boxed
    corrected = boxed.export(NOW).correct()
    assert corrected.version == 2
    assert corrected.status is BatchStatus.SEALED
