"""The sheets of a workbook (ECMA-376), read as texts by a parser that trusts nothing.

A gate looks at the archive before anything is unpacked; then expat takes the few parts that are
needed, in pieces, and stops at the first document type, foreign file, or row too many. Formulas
are never worked out: the value that was stored beside one counts. Numbers stay as they were
written, since a float would lose the digits of a document number.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from threading import Event
from xml.parsers import expat

from station.lists.faults import ListDamaged, ListHostile
from station.lists.table import RowsKept, TableRow, check
from station.lists.xlsx_cells import Attributes, SharedStrings, SheetCells

_UNPACKED = 64 << 20
_RATIO = 60
_PARTS = 2_000
_SHEETS = 20
_PIECE = 1 << 16
_NOT_ENCRYPTED = 0x1


def xlsx_tables(data: bytes, cancel: Event | None = None) -> Iterator[list[TableRow]]:
    """Yield the rows of each visible sheet. Raises `ListDamaged`, `ListHostile`, `ListTooLong`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _gate(archive, len(data))
            book = _Book(archive, cancel)
            for sheet in book.sheets():
                yield book.rows(sheet)
    except (
        *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, expat.ExpatError, EOFError),
        *(KeyError, ValueError, IndexError, NotImplementedError, OSError, RuntimeError),
    ):
        raise ListDamaged() from None


def _gate(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse an archive that would unpack to more than a list ever needs."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    unpacked = sum(part.file_size for part in parts)
    if (
        len(parts) > _PARTS
        or len(names) < len(parts)
        or unpacked > _UNPACKED
        or unpacked > _RATIO * max(size, _PIECE)
        or any(part.flag_bits & _NOT_ENCRYPTED for part in parts)
    ):
        raise ListHostile()


class _Book:
    def __init__(self, archive: zipfile.ZipFile, cancel: Event | None) -> None:
        self._archive = archive
        self._cancel = cancel
        self._main = self._target("_rels/.rels", "", "officeDocument")
        self._texts: list[str] | None = None

    def sheets(self) -> list[str]:
        """Return the parts of the sheets that are shown, in their order."""
        parts = self._relations(self._main)
        found = _Sheets()
        self._parse(self._main, found.start)
        return [parts[each] for each in found.relations[:_SHEETS]]

    def rows(self, part: str) -> list[TableRow]:
        sheet = SheetCells(self._shared(), RowsKept(self._cancel))
        self._parse(part, sheet.start, sheet.end, sheet.data)
        return sheet.kept.rows

    def _shared(self) -> list[str]:
        if self._texts is None:
            strings = SharedStrings()
            part = self._target_or_none(self._main, "sharedStrings")
            if part is not None:
                self._parse(part, strings.start, strings.end, strings.data)
            self._texts = strings.texts
        return self._texts

    def _relations(self, part: str) -> dict[str, str]:
        return {key: target for key, _, target in self._relations_of(part)}

    def _relations_of(self, part: str) -> list[tuple[str, str, str]]:
        folder, name = posixpath.split(part)
        return self._read_relations(posixpath.join(folder, "_rels", f"{name}.rels"), folder)

    def _read_relations(self, part: str, folder: str) -> list[tuple[str, str, str]]:
        found = _Relations(folder)
        self._parse(part, found.start)
        return found.all

    def _target(self, part: str, folder: str, kind: str) -> str:
        for _, is_a, to in self._read_relations(part, folder):
            if is_a == kind:
                return to
        raise ValueError("no such relation")

    def _target_or_none(self, part: str, kind: str) -> str | None:
        return next((to for _, is_a, to in self._relations_of(part) if is_a == kind), None)

    def _parse(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        data: Callable[[str], None] | None = None,
    ) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.StartElementHandler = lambda name, given: start(_local(name), _plain_keys(given))
        if end is not None:
            parser.EndElementHandler = lambda name: end(_local(name))
        if data is not None:
            parser.CharacterDataHandler = data
        with self._archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                check(self._cancel)
                parser.Parse(piece, False)
            parser.Parse(b"", True)


def _refuse(*given: object) -> None:
    raise ListHostile()


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _plain_keys(given: Attributes) -> Attributes:
    return {_local(key): value for key, value in given.items()}


class _Relations:
    """The relations of a part: id, last word of the type, and the part that it leads to."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.all: list[tuple[str, str, str]] = []

    def start(self, name: str, given: Attributes) -> None:
        if name != "Relationship" or given.get("TargetMode") == "External":
            return
        target = posixpath.normpath(posixpath.join("/", self._folder, given["Target"]))
        kind = given["Type"].rpartition("/")[2]
        self.all.append((given["Id"], kind, target.removeprefix("/")))


class _Sheets:
    def __init__(self) -> None:
        self.relations: list[str] = []

    def start(self, name: str, given: Attributes) -> None:
        # The namespaces are gone, so `r:id` is the `id` here; a sheet's own number is `sheetId`.
        if name == "sheet" and given.get("state", "visible") == "visible":
            self.relations.append(given["id"])
