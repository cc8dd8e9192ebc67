"""Hand-over sheets for tests: an ordinary one, and the fullest that there can be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from station.credential.handover import Handover, handover_text
from station.credential.keys import SheetKey
from station.printing.handover_sheet import HandoverSheet

KEY = SheetKey(b"B" * 32)
_DIGEST = bytes(range(40, 72))


def handover_sheet(
    handover: Handover,
    *,
    site: str = "张江镇第三采样点",
    lab: str = "",
    short: tuple[str, ...] = (),
) -> HandoverSheet:
    return HandoverSheet(
        handover,
        handover_text(handover, KEY),
        KEY.kid,
        site,
        "02",
        lab,
        date(2026, 11, 22),
        ZoneInfo("Asia/Shanghai"),
        {1: 2, 5: 0, 10: 17, 20: 1},
        short,
    )


def usual() -> HandoverSheet:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    return handover_sheet(
        Handover("20261122-02-05", 1, 187, 20, _DIGEST, "BX20261122", at),
        lab="浦东新区中心检验所",
        short=("310115002871",),
    )


def fullest() -> HandoverSheet:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    return handover_sheet(
        Handover("20261122-40-999", 12, 123_456, 12_345, _DIGEST, "B" * 32, at),
        site="采" * 40,
        lab="检" * 60,
        short=tuple(f"{'X' * 20}{number:012}" for number in range(40)),
    )
