"""Persons and tubes by hour or by day, one chart over the other."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup

from station.domain.figure_tables import FigureTable, day_table, hour_table
from station.domain.figures import Figures
from station.figure_words import label_text
from station.printing.qt_bars import Bar
from station.ui.card import Card, push_button, text_label
from station.ui.counts.bar_view import BarView
from station.ui.theme import Theme
from station.ui.words import Words

PERSONS_LEAST, TUBES_LEAST = 110, 70
FEWEST_HOURS = (8, 18)


class ChartCard(Card):
    """`opened`: a `Portion` and what the figure is called."""

    opened = Signal(object, str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self._words = words
        self._figures: Figures | None = None
        self._table: FigureTable | None = None
        self.by_day, self.by_hour = (push_button(theme, "segment", 13) for _ in range(2))
        group = QButtonGroup(self)
        for button in (self.by_day, self.by_hour):
            button.setCheckable(True)
            button.setMinimumWidth(72)
            group.addButton(button)
            self.head.addWidget(button)
            button.hide()
        self.by_day.setChecked(True)
        group.buttonToggled.connect(self._draw)
        self.persons = BarView(theme, PERSONS_LEAST)
        self.tubes = BarView(theme, TUBES_LEAST)
        self._tubes_title = text_label(theme, 13, bold=True, tone="muted")
        self.body.setSpacing(4)
        self.body.addWidget(self.persons, 3)
        self.body.addWidget(self._tubes_title)
        self.body.addWidget(self.tubes, 2)
        self.persons.opened.connect(lambda number: self._open(number, 0))
        self.tubes.opened.connect(lambda number: self._open(number, 1))
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.by_day.setText(words("figure.table.days"))
        self.by_hour.setText(words("figure.table.hours"))
        self._draw()

    def show_figures(self, figures: Figures) -> None:
        self._figures = figures
        for button in (self.by_day, self.by_hour):
            button.setVisible(not figures.scope.is_day)
        self._draw()

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _draw(self) -> None:
        figures, words = self._figures, self._words
        by_hour = figures is None or figures.scope.is_day or self.by_hour.isChecked()
        kind = "hours" if by_hour else "days"
        titles = words(f"report.chart_{kind}"), words(f"report.tubes_{kind}")
        self.heading.setText(titles[0])
        self._tubes_title.setText(titles[1])
        if figures is None:
            return
        table = hour_table(figures, FEWEST_HOURS) if by_hour else day_table(figures)
        self._table = table
        for number, (view, title) in enumerate(
            zip((self.persons, self.tubes), titles, strict=True)
        ):
            view.show_bars(
                title,
                [
                    Bar(
                        label_text(line.label, words.catalogue)[-5:],
                        int(line.cells[number].value or 0),
                    )
                    for line in table.lines
                ],
            )

    def _open(self, number: int, column: int) -> None:
        if self._table is None or number >= len(self._table.lines):
            return
        line = self._table.lines[number]
        name = label_text(line.label, self._words.catalogue)
        what = self._words(f"figure.column.{self._table.columns[column]}")
        self.opened.emit(line.cells[column].behind, f"{name} · {what}")
