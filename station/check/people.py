"""The rows of persons, one by one: values, places in their tubes, nobody twice."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b

from station.check.finding import Code, Findings
from station.check.tubes import Tubes, is_moment, tell_unusable
from station.domain.documents import Document, DocumentError, DocumentType
from station.domain.masking import mask_number
from station.domain.person import (
    NAME_LENGTH,
    PHONE_LENGTH,
    EntryMode,
    NameMissing,
    TextTooLong,
    TextUnusable,
    check_name,
    folded_name,
)
from station.domain.tube import POOL_SIZES
from station.export.columns import PERSONS
from station.export.digest import Cell, row_digest
from station.export.rows import DOCUMENT_TYPES

KEY_BYTES = 16
RECORD = struct.Struct(f"<{KEY_BYTES}sII")
"""What is told of a person: who (keyed, so that nobody can be found by it), tube, row."""

_TYPES = {text: kind for kind, text in DOCUMENT_TYPES.items()}
_TYPES |= {text.rpartition(" ")[2]: kind for text, kind in _TYPES.items()}
_MODES = frozenset(mode.value for mode in EntryMode)
_DAY_LENGTH = 10
_LOST = ("E+", "e+")


@dataclass(slots=True)
class People:
    """Takes the rows of `PERSONS`. ``key`` is this run's own; ``batch`` that of the cover, if any.

    ``send`` hears of each row: its number, who (`RECORD`), and the row.
    """

    title: str
    tubes: Tubes
    findings: Findings
    key: bytes = field(repr=False)
    batch: str | None
    send: Callable[[int, bytes, list[Cell]], None]
    count: int = 0
    digests: list[bytes] = field(default_factory=list, repr=False)
    booths: set[str] = field(default_factory=set)
    batches: set[str] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    _seen: dict[bytes, int] = field(default_factory=dict, repr=False)

    def use(self, number: int, values: list[Cell]) -> None:
        """Take a row (`table.UseRow`)."""
        self.count += 1
        self.digests.append(row_digest(PERSONS.key, PERSONS.keys, values))
        tell = self._tell
        # In the order of the schema, which a test holds to this.
        texts = [value if isinstance(value, str) else str(value) for value in values]
        seq, batch, barcode, pool, place, name, id_type, id_no, phone = texts[:9]
        site, booth, sampled, mode, operator = texts[9:]
        if not "".join(texts).isprintable():
            tell_unusable(self.findings, self.title, number, PERSONS, texts)
        if not seq:
            tell(Code.VALUE_MISSING, number, "Seq")
        self._of_batch(number, batch, booth, site)
        tube = self.tubes.hold(self.title, number, barcode, pool, place)
        who = self._person(number, name, id_type, id_no, phone, sampled[:_DAY_LENGTH])
        if not is_moment(sampled):
            tell(Code.DATE_WRONG, number, "SampledAt")
        if mode not in _MODES:
            tell(Code.VALUE_UNKNOWN if mode else Code.VALUE_MISSING, number, "EntryMode")
        if (id_type.rpartition(" ")[2] == "NONE") != (mode == "NODOC") and mode in _MODES:
            tell(Code.VALUE_UNKNOWN, number, "EntryMode")
        if not operator:
            tell(Code.VALUE_MISSING, number, "Operator")
        if isinstance(values[_POOL], int) and values[_POOL] not in POOL_SIZES:
            tell(Code.VALUE_UNKNOWN, number, "PoolSize")
        self.send(number, RECORD.pack(who, tube, number), values)

    def _of_batch(self, number: int, batch: str, booth: str, site: str) -> None:
        self.booths.add(booth)
        self.batches.add(batch)
        self.sites.add(site)
        if self.batch is not None and batch != self.batch:
            self.findings.add(Code.BATCH_WRONG, self.title, number, "BatchNo", "BatchNo")
        if not booth:
            self._tell(Code.VALUE_MISSING, number, "Booth")
        if not site:
            self._tell(Code.VALUE_MISSING, number, "Site")

    def _person(
        self, number: int, name: str, id_type: str, id_no: str, phone: str, day: str
    ) -> bytes:
        """Check who it is; return the key of the person and the day."""
        try:
            check_name(name)
        except NameMissing:
            self._tell(Code.VALUE_MISSING, number, "Name")
        except TextTooLong:
            self._tell(Code.TEXT_UNUSABLE, number, "Name")
        except TextUnusable:
            """Told with the row's other texts."""
        if len(phone) > PHONE_LENGTH:
            self._tell(Code.TEXT_UNUSABLE, number, "Phone")
        kind = _TYPES.get(id_type)
        identity = id_no
        if kind is None:
            self._tell(Code.VALUE_UNKNOWN if id_type else Code.VALUE_MISSING, number, "IDType")
        elif kind is DocumentType.NONE:
            identity = folded_name(phone)
            if id_no:
                self._tell(Code.VALUE_UNKNOWN, number, "IDNo")
        else:
            identity = self._document(number, kind, id_no)
        kind_number = -1 if kind is None else int(kind)
        text = f"{kind_number}\x1f{identity}\x1f{folded_name(name[:NAME_LENGTH])}\x1f{day}"
        who = blake2b(text.encode("utf-8", "replace"), digest_size=KEY_BYTES, key=self.key).digest()
        before = self._seen.setdefault(who, number)
        if before != number:
            self.findings.add(Code.PERSON_TWICE, self.title, number, f"row {before}")
        return who

    def _document(self, number: int, kind: DocumentType, text: str) -> str:
        try:
            return Document(kind, text).identity_number
        except DocumentError:
            if not text:
                self._tell(Code.VALUE_MISSING, number, "IDNo")
            elif any(mark in text for mark in _LOST):
                self._tell(Code.DIGITS_LOST, number, "IDNo")
            else:
                shown = mask_number(text[:40])
                self.findings.add(Code.NUMBER_WRONG, self.title, number, f"IDNo {shown}", "IDNo")
            return text

    def _tell(self, code: Code, number: int, column: str) -> None:
        self.findings.add(code, self.title, number, column, column)


_POOL = PERSONS.keys.index("PoolSize")
