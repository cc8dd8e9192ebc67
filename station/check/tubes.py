"""The rows of tubes, and what the persons' rows make of them: places, pool sizes, counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from station.check.finding import Code, Findings
from station.domain.masking import mask_number
from station.domain.person import TextTooLong, TextUnusable, check_text
from station.domain.tube import POOL_SIZES, BarcodeUnusable, TubeBarcode
from station.export.columns import TUBES, Schema
from station.export.digest import Cell, row_digest

_STATUSES = ("SEALED", "SHORT", "VOID")
LONGEST_TEXT = 32_767
_LONGEST_SHOWN = 40


@dataclass(slots=True)
class _Tube:
    row: int
    pool: int | None
    count: int | None
    status: str
    ordinal: int
    persons: int = 0
    places: int = 0


@dataclass(slots=True)
class Tubes:
    """Takes the rows of `TUBES`, then those of the persons in them (`hold`), then `settle`.

    ``is_listed`` is False where persons come without a sheet of tubes: then none is unknown.
    ``send`` hears of each row.
    """

    title: str
    findings: Findings
    send: Callable[[int, list[Cell]], None]
    is_listed: bool = True
    count: int = 0
    digests: list[bytes] = field(default_factory=list, repr=False)
    boxes: set[str] = field(default_factory=set)
    booths: set[str] = field(default_factory=set)
    by_pool: dict[int, int] = field(default_factory=lambda: dict.fromkeys(POOL_SIZES, 0))
    short: int = 0
    _tubes: dict[str, _Tube] = field(default_factory=dict)

    def use(self, number: int, values: list[Cell]) -> None:
        """Take a row (`table.UseRow`)."""
        self.digests.append(row_digest(TUBES.key, TUBES.keys, values))
        texts = [value if isinstance(value, str) else str(value) for value in values]
        if not "".join(texts).isprintable():
            tell_unusable(self.findings, self.title, number, TUBES, texts)
        row = dict(zip(TUBES.keys, values, strict=True))
        barcode = str(row["TubeBarcode"])
        self._check_barcode(number, barcode)
        pool, count = _number(row["PoolSize"]), _number(row["PersonCount"])
        for key, value in (("PoolSize", pool), ("PersonCount", count)):
            if value is None and row[key] == "":
                self._tell(Code.VALUE_MISSING, number, key)
        if pool is not None and pool not in POOL_SIZES:
            self._tell(Code.VALUE_UNKNOWN, number, "PoolSize")
        status = str(row["Status"])
        self._check_status(number, status, pool, count, barcode)
        self._check_times(number, row, status)
        for key in ("SampleType", "Site", "Booth", "Collector"):
            if row[key] == "":
                self._tell(Code.VALUE_MISSING, number, key)
        self.booths.add(str(row["Booth"]))
        if status != "VOID":
            self.boxes.add(str(row["BoxNo"]))
        known = self._tubes.get(barcode)
        if known is not None:
            detail = f"{safe_barcode(barcode)}, row {known.row}"
            self.findings.add(Code.TUBE_TWICE, self.title, number, detail, "TubeBarcode")
        else:
            self._tubes[barcode] = _Tube(number, pool, count, status, len(self._tubes))
        self.send(number, values)

    def hold(self, title: str, number: int, barcode: str, pool: str, place: str) -> int:
        """Take a person into a tube, from row ``number`` of ``title``; return its ordinal."""
        tube = self._tubes.get(barcode)
        if tube is None:
            if self.is_listed:
                detail = safe_barcode(barcode)
                self.findings.add(Code.TUBE_UNKNOWN, title, number, detail, "TubeBarcode")
            elif not barcode or not is_barcode(barcode):
                self._wrong_barcode(title, number, barcode)
            tube = _Tube(0, None, None, "", len(self._tubes))
            self._tubes[barcode] = tube
        tube.persons += 1
        size = _whole(pool)
        if size is None or (tube.pool is not None and size != tube.pool):
            code = Code.VALUE_MISSING if not pool else Code.POOL_SIZE
            self.findings.add(code, title, number, safe_barcode(barcode), "PoolSize")
        self._take_place(title, number, barcode, tube, size, place)
        return tube.ordinal

    def _take_place(
        self, title: str, number: int, barcode: str, tube: _Tube, size: int | None, text: str
    ) -> None:
        place = _whole(text)
        most = tube.pool or size or max(POOL_SIZES)
        if place is None or not 1 <= place <= most:
            detail = f"{safe_barcode(barcode)}: {text[:8] if place is not None else '-'} / {most}"
            self.findings.add(Code.PLACE_WRONG, title, number, detail, "PosInTube")
        elif tube.places >> place & 1:
            detail = f"{safe_barcode(barcode)}: {place}"
            self.findings.add(Code.PLACE_TWICE, title, number, detail, "PosInTube")
        else:
            tube.places |= 1 << place

    def settle(self) -> None:
        """Compare each tube's count with its persons. Call it after the last of them."""
        for barcode, tube in self._tubes.items():
            if tube.row == 0:
                continue
            shown = safe_barcode(barcode)
            if tube.count is not None and tube.count != tube.persons:
                detail = f"{shown}: {tube.count} / {tube.persons}"
                self.findings.add(Code.PERSON_COUNT, self.title, tube.row, detail, "PersonCount")
            if tube.pool is not None and tube.persons > tube.pool:
                detail = f"{shown}: {tube.persons} / {tube.pool}"
                self.findings.add(Code.POOL_EXCEEDED, self.title, tube.row, detail)

    @property
    def barcodes(self) -> list[str]:
        """The barcodes by ordinal."""
        return list(self._tubes)

    @property
    def persons(self) -> int:
        """How many the tubes say they hold."""
        return sum(tube.count or 0 for tube in self._tubes.values())

    def _check_status(
        self, number: int, status: str, pool: int | None, count: int | None, barcode: str
    ) -> None:
        if status not in _STATUSES:
            self._tell(Code.VALUE_UNKNOWN if status else Code.VALUE_MISSING, number, "Status")
            return
        if status != "VOID":
            self.count += 1
            self.short += status == "SHORT"
            if pool in self.by_pool:
                self.by_pool[pool] += 1
        if pool is None or count is None:
            return
        fits = count == 0 if status == "VOID" else (count < pool) == (status == "SHORT")
        if not fits or count < 0:
            detail = f"{safe_barcode(barcode)}: {status}, {count} / {pool}"
            self.findings.add(Code.STATUS_WRONG, self.title, number, detail, "Status")

    def _check_times(self, number: int, row: dict[str, Cell], status: str) -> None:
        if not _reads(date.fromisoformat, str(row["CollectionDate"]), 10):
            self._tell(Code.DATE_WRONG, number, "CollectionDate")
        if not _reads(time.fromisoformat, str(row["CollectionTime"]), 8):
            self._tell(Code.DATE_WRONG, number, "CollectionTime")
        sealed = str(row["SealedAt"])
        if not is_moment(sealed) and (sealed or status != "VOID"):
            self._tell(Code.DATE_WRONG, number, "SealedAt")

    def _check_barcode(self, number: int, barcode: str) -> None:
        if not is_barcode(barcode):
            self._wrong_barcode(self.title, number, barcode)

    def _wrong_barcode(self, title: str, number: int, barcode: str) -> None:
        lost = any(mark in barcode for mark in ("E+", "e+"))
        code = Code.DIGITS_LOST if lost else Code.BARCODE_WRONG if barcode else Code.VALUE_MISSING
        self.findings.add(code, title, number, safe_barcode(barcode), "TubeBarcode")

    def _tell(self, code: Code, number: int, column: str) -> None:
        self.findings.add(code, self.title, number, column, column)


def tell_unusable(
    findings: Findings, title: str, number: int, schema: Schema, texts: Sequence[str]
) -> None:
    """Tell of each text of a row that no sheet of ours holds."""
    for key, text in zip(schema.keys, texts, strict=True):
        try:
            check_text(text, key, LONGEST_TEXT)
        except (TextUnusable, TextTooLong):
            findings.add(Code.TEXT_UNUSABLE, title, number, key, key)


def is_barcode(text: str) -> bool:
    try:
        TubeBarcode(text)
    except BarcodeUnusable:
        return False
    return True


def safe_barcode(text: str) -> str:
    """Return a barcode as it may stand in a report: one that is none may be somebody's number."""
    if is_barcode(text):
        return text
    return mask_number(text[:_LONGEST_SHOWN]) if text else ""


def is_moment(text: str) -> bool:
    """Tell whether this is an ISO 8601 moment with its offset, in whole seconds or finer."""
    try:
        return datetime.fromisoformat(text).utcoffset() is not None and len(text) >= 20
    except ValueError:
        return False


def _reads(read: Callable[[str], object], text: str, length: int) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return len(text) == length


def _number(value: Cell) -> int | None:
    return value if isinstance(value, int) else None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None
