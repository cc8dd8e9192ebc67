"""The card in the middle: the tubes of the chosen batch, and who is in the chosen tube."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from station.domain.batch_view import BatchLine, TubeDetail, TubeLine
from station.domain.tube import BARCODE_LENGTH
from station.ui.batches.asks import Tubes
from station.ui.batches.rows_model import Column, RowsModel
from station.ui.batches.rows_table import RowsTable
from station.ui.batches.shown import (
    name_of,
    number_of,
    person_tone,
    person_word,
    tube_state,
    tube_word,
)
from station.ui.card import Card, push_button, text_label
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.note import Note
from station.ui.theme import Theme
from station.ui.words import Words

TUBES_SHARE, PERSONS_SHARE = 58, 42
FIND_WIDTH, LEAST_HEIGHT = 230, 120

TUBE_COLUMNS = (
    Column("batches.column.barcode", lambda t, w: t.barcode.grouped, lambda w: "0" * 15, mono=True),
    Column("batches.column.kind", lambda t, w: w.pool(t.pool_size), lambda w: w.pool(20)),
    Column("batches.column.persons", lambda t, w: str(t.persons), lambda w: "000", right=True),
    Column("batches.column.state", tube_word, tone=lambda t: tube_state(t)[1]),
    Column(
        "batches.column.sealed",
        lambda t, w: "—" if t.sealed_at is None else w.short_time(t.sealed_at),
        lambda w: "00:00",
    ),
)
PERSON_COLUMNS = (
    Column("batches.column.place", lambda p, w: str(p.place), lambda w: "00", right=True),
    Column("batches.column.name", name_of, lambda w: "关*关关"),
    Column("batches.column.number", number_of, lambda w: "310115********4213"),
    Column("batches.column.source", lambda p, w: w.source(p.entry_mode), lambda w: "关关关关"),
    Column("batches.column.time", lambda p, w: w.short_time(p.registered_at), lambda w: "00:00"),
    Column("batches.column.in_force", person_word, tone=person_tone),
)


class TubesCard(Card):
    """`find_asked` carries what was typed; `tube_chosen` the present `TubeLine` or None;
    `move_asked`: the present tube is to be taken out, or put back. `more_asked`: more tubes."""

    find_asked = Signal(str)
    tube_chosen = Signal(object)
    move_asked = Signal()
    more_asked = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self._batch: BatchLine | None = None
        self._may_move = False
        self.find = LatinLineEdit()
        self.find.setFont(theme.font(14, mono=True))
        self.find.setMaxLength(BARCODE_LENGTH)
        self.find.setFixedWidth(FIND_WIDTH)
        self.find.setClearButtonEnabled(True)
        self.head.addWidget(self.find)
        self.note = Note(theme)
        self.tubes = RowsModel(
            theme, words, TUBE_COLUMNS, lambda t: t.id, lambda t: t.status.value == "void", self
        )
        self.table = RowsTable(theme, words, self.tubes)
        self.persons = RowsModel(
            theme,
            words,
            PERSON_COLUMNS,
            lambda p: p.registration_id,
            lambda p: p.withdrawn_at is not None,
            self,
        )
        self.people = RowsTable(theme, words, self.persons)
        self.tube_title = text_label(theme, 14, bold=True)
        self.move_button = push_button(theme, "", 13)
        for table in (self.table, self.people):
            table.setMinimumHeight(LEAST_HEIGHT)
        self._none = text_label(theme, 15, tone="muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.find.returnPressed.connect(self._ask_find)
        self.table.chosen.connect(self._tell_tube)
        self.table.opened.connect(lambda _: self.people.setFocus())
        self.table.more_asked.connect(self.more_asked)
        self.move_button.clicked.connect(self.move_asked)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.find.setPlaceholderText(words("batches.find"))
        self.find.setAccessibleName(words("batches.find"))
        self.table.setAccessibleName(words("batches.tubes_plain"))
        self.people.setAccessibleName(words("batches.persons_plain"))
        self._none.setText(words("batches.no_tubes"))
        self.table.set_words(words)
        self.people.set_words(words)
        self._show_heading()
        self._show_tube(self.present)

    def show_may_move(self, may: bool) -> None:
        """Whether tubes may be taken out by who is here."""
        self._may_move = may
        self._show_tube(self.present)

    @property
    def present(self) -> TubeLine | None:
        row = self.table.present
        return self.tubes.rows[row] if 0 <= row < len(self.tubes.rows) else None

    @property
    def can_move(self) -> bool:
        """Whether the present tube may be taken out or put back."""
        tube = self.present
        sealed = tube is not None and tube_state(tube)[0].endswith(("out", "short", "sealed"))
        return self._may_move and sealed and self._is_open

    def show_batch(self, line: BatchLine | None) -> None:
        """Show the tubes of this batch from now on; they come with `show_tubes`."""
        changed = line is None or self._batch is None or line.batch.id != self._batch.batch.id
        self._batch = line
        if changed:
            self.tubes.show_rows(())
            self.persons.show_rows(())
        self._show_heading()
        self._show_tube(self.present)
        self._stack.setCurrentWidget(self._none if line is None else self.table)

    def show_tubes(self, shown: Tubes, more: bool = False) -> None:
        """Show the tubes of the batch; ``more``: after those that are there."""
        rows = [*self.tubes.rows, *shown.tubes] if more else [*shown.open_tubes, *shown.tubes]
        present = self.present
        self.tubes.show_rows(rows)
        if present is not None:
            self.choose(present.id)
        self._show_tube(self.present)
        self._stack.setCurrentWidget(self.table if rows else self._none)

    def choose(self, tube_id: object) -> bool:
        """Make a tube the present one; tell whether it is listed."""
        row = self.tubes.row_of(tube_id)
        if row is not None:
            self.table.choose(row)
        return row is not None

    def show_detail(self, detail: TubeDetail) -> None:
        """Show who is in a tube, if it is the present one; its line is renewed."""
        row = self.tubes.row_of(detail.tube.id)
        if row is not None:
            rows = list(self.tubes.rows)
            rows[row] = detail.tube
            self.tubes.show_rows(rows)
        if self.present is not None and self.present.id == detail.tube.id:
            self.persons.show_rows(detail.persons)
            self._show_tube(detail.tube)

    def begin_find(self) -> None:
        """The keyboard goes to the field."""
        self.find.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find.selectAll()

    def forget(self) -> None:
        """Nobody is shown any more."""
        self.find.clear()
        self.note.clear()
        self.persons.show_rows(())

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self._none)
        self._stack.addWidget(self.table)
        row = QHBoxLayout()
        row.addWidget(self.tube_title)
        row.addStretch(1)
        row.addWidget(self.move_button)
        self.body.addWidget(self.note)
        self.body.addWidget(holder, TUBES_SHARE)
        self.body.addLayout(row)
        self.body.addWidget(self.people, PERSONS_SHARE)
        # The row is as high without its button.
        policy = self.move_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.move_button.setSizePolicy(policy)

    @property
    def _is_open(self) -> bool:
        return self._batch is not None and self._batch.batch.status.value == "open"

    def _show_heading(self) -> None:
        line = self._batch
        if line is None:
            self.heading.setText(self._words("batches.tubes_plain"))
        else:
            self.heading.setText(self._words("batches.tubes", number=line.batch.number))

    def _show_tube(self, tube: TubeLine | None) -> None:
        words = self._words
        if tube is None:
            self.tube_title.setText(words("batches.persons_plain"))
        else:
            facts = {"tube": tube.barcode.grouped, "count": tube.persons}
            self.tube_title.setText(words("batches.persons", **facts))
        is_out = tube is not None and tube.taken_out_at is not None
        self.move_button.setText(
            f"{words('batches.put_back' if is_out else 'batches.take_out')} F4"
        )
        self.move_button.setVisible(self.can_move)

    @Slot()
    def _ask_find(self) -> None:
        text = self.find.text().replace(" ", "")
        if text:
            self.find_asked.emit(text)

    @Slot(int)
    def _tell_tube(self, row: int) -> None:
        tube = self.present
        if tube is None:
            self.persons.show_rows(())
        self._show_tube(tube)
        self.tube_chosen.emit(tube)
