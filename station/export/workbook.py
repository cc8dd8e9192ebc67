"""A batch's workbook: persons, tubes, the cover, and the hidden proof of their cells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from station.domain.batch import Batch
from station.export.book import Book
from station.export.columns import BY_HAND, COVER, PERSONS, PROOF, TUBES
from station.export.digest import Row, sheet_digest
from station.export.layout import Layout, WrittenSheet
from station.export.proof import TubeProofs

_BY_HAND_HEIGHT = 27
# Of the cover's second column, whose texts break at spaces, before its end.
_IN_ONE_LINE, _WRAPPED_AT, _LINE_HEIGHT = 66, 56, 15
_DIGEST_BYTES = 32
_BY_HAND = {item.value for item in BY_HAND}


class BatchWorkbook:
    """A `Sink` of a batch's rows. After the last one comes `add_facts`, then `add_signs`.

    Memory holds one row at a time and 32 bytes of each.
    """

    def __init__(self, path: Path, batch: Batch, at: datetime) -> None:
        """``at`` (aware) is the date in the document's properties."""
        name = f"{batch.number} v{batch.version}"
        self._path = path
        self._book = Book(path.parent, name, at, f"批次 Batch {name}")
        try:
            self._persons = self._book.sheet(Layout.of(PERSONS))
            self._tubes = self._book.sheet(Layout.of(TUBES))
            self._cover = self._book.sheet(Layout.of(COVER, form=True))
            self._proof = self._book.sheet(Layout.of(PROOF, hidden=True))
        except BaseException:
            self.abandon()
            raise
        self._proofs = TubeProofs()
        self._digests = bytearray()
        self._lines: list[Row] = []

    def person(self, row: Row) -> None:
        self._digests += self._persons.append(row)
        self._proofs.person(row)

    def tube(self, row: Row) -> None:
        self._digests += self._tubes.append(row)
        self._proof.append(self._proofs.tube(row))

    def add_facts(self, lines: Iterable[Row]) -> str:
        """Write what the cover tells of the batch; return the digest of all rows until then."""
        for line in lines:
            self._digests += self._add(line)
        many = range(0, len(self._digests), _DIGEST_BYTES)
        return sheet_digest(bytes(self._digests[at : at + _DIGEST_BYTES]) for at in many)

    def add_signs(self, lines: Iterable[Row]) -> None:
        """Write the rest of the cover: what is filled in by hand, and what proves the sheet."""
        for line in lines:
            self._add(line)

    def finish(self) -> tuple[WrittenSheet, ...]:
        self._proof.append(self._proofs.cover(self._lines))
        return self._book.save(self._path)

    def abandon(self) -> None:
        self._book.abandon()

    def _add(self, line: Row) -> bytes:
        self._lines.append(line)
        return self._cover.append(line, _height(line))


def _height(line: Row) -> int | None:
    """Return the height of a line of the cover in points: a long text is wrapped, and neither
    Excel nor LibreOffice makes room for it in a file that says nothing of it."""
    if line[0] in _BY_HAND:
        return _BY_HAND_HEIGHT
    length = len(str(line[1]))
    return None if length <= _IN_ONE_LINE else _LINE_HEIGHT * -(-length // _WRAPPED_AT)
