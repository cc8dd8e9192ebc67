"""Ctrl+F: searching what was registered, by number, name, tube, days, time, booth and operator."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from threading import Event
from typing import cast

from PySide6.QtCore import QDate, QRegularExpression, Qt, Signal, Slot
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from station.domain.search import Found, SearchWishes
from station.errors import StationError
from station.ui.batches.asks import Look, Looked, LookOn
from station.ui.batches.rows_model import Column, RowsModel
from station.ui.batches.rows_table import RowsTable
from station.ui.batches.shown import name_of, number_of, person_tone, person_word
from station.ui.batches_desk import BatchesDesk
from station.ui.card import push_button, text_label
from station.ui.dialogs.dialog import StationDialog
from station.ui.facts import WindowFacts
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words

WIDTH, HEIGHT = 1080, 620
DAYS_BACK = 6
# More than the room that dialogs leave above their buttons.
STRETCH = 1000

COLUMNS = (
    Column("batches.column.name", name_of, lambda w: "关*关关"),
    Column("batches.column.number", number_of, lambda w: "310115********4213"),
    Column("search.column.when", lambda f, w: w.moment(f.registered_at)[:16], lambda w: "0" * 15),
    Column("batches.column.barcode", lambda f, w: f.barcode.grouped, lambda w: "0" * 15, mono=True),
    Column("batches.column.place", lambda f, w: str(f.place), lambda w: "00", right=True),
    Column("search.column.batch", lambda f, w: f.batch_number or "—", lambda w: "0" * 15),
    Column("search.column.booth", lambda f, w: w.booth(f.booth), lambda w: w.booth("20")),
    Column("search.column.operator", lambda f, w: f.operator, lambda w: "关*关关"),
    Column("batches.column.in_force", person_word, tone=person_tone),
)


_TIME = QRegularExpression("([01][0-9]|2[0-3]):[0-5][0-9]")


class SearchDialog(StationDialog):
    """`opened` carries the `Found` that is to be shown on the page. A search that runs is shown
    with its progress and ends with its button or with the dialog."""

    opened = Signal(object)

    def __init__(
        self, parent: QWidget, theme: Theme, words: Words, desk: BatchesDesk, facts: WindowFacts
    ) -> None:
        super().__init__(parent, theme, words)
        self._desk = desk
        self._zone = facts.zone
        self._asked: Look | LookOn | None = None
        self._looked: Looked | None = None
        self.setMinimumSize(WIDTH, HEIGHT)
        self.set_heading(words("search.title"), words("search.text"))
        self.number, self.tube, self.booth = LatinLineEdit(), LatinLineEdit(), LatinLineEdit()
        self.name, self.operator = QLineEdit(), QLineEdit()
        self.number.setEchoMode(QLineEdit.EchoMode.Normal)
        today = words.day(facts.now())
        shown = QDate(today.year, today.month, today.day)
        self.first, self.last = QDateEdit(shown.addDays(-DAYS_BACK)), QDateEdit(shown)
        self.since, self.until = LatinLineEdit("00:00"), LatinLineEdit("23:59")
        for clock in (self.since, self.until):
            clock.setValidator(QRegularExpressionValidator(_TIME, self))
        self.look_button = push_button(theme, "primary")
        self.look_button.setAutoDefault(True)
        self.look_button.setDefault(True)
        self.bar = QProgressBar()
        self.bar.setFont(theme.font(13))
        self.cancel_button = push_button(theme, "", 13)
        self.said = text_label(theme, 14, tone="muted")
        self.found = RowsModel(
            theme,
            words,
            COLUMNS,
            lambda f: f.registration_id,
            lambda f: f.withdrawn_at is not None,
            self,
        )
        self.table = RowsTable(theme, words, self.found)
        self._lay_out()
        cast(QVBoxLayout, self.layout()).setStretchFactor(self.body, STRETCH)
        self.look_button.clicked.connect(self.look)
        self.cancel_button.clicked.connect(self.cancel)
        self.table.opened.connect(self._open)
        self.table.more_asked.connect(self._look_on)
        self.finished.connect(self.cancel)
        desk.answered.connect(self._take)
        desk.failed.connect(self._fail)
        desk.progressed.connect(self._show_progress)
        self._show_running(False)
        self.number.setFocus()

    @property
    def is_running(self) -> bool:
        return self._asked is not None

    def take_tube(self, text: str) -> None:
        """A reader saw a tube: it is looked for."""
        self.number.clear()
        self.name.clear()
        self.tube.setText(text)
        self.look()

    @Slot()
    def look(self) -> None:
        """Search as the fields say; a search that runs is cancelled."""
        self.cancel()
        self.clear_problem()
        self.found.show_rows(())
        self._looked = None
        self._ask(Look(self._wishes()))

    @Slot()
    def cancel(self) -> None:
        """End the search that runs; what it found stays."""
        if self._asked is not None:
            self._asked.cancel.set()

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        words = self.words
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        days, times = QWidget(), QWidget()
        for holder, one, other in ((days, self.first, self.last), (times, self.since, self.until)):
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(4)
            row.addWidget(one, 1)
            dash = text_label(self.theme, 14, tone="muted")
            dash.setText("–")
            row.addWidget(dash)
            row.addWidget(other, 1)
        for edit in (self.first, self.last):
            edit.setDisplayFormat("yyyy-MM-dd")
            edit.setCalendarPopup(True)
        fields: tuple[tuple[str, QWidget, QWidget, int, int], ...] = (
            ("number", self.number, self.number, 0, 0),
            ("name", self.name, self.name, 0, 1),
            ("tube", self.tube, self.tube, 0, 2),
            ("operator", self.operator, self.operator, 0, 3),
            ("days", self.first, days, 2, 0),
            ("time", self.since, times, 2, 1),
            ("booth", self.booth, self.booth, 2, 2),
        )
        for key, edit, holder, row, column in fields:
            label = text_label(self.theme, 13, tone="muted")
            label.setText(words(f"search.{key}"))
            label.setBuddy(edit)
            edit.setAccessibleName(words(f"search.{key}"))
            grid.addWidget(label, row, column)
            grid.addWidget(holder, row + 1, column)
        for each in (self.number, self.name, self.tube, self.operator, self.booth):
            each.setFont(self.theme.font(14))
        for each in (self.first, self.last, self.since, self.until):
            each.setFont(self.theme.font(14))
        self.last.setAccessibleName(words("search.last"))
        self.until.setAccessibleName(words("search.until"))
        self.look_button.setText(words("search.look"))
        grid.addWidget(self.look_button, 3, 3)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self.cancel_button.setText(words("search.cancel"))
        self.table.setAccessibleName(words("search.results"))
        state = QHBoxLayout()
        state.addWidget(self.said, 1)
        state.addWidget(self.bar, 1)
        state.addWidget(self.cancel_button)
        # Its room is kept: results do not jump.
        for widget in (self.bar, self.cancel_button):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        self.body.addLayout(grid)
        self.body.addLayout(state)
        self.body.addWidget(self.table, 1)
        close = self.add_button()
        close.setText(words("common.close"))
        close.clicked.connect(self.reject)

    def _wishes(self) -> SearchWishes:
        """Return what the fields say. Days go with what is not exact; a time of day with days."""
        number, tube = self.number.text().strip(), self.tube.text().replace(" ", "")
        wishes = SearchWishes(
            number=number,
            name=self.name.text(),
            barcode=tube,
            booth=self._booth(),
            operator=self.operator.text(),
        )
        if number or tube:
            return wishes
        first, last = self.first.date().toPython(), self.last.date().toPython()
        since, until = _time_of(self.since, time(0, 0)), _time_of(self.until, time(23, 59))
        whole = since == time(0, 0) and until == time(23, 59)
        return SearchWishes(
            name=wishes.name,
            booth=wishes.booth,
            operator=wishes.operator,
            first=first,
            last=last,
            since=None if whole else datetime.combine(first, since, self._zone),
            until=None
            if whole
            else datetime.combine(last, until, self._zone) + timedelta(minutes=1),
        )

    def _booth(self) -> str:
        text = self.booth.text().strip()
        return f"{text:0>2}" if text else ""

    def _ask(self, what: Look | LookOn) -> None:
        self._asked = what
        self.bar.setRange(0, 0)
        self._show_running(True)
        self.said.setText(self.words("search.running"))
        self._desk.ask(what)

    @Slot()
    def _look_on(self) -> None:
        looked = self._looked
        if looked is not None and looked.page.after is not None and not self.is_running:
            self._ask(LookOn(looked.begun, looked.page, Event()))

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if what is not self._asked or not isinstance(answer, Looked):
            return
        self._asked = None
        self._looked = answer
        self._show_running(False)
        fresh = not self.found.rows
        self.found.show_rows([*self.found.rows, *answer.page.found])
        page = answer.page
        key = "cancelled" if page.cancelled else "more" if page.after else "done"
        facts = {"count": len(self.found.rows), "looked": page.looked, "rows": page.rows}
        self.said.setText(self.words(f"search.{key}", **facts))
        if fresh and self.found.rows:
            self.table.choose(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object, object)
    def _fail(self, what: object, error: StationError) -> None:
        if what is self._asked:
            self._asked = None
            self._show_running(False)
            self.said.setText("")
            self.show_error(error)

    @Slot(object, int, int)
    def _show_progress(self, what: object, done: int, total: int) -> None:
        if what is self._asked:
            self.bar.setRange(0, max(total, 1))
            self.bar.setValue(done)

    def _show_running(self, running: bool) -> None:
        self.bar.setVisible(running)
        self.cancel_button.setVisible(running)

    @Slot(int)
    def _open(self, row: int) -> None:
        found: Found = self.found.rows[row]
        self.accept()
        self.opened.emit(found)


def _time_of(edit: QLineEdit, otherwise: time) -> time:
    """Return the time that was typed; ``otherwise`` while it is none."""
    return time.fromisoformat(edit.text()) if edit.hasAcceptableInput() else otherwise
