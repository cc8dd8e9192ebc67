"""A workbook (ECMA-376) taken apart by a parser that trusts nothing: which sheets it has, and
the cells of one.

expat takes the few parts that are needed, in pieces, and stops at the first document type, foreign
file, or piece without an end.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat
from xml.parsers.expat import XMLParserType

from station.lists.faults import Hostile, ListHostile
from station.lists.table import CELL_LENGTH, COLUMNS, Cell, RowsKept, TableRow
from station.lists.xlsx_cells import (
    NUMBER,
    Attributes,
    ChosenTexts,
    TakeRow,
    number_text,
    shared_texts,
    sheet_rows,
)
from station.lists.xlsx_styles import DateStyles

_SHEETS = 20
_PIECE = 1 << 16
# A tag or comment that is longer than this would be kept whole in memory.
_LONGEST_TOKEN = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read. ``part`` bytes may a part unpack to, ``shared`` the one of shared texts,
    of which there may be ``strings``; cells have ``text`` characters at most, in ``columns``."""

    part: int | None = None
    shared: int | None = None
    strings: int = 500_000
    columns: int = COLUMNS
    text: int = CELL_LENGTH


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's title, where it stands in the archive, and whether programs show it."""

    title: str
    part: str
    shown: bool


class Book:
    """The caller's gate has looked at ``archive``.

    Every method raises `ListHostile`, or what zipfile and expat raise for a damaged file.
    """

    def __init__(
        self,
        archive: zipfile.ZipFile,
        limits: Limits | None = None,
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        """``tick`` is called before each piece that is read, and may raise."""
        self._archive = archive
        self._limits = limits or Limits()
        self.tick = tick
        self._main = self._target("_rels/.rels", "", "officeDocument")
        self._texts: list[str] | None = None

    def all_sheets(self) -> list[Sheet]:
        """Return the sheets in their order, hidden ones too."""
        parts = {key: target for key, _, target in self._relations_of(self._main)}
        found = _Sheets()
        self._parse(self._main, _plain(found.start))
        return [Sheet(title, parts[key], shown) for title, key, shown in found.all[:_SHEETS]]

    def sheets(self) -> list[tuple[str, str]]:
        """Return the titles and parts of the sheets that are shown, in their order."""
        return [(sheet.title, sheet.part) for sheet in self.all_sheets() if sheet.shown]

    def rows(self, part: str) -> list[TableRow]:
        """Return the rows of a sheet; the shared texts of all sheets are kept."""
        return self._kept_rows(part, self._shared().__getitem__)

    def each_row(self, part: str, take: TakeRow) -> None:
        """Hand each row of a sheet to ``take``; the shared texts of all sheets are kept."""
        self._each_row(part, self._shared().__getitem__, take)

    def rows_alone(self, part: str) -> list[TableRow]:
        """Return the rows of a small sheet; of the shared texts only its own are kept."""
        wanted: set[int] = set()

        def note(index: int) -> str:
            wanted.add(index)
            return "?"

        self._kept_rows(part, note)
        strings = ChosenTexts(wanted)
        if wanted:
            self._read_strings(strings.take)
        return self._kept_rows(part, strings.chosen.__getitem__)

    @property
    def shared_so_far(self) -> int:
        """How many shared texts were read, for whoever counts while they are."""
        return len(self._texts or ())

    def date_styles(self) -> frozenset[str]:
        """Return the numbers of the cells' styles that show a number as a date."""
        part = self._target_or_none(self._main, "styles")
        styles = DateStyles()
        if part is not None:
            self._parse(part, _plain(styles.start, styles.end))
        return styles.dates()

    def _kept_rows(self, part: str, shared: Callable[[int], str]) -> list[TableRow]:
        kept = RowsKept()
        self._each_row(part, shared, lambda *row: kept.add(row[0], list(map(_cell, *row[1:]))))
        return kept.rows

    def _each_row(self, part: str, shared: Callable[[int], str], take: TakeRow) -> None:
        limits = self._limits
        self._parse(part, lambda p: sheet_rows(p, shared, take, limits.columns, limits.text))

    def _shared(self) -> list[str]:
        if self._texts is None:
            texts = self._texts = []
            self._read_strings(lambda number, text: texts.append(text))
        return self._texts

    def _read_strings(self, take: Callable[[int, str], None]) -> None:
        part = self._target_or_none(self._main, "sharedStrings")
        if part is not None:
            limits = self._limits
            self._check_size(part, limits.shared)
            self._feed(part, lambda p: shared_texts(p, take, limits.strings, limits.text))

    def _relations_of(self, part: str) -> list[tuple[str, str, str]]:
        folder, name = posixpath.split(part)
        return self._read_relations(posixpath.join(folder, "_rels", f"{name}.rels"), folder)

    def _read_relations(self, part: str, folder: str) -> list[tuple[str, str, str]]:
        found = _Relations(folder)
        self._parse(part, _plain(found.start))
        return found.all

    def _target(self, part: str, folder: str, kind: str) -> str:
        for _, is_a, to in self._read_relations(part, folder):
            if is_a == kind:
                return to
        raise ValueError("no such relation")

    def _target_or_none(self, part: str, kind: str) -> str | None:
        return next((to for _, is_a, to in self._relations_of(part) if is_a == kind), None)

    def _parse(self, part: str, attach: Callable[[XMLParserType], None]) -> None:
        self._check_size(part, self._limits.part)
        self._feed(part, attach)

    def _check_size(self, part: str, most: int | None) -> None:
        # zipfile gives no more than what the directory says.
        if most is not None and self._archive.getinfo(part).file_size > most:
            raise ListHostile(kind=Hostile.BOMB.value)

    def _feed(self, part: str, attach: Callable[[XMLParserType], None]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        attach(parser)
        fed = 0
        with self._archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                self.tick()
                parser.Parse(piece, False)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
                    raise ListHostile(kind=Hostile.BOMB.value)
            parser.Parse(b"", True)


def _refuse(*given: object) -> None:
    raise ListHostile(kind=Hostile.ENTITIES.value)


def _cell(text: str, kind: str) -> Cell:
    plain = text.strip()
    if kind.startswith(NUMBER) and plain:
        return Cell(number_text(plain), is_number=True)
    return Cell(plain)


def _plain(
    start: Callable[[str, Attributes], None], end: Callable[[str], None] | None = None
) -> Callable[[XMLParserType], None]:
    """Let ``start`` and ``end`` hear names and attributes without their namespaces."""

    def attach(parser: XMLParserType) -> None:
        parser.StartElementHandler = lambda name, given: start(_local(name), _plain_keys(given))
        if end is not None:
            parser.EndElementHandler = lambda name: end(_local(name))

    return attach


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
    """Title, relation and whether it is shown, of each sheet."""

    def __init__(self) -> None:
        self.all: list[tuple[str, str, bool]] = []

    def start(self, name: str, given: Attributes) -> None:
        # The namespaces are gone, so `r:id` is the `id` here; a sheet's own number is `sheetId`.
        if name == "sheet":
            shown = given.get("state", "visible") == "visible"
            self.all.append((given.get("name", ""), given["id"], shown))
