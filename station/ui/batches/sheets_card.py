"""The card at the right below: where exports go, and which sheets of the batch were handed over."""

from __future__ import annotations

from station.domain.sheet import ExportRecord, short_digest
from station.ui.batches.rows_model import Column, RowsModel
from station.ui.batches.rows_table import RowsTable
from station.ui.card import Card, text_label
from station.ui.destination import Destination, DestinationRow
from station.ui.theme import Theme
from station.ui.words import Words

LEAST_HEIGHT = 80

COLUMNS = (
    Column("sheets.version", lambda e, w: f"v{e.version}", lambda w: "v99"),
    Column("sheets.at", lambda e, w: w.moment(e.at)[5:16], lambda w: "00-00 00:00"),
    Column("sheets.digest", lambda e, w: short_digest(bytes.fromhex(e.digest))[:9]),
)


class SheetsCard(Card):
    """A list, the latest first, each with the beginning of its digest, as on the paper."""

    def __init__(self, theme: Theme, words: Words, destination: Destination) -> None:
        super().__init__(theme)
        self.place = DestinationRow(theme, words, destination)
        # Its lines are broken by hand: a label that wraps lets no table beside it shrink.
        self._hint = text_label(theme, 13, tone="muted")
        self._versions = text_label(theme, 13, bold=True, tone="muted")
        self.sheets = RowsModel(theme, words, COLUMNS, lambda e: e.id, parent=self)
        self.table = RowsTable(theme, words, self.sheets)
        self.table.setMinimumHeight(LEAST_HEIGHT)
        self.body.addWidget(self.place)
        self.body.addWidget(self._hint)
        self.body.addWidget(self._versions)
        self.body.addWidget(self.table, 1)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self.heading.setText(words("sheets.title"))
        self._hint.setText(words("sheets.hint"))
        self._versions.setText(words("sheets.versions"))
        self.table.setAccessibleName(words("sheets.versions"))
        self.place.set_words(words)
        self.table.set_words(words)

    def show_may(self, may: bool) -> None:
        """Whether who is here may export."""
        self.place.setEnabled(may)

    def show_sheets(self, records: tuple[ExportRecord, ...]) -> None:
        self.sheets.show_rows(tuple(reversed(records)))
