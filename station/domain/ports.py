"""What the services ask of the world: a clock, an identity index and the stored records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

from station.domain.batch import Batch
from station.domain.batch_ports import BatchViews, Finds, LabPassword, Receipts
from station.domain.counts import DayCounts
from station.domain.desk_ports import Applications, DeskPersons, IssuedCodes
from station.domain.figure_rows import RowMark, RowPage
from station.domain.figures import Cells
from station.domain.keep_ports import Erasures
from station.domain.outcome import Change
from station.domain.person import Person
from station.domain.portion import Portion, Scope
from station.domain.refusals import TubeUse
from station.domain.registration import EarlierRegistration, Registration, Shift
from station.domain.scan import InView, Scan
from station.domain.sheet import ExportRecord, SheetChanges, SheetPerson, SheetTube
from station.domain.staff_ports import AuditTrail, StaffRegister
from station.domain.trust_ports import TrustLists
from station.domain.tube import Slot, Tube, TubeBarcode


class Clock(Protocol):
    """The time of day, and a time that never jumps."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds since some fixed moment."""


class IdentityIndex(Protocol):
    """A keyed digest over an identity, so that duplicates are found among encrypted rows."""

    def digest(self, identity_text: str) -> bytes:
        """Return 32 bytes for `Person.identity_text` (keyed BLAKE2b)."""


class RepeatFilter(Protocol):
    """Makes one read of the same text read again and again (see `booth-workflow.md`)."""

    def admit(self, scan: Scan) -> bool:
        """Note a scan; return False if it only repeats what was just seen."""

    def settle(self, text: str, forgettable: bool) -> None:
        """Say how a read ended; ``forgettable``: the state refused it, not its content."""

    def state_changed(self) -> None:
        """Forget the forgettable ones: they may be read again at once."""


class PersonsInView(Protocol):
    """Which person codes the cameras still have in view, frames that missed one bridged over."""

    def look(self, texts: frozenset[str], at: float) -> InView:
        """Note the person codes of a camera's view at ``at`` (monotonic seconds).

        Returns what is in view of all cameras together: two cameras of a booth are one view.
        """


class Tubes(Protocol):
    def get(self, tube_id: UUID) -> Tube:
        """Return a tube with its holdings. Raises LookupError if there is none."""

    def use_of(self, barcode: TubeBarcode) -> TubeUse | None:
        """Return the use of a barcode, dropped tubes left out, or None if it is free."""

    def open_at(self, booth: str) -> list[Tube]:
        """Return the booth's open tubes, oldest first."""

    def latest_opened(self, booth: str, slot: Slot) -> UUID | None:
        """Return the tube that was opened last in a slot, dropped ones left out."""


class Registrations(Protocol):
    def get(self, registration_id: UUID) -> Registration:
        """Return one registration, withdrawn or not. Raises LookupError if there is none."""

    def earlier(self, identity: bytes, since: date) -> EarlierRegistration | None:
        """Return the latest registration in force of an identity from day ``since`` on."""

    def next_repeat(self, identity: bytes, day: date) -> int:
        """Return the repeat number that a registration of ``identity`` on ``day`` gets, from 1."""

    def last(self, booth: str) -> Registration | None:
        """Return the booth's latest registration, withdrawn or not."""

    def recent(self, booth: str, limit: int) -> list[Registration]:
        """Return the booth's latest registrations, newest first, withdrawn ones included."""

    def known_person(self, identity: bytes) -> Person | None:
        """Return the person as last registered in force under ``identity``, or None."""


class Batches(Protocol):
    def add(self, batch: Batch) -> None: ...

    def save(self, batch: Batch) -> None:
        """Store a batch's changed state."""

    def get(self, batch_id: UUID) -> Batch:
        """Raises LookupError if there is none."""

    def by_number(self, number: str) -> Batch | None: ...

    def open_at(self, booth: str) -> Batch | None:
        """Return the booth's open batch, or None."""

    def next_sequence(self, booth: str, day: date) -> int:
        """Return the number that the booth's next batch of ``day`` gets, from 1."""

    def sealed(self, booth: str) -> list[Batch]:
        """Return the booth's batches that are sealed and not exported, oldest first."""

    def add_export(
        self,
        batch_id: UUID,
        version: int,
        at: datetime,
        digest: str,
        sha256: str,
        persons: int,
        tubes: int,
        site_name: str | None = None,
        zone: str | None = None,
        box_code: str | None = None,
        kid: bytes | None = None,
    ) -> None:
        """Keep on record a sheet that was handed over (see `ExportRecord`).

        ``digest`` and ``sha256`` are hex.
        """

    def exports(self, batch_id: UUID) -> list[ExportRecord]:
        """Return the batch's sheets that were handed over, the first one first."""

    def erased(self, batch_id: UUID) -> bool:
        """Tell whether the data of the batch's persons were given up."""

    def move_taken_out(self, batch_id: UUID, to: UUID) -> int:
        """Move the tubes that are taken out of a batch into another; return how many."""

    def taken_out(self, batch_id: UUID) -> int:
        """Return how many tubes of a batch are taken out."""

    def tubes(self, batch_id: UUID) -> list[Tube]:
        """Return the batch's tubes in the order they were sealed, void and taken out ones too."""

    def sealed_tubes(self, batch_id: UUID) -> int:
        """Return how many tubes of a batch are sealed, void and taken out ones not among them."""

    def sheet_persons(self, batch_id: UUID, version: int | None = None) -> Iterator[SheetPerson]:
        """Yield the batch's registrations in force, by tube as sealed, then by place.

        As an earlier ``version`` of the sheet had them, if one is given. Tubes that are taken out
        are left out. Raises `PersonErased` once the batch's data were given up.
        """

    def sheet_tubes(self, batch_id: UUID, version: int | None = None) -> Iterator[SheetTube]:
        """Yield the batch's tubes in the order they were sealed, void ones included.

        ``version`` and tubes that are taken out as in `sheet_persons`.
        """

    def changes(self, batch_id: UUID, version: int) -> SheetChanges:
        """Return what ``version`` of the sheet changed against the one before.

        Raises `PersonErased` once the batch's data were given up.
        """


class Shifts(Protocol):
    def add(self, shift: Shift) -> None: ...

    def latest(self, booth: str) -> Shift | None: ...


class Refusals(Protocol):
    def add(self, at: datetime, booth: str, source: str, reason: str) -> None:
        """Store a refusal for the counts; ``source`` is a `Source` value or ``form``."""


class ClockMark(Protocol):
    """The latest time that this station has recorded (see `sampling-code.md`, the clock)."""

    def get(self) -> datetime | None: ...

    def raise_to(self, at: datetime) -> None:
        """Move the mark to ``at`` if that is later."""

    def reset(self, at: datetime) -> None:
        """Set the mark to ``at`` whatever it was, and keep a record of the reset."""


class CommandKey(Protocol):
    """The key of the command codes on the booth's sheet; None until one was printed."""

    def get(self) -> bytes | None: ...

    def put(self, key: bytes) -> None:
        """Keep the key of a new sheet; the one before opens nothing any more."""


class Counts(Protocol):
    def day(self, booth: str, day: date, now: datetime) -> DayCounts:
        """Return the booth's counts of ``day``; the last hour is the one before ``now``."""

    def booths(self) -> list[str]:
        """Return the numbers of the booths that are on record."""

    def cells(self, scope: Scope) -> Cells:
        """Return all that is counted of ``scope``."""

    def page(self, portion: Portion, after: RowMark | None, limit: int) -> RowPage:
        """Return at most ``limit`` rows of ``portion`` after the mark, the newest first."""


class UnitOfWork(Protocol):
    """One transaction. Leaving the block without `commit` rolls everything back."""

    tubes: Tubes
    registrations: Registrations
    batches: Batches
    shifts: Shifts
    refusals: Refusals
    clock_mark: ClockMark
    command_key: CommandKey
    lab_password: LabPassword
    receipts: Receipts
    batch_views: BatchViews
    finds: Finds
    counts: Counts
    audit: AuditTrail
    staff: StaffRegister
    erasures: Erasures
    trust: TrustLists
    desk_persons: DeskPersons
    codes: IssuedCodes
    applications: Applications

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def apply(self, changes: Iterable[Change]) -> None:
        """Store the changes of a decision, in their order."""

    def commit(self) -> None: ...


class Storage(Protocol):
    """Makes units of work; the writer's hold the database's write lock from their first line."""

    def writing(self) -> UnitOfWork:
        """Return a unit of work that may store. Only the worker thread calls it."""

    def reading(self) -> UnitOfWork:
        """Return a unit of work that sees one consistent state and stores nothing."""
