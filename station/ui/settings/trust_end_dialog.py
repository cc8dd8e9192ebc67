"""The last day on which a listed key may sign."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.settings.day_edit import day_edit, day_of, q_date
from station.ui.theme import Theme
from station.ui.words import Words


class TrustEndDialog(StationDialog):
    """`chosen` carries the day, from ``first`` to ``last``: a key's validity only gets shorter."""

    chosen = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        words: Words,
        name: str,
        first: date,
        last: date,
        today: date,
    ) -> None:
        super().__init__(parent, theme, words)
        self.set_heading(words("issuing.end_title", name=name), words("issuing.end_text"))
        self.until = day_edit(theme, max(first, min(today, last)))
        self.until.setDateRange(q_date(first), q_date(last))
        rows = FormRows(theme)
        rows.add("issuing.end_day", self.until)
        rows.set_words(words)
        self.body.addLayout(rows)
        self.cancel = self.add_button()
        self.cancel.setText(words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok = self.add_button("primary")
        self.ok.setText(words("issuing.end_ok"))
        self.ok.clicked.connect(self._choose)
        self.until.setFocus()

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(day_of(self.until))
        self.accept()
