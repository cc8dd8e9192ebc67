"""Which days and which booth are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import Enum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from station.domain.portion import DaysUnusable, Scope
from station.ui.card import set_tone, text_label
from station.ui.codes.born_edit import BirthDateWrong, BornEdit
from station.ui.theme import Theme
from station.ui.words import Words

DAY_WIDTH = 116


class Period(Enum):
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    CHOSEN = "chosen"


def period_days(period: Period, today: date) -> tuple[date, date]:
    """Return the first and the last day of a period; of a chosen one, today."""
    if period is Period.YESTERDAY:
        return today - timedelta(days=1), today - timedelta(days=1)
    if period is Period.WEEK:
        return today - timedelta(days=6), today
    if period is Period.MONTH:
        return today.replace(day=1), today
    return today, today


class ScopeBar(QWidget):
    """`changed`: something else was chosen. ``today`` returns the site's day."""

    changed = Signal()

    def __init__(self, theme: Theme, words: Words, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._words = words
        self._booths: list[str] = []
        self.period, self.booth = QComboBox(), QComboBox()
        self.first, self.last = BornEdit(), BornEdit()
        self._dash = text_label(theme, 14)
        self._dash.setText("–")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for each in (self.period, self.first, self._dash, self.last, self.booth):
            each.setFont(theme.font(14))
            row.addWidget(each)
        for period in Period:
            self.period.addItem("", period)
        self.booth.addItem("", None)
        for edit in (self.first, self.last):
            edit.setFixedWidth(DAY_WIDTH)
            edit.returnPressed.connect(self.changed)
            edit.editingFinished.connect(self._note_days)
        self._shown_days: tuple[str, str] = ("", "")
        self.set_words(words)
        self._show_days()
        self.period.currentIndexChanged.connect(self._choose_period)
        self.booth.currentIndexChanged.connect(self.changed)

    def set_words(self, words: Words) -> None:
        self._words = words
        for row, period in enumerate(Period):
            self.period.setItemText(row, words(f"counts.period.{period.value}"))
        for row in range(self.booth.count()):
            number = self.booth.itemData(row)
            text = words("figure.all_booths") if number is None else words.booth(number)
            self.booth.setItemText(row, text)
        self.period.setAccessibleName(words("counts.period_name"))
        self.booth.setAccessibleName(words("figure.first.booths"))
        self.first.setAccessibleName(words("counts.first_day"))
        self.last.setAccessibleName(words("counts.last_day"))

    def show_booths(self, booths: Sequence[str]) -> None:
        """Offer these booths; one that is chosen stays so."""
        if list(booths) == self._booths:
            return
        self._booths = list(booths)
        chosen = self.booth.currentData()
        self.booth.blockSignals(True)
        self.booth.clear()
        self.booth.addItem(self._words("figure.all_booths"), None)
        for number in booths:
            self.booth.addItem(self._words.booth(number), number)
        self.booth.setCurrentIndex(max(self.booth.findData(chosen), 0))
        self.booth.blockSignals(False)

    @property
    def chosen_period(self) -> Period:
        return Period(self.period.currentData())

    def scope(self) -> Scope:
        """Return what is chosen. Raises `DaysUnusable` or `BirthDateWrong`."""
        booth = self.booth.currentData()
        if self.chosen_period is not Period.CHOSEN:
            return Scope(*period_days(self.chosen_period, self._today()), booth)
        wrong: BirthDateWrong | DaysUnusable | None = None
        days = []
        for edit in (self.first, self.last):
            try:
                days.append(edit.date() or self._today())
                set_tone(edit, "wrong", "")
            except BirthDateWrong as error:
                set_tone(edit, "wrong", "yes")
                wrong = error
        if wrong is not None:
            raise wrong
        try:
            return Scope(days[0], days[1], booth)
        except DaysUnusable:
            set_tone(self.last, "wrong", "yes")
            raise

    def choose(self, scope: Scope) -> None:
        """Show days of one's own."""
        self.first.setText(scope.first.isoformat())
        self.last.setText(scope.last.isoformat())
        self._shown_days = (self.first.text(), self.last.text())
        self.period.setCurrentIndex(self.period.findData(Period.CHOSEN))

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _choose_period(self) -> None:
        if self.chosen_period is Period.CHOSEN and not self.first.text():
            self.first.setText(self._today().isoformat())
            self.last.setText(self._today().isoformat())
            self._shown_days = (self.first.text(), self.last.text())
        self._show_days()
        if self.chosen_period is Period.CHOSEN:
            self.first.setFocus()
            self.first.selectAll()
        self.changed.emit()

    @Slot()
    def _note_days(self) -> None:
        days = (self.first.text(), self.last.text())
        if days != self._shown_days:
            self._shown_days = days
            self.changed.emit()

    def _show_days(self) -> None:
        for each in (self.first, self._dash, self.last):
            each.setVisible(self.chosen_period is Period.CHOSEN)
