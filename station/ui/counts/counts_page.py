"""The page of counts: a day or several at a glance, each figure to be opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from station.domain.figure_tables import (
    booth_table,
    kind_table,
    mode_table,
    reason_table,
    summary,
    total_first,
)
from station.domain.figures import Figures
from station.domain.portion import Portion
from station.domain.staff import Permission, StaffMember
from station.errors import StationError
from station.figure_words import age_text, cell_text, scope_text
from station.printing.day_report import SHOWN
from station.services.report import BoothView
from station.ui.card import GAP, Card, push_button, set_tone
from station.ui.codes.born_edit import BirthDateWrong
from station.ui.corner_notice import Told
from station.ui.counts.asks import Count, ListBooths, PrintReport, SaveReport
from station.ui.counts.chart_card import ChartCard
from station.ui.counts.figure_table import FigureTableCard
from station.ui.counts.figure_tile import FigureTile
from station.ui.counts.report_output import ReportOutput
from station.ui.counts.rows_dialog import RowsDialog
from station.ui.counts.scope_bar import Period, ScopeBar
from station.ui.note import error_text
from station.ui.page_desk import PageDesk
from station.ui.result_shown import Kind
from station.ui.window_page import ShownKey, WindowPage
from station.ui.window_part import PartFacts
from station.ui.words import Words

COUNTS = "counts"
KEYS = (
    ShownKey("F2", "counts_days"),
    ShownKey("F5", "counts_refresh"),
    ShownKey("Enter", "counts_open"),
    ShownKey("Ctrl+E", "counts_export"),
    ShownKey("Ctrl+S", "counts_pdf"),
    ShownKey("Ctrl+P", "counts_print"),
)
TILES = (*SHOWN, "oldest")
TILES_ACROSS = 8
# While somebody registers: not more often, and at most a fourth of the time is spent on counting.
LIVE_MS, REST = 1000, 3
LEFT, RIGHT = 68, 32
TABLES = ("modes", "kinds", "reasons")
WARNING = ("waiting", "out")


class CountsPage(QWidget):
    """``desk`` is its way to the services. It counts while it is seen: as it comes to the front,
    when something is registered, and at midnight."""

    def __init__(self, desk: PageDesk, made: PartFacts) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme = made.theme
        self._words = words = made.words
        self._facts = made.facts
        self._around = made.around
        self._member: StaffMember | None = None
        self._figures: Figures | None = None
        self._again = False
        self.scope_bar = ScopeBar(theme, words, lambda: self._words.day(self._facts.now()))
        self.export_button = push_button(theme, "primary", 14)
        self.pdf_button, self.print_button = (push_button(theme, "", 14) for _ in range(2))
        self.head = Card(theme)
        self.tiles = {name: FigureTile(theme) for name in TILES}
        self.chart = ChartCard(theme, words)
        self.booths = FigureTableCard(theme, words, "booths")
        self.tables = {name: FigureTableCard(theme, words, name) for name in TABLES}
        self.output = ReportOutput(self, made.facts, desk, lambda: self._words)
        self._asked_at = QElapsedTimer()
        self._live = QTimer(self, singleShot=True, interval=LIVE_MS)
        self._midnight = QTimer(self, interval=60_000)
        self._lay_out()
        self._connect()
        self.set_words(words)

    # --- what the window calls -----------------------------------------------------------------

    def entry(self) -> WindowPage:
        """Return the page as one of the window's."""
        return WindowPage(
            COUNTS,
            "Ctrl+3",
            Permission.COUNTS,
            self,
            KEYS,
            {
                "F2": self.choose_days,
                "F5": self.refresh,
                "Ctrl+E": self.save_book,
                "Ctrl+S": self.save_pdf,
                "Ctrl+P": self.print,
            },
            enter=self.enter,
            forget=self.forget,
        )

    def set_words(self, words: Words) -> None:
        """Speak another language from now on."""
        self._words = words
        for part in (self.scope_bar, self.chart, self.booths, *self.tables.values()):
            part.set_words(words)
        self.export_button.setText(words("counts.export"))
        self.pdf_button.setText(words("counts.save_pdf"))
        self.print_button.setText(words("counts.print"))
        self._show()

    def show_member(self, member: StaffMember | None) -> None:
        self._member = member

    def take_booth(self, booth: BoothView) -> None:
        """Something was registered, sealed or boxed: count again soon, if it is in what is seen."""
        if self.isVisible() and not self._live.isActive() and self._shows_today():
            self._live.start()

    def enter(self) -> None:
        """The page came to the front."""
        self._desk.ask(ListBooths())
        self.refresh()
        self.chart.persons.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """The window locks, or somebody else signs in: no list stays open."""
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible():
                dialog.done(QDialog.DialogCode.Rejected)
        self._desk.forget()

    # --- keys ----------------------------------------------------------------------------------

    def choose_days(self) -> None:
        """F2."""
        self.scope_bar.period.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.scope_bar.period.showPopup()

    @Slot()
    def refresh(self) -> None:
        """F5; while one count is under way, another one follows it."""
        try:
            scope = self.scope_bar.scope()
        except StationError as error:
            self._refuse(error)
            return
        if self._desk.is_waiting_for(Count):
            self._again = True
            return
        self._again = False
        self._asked_at.start()
        self._desk.ask(Count(scope))

    def save_book(self) -> None:
        """Ctrl+E."""
        if self._figures is not None:
            self.output.save_book(self._figures)

    def save_pdf(self) -> None:
        """Ctrl+S."""
        if self._figures is not None:
            self.output.save_pdf(self._figures)

    def print(self) -> None:
        """Ctrl+P."""
        if self._figures is not None:
            self.output.print(self._figures)

    @Slot(object, str)
    def open_rows(self, portion: Portion, title: str) -> None:
        """Open the list behind a figure."""
        scope = scope_text(portion.scope, self._words.catalogue)
        RowsDialog(self, self._theme, self._words, self._desk, portion, f"{title} · {scope}").open()

    # --- what Qt calls -------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._midnight.start()

    # --- inside --------------------------------------------------------------------------------

    def _shows_today(self) -> bool:
        today = self._words.day(self._facts.now())
        scope = None if self._figures is None else self._figures.scope
        return scope is None or scope.last >= today or self._follows_day()

    def _follows_day(self) -> bool:
        return self.scope_bar.chosen_period is not Period.CHOSEN

    @Slot()
    def _look_at_day(self) -> None:
        """Count anew if the day that is meant is another now."""
        if not self.isVisible():
            self._midnight.stop()
            return
        if self._follows_day() and self._figures is not None:
            scope = self.scope_bar.scope()
            if scope != self._figures.scope:
                self.refresh()

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if isinstance(what, ListBooths):
            self.scope_bar.show_booths(sorted(cast("list[str]", answer)))
        elif isinstance(what, Count):
            self._figures = cast(Figures, answer)
            self._live.setInterval(max(LIVE_MS, REST * self._asked_at.elapsed()))
            self._show()
            if self._again:
                self.refresh()
        elif isinstance(what, SaveReport):
            path = what.path
            self._tell(Kind.OK, lambda words: (words("counts.saved"), str(path)))
        elif isinstance(what, PrintReport):
            self._tell(Kind.OK, lambda words: (words("counts.printed"), ""))

    @Slot(object, object)
    def _fail(self, what: object, error: StationError) -> None:
        if isinstance(what, (SaveReport, PrintReport)):
            self._tell(Kind.WARN, lambda words: (words.title(error), words.next_step(error)))
        elif isinstance(what, Count):
            self._refuse(error)

    def _tell(self, kind: Kind, tell: Callable[[Words], tuple[str, str]]) -> None:
        self._around.told.emit(Told(kind, tell))

    def _refuse(self, error: StationError) -> None:
        """Say over the figures, which stay, why there are no others."""
        wrong = isinstance(error, BirthDateWrong)
        text = self._words("counts.day_wrong") if wrong else error_text(error, self._words)
        self.head.heading.setText(text)
        self.head.heading.setToolTip(text)
        set_tone(self.head.heading, "tone", "bad")

    def _show(self) -> None:
        figures, words = self._figures, self._words
        set_tone(self.head.heading, "tone", "muted")
        if figures is None:
            self.head.heading.setText(words("counts.counting"))
            for name, tile in self.tiles.items():
                tile.show_figure(words(f"figure.{name}"), "")
            return
        scope = scope_text(figures.scope, words.catalogue)
        at = words.time(figures.at)
        self.head.heading.setText(words("counts.heading", scope=scope, at=at))
        cells = summary(figures)
        for name, tile in self.tiles.items():
            if name == "oldest":
                text = age_text(figures.oldest, figures.at, words.catalogue)
            else:
                text = cell_text(cells[name], words.catalogue)
            warns = name in WARNING and bool(cells[name].value)
            tile.show_figure(words(f"figure.{name}"), text, warns)
        self.chart.show_figures(figures)
        self.booths.show_table(total_first(booth_table(figures)))
        tables = mode_table(figures), kind_table(figures), reason_table(figures)
        for name, table in zip(TABLES, tables, strict=True):
            self.tables[name].show_table(table)

    def _open_tile(self, name: str) -> None:
        if self._figures is not None:
            cell = summary(self._figures)["waiting" if name == "oldest" else name]
            self.open_rows(cell.behind, self._words(f"figure.{name}"))

    def _connect(self) -> None:
        self._desk.answered.connect(self._take)
        self._desk.failed.connect(self._fail)
        self._live.timeout.connect(self.refresh)
        self._midnight.timeout.connect(self._look_at_day)
        self.scope_bar.changed.connect(self.refresh)
        self.export_button.clicked.connect(self.save_book)
        self.pdf_button.clicked.connect(self.save_pdf)
        self.print_button.clicked.connect(self.print)
        for part in (self.chart, self.booths, *self.tables.values()):
            part.opened.connect(self.open_rows)
        for name, tile in self.tiles.items():
            tile.opened.connect(lambda name=name: self._open_tile(name))

    def _lay_out(self) -> None:
        self.head.wrap_heading()
        for each in (self.scope_bar, self.print_button, self.pdf_button, self.export_button):
            self.head.head.addWidget(each)
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        for number, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, *divmod(number, TILES_ACROSS))
        for column in range(TILES_ACROSS):
            grid.setColumnStretch(column, 1)
        self.head.body.setSpacing(2)
        self.head.body.addLayout(grid)
        left = QVBoxLayout()
        left.addWidget(self.chart, 70)
        left.addWidget(self.booths, 30)
        right = QVBoxLayout()
        for name, share in zip(TABLES, (79, 56, 65), strict=True):
            right.addWidget(self.tables[name], share)
        lower = QHBoxLayout()
        lower.addLayout(left, LEFT)
        lower.addLayout(right, RIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.addWidget(self.head)
        column.addLayout(lower, 1)
        for layout in (column, lower, left, right):
            layout.setSpacing(GAP)
