"""The card of lists: a list of residents is dropped in, and becomes one PDF of codes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from station.domain.staff import StaffMember
from station.errors import StationError
from station.printing.code_card import Layout
from station.services.code_list import ListFault, ListRead
from station.ui.card import Card, push_button
from station.ui.codes.asks import ListMade, MakeList, ReadList, SaveFaults
from station.ui.codes.layout_combo import LayoutCombo
from station.ui.codes_desk import CodesDesk
from station.ui.drop_area import DropArea
from station.ui.facts import WindowFacts
from station.ui.files import LIST, PDF, SHEET, ask_where, ask_which
from station.ui.note import Note, error_text
from station.ui.theme import Theme
from station.ui.words import Words

TOLD_FAULTS = 3


class ListCard(Card):
    """Reads one list at a time; what is said of it moves nothing.

    `made_known` carries what became of a list that was being made, and its tone.
    """

    made_known = Signal(str, str)

    def __init__(self, theme: Theme, words: Words, facts: WindowFacts, desk: CodesDesk) -> None:
        super().__init__(theme)
        self._facts = facts
        self._desk = desk
        self._path: Path | None = None
        self._read: ListRead | None = None
        self._asked: object = None
        self._member: UUID | None = None
        self._cancel = Event()
        self.area = DropArea(theme)
        self.note = Note(theme, 2)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setObjectName("thin")
        # Its room stays while nothing is made, so that nothing moves.
        kept = self.progress.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(kept)
        self.layout_combo = LayoutCombo(theme, Layout.A4_EIGHT)
        self.make_button = push_button(theme, "primary")
        self.faults_button = push_button(theme)
        self.cancel_button = push_button(theme)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.layout_combo, 1)
        for button in (self.faults_button, self.cancel_button, self.make_button):
            row.addWidget(button)
        self.body.addWidget(self.area, 1)
        self.body.addWidget(self.note)
        self.body.addWidget(self.progress)
        self.body.addLayout(row)
        order = (
            *(self.area, self.layout_combo, self.faults_button, self.cancel_button),
            self.make_button,
        )
        for first, second in itertools.pairwise(order):
            self.setTabOrder(first, second)
        self.area.clicked.connect(self.choose)
        self.area.dropped.connect(self.read)
        self.make_button.clicked.connect(self._ask_pdf)
        self.faults_button.clicked.connect(self._ask_sheet)
        self.cancel_button.clicked.connect(self.cancel)
        desk.answered.connect(self._take)
        desk.failed.connect(self._refuse)
        desk.progressed.connect(self._show_progress)
        self.set_words(words)
        self._update()

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("code_list.title"))
        self.area.setText(words("code_list.drop"))
        self.area.setAccessibleName(words("code_list.choose"))
        self.progress.setAccessibleName(words("code_list.progress"))
        self.layout_combo.set_words(words)
        self.make_button.setText(words("code_list.make"))
        self.faults_button.setText(words("code_list.save_faults"))
        self.cancel_button.setText(words("common.cancel"))
        if self._read is not None and self._asked is None:
            self._show_read(self._read)

    @property
    def is_busy(self) -> bool:
        """Whether a list is read or made just now."""
        return self._asked is not None

    @Slot()
    def choose(self) -> None:
        """Ask for the list's file."""
        if not self.is_busy:
            ask_which(self, self._words, self._words("code_list.choose"), LIST, self.read)

    @Slot(object)
    def read(self, path: Path) -> None:
        """Read a list."""
        if self.is_busy:
            return
        self._path, self._read = path, None
        self.note.show_text(self._words("code_list.reading", name=path.name))
        self._begin(ReadList(path))
        self.progress.setRange(0, 0)

    def make(self, path: Path) -> None:
        """Draw for the rows that are right; the codes' PDF goes to ``path``."""
        if self._read is None or self.is_busy:
            return
        self._cancel = Event()
        self.note.show_text(self._words("code_list.drawing"))
        layout, language = self.layout_combo.chosen, self._words.language
        self._begin(MakeList(self._read.good, layout, path, language, self._cancel))

    def save_faults(self, path: Path) -> None:
        """Write the faulty rows with their reasons to ``path``."""
        if self._read is not None and not self.is_busy:
            self._begin(SaveFaults(path, self._read, self._words.language))

    @Slot()
    def cancel(self) -> None:
        """Stop drawing; codes that were drawn stay valid."""
        self._cancel.set()

    def forget(self) -> None:
        """Show no list. What becomes of one that is being made is told to whoever began it: a lock
        ends the drawing, the pages of codes that are drawn are finished."""
        self._path, self._read = None, None
        if not isinstance(self._asked, MakeList):
            self._show_nothing()
        self._update()

    def show_member(self, member: StaffMember | None) -> None:
        """Who works here: somebody else than before is told nothing of what those began."""
        if member is None or member.id == self._member:
            return
        if self._member is not None:
            self._show_nothing()
            self._update()
        self._member = member.id

    # --- inside --------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self._asked, self._path, self._read = None, None, None
        self.note.clear()
        self.progress.setRange(0, 1)
        self.progress.setValue(0)

    def _begin(self, what: object) -> None:
        self._asked = what
        self._update()
        self._desk.ask(what)

    def _update(self) -> None:
        busy, read = self.is_busy, self._read
        self.progress.setVisible(busy)
        self.area.setEnabled(not busy)
        self.layout_combo.setEnabled(not busy)
        self.make_button.setEnabled(not busy and read is not None and bool(read.good))
        self.faults_button.setEnabled(not busy and read is not None and bool(read.faults))
        self.cancel_button.setEnabled(isinstance(self._asked, MakeList))

    @Slot()
    def _ask_pdf(self) -> None:
        words, date = self._words, self._words.day(self._facts.now())
        name = words("code_list.pdf_file", date=date)
        ask_where(self, words, words("code_list.make"), PDF, name, self.make)

    @Slot()
    def _ask_sheet(self) -> None:
        words, date = self._words, self._words.day(self._facts.now())
        name = words("code_list.faults_file", date=date)
        ask_where(self, words, words("code_list.save_faults"), SHEET, name, self.save_faults)

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if what is not self._asked or what is None:
            return
        self._asked = None
        self.progress.setRange(0, 1)
        if isinstance(answer, ListRead):
            self._read = answer
            self.progress.setValue(0)
            self._show_read(answer)
        elif isinstance(answer, ListMade):
            self.progress.setValue(1)
            if self._read is not None:
                self._read = self._read.without(answer.faults)
            self._tell_made(*self._made(answer))
        elif isinstance(answer, Path):
            self.progress.setValue(0)
            self.note.show_text(self._words("codes.saved", name=answer.name), "ok")
        self._update()

    @Slot(object, object)
    def _refuse(self, what: object, error: StationError) -> None:
        if what is not self._asked or what is None:
            return
        self._asked = None
        self.progress.setRange(0, 1)
        self.progress.setValue(0)
        cause = error.__cause__
        if isinstance(what, MakeList):
            why = f"{self._words.title(cause)} · " if isinstance(cause, StationError) else ""
            self._tell_made(why + error_text(error, self._words), "bad")
        else:
            self.note.show_error(error, self._words)
        self._update()

    @Slot(object, int, int)
    def _show_progress(self, what: object, done: int, total: int) -> None:
        if what is self._asked:
            self.progress.setRange(0, total)
            self.progress.setValue(done)

    def _show_read(self, read: ListRead) -> None:
        """Say how many rows are right, and of the first faulty ones where and why."""
        words = self._words
        good, bad = len(read.good), len(read.faults)
        parts = [
            self._path.name if self._path is not None else "",
            words("code_list.people", count=good + bad),
            words("code_list.good", count=good),
        ]
        if bad:
            parts.append(self._faults(read.faults))
        self.note.show_text(" · ".join(parts), "warn" if bad else "ok")

    def _made(self, made: ListMade) -> tuple[str, str]:
        """Return the words for a list that was made, where it lies among them, and their tone."""
        words = self._words
        if made.path is None:
            text = words("code_list.made_none")
        else:
            path = made.path
            text = words(
                "code_list.made", count=made.codes, name=path.name, folder=str(path.parent)
            )
        if not made.faults:
            return text, "ok"
        return f"{text} · {self._faults(made.faults)}", "warn"

    def _tell_made(self, text: str, tone: str) -> None:
        self.note.show_text(text, tone)
        self.made_known.emit(text, tone)

    def _faults(self, faults: Sequence[ListFault]) -> str:
        """Return how many rows are faulty, and of the first ones where and why."""
        words = self._words
        between = "；" if words.language == "zh_CN" else "; "
        told = between.join(
            words("code_list.fault", row=each.row, why=words.title(each.error))
            for each in faults[:TOLD_FAULTS]
        )
        if len(faults) > TOLD_FAULTS:
            told += "…"
        return words("code_list.bad", count=len(faults), told=told)
