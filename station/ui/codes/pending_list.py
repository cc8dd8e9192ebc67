"""The applications that wait: chosen one by one, approved or refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from station.domain.code_desk import Application
from station.domain.staff import StaffMember
from station.errors import StationError
from station.ui.card import push_button, text_label
from station.ui.codes.asks import Decide, ListPending
from station.ui.codes.decide_dialog import DecideDialog
from station.ui.codes.refuse_dialog import refuse_dialog
from station.ui.codes.row import DeskRow, RowAction
from station.ui.codes_desk import CodesDesk
from station.ui.facts import WindowFacts
from station.ui.note import Note
from station.ui.theme import Theme
from station.ui.words import Words

LEAST_HEIGHT = 180


class PendingList(QWidget):
    """Shows all that wait, oldest first. One's own are there, but are for somebody else.

    Enter on one opens it to be decided.

    ``facts`` tell the present moment. Nothing is asked of the desk before `refresh`.
    """

    def __init__(self, theme: Theme, words: Words, facts: WindowFacts, desk: CodesDesk) -> None:
        super().__init__()
        self._theme = theme
        self._facts = facts
        self._desk = desk
        self._member: StaffMember | None = None
        self._applications: tuple[Application, ...] = ()
        self.list = QListWidget()
        self.list.setFont(theme.font(15))
        self.list.setMinimumHeight(LEAST_HEIGHT)
        self.none = text_label(theme, 15, tone="muted")
        self.none.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.detail = text_label(theme, 14)
        self.detail.setWordWrap(True)
        self.detail.setMinimumHeight(62)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.note = Note(theme)
        self.refuse_button = push_button(theme, "danger")
        self.approve_button = push_button(theme, "primary")
        # Enter presses the one that has the keyboard, on the page too.
        for button in (self.refuse_button, self.approve_button):
            button.setAutoDefault(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.refuse_button)
        row.addWidget(self.approve_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.none, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self.detail)
        column.addLayout(row)
        column.addWidget(self.note)
        self.list.currentRowChanged.connect(self._show_detail)
        self.approve_button.clicked.connect(self._approve)
        self.refuse_button.clicked.connect(self._ask_refuse)
        self.list.installEventFilter(self)
        self.list.itemDoubleClicked.connect(self._open)
        desk.answered.connect(self._take)
        desk.failed.connect(self._refuse)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.none.setText(words("pending.none"))
        self.list.setAccessibleName(words("pending.title"))
        self.approve_button.setText(words("pending.approve"))
        self.refuse_button.setText(words("pending.refuse"))
        self._fill()

    def show_member(self, member: StaffMember | None) -> None:
        """Who decides here."""
        self._member = member
        self._show_detail()

    def refresh(self) -> None:
        """Ask the desk what waits."""
        self._desk.ask(ListPending())

    def choose(self, application: Application) -> None:
        """Put the keyboard on one that waits."""
        ids = [each.id for each in self._applications]
        if application.id in ids:
            self.list.setCurrentRow(ids.index(application.id))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Show nothing."""
        self.note.clear()
        self.show_applications(())

    def show_applications(self, applications: Sequence[Application]) -> None:
        """Show these."""
        self._applications = tuple(applications)
        self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self._open()
            return True
        return super().eventFilter(watched, event)

    # --- inside --------------------------------------------------------------------------------

    def _fill(self) -> None:
        row = max(self.list.currentRow(), 0)
        self.list.clear()
        for each in self._applications:
            self.list.addItem(QListWidgetItem(self._line(each)))
        self.list.setCurrentRow(min(row, len(self._applications) - 1))
        self.none.setVisible(not self._applications)
        self.list.setVisible(bool(self._applications))
        self._show_detail()

    def _line(self, each: Application) -> str:
        words = self._words
        names = [words.masked_name(of.person) for of in (each.applicant, each.person)]
        return words("pending.line", applicant=names[0], relative=names[1], relation=each.relation)

    def _chosen(self) -> Application | None:
        row = self.list.currentRow()
        return self._applications[row] if 0 <= row < len(self._applications) else None

    def _is_own(self, application: Application) -> bool:
        return self._member is not None and application.applied_by == self._member.id

    @Slot()
    def _show_detail(self) -> None:
        chosen, words = self._chosen(), self._words
        allowed = chosen is not None and not self._is_own(chosen)
        self.approve_button.setEnabled(allowed)
        self.refuse_button.setEnabled(allowed)
        if chosen is None:
            self.detail.setText("")
            return
        now = self._facts.now()
        today: date = words.day(now)
        facts = DeskRow(chosen.person, chosen, None, RowAction.NONE).facts(words, now)
        lines = [
            f"{words.masked_number(chosen.person.person)} · {facts}",
            words("pending.applied", time=words.when(chosen.applied_at, today)),
        ]
        if self._is_own(chosen):
            lines.append(words("pending.own"))
        self.detail.setText("\n".join(lines))

    @Slot()
    def _open(self) -> None:
        """Open the one that is chosen, if it is this member's to decide."""
        chosen = self._chosen()
        if chosen is not None and not self._is_own(chosen):
            row = DeskRow(chosen.person, chosen, None, RowAction.DECIDE)
            self._show_dialog(
                DecideDialog(self, self._theme, self._words, self._desk, row, self._facts)
            )

    @Slot()
    def _ask_refuse(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            dialog = refuse_dialog(self, self._theme, self._words, chosen)
            dialog.accepted.connect(lambda: self._decide(chosen, False))
            self._show_dialog(dialog)

    def _show_dialog(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def _approve(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._decide(chosen, True)

    def _decide(self, chosen: Application, approved: bool) -> None:
        if not self._desk.is_waiting_for(Decide):
            self.note.clear()
            self._desk.ask(Decide(chosen.id, approved))

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if isinstance(what, ListPending) and isinstance(answer, list):
            self.show_applications(answer)
        elif isinstance(what, Decide):
            left = [each for each in self._applications if each.id != what.application_id]
            with_keyboard = self.isAncestorOf(self.window().focusWidget())
            self.show_applications(left)
            if with_keyboard and left:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.note.show_text(
                self._words("pending.approved" if what.approved else "pending.refused"), "ok"
            )

    @Slot(object, object)
    def _refuse(self, what: object, error: StationError) -> None:
        if isinstance(what, (Decide, ListPending)):
            self.note.show_error(error, self._words)
