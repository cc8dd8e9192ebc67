"""Batches of made-up persons for the tests and the benchmark of the export.

The numbers pass their check but begin with a region that does not exist, 000000.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from station.credential.keys import SheetKey
from station.domain.audit import AuditHead
from station.domain.batch import Batch, BatchStatus
from station.domain.documents import Document, DocumentType, gb11643_check_character
from station.domain.person import EntryMode, Person
from station.domain.registration import Registration, Shift
from station.domain.sheet import SheetPerson, SheetTube
from station.domain.tube import Holding, SealCause, Slot, Tube, TubeBarcode, TubeStatus
from station.export.package import PackageReceipt
from station.export.rows import BatchSheet, SiteFacts
from station.services.booth_signer import BoothSigner

SITE = SiteFacts("河口广场采样点", ZoneInfo("Asia/Shanghai"))
STARTED = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SHIFT = Shift(UUID(int=1), "02", "王登记", "李采样", "咽拭子", STARTED)
BATCH = Batch(
    UUID(int=2),
    "20261122-02-05",
    "02",
    date(2026, 11, 22),
    5,
    BatchStatus.SEALED,
    box_code="BOX-0007",
    sealed_at=AT,
)
CHAIN = AuditHead(41, bytes(range(32)))
SHEET_KEY = SheetKey(bytes(range(32)))
SIGNER = BoothSigner(SHEET_KEY)
AWKWARD_NAMES = (
    "张三",
    "㐀𠮷",
    "𰻝",
    "阿卜杜·热合曼",
    "阿依•古丽",
    "アンナ・リー",
    "محمد علي",
    "=1+1",
    "+86",
    "@x",
    "-1",
    "#N/A",
    "=",
    "#REF!",
    " 空格 ",
    "TRUE",
    "1E5",
    "<b>&amp;</b>",
    "'李",
)


def resident_number(number: int) -> str:
    """Return a resident number of region 000000; some end in X."""
    first17 = f"00000019900101{number % 1000:03}"
    return first17 + gb11643_check_character(first17)


def resident(number: int, name: str) -> Person:
    document = Document(DocumentType.RESIDENT_ID, resident_number(number))
    return Person(name, document, phone=f"0139{number:07}")


def filled(
    serial: int, barcode: str, pool_size: int, persons: Sequence[Person]
) -> tuple[Tube, list[SheetPerson]]:
    """Return a sealed tube with ``persons`` in its places, and their lines of the sheet."""
    opened = STARTED + timedelta(minutes=serial)
    tube = Tube(
        UUID(int=1000 + serial),
        TubeBarcode(barcode),
        pool_size,
        Slot.SINGLE if pool_size == 1 else Slot.POOLED,
        opened,
        ever_held=True,
    )
    registrations = []
    for place, person in enumerate(persons, 1):
        key = UUID(int=(serial + 1) * 100_000 + place)
        identity = f"{serial}-{place}".encode()
        tube = tube.take(key, identity)
        registrations.append(
            Registration(
                key,
                tube.id,
                place,
                person,
                identity,
                EntryMode.NO_DOCUMENT if person.document is None else EntryMode.CODE,
                opened + timedelta(seconds=20 * place),
                BATCH.day,
                1,
                SHIFT.id,
                SHIFT.booth,
            )
        )
    cause = SealCause.FULL if tube.is_full else SealCause.EARLY
    tube = tube.seal(opened + timedelta(minutes=5), cause, BATCH.id)
    return tube, [SheetPerson(registration, tube, SHIFT) for registration in registrations]


def line_of(tube: Tube) -> SheetTube:
    return SheetTube(tube, SHIFT, tube.opened_at + timedelta(seconds=20))


def sheet_of(*tubes: tuple[Tube, list[SheetPerson]], batch: Batch = BATCH) -> BatchSheet:
    persons = [person for _, inside in tubes for person in inside]
    return BatchSheet(batch, SITE, persons, [line_of(tube) for tube, _ in tubes], CHAIN)


def small_sheet() -> BatchSheet:
    """A batch with each kind of document and tube: full, short, spoiled, single and void."""
    full = filled(0, "0000012345", 5, [resident(n, f"赵{n}") for n in range(5)])
    early = filled(
        1,
        "1E5",
        10,
        [
            Person("陈 港", Document(DocumentType.HK_MACAU_PERMIT, "H00000001"), "+85200000001"),
            Person("林台", Document(DocumentType.TAIWAN_PERMIT, "00000002")),
            Person(
                "ANNA MARIA",
                Document(DocumentType.FOREIGN_PR, foreign_number()),
                "0046000000001",
            ),
            Person("OLE", Document(DocumentType.PASSPORT, "000000003"), "00000003"),
            Person("新生儿", None, "013900000004"),
        ],
    )
    spoiled_tube, inside = filled(2, "=SUM(A1)", 5, [resident(n, f"钱{n}") for n in range(10, 15)])
    spoiled_tube = spoiled_tube.release(inside[1].registration.id, swab_is_in=True)
    spoiled_tube = spoiled_tube.release(inside[4].registration.id, swab_is_in=False)
    left = [replace(inside[place], tube=spoiled_tube) for place in (0, 2, 3)]
    single = filled(3, "9900000001", 1, [resident(8, "孙单")])
    void, _ = filled(4, "9900000002", 10, [])
    void = replace(void, status=TubeStatus.VOID, seal_cause=None, sealed_at=None)
    void = replace(void, holdings=(Holding(1, UUID(int=9), b"void", in_force=False),))
    return sheet_of(full, early, (spoiled_tube, left), single, (void, []))


def foreign_number() -> str:
    first17 = "90000019850203001"
    return first17 + gb11643_check_character(first17)


def awkward_sheet() -> BatchSheet:
    """A batch whose names, and one barcode, look like formulas, numbers and errors."""
    persons = [resident(number, name) for number, name in enumerate(AWKWARD_NAMES)]
    return sheet_of(filled(0, "=1+1", 20, persons))


def large_sheet(persons: int) -> BatchSheet:
    """A batch of full tubes of ten, made as it is gone through; ``persons`` is a multiple of 10."""

    def tubes() -> Iterator[tuple[Tube, list[SheetPerson]]]:
        for serial in range(persons // 10):
            inside = [resident(serial * 10 + n, f"受检者{serial}号") for n in range(10)]
            yield filled(serial, f"{serial:012}", 10, inside)

    return BatchSheet(
        BATCH,
        SITE,
        (person for _, inside in tubes() for person in inside),
        (line_of(tube) for tube, _ in tubes()),
        CHAIN,
    )


def made_receipt(
    folder: Path = Path("20261122-02-05-v1"),
    *,
    digest: str = "a" * 64,
    persons: int = 84,
    tubes: int = 9,
) -> PackageReceipt:
    """Return the receipt of a package that nobody wrote."""
    names = [f"{folder.name}{end}" for end in (".xlsx", "-persons.csv", "-tubes.csv", ".manifest")]
    return PackageReceipt(
        folder=folder,
        files=tuple(names),
        workbook=folder / names[0],
        manifest=folder / names[-1],
        sha256="5" * 64,
        digest=digest,
        persons=persons,
        tubes=tubes,
        issued_at=AT,
        key_id=SIGNER.key_id,
        secrecy="none",
        handover="NAH1:",
    )
