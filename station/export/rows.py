"""What stands in the workbook's rows: pure functions from the batch's records to cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from station.domain.audit import AuditHead
from station.domain.batch import Batch
from station.domain.documents import DocumentType
from station.domain.person import Person
from station.domain.sheet import SheetPerson, SheetTube
from station.domain.tube import SealCause, Tube, TubeStatus
from station.export.columns import BY_HAND, TUBES_OF, CoverItem
from station.export.digest import Row

_LISTED = 20
DOCUMENT_TYPES = {
    DocumentType.RESIDENT_ID: "居民身份证 RESIDENT_ID",
    DocumentType.HK_MACAU_PERMIT: "港澳居民来往内地通行证 HK_MACAU_PERMIT",
    DocumentType.TAIWAN_PERMIT: "台湾居民来往大陆通行证 TAIWAN_PERMIT",
    DocumentType.FOREIGN_PR: "外国人永久居留身份证 FOREIGN_PR",
    DocumentType.PASSPORT: "护照 PASSPORT",
    DocumentType.NONE: "无证件 NONE",
}


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The site as its sheets name it; ``zone`` is the time zone that all times are written in."""

    name: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class BatchSheet:
    """A batch to be written. Persons and tubes are gone through once and side by side, so they
    may be streams.

    ``persons`` are in force, by tube as sealed and then by place; ``tubes`` include void ones, in
    the same order. ``chain`` is the audit trail's head when they were read.
    """

    batch: Batch
    site: SiteFacts
    persons: Iterable[SheetPerson] = field(repr=False)
    tubes: Iterable[SheetTube] = field(repr=False)
    chain: AuditHead


class Tally:
    """The cover's counts, taken while the rows go by. Void tubes are in none of them."""

    def __init__(self) -> None:
        self.persons = 0
        self.persons_in_tubes = 0
        self.tubes = 0
        self.by_pool_size = dict.fromkeys(TUBES_OF, 0)
        self.short: list[str] = []

    def add_person(self) -> None:
        self.persons += 1

    def add_tube(self, tube: Tube) -> None:
        self.persons_in_tubes += tube.count
        if tube.status is TubeStatus.VOID:
            return
        self.tubes += 1
        self.by_pool_size[tube.pool_size] += 1
        if tube.is_short:
            self.short.append(tube.barcode.text)


def person_row(number: int, entry: SheetPerson, batch: Batch, site: SiteFacts) -> Row:
    """Return the cells of `PERSONS` for one person; ``number`` counts from 1 over the batch."""
    registration, person = entry.registration, entry.registration.person
    return (
        number,
        batch.number,
        entry.tube.barcode.text,
        entry.tube.pool_size,
        registration.place,
        person.name,
        DOCUMENT_TYPES[person.document_type],
        "" if person.document is None else person.document.number,
        person.phone or "",
        site.name,
        registration.booth,
        moment(registration.registered_at, site),
        registration.entry_mode.value,
        entry.shift.operator,
    )


def tube_row(entry: SheetTube, batch: Batch, site: SiteFacts) -> Row:
    """Return the cells of `TUBES` for one tube.

    Raises ValueError for a tube that is open or dropped: it is in no batch.
    """
    tube = entry.tube
    collected = entry.collected_at.astimezone(site.zone)
    return (
        tube.barcode.text,
        tube.pool_size,
        tube.count,
        entry.shift.specimen,
        site.name,
        entry.shift.booth,
        f"{collected:%Y-%m-%d}",
        f"{collected:%H:%M:%S}",
        entry.shift.sampler,
        "" if tube.sealed_at is None else moment(tube.sealed_at, site),
        batch.box_code or "",
        tube_status(tube),
        tube_remark(tube),
    )


def cover_facts(batch: Batch, site: SiteFacts, tally: Tally) -> tuple[Row, ...]:
    """Return the cover's lines that the station fills in, from the batch number to the box."""
    return (
        (CoverItem.BATCH.value, batch.number),
        (CoverItem.VERSION.value, batch.version),
        (CoverItem.SITE.value, site.name),
        (CoverItem.DATE.value, batch.day.isoformat()),
        (CoverItem.PERSONS.value, tally.persons),
        (CoverItem.TUBES.value, tally.tubes),
        *((TUBES_OF[size].value, count) for size, count in tally.by_pool_size.items()),
        (CoverItem.SHORT.value, len(tally.short)),
        (CoverItem.SHORT_BARCODES.value, _listed(tally.short)),
        (CoverItem.BOX.value, batch.box_code or ""),
    )


def cover_signs(digest: str, key_id: str, handover: str, chain: AuditHead) -> tuple[Row, ...]:
    """Return the cover's other lines: what sender, carrier and receiver fill in with a pen, what
    proves the sheet, and by what an audit trail that was cut off later is found out."""
    return (
        *((item.value, "") for item in BY_HAND),
        (CoverItem.DIGEST.value, digest),
        (CoverItem.KEY_ID.value, key_id),
        (CoverItem.HANDOVER_CODE.value, handover),
        (CoverItem.CHAIN_LENGTH.value, chain.length),
        (CoverItem.CHAIN_HEAD.value, chain.hex),
    )


def document_type(person: Person) -> str:
    """Return the kind of a person's document, as `护照 PASSPORT`."""
    return DOCUMENT_TYPES[person.document_type]


def moment(at: datetime, site: SiteFacts) -> str:
    """ISO 8601 with the site's offset, as 2026-11-22T08:15:30+08:00."""
    return at.astimezone(site.zone).isoformat(timespec="seconds")


def tube_status(tube: Tube) -> str:
    if tube.status is TubeStatus.VOID:
        return "VOID"
    if tube.status is not TubeStatus.SEALED:
        raise ValueError(f"a tube that is {tube.status.value} is in no batch")
    return "SHORT" if tube.is_short else "SEALED"


def tube_remark(tube: Tube) -> str:
    if tube.status is TubeStatus.VOID:
        return "作废 void"
    words = []
    if tube.seal_cause is SealCause.EARLY:
        words.append("提前封管 sealed early")
    spoiled = len(tube.holdings) - tube.count
    if spoiled:
        words.append(f"采样后作废{spoiled}人 {spoiled} withdrawn after swab")
    left = tube.pool_size - len(tube.holdings)
    if left and tube.seal_cause is SealCause.FULL:
        words.append(f"封管后作废{left}人 {left} withdrawn after sealing")
    return "; ".join(words)


def _listed(barcodes: list[str]) -> str:
    """The first barcodes only: a cell holds 32,767 characters; the tubes' sheet marks them all."""
    text = ", ".join(barcodes[:_LISTED])
    if len(barcodes) > _LISTED:
        text += " … (见采样管表 see Tubes)"
    return text
