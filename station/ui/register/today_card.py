"""The booth's day in four figures and a chart."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel

from station.domain.counts import DayCounts
from station.ui.card import Card, text_label
from station.ui.register.hour_chart import HourChart
from station.ui.theme import Theme
from station.ui.words import Words

FIGURES = ("persons", "tubes", "last_hour", "typed_share")


class TodayCard(Card):
    """Shows `DayCounts`."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self._names: dict[str, QLabel] = {}
        self._values: dict[str, QLabel] = {}
        self.chart = HourChart(theme)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        for i, figure in enumerate(FIGURES):
            row, column = divmod(i, 2)
            self._names[figure] = text_label(theme, 13, tone="muted")
            self._values[figure] = text_label(theme, 25, bold=True)
            grid.addWidget(self._names[figure], row * 2, column)
            grid.addWidget(self._values[figure], row * 2 + 1, column)
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.chart, 1)
        self.body.addStretch(0)
        self.set_words(words)
        self.show_counts(DayCounts(), 0)

    def set_words(self, words: Words) -> None:
        self.heading.setText(words("today.title"))
        self.chart.setAccessibleName(words("today.chart"))
        for figure, label in self._names.items():
            label.setText(words(f"today.{figure}"))

    def show_counts(self, counts: DayCounts, hour: int) -> None:
        """Show the day's counts; ``hour`` is the site's present hour."""
        texts = {
            "persons": f"{counts.persons:,}",
            "tubes": f"{counts.tubes:,}",
            "last_hour": f"{counts.last_hour:,}",
            "typed_share": f"{counts.typed_share:.1%}",
        }
        for figure, text in texts.items():
            self._values[figure].setText(text)
        self.chart.show_counts(counts.by_hour, hour)

    def texts(self) -> dict[str, str]:
        """Return the figures as they are shown."""
        return {figure: label.text() for figure, label in self._values.items()}
