"""Drawing for a list of persons, in transactions small enough to wait for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

from station.domain.audit import AuditKind
from station.domain.staff import Permission
from station.errors import StationError
from station.services.code_list import ListRow
from station.services.desk_work import DeskWork
from station.services.issue_code import DrawnCode, issue

PORTION = 100
"""Persons in one transaction: about a tenth of a second."""

CodesDrawn = Callable[[int, int], None]
"""Hears how many of how many rows are done, in the thread that draws."""


class ListCancelled(StationError):
    """The drawing was called off after ``done`` of ``rows`` codes, which are whole and stored."""

    code = "list_cancelled"


class ListDrawer:
    """Draws for the rows of a list. Only the worker thread calls it."""

    def __init__(self, work: DeskWork) -> None:
        self._work = work

    def draw(self, rows: Sequence[ListRow], progress: CodesDrawn, cancel: Event) -> list[DrawnCode]:
        """Return a code for every row, in their order: the valid one, or a new one.

        Every `PORTION` rows are a transaction of their own, then ``progress`` is told and
        ``cancel`` asked. `ListCancelled` leaves the codes that were drawn; the same list drawn
        again goes on from there. Raises what `CodeDesk.draw` raises.
        """
        drawn: list[DrawnCode] = []
        for start in range(0, len(rows), PORTION):
            if cancel.is_set():
                self.note(drawn)
                raise ListCancelled(done=len(drawn), rows=len(rows))
            drawn += self.portion(rows[start : start + PORTION])
            progress(len(drawn), len(rows))
        self.note(drawn)
        return drawn

    def portion(self, rows: Sequence[ListRow]) -> list[DrawnCode]:
        """Draw for ``rows`` in one transaction, so that other work may come in between."""
        self._work.access.need(Permission.DRAW)
        with self._work.writing() as desk:
            # Asked for even where every code is valid already: a closed desk draws no list.
            self._work.issuer.listed(desk.trust, desk.at)
            drawn = [issue(desk, desk.keep(row.person)) for row in rows]
            desk.commit()
        return drawn

    def note(self, drawn: Sequence[DrawnCode]) -> None:
        """Write the audit line of a list: how many codes, how many of them new."""
        self._work.access.need(Permission.DRAW)
        with self._work.writing() as desk:
            fresh = sum(each.fresh for each in drawn)
            desk.audit(AuditKind.CODES_LISTED, codes=len(drawn), fresh=fresh)
            desk.commit()
