"""The audit trail for the window: verified, with sheets that were handed over, and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from station.domain.audit import AuditLine
from station.domain.ports import Storage
from station.domain.staff import Permission
from station.errors import StationError
from station.services.access import Access
from station.services.audit_check import TrailCheck, check_trail
from station.services.sheet_chain import sheet_chain

PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some lines of the trail, the newest first, of ``length`` lines in all.

    ``names`` are those of the staff by id. ``fault``: a line that cannot be read stands among
    them, and those behind it are left out.
    """

    lines: tuple[AuditLine, ...]
    names: dict[UUID, str]
    length: int
    fault: StationError | None = None

    @property
    def has_older(self) -> bool:
        return bool(self.lines) and self.lines[-1].number > 1


class AuditOffice:
    """Who may look into the audit trail: `Permission.AUDIT`. Any thread may call it."""

    def __init__(self, storage: Storage, access: Access) -> None:
        self._storage = storage
        self._access = access

    def verify(self, sheets: Sequence[Path]) -> TrailCheck:
        """Walk the trail, and compare it with the covers of exported ``sheets``.

        Raises what `Access.need` and `sheet_chain` do, and a fault of the storage.
        """
        self._access.need(Permission.AUDIT)
        chains = list(dict.fromkeys(sheet_chain(path) for path in sheets))
        with self._storage.reading() as unit:
            return check_trail(unit.audit, chains, staffed=bool(unit.staff.all()))

    def page(self, before: int | None = None) -> AuditPage:
        """Return the last `PAGE` lines, or those before the line ``before``.

        Raises what `Access.need` does, and a fault of the storage.
        """
        self._access.need(Permission.AUDIT)
        lines: list[AuditLine] = []
        fault: StationError | None = None
        with self._storage.reading() as unit:
            length = unit.audit.head().length
            last = length if before is None else min(length, before - 1)
            try:
                for line in unit.audit.lines(after=max(0, last - PAGE)):
                    if line.number > last:
                        break
                    lines.append(line)
            except StationError as error:
                fault = error
            names = {each.id: each.name for each in unit.staff.all()}
        return AuditPage(tuple(reversed(lines)), names, length, fault)
