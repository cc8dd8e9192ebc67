"""Searching past registrations: by number or tube at once, by name through the chosen days.

A search is begun by the worker, which notes in the audit trail that somebody searched, and by
what, never for whom; its pages are then read on any thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Event
from uuid import UUID
from zoneinfo import ZoneInfo

from station.domain.audit import AuditEvent, AuditKind
from station.domain.batch_ports import SearchRow
from station.domain.documents import Document, DocumentError, DocumentType, NumberFormWrong
from station.domain.person import Person, folded_name
from station.domain.ports import Clock, IdentityIndex, Storage
from station.domain.search import (
    Found,
    FoundPage,
    NameTooShort,
    SearchDaysMissing,
    SearchDaysWrong,
    SearchEmpty,
    SearchPosition,
    SearchWishes,
)
from station.domain.staff import Permission
from station.domain.tube import TubeBarcode
from station.services.access import Access

PAGE = 50
AT_ONCE = 500
"""Rows between two looks at whether the search was cancelled: some milliseconds."""

MANY_SHIFTS = 5_000
"""So many are asked of the database at most: a statement takes some thousands of values."""

Progress = Callable[[int, int], None]
"""Takes the number of registrations looked at and of all in the days."""


@dataclass(frozen=True, slots=True)
class SearchBegun:
    """A search that is on record, for `Search.page`; it ends with who began it."""

    asker: UUID | None
    identities: tuple[bytes, ...] = field(repr=False)
    barcode: TubeBarcode | None
    name: str = field(repr=False)
    operator: str = field(repr=False)
    booth: str | None
    first: date | None
    last: date | None
    since: datetime | None
    until: datetime | None

    @property
    def is_exact(self) -> bool:
        return bool(self.identities) or self.barcode is not None


class Search:
    """Looks for registrations, for those who may look up."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        access: Access,
        index: IdentityIndex,
        zone: ZoneInfo,
        booth: str,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._access = access
        self._index = index
        self._zone = zone
        self._booth = booth

    def begin(self, wishes: SearchWishes) -> SearchBegun:
        """Check what is asked and note in the trail that it was; only the worker calls it.

        Raises `SearchEmpty`, `SearchDaysMissing`, `SearchDaysWrong`, `NameTooShort`,
        `BarcodeUnusable`, a `DocumentError` for what is no document's number, what `Access.need`
        raises, or a fault of the storage.
        """
        actor = self._access.need(Permission.LOOK_UP)
        begun = self._checked(wishes, actor)
        now = self._clock.now()
        with self._storage.writing() as unit:
            facts = {"by": ",".join(wishes.asked)}
            unit.audit.add(AuditEvent(now, self._booth, actor, AuditKind.SEARCHED, facts))
            unit.commit()
        return begun

    def page(
        self,
        begun: SearchBegun,
        before: FoundPage | None,
        progress: Progress,
        cancel: Event,
        limit: int = PAGE,
    ) -> FoundPage:
        """Return the next registrations that fit, newest first; on any thread.

        ``before`` is the page before, None for the first. When ``cancel`` is set, what was found
        so far is returned as a page that may be gone on with. Raises what `Access.need` raises,
        `AskerLeft` if somebody else is signed in by now, or a fault of the storage.
        """
        self._access.need(Permission.LOOK_UP)
        self._access.expect(begun.asker)
        if begun.is_exact:
            return self._exact(begun, before, limit)
        return self._along_days(begun, before, progress, cancel, limit)

    # --- inside --------------------------------------------------------------------------------

    def _exact(self, begun: SearchBegun, before: FoundPage | None, limit: int) -> FoundPage:
        after = None if before is None else before.after
        with self._storage.reading() as unit:
            if begun.barcode is None:
                rows = unit.finds.by_identity(begun.identities)
            else:
                rows = unit.finds.by_barcode(begun.barcode)
            shifts = unit.finds.shifts_of(begun.operator) if begun.operator else None
            fitting = [row for row in rows if self._fits(begun, row, shifts)]
            if begun.barcode is not None and begun.identities:
                wanted = {row.position for row in unit.finds.by_identity(begun.identities)}
                fitting = [row for row in fitting if row.position in wanted]
            if after is not None:
                reached = _order(after)
                fitting = [row for row in fitting if _order(row.position) < reached]
            found = tuple(row.found() for row in fitting[:limit])
        more = len(fitting) > limit
        return FoundPage(found, found[-1].position if more else None, len(rows), len(rows))

    def _along_days(
        self,
        begun: SearchBegun,
        before: FoundPage | None,
        progress: Progress,
        cancel: Event,
        limit: int,
    ) -> FoundPage:
        if begun.first is None or begun.last is None:
            raise SearchDaysMissing()
        first, last, booth = begun.first, begun.last, begun.booth
        after = None if before is None else before.after
        looked = 0 if before is None else before.looked
        found: list[Found] = []
        with self._storage.reading() as unit:
            rows = unit.finds.count(first, last, booth) if before is None else before.rows
            shifts = unit.finds.shifts_of(begun.operator) if begun.operator else None
        asked = None if shifts is None or len(shifts) > MANY_SHIFTS else shifts
        progress(looked, rows)
        while True:
            if cancel.is_set():
                return FoundPage(tuple(found), after, looked, rows, cancelled=True)
            # One short transaction a portion: the log of the writer can be folded in between.
            with self._storage.reading() as unit:
                portion = unit.finds.by_days(first, last, booth, asked, after, AT_ONCE)
                for row in portion:
                    looked += 1
                    if self._fits(begun, row, shifts):
                        found.append(row.found())
                        if len(found) == limit:
                            return FoundPage(tuple(found), row.position, looked, rows)
                if portion:
                    after = portion[-1].position
            if len(portion) < AT_ONCE:
                progress(rows, rows)
                return FoundPage(tuple(found), None, rows, rows)
            progress(looked, rows)

    def _fits(self, begun: SearchBegun, row: SearchRow, shifts: set[UUID] | None) -> bool:
        """Tell whether a row fits; the name, which has to be opened, is asked last."""
        return (
            (begun.booth is None or row.booth == begun.booth)
            and (begun.first is None or row.day >= begun.first)
            and (begun.last is None or row.day <= begun.last)
            and (begun.since is None or row.registered_at >= begun.since)
            and (begun.until is None or row.registered_at < begun.until)
            and (shifts is None or row.shift_id in shifts)
            and (not begun.name or begun.name in row.folded_name())
        )

    def _checked(self, wishes: SearchWishes, actor: UUID | None) -> SearchBegun:
        asked = wishes.asked
        if not asked:
            raise SearchEmpty()
        first, last = self._days(wishes)
        if first is not None and last is not None and last < first:
            raise SearchDaysWrong()
        if wishes.since and wishes.until and wishes.until <= wishes.since:
            raise SearchDaysWrong()
        exact = "number" in asked or "tube" in asked
        if not exact and (first is None or last is None):
            raise SearchDaysMissing()
        return SearchBegun(
            asker=actor,
            identities=self._identities(wishes) if "number" in asked else (),
            barcode=TubeBarcode(wishes.barcode.strip()) if "tube" in asked else None,
            name=_part(wishes.name),
            operator=_part(wishes.operator),
            booth=wishes.booth.strip() or None,
            first=first,
            last=last,
            since=wishes.since,
            until=wishes.until,
        )

    def _days(self, wishes: SearchWishes) -> tuple[date | None, date | None]:
        """Return the days; those of the moments, where only moments are given."""
        first, last = wishes.first, wishes.last
        if first is None and wishes.since is not None:
            first = wishes.since.astimezone(self._zone).date()
        if last is None and wishes.until is not None:
            last = (wishes.until - timedelta(microseconds=1)).astimezone(self._zone).date()
        return first, last

    def _identities(self, wishes: SearchWishes) -> tuple[bytes, ...]:
        """Return the identities that a number may stand for, over all types of documents.

        With a name it may be a guardian's as well: theirs alone does not tell the person.
        """
        today = self._clock.now().astimezone(self._zone).date()
        documents: list[Document] = []
        refused: DocumentError = NumberFormWrong()
        for kind in DocumentType:
            if kind is DocumentType.NONE:
                continue
            try:
                documents.append(Document.parse(kind, wishes.number, today))
            except DocumentError as error:
                if kind is DocumentType.RESIDENT_ID:
                    refused = error
        if not documents:
            raise refused
        name = wishes.name.strip()
        texts = [Person("?", document).identity_text() for document in documents]
        if name:
            texts += [
                Person(name, document, guardian_number=True).identity_text()
                for document in documents
            ]
        return tuple(dict.fromkeys(map(self._index.digest, texts)))


def _part(text: str) -> str:
    """Return a part of a name folded; raise `NameTooShort` if nothing is left of what was asked."""
    folded = folded_name(text)
    if text.strip() and not folded:
        raise NameTooShort()
    return folded


def _order(position: SearchPosition) -> tuple[date, str, datetime, int]:
    return (position.day, position.booth, position.at, position.seq)
