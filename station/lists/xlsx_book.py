"""A workbook (ECMA-376) taken apart by a parser that trusts nothing: which sheets it has, and
the cells of one.

expat takes the few parts that are needed, in pieces, and stops at the first document type, foreign
file, or piece without an end.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from threading import Event
from xml.parsers import expat

from station.lists.faults import ListHostile
from station.lists.table import RowsKept, TableRow, check
from station.lists.xlsx_cells import Attributes, ChosenStrings, SharedStrings, SheetCells

_SHEETS = 20
_PIECE = 1 << 16
# A tag or comment that is longer than this would be kept whole in memory.
_LONGEST_TOKEN = 1 << 20


class Book:
    """The caller's gate has looked at ``archive``.

    Every method raises `ListHostile`, or what zipfile and expat raise for a damaged file.
    """

    def __init__(
        self,
        archive: zipfile.ZipFile,
        cancel: Event | None = None,
        most: int | None = None,
        most_shared: int | None = None,
    ) -> None:
        """``most`` bytes may a part unpack to, ``most_shared`` the one of shared texts."""
        self._archive = archive
        self._cancel = cancel
        self._most = most
        self._most_shared = most_shared
        self._main = self._target("_rels/.rels", "", "officeDocument")
        self._texts: list[str] | None = None

    def sheets(self) -> list[tuple[str, str]]:
        """Return the titles and parts of the sheets that are shown, in their order."""
        parts = self._relations(self._main)
        found = _Sheets()
        self._parse(self._main, found.start)
        return [(title, parts[each]) for title, each in found.shown[:_SHEETS]]

    def rows(self, part: str) -> list[TableRow]:
        """Return the rows of a sheet; the shared texts of all sheets are kept."""
        return self._rows(part, self._shared().__getitem__)

    def rows_alone(self, part: str) -> list[TableRow]:
        """Return the rows of a small sheet; of the shared texts only its own are kept."""
        wanted: set[int] = set()

        def note(index: int) -> str:
            wanted.add(index)
            return "?"

        self._rows(part, note)
        strings = ChosenStrings(wanted)
        if wanted:
            self._read_strings(strings)
        return self._rows(part, strings.chosen.__getitem__)

    def _rows(self, part: str, shared: Callable[[int], str]) -> list[TableRow]:
        sheet = SheetCells(shared, RowsKept(self._cancel))
        self._parse(part, sheet.start, sheet.end, sheet.data)
        return sheet.kept.rows

    def _shared(self) -> list[str]:
        if self._texts is None:
            strings = SharedStrings()
            self._read_strings(strings)
            self._texts = strings.texts
        return self._texts

    def _read_strings(self, strings: SharedStrings | ChosenStrings) -> None:
        part = self._target_or_none(self._main, "sharedStrings")
        if part is not None:
            self._check_size(part, self._most_shared)
            self._feed(part, strings.start, strings.end, strings.data)

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
        self._check_size(part, self._most)
        self._feed(part, start, end, data)

    def _check_size(self, part: str, most: int | None) -> None:
        # zipfile gives no more than what the directory says.
        if most is not None and self._archive.getinfo(part).file_size > most:
            raise ListHostile()

    def _feed(
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
        fed = 0
        with self._archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                check(self._cancel)
                parser.Parse(piece, False)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
                    raise ListHostile()
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
        self.shown: list[tuple[str, str]] = []

    def start(self, name: str, given: Attributes) -> None:
        # The namespaces are gone, so `r:id` is the `id` here; a sheet's own number is `sheetId`.
        if name == "sheet" and given.get("state", "visible") == "visible":
            self.shown.append((given.get("name", ""), given["id"]))
