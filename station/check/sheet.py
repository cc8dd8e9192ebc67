"""One sheet checked from its first row to its digest: a workbook, or a text file of one table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from station.check.allowance import Allowance
from station.check.altered import Alterations, Proofs
from station.check.cover import Cover
from station.check.finding import Code, FileRefused, Findings
from station.check.gate import check_archive
from station.check.people import People
from station.check.table import SheetTable
from station.check.tubes import LONGEST_TEXT, Tubes
from station.check.wire import PERSONS_ROWS, ROWS_A_FRAME, TUBES_ROWS, WHO, Job, pack_rows
from station.export.columns import COVER, PERSONS, PROOF, TUBES, CoverItem, Schema
from station.export.digest import Cell, sheet_digest
from station.lists.csv_table import csv_rows
from station.lists.xlsx_archive import opened_archive
from station.lists.xlsx_book import Book, Limits, Sheet
from station.lists.xlsx_cells import TEXT

Send = Callable[[bytes, bytes], None]
"""Takes a frame's kind and its bytes."""

_LIMITS = Limits(strings=4_000_000, columns=64, text=LONGEST_TEXT)
_WANTED = (COVER, TUBES, PERSONS)


@dataclass(slots=True)
class _Sender:
    """Sends rows on, a thousand together, and who they are of."""

    send: Send
    wants_rows: bool
    kind: bytes
    rows: list[tuple[int, Sequence[Cell]]] = field(default_factory=list, repr=False)
    who: list[bytes] = field(default_factory=list, repr=False)

    def take(self, number: int, values: list[Cell]) -> None:
        if self.wants_rows:
            self.rows.append((number, values))
            if len(self.rows) >= ROWS_A_FRAME:
                self.flush()

    def take_person(self, number: int, who: bytes, values: list[Cell]) -> None:
        self.who.append(who)
        if len(self.who) >= ROWS_A_FRAME:
            self.flush()
        self.take(number, values)

    def flush(self) -> None:
        if self.rows:
            self.send(self.kind, pack_rows(self.rows))
        if self.who:
            self.send(WHO, b"".join(self.who))
        self.rows, self.who = [], []


class SheetCheck:
    """Reads one file's sheet and returns its facts; what it finds is in ``findings``."""

    def __init__(self, job: Job, allowance: Allowance, send: Send) -> None:
        self.findings = Findings()
        self._job = job
        self._allowance = allowance
        self._tubes_out = _Sender(send, job.wants_rows, TUBES_ROWS)
        self._persons_out = _Sender(send, job.wants_rows, PERSONS_ROWS)

    def workbook(self, data: bytes) -> dict[str, Any]:
        """Check a workbook. Raises `FileRefused`, and what its readers raise of a damaged one."""
        with opened_archive(io.BytesIO(data)) as archive:
            _check_kind(archive)
            check_archive(archive, len(data))
            if not self._job.is_sheet:
                return {"kind": "beside"}
            return self._book(archive)

    def _book(self, archive: zipfile.ZipFile) -> dict[str, Any]:
        shared = 0

        def tick() -> None:
            nonlocal shared
            self._allowance.earn(texts=book.shared_so_far - shared)
            shared = book.shared_so_far
            self._allowance.tick()

        book = Book(archive, _LIMITS)
        book.tick = tick
        sheets = self._chosen(book.all_sheets())
        dates = book.date_styles()

        def read(schema: Schema, use: Callable[[int, list[Cell]], None]) -> None:
            sheet = sheets[schema.key]
            table = SheetTable(schema, sheet.title, use, self.findings, self._allowance, dates)
            book.each_row(sheet.part, table.take)
            table.finish()

        titles = {key: sheet.title for key, sheet in sheets.items()}
        cover = Cover(titles[COVER.key], self.findings)
        read(COVER, cover.use)
        tubes = Tubes(titles[TUBES.key], self.findings, self._tubes_out.take)
        read(TUBES, tubes.use)
        people = self._people(titles[PERSONS.key], tubes, cover.text(CoverItem.BATCH))
        read(PERSONS, people.use)
        self._flush()
        tubes.settle()
        cover.check(tubes, people.count)
        digest = sheet_digest((*people.digests, *tubes.digests, *cover.digests()))
        said = cover.text(CoverItem.DIGEST)
        if not said:
            self.findings.add(Code.DIGEST_MISSING, cover.title)
        elif said != digest:
            self._name_changes(sheets, read, cover)
        return {
            "kind": "workbook",
            **_facts(people, tubes),
            **_cover_facts(cover),
            "digest": digest,
            "digest_fits": said == digest,
        }

    def _name_changes(
        self,
        sheets: dict[str, Sheet],
        read: Callable[[Schema, Callable[[int, list[Cell]], None]], None],
        cover: Cover,
    ) -> None:
        """Tell which cells were changed, or at least that some were."""
        before = len(self.findings)
        proofs = Proofs()
        told = self.findings
        if PROOF.key in sheets:
            read(PROOF, proofs.use)
        if proofs.tubes or proofs.cover:
            changes = Alterations(proofs, told)
            # What the first reading told of cells is not told again.
            self.findings = Findings()
            for schema, take in ((TUBES, changes.tubes), (PERSONS, changes.persons)):
                title = sheets[schema.key].title
                read(schema, lambda number, values, t=take, s=title: t(s, number, values))  # type: ignore[misc]
            self.findings = told
            changes.cover(cover)
            changes.finish()
        if len(told) == before or proofs.is_damaged:
            told.add(Code.DIGEST_DIFFERS, cover.title, None, "", CoverItem.DIGEST.key)

    def text(self, data: bytes) -> dict[str, Any]:
        """Check a text file of persons or tubes, as the package holds them."""
        schema = _schema_of(data)
        if schema is None:
            raise FileRefused(Code.FILE_UNSUPPORTED)
        tubes = Tubes(TUBES.title, self.findings, self._tubes_out.take, is_listed=False)
        people = self._people(PERSONS.title, tubes, None)
        use = people.use if schema is PERSONS else tubes.use
        table = SheetTable(schema, schema.title, use, self.findings, self._allowance, is_text=True)
        for number, row in csv_rows(data):
            if number % ROWS_A_FRAME == 0:
                self._allowance.tick()
            table.take(number, row, [TEXT] * len(row))
        table.finish()
        self._flush()
        kind = "persons" if schema is PERSONS else "tubes"
        facts = {"kind": kind, **_facts(people, tubes), "persons": people.count}
        if len(people.batches) == 1:
            facts["batch"] = next(iter(people.batches))
        return facts

    def _chosen(self, sheets: Sequence[Sheet]) -> dict[str, Sheet]:
        """Return the sheets of ours by key. Raises `FileRefused` without one that is needed."""
        chosen: dict[str, Sheet] = {}
        for schema in (*_WANTED, PROOF):
            fitting = [sheet for sheet in sheets if _is_of(sheet.title, schema)]
            if len(fitting) > 1:
                raise FileRefused(Code.SHEET_TWICE, schema.key)
            if fitting:
                chosen[schema.key] = fitting[0]
        lacking = [schema.key for schema in _WANTED if schema.key not in chosen]
        if lacking:
            raise FileRefused(Code.SHEET_MISSING, ", ".join(lacking))
        return chosen

    def _people(self, title: str, tubes: Tubes, batch: str | None) -> People:
        send = self._persons_out.take_person
        return People(title, tubes, self.findings, self._job.key, batch, send)

    def _flush(self) -> None:
        self._tubes_out.flush()
        self._persons_out.flush()


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = {part.filename.casefold() for part in archive.infolist()}
    if "mimetype" in names or "xl/workbook.bin" in names or "[content_types].xml" not in names:
        raise FileRefused(Code.FILE_UNSUPPORTED)


def _is_of(title: str, schema: Schema) -> bool:
    last = title.strip().rpartition(" ")[2].casefold()
    return last == schema.key.casefold() or title.strip() == schema.chinese


def _schema_of(data: bytes) -> Schema | None:
    """Return which table the first row of a text file belongs to."""
    first = next((row for _, row in csv_rows(data)), [])
    keys = {cell.strip().rpartition(" ")[2] for cell in first}
    for schema in (PERSONS, TUBES):
        if len(keys & set(schema.keys)) * 2 > len(schema.keys):
            return schema
    return None


def _facts(people: People, tubes: Tubes) -> dict[str, Any]:
    return {
        "persons": people.count,
        "tubes": tubes.count,
        "titles": {PERSONS.key: people.title, TUBES.key: tubes.title},
        "booths": sorted((people.booths | tubes.booths) - {""})[:4],
        "barcodes": tubes.barcodes,
        "persons_digest": sheet_digest(people.digests) if people.count else None,
        "tubes_digest": sheet_digest(tubes.digests) if tubes.digests else None,
    }


def _cover_facts(cover: Cover) -> dict[str, Any]:
    version = cover.value(CoverItem.VERSION)
    return {
        "batch": cover.text(CoverItem.BATCH),
        "version": version if isinstance(version, int) else None,
        "site": cover.text(CoverItem.SITE),
        "box": cover.text(CoverItem.BOX),
        "handover": cover.text(CoverItem.HANDOVER_CODE)[:2048],
    }
