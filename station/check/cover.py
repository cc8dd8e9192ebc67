"""The cover: its lines, and whether they tell what the rows are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from station.check.finding import Code, Findings
from station.check.tubes import Tubes
from station.domain.batch import BatchNumberUnusable, check_batch_number
from station.export.columns import BY_HAND, COVER, TUBES_OF, CoverItem
from station.export.digest import Cell, row_digest

_BY_KEY = {item.key.casefold(): item for item in CoverItem}
_PROVED = tuple(CoverItem)[: tuple(CoverItem).index(CoverItem.BOX) + 1]
_OPTIONAL = frozenset({CoverItem.SHORT_BARCODES, CoverItem.BOX})


@dataclass(slots=True)
class Cover:
    """Takes the rows of `COVER`."""

    title: str
    findings: Findings
    lines: dict[CoverItem, tuple[int, Cell]] = field(default_factory=dict, repr=False)

    def use(self, number: int, values: list[Cell]) -> None:
        """Take a row (`table.UseRow`)."""
        label = str(values[0]).strip()
        item = _BY_KEY.get(label.rpartition(" ")[2].casefold())
        if item is None:
            return
        if item in self.lines:
            self.findings.add(Code.BATCH_WRONG, self.title, number, item.key, item.key)
        self.lines.setdefault(item, (number, values[1]))

    def value(self, item: CoverItem) -> Cell:
        return self.lines[item][1] if item in self.lines else ""

    def text(self, item: CoverItem) -> str:
        return str(self.value(item))

    def digests(self) -> list[bytes]:
        """Return those of the lines that the batch's digest is over."""
        return [
            row_digest(COVER.key, COVER.keys, (item.value, self.lines[item][1]))
            for item in _PROVED
            if item in self.lines
        ]

    def facts(self) -> Mapping[str, Cell]:
        """Return what the station filled in, by the lines' keys."""
        return {item.key: line[1] for item, line in self.lines.items() if item not in BY_HAND}

    def check(self, tubes: Tubes, persons: int) -> None:
        """Compare the lines with the rows that were counted."""
        for item in _PROVED:
            if self.text(item) == "" and item not in _OPTIONAL:
                self.findings.add(Code.COVER_LINE_MISSING, self.title, None, item.key, item.key)
        counted: dict[CoverItem, Cell] = {
            CoverItem.PERSONS: persons,
            CoverItem.TUBES: tubes.count,
            CoverItem.SHORT: tubes.short,
            **{item: tubes.by_pool[size] for size, item in TUBES_OF.items()},
        }
        for item, count in counted.items():
            said = self.value(item)
            if said not in ("", count):
                self._differs(item, f"{said if isinstance(said, int) else '-'} / {count}")
        if tubes.boxes - {self.text(CoverItem.BOX)}:
            self._differs(CoverItem.BOX, "")
        self._check_batch()

    def _check_batch(self) -> None:
        number = self.text(CoverItem.BATCH)
        if not number:
            return
        try:
            check_batch_number(number)
        except BatchNumberUnusable:
            self._wrong(Code.VALUE_UNKNOWN, CoverItem.BATCH)
            return
        if self.text(CoverItem.DATE).replace("-", "") not in ("", number[:8]):
            self._wrong(Code.BATCH_WRONG, CoverItem.DATE)
        version = self.value(CoverItem.VERSION)
        if version != "" and not (isinstance(version, int) and version >= 1):
            self._wrong(Code.VALUE_UNKNOWN, CoverItem.VERSION)

    def _differs(self, item: CoverItem, counts: str) -> None:
        detail = f"{item.key} {counts}".strip()
        row = self.lines[item][0] if item in self.lines else None
        self.findings.add(Code.COVER_COUNT, self.title, row, detail, item.key)

    def _wrong(self, code: Code, item: CoverItem) -> None:
        self.findings.add(code, self.title, self.lines[item][0], item.key, item.key)
