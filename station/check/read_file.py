"""A file as its process told of it: facts, findings, and its rows, packed as they came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from station.check.finding import SPOILING, Code, Finding
from station.check.people import RECORD
from station.check.wire import PERSONS_ROWS, WHO, unpack_rows
from station.export.columns import PERSONS, TUBES


class Kind(Enum):
    """``BESIDE``: a file of a package for other programs, which is looked at and hashed only."""

    WORKBOOK = "workbook"
    PERSONS = "persons"
    TUBES = "tubes"
    MANIFEST = "manifest"
    BESIDE = "beside"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class ReadFile:
    """``name`` is the file as whoever asked named it; the other facts are what it says itself.

    ``digest`` is over its rows as they are now. Nothing is proved by any of it.
    """

    name: str
    path: Path
    kind: Kind = Kind.UNKNOWN
    refused: bool = True
    findings: list[Finding] = field(default_factory=list)
    sha256: bytes = b""
    batch: str | None = None
    version: int | None = None
    site: str = ""
    booth: str = ""
    box: str = ""
    persons: int = 0
    tubes: int = 0
    digest: bytes | None = None
    persons_digest: str | None = None
    tubes_digest: str | None = None
    handover: str = ""
    manifest: bytes = field(default=b"", repr=False)
    barcodes: tuple[str, ...] = ()
    resaved: bool = False
    proved_by: str = ""
    _spoiled: Mapping[str, frozenset[int]] = field(default_factory=dict, repr=False)
    _who: list[bytes] = field(default_factory=list, repr=False)
    _persons_rows: list[bytes] = field(default_factory=list, repr=False)
    _tubes_rows: list[bytes] = field(default_factory=list, repr=False)

    @property
    def has_tubes(self) -> bool:
        """Whether it lists its tubes: a text file of persons does not."""
        return self.kind is not Kind.PERSONS

    @property
    def is_sheet(self) -> bool:
        return not self.refused and self.kind in (Kind.WORKBOOK, Kind.PERSONS)

    @property
    def is_good(self) -> bool:
        """Whether its rows may go into the merged sheet, but for those with findings."""
        return self.is_sheet and not any(finding.code in SPOILING for finding in self.findings)

    def add(self, code: Code, detail: str = "") -> None:
        self.findings.append(Finding(code, detail=detail))

    def take_frame(self, kind: bytes, data: bytes) -> None:
        """Keep a frame of rows (`wire`)."""
        if kind == WHO:
            self._who.append(data)
        elif kind == PERSONS_ROWS:
            self._persons_rows.append(data)
        else:
            self._tubes_rows.append(data)

    def take_facts(self, facts: Mapping[str, Any]) -> None:
        """Take what `child.read_file` told. Raises ValueError, KeyError or TypeError."""
        self.refused = bool(facts["refused"])
        self.findings = [Finding.of_facts(each) for each in facts["findings"]]
        self.sha256 = bytes.fromhex(facts.get("sha256", ""))
        if self.refused:
            self._who, self._persons_rows, self._tubes_rows = [], [], []
            return
        self.kind = Kind(facts["kind"])
        self.batch, self.version = facts.get("batch") or None, facts.get("version")
        self.site, self.box = facts.get("site", ""), facts.get("box", "")
        self.booth = next(iter(facts.get("booths", ())), "")
        self.persons, self.tubes = facts.get("persons", 0), facts.get("tubes", 0)
        self.persons_digest, self.tubes_digest = (
            facts.get("persons_digest"),
            facts.get("tubes_digest"),
        )
        digest = facts.get("digest")
        self.digest = None if digest is None else bytes.fromhex(digest)
        self.handover = facts.get("handover", "")
        self.manifest = bytes.fromhex(facts.get("manifest", ""))
        self.barcodes = tuple(facts.get("barcodes", ()))
        titles = facts.get("titles", {})
        spoiled = facts.get("spoiled", {})
        self._spoiled = {
            schema.key: frozenset(spoiled.get(titles.get(schema.key, ""), ()))
            for schema in (PERSONS, TUBES)
        }

    def who(self) -> Iterator[tuple[bytes, int, int]]:
        """Yield of each person: who (keyed), the tube's ordinal, the row."""
        for data in self._who:
            yield from RECORD.iter_unpack(data)

    def persons_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of persons that nothing was found in."""
        yield from self._rows(PERSONS.key, self._persons_rows)

    def tubes_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of tubes that nothing was found in."""
        yield from self._rows(TUBES.key, self._tubes_rows)

    def _rows(self, key: str, frames: list[bytes]) -> Iterator[tuple[int, list[str]]]:
        spoiled = self._spoiled.get(key, frozenset())
        for frame in frames:
            for number, values in unpack_rows(frame):
                if number not in spoiled:
                    yield number, values

    def facts(self) -> dict[str, Any]:
        """Return the file's part of the answer in JSON."""
        facts: dict[str, Any] = {
            "file": self.name,
            "ok": not self.findings,
            "findings": [finding.facts() for finding in self.findings],
            "kind": self.kind.value,
        }
        if self.is_sheet:
            facts |= {
                "batch": self.batch,
                "version": self.version,
                "persons": self.persons,
                "tubes": self.tubes,
                "digest": None if self.digest is None else self.digest.hex(),
                "resaved": self.resaved,
                "proved_by": self.proved_by or None,
            }
        return facts
