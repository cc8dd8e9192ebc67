"""What a hand-over sheet counts of its batch's tubes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from station.credential.handover import Handover, handover_text
from station.credential.keys import SheetKey
from station.credential.sheet_refusals import SheetMalformed
from station.domain.tube import SealCause, Slot, Tube, TubeBarcode, TubeStatus
from station.printing.handover_sheet import HandoverSheet

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
KEY = SheetKey(b"B" * 32)


def tube(number: int, size: int, persons: int, *, void: bool = False) -> Tube:
    made = Tube(UUID(int=number), TubeBarcode(f"T{number}"), size, Slot.POOLED, NOW, ever_held=True)
    for place in range(persons):
        made = made.take(UUID(int=number * 100 + place), bytes([place]))
    return (
        replace(made, status=TubeStatus.VOID)
        if void
        else made.seal(NOW, SealCause.EARLY, UUID(int=1))
    )


def test_void_tubes_are_counted_nowhere_and_short_ones_are_listed() -> None:
    handover = Handover("20261122-02-05", 1, 9, 3, bytes(32), "BX1", NOW)
    code = handover_text(handover, KEY)
    tubes = (tube(1, 5, 5), tube(2, 5, 3), tube(3, 1, 1), tube(4, 10, 0, void=True))
    facts = {"site": "站", "booth": "02", "lab": "", "day": date(2026, 11, 22), "zone": UTC}
    sheet = HandoverSheet.of(code, tubes, **facts)  # type: ignore[arg-type]
    assert (sheet.handover, sheet.kid) == (handover, KEY.kid)
    assert sheet.by_pool_size == {1: 1, 5: 2, 10: 0, 20: 0}
    assert sheet.short == ("T2",)
    with pytest.raises(SheetMalformed):
        HandoverSheet.of("NAH1:", tubes, **facts)  # type: ignore[arg-type]
