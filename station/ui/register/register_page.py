"""The registration page: the cards side by side, and what a report changes on them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from station.domain import outcome as out
from station.domain.counts import DayCounts
from station.domain.refusals import NameNeeded, QuestionOpen
from station.domain.tube_session import TubeSession
from station.services.entry import TypedEntry
from station.services.report import Report
from station.ui.card import GAP
from station.ui.facts import WindowFacts
from station.ui.register.camera_card import CameraCard
from station.ui.register.manual_card import ManualCard
from station.ui.register.question_guard import QuestionGuard
from station.ui.register.recent_card import RecentCard
from station.ui.register.refused import show_form_taken, show_refusal
from station.ui.register.result import show_again, show_idle, show_outcome
from station.ui.register.result_card import ResultCard
from station.ui.register.today_card import TodayCard
from station.ui.register.tube_card import TubeCard
from station.ui.result_shown import Kind, ResultShown
from station.ui.theme import Theme
from station.ui.words import Words

if TYPE_CHECKING:
    from station.ui.desk import Desk

LEFT, MIDDLE, RIGHT = 30, 43, 23


class RegisterPage(QWidget):
    """Shows reports; what the operator does goes to the desk.

    `question_changed`: whether a question is open. `sounded`: a `Sound` to be played.
    `withdraw_asked` carries a `Registration`, `drop_asked` the pooled tube.
    """

    question_changed = Signal(bool)
    sounded = Signal(object)
    withdraw_asked = Signal(object)
    drop_asked = Signal(object)

    def __init__(
        self, desk: Desk, theme: Theme, words: Words, facts: WindowFacts, guard: QuestionGuard
    ) -> None:
        super().__init__()
        self._desk = desk
        self._words = words
        self._facts = facts
        self._guard = guard
        self._session = TubeSession(pool_size=facts.default_pool)
        self._asked: ResultShown | None = None
        self.camera = CameraCard(theme, words)
        self.manual = ManualCard(theme, words, self._today)
        self.result = ResultCard(theme, words)
        self.recent = RecentCard(theme, words)
        self.tube = TubeCard(theme, words, facts.pool_sizes)
        self.today = TodayCard(theme, words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self._connect()
        self.result.show_result(show_idle(self._session, words))

    def set_words(self, words: Words) -> None:
        """Speak another language from now on."""
        self._words = words
        for card in (self.camera, self.manual, self.result, self.recent, self.tube, self.today):
            card.set_words(words)
        if not self.has_question:
            self.result.show_result(show_idle(self._session, words))

    @property
    def session(self) -> TubeSession:
        return self._session

    @property
    def has_question(self) -> bool:
        return self._session.question is not None

    # --- what the booth says -------------------------------------------------------------------

    def take_report(self, report: Report) -> None:
        """Show an outcome and the booth after it."""
        had_question = self.has_question
        self._session = report.booth.session
        self.tube.show_session(self._session)
        self.recent.show_rows(report.booth.recent)
        self._show(report)
        self._keep_form(report.outcome)
        if self.has_question != had_question:
            self.question_changed.emit(self.has_question)

    def take_counts(self, counts: DayCounts) -> None:
        """Show the booth's day."""
        hour = self._facts.now().astimezone(self._words.zone).hour
        self.today.show_counts(counts, hour)

    # --- keys ----------------------------------------------------------------------------------

    def leave(self) -> None:
        """Enter: do not register again. Ignored for a moment after a question or a read."""
        if self.has_question and self._guard.allows():
            self._desk.answer(False)

    def register_again(self) -> None:
        """F12: register again, against the warning."""
        if self.has_question:
            self._desk.answer(True)

    def cancel(self) -> None:
        """Esc: leave the question; else the form; else what is under way."""
        if self.has_question:
            self._desk.answer(False)
        elif self.manual.has_focus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._desk.cancel()

    # --- inside --------------------------------------------------------------------------------

    def _today(self) -> date:
        return self._words.day(self._facts.now())

    def _lay_out(self) -> None:
        left, middle, right = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.camera, 1)
        left.addWidget(self.manual)
        middle.addWidget(self.result)
        middle.addWidget(self.recent, 1)
        right.addWidget(self.tube)
        right.addWidget(self.today, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(GAP, GAP, GAP, GAP)
        grid.setSpacing(GAP)
        for column, (layout, share) in enumerate(((left, LEFT), (middle, MIDDLE), (right, RIGHT))):
            layout.setSpacing(GAP)
            grid.addLayout(layout, 0, column)
            grid.setColumnStretch(column, share)
            grid.setColumnMinimumWidth(column, 0)
        order = (self.manual.register_button, self.tube.seal, self.tube.single, self.tube.drop)
        for first, second in itertools.pairwise(order):
            self.setTabOrder(first, second)

    def _connect(self) -> None:
        self.manual.submitted.connect(self._enter)
        self.recent.withdraw_asked.connect(self.withdraw_asked)
        self.tube.seal_asked.connect(self._desk.seal)
        self.tube.single_asked.connect(self._desk.arm_single)
        self.tube.cancel_asked.connect(self._desk.cancel)
        self.tube.pool_chosen.connect(self._desk.choose_pool)
        self.tube.drop_asked.connect(self._ask_drop)

    @Slot(object)
    def _enter(self, entry: TypedEntry) -> None:
        if self._guard.allows():
            self._desk.enter(entry)

    @Slot()
    def _ask_drop(self) -> None:
        if self._session.pooled is not None:
            self.drop_asked.emit(self._session.pooled)

    def _show(self, report: Report) -> None:
        outcome = report.outcome
        shown = self._face(outcome, report.seconds)
        if isinstance(outcome, out.Repeated):
            outcome = outcome.outcome
            shown = show_again(shown, self._words) if shown is not None else None
        elif isinstance(outcome, out.DuplicateAsked):
            self._guard.note()
            self._asked = shown
        if shown is not None and shown.sound is not None:
            self.sounded.emit(shown.sound)
        if self.has_question and isinstance(outcome, out.Refused):
            self._keep_question(outcome)
        elif shown is not None:
            self.result.show_result(shown)
        elif isinstance(outcome, (out.Cancelled, out.Ignored)) and not self.has_question:
            self._show_idle_if_stale(outcome)

    def _face(self, outcome: out.Outcome, seconds: float) -> ResultShown | None:
        """Return what an outcome looks like; one that is shown again as it looked."""
        words, today = self._words, self._today()
        if isinstance(outcome, out.Repeated):
            return self._face(outcome.outcome, seconds)
        if not isinstance(outcome, out.Refused):
            return show_outcome(outcome, seconds, words, today, self._session)
        if isinstance(outcome.error, NameNeeded) and not self.manual.takes(outcome.error.document):
            return show_form_taken(outcome, words, today)
        return show_refusal(outcome, words, today)

    def _keep_question(self, refused: out.Refused) -> None:
        """A refusal does not hide the question: it stands beside it."""
        if isinstance(refused.error, QuestionOpen):
            self._guard.note()
        if self._asked is not None:
            reminder = replace(self._asked, note=self._words.title(refused.error))
            self.result.show_result(reminder)

    def _show_idle_if_stale(self, outcome: out.Outcome) -> None:
        idle = isinstance(outcome, out.Cancelled) or self.result.shown.kind is Kind.IDLE
        if idle:
            self.result.show_result(show_idle(self._session, self._words))

    def _keep_form(self, outcome: out.Outcome) -> None:
        """Empty the form once the booth has taken its person, and let go of the keyboard."""
        last = outcome.outcome if isinstance(outcome, out.Repeated) else outcome
        if isinstance(last, out.Refused):
            if isinstance(last.error, NameNeeded):
                self.manual.ask_name(last.error.document)
            return
        taken = isinstance(outcome, (out.Registered, out.PersonWaits, out.DuplicateAsked))
        if taken and self.manual.done_with(outcome.candidate):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
