"""How far the audit trail reached when a sheet was written: what its cover says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from station.domain.audit import AuditHead
from station.errors import StationError
from station.export.columns import COVER, CoverItem
from station.lists.faults import ListError
from station.lists.xlsx_sheet import xlsx_sheet

_SEAL_BYTES = 32
_WANTED = {
    item.value.split()[-1]: item
    for item in (
        *(CoverItem.BATCH, CoverItem.VERSION),
        *(CoverItem.CHAIN_LENGTH, CoverItem.CHAIN_HEAD),
    )
}


class SheetUnreadable(StationError):
    """``file`` is no workbook, or the disk does not give it."""

    code = "sheet_unreadable"


class SheetWithoutChain(StationError):
    """``file`` has no cover with the audit chain: an older sheet, or another's."""

    code = "sheet_without_chain"


@dataclass(frozen=True, slots=True)
class SheetChain:
    """What the cover of ``file`` says: batch and version as they stand there, and the head."""

    file: str
    batch: str
    version: str
    head: AuditHead


def sheet_chain(path: Path) -> SheetChain:
    """Read the cover of a workbook, re-saved or not, whatever stands beside it.

    Raises `SheetUnreadable` or `SheetWithoutChain`.
    """
    found: dict[CoverItem, str] = {}
    try:
        for row in xlsx_sheet(path, _is_cover):
            item = _WANTED.get(row.cells[0].text.rpartition(" ")[2])
            if item is not None and len(row.cells) > 1:
                found.setdefault(item, row.cells[1].text)
    except ListError:
        raise SheetUnreadable(file=path.name) from None
    try:
        head = AuditHead(
            int(found[CoverItem.CHAIN_LENGTH]), bytes.fromhex(found[CoverItem.CHAIN_HEAD])
        )
    except (KeyError, ValueError):
        raise SheetWithoutChain(file=path.name) from None
    if head.length < 0 or len(head.seal) != _SEAL_BYTES:
        raise SheetWithoutChain(file=path.name)
    batch, version = (found.get(item, "") for item in (CoverItem.BATCH, CoverItem.VERSION))
    return SheetChain(path.name, batch, version, head)


def _is_cover(title: str) -> bool:
    return title.rpartition(" ")[2] == COVER.key
