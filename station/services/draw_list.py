"""Drawing for a list of persons, in transactions small enough to wait for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from station.domain.audit import AuditKind
from station.domain.desk_refusals import NameDiffers
from station.domain.documents import DocumentError
from station.domain.staff import Permission
from station.errors import StationError
from station.services.code_list import ListFault, ListRow
from station.services.desk_work import DeskWork
from station.services.issue_code import DrawnCode, issue

PORTION = 100
"""Persons in one transaction: about a tenth of a second."""


class ListCancelled(StationError):
    """The drawing ended after ``done`` of ``rows`` codes, which are whole and stored; the same
    list goes on from there. The error that it is raised from says why, None if somebody wished
    it."""

    code = "list_cancelled"


class ListRun:
    """One list that is being drawn, by whoever began it. Only the worker thread calls it.

    ``drawn`` are the codes so far, in the order of the rows: valid ones and new ones. ``faults``
    are the rows that nothing is drawn for: what the desk knows of their persons is another name.
    """

    def __init__(self, work: DeskWork, rows: Sequence[ListRow]) -> None:
        self._actor = work.access.need(Permission.DRAW)
        self._work = work
        self._rows = rows
        self._done = 0
        self.drawn: list[DrawnCode] = []
        self.faults: list[ListFault] = []

    @property
    def done(self) -> int:
        """How many rows are done, faulty ones among them."""
        return self._done

    @property
    def is_done(self) -> bool:
        return self._done == len(self._rows)

    def portion(self) -> None:
        """Draw for the next `PORTION` rows in one transaction, all of them or none.

        Raises what `CodeDesk.draw` raises, and `ListCancelled` once somebody else works here.
        """
        if self._work.access.need(Permission.DRAW) != self._actor:
            raise self.stopped()
        rows = self._rows[self._done : self._done + PORTION]
        drawn, faults = [], []
        with self._work.writing() as desk:
            # Asked for even where every code is valid already: a closed desk draws no list.
            self._work.issuer.listed(desk.trust, desk.at)
            for row in rows:
                try:
                    person = desk.keep(row.person)
                except (NameDiffers, DocumentError) as error:
                    faults.append(ListFault(row.row, error, row.cells))
                else:
                    drawn.append(issue(desk, person))
            desk.commit()
        self._done += len(rows)
        self.drawn += drawn
        self.faults += faults

    def end(self) -> None:
        """Write the audit line of the list: how many codes, how many of them new.

        It is of who began the list, though they may have left: the codes are drawn.
        """
        with self._work.writing() as desk:
            fresh = sum(each.fresh for each in self.drawn)
            codes = len(self.drawn)
            desk.audit_of(self._actor, AuditKind.CODES_LISTED, codes=codes, fresh=fresh)
            desk.commit()

    def stopped(self, cause: StationError | None = None) -> StationError:
        """End the list before its time; return what is to be raised.

        That is ``cause`` itself if nothing was done yet, else a `ListCancelled` because of it.
        """
        if not self._done and cause is not None:
            return cause
        if self._done:
            # A disk that is full takes no line either; each code has one of its own.
            with suppress(StationError):
                self.end()
        error = ListCancelled(done=len(self.drawn), rows=len(self._rows))
        error.__cause__ = cause
        return error
