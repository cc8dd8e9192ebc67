"""Deciding one application: approved, refused, or left as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from station.ui.card import text_label
from station.ui.codes.asks import Decide
from station.ui.codes.refuse_dialog import refuse_dialog
from station.ui.codes.row import DeskRow
from station.ui.codes_desk import CodesDesk
from station.ui.dialogs.asking_dialog import AskingDialog
from station.ui.facts import WindowFacts
from station.ui.theme import Theme
from station.ui.words import Words


class DecideDialog(AskingDialog):
    """Shows the application of ``row`` and sends `Decide`; Esc leaves it as it is."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        words: Words,
        desk: CodesDesk,
        row: DeskRow,
        facts: WindowFacts,
    ) -> None:
        super().__init__(parent, theme, words, desk)
        self._row = row
        application = row.application
        assert application is not None
        applicant = words.masked_name(application.applicant.person)
        self.set_heading(words("pending.decide"), words("apply.text", name=applicant))
        who = text_label(theme, 18, bold=True)
        person = row.person.person
        who.setText(f"{words.masked_name(person)} · {application.relation}")
        number = text_label(theme, 15, mono=True)
        number.setText(words.masked_number(person))
        facts_label = text_label(theme, 15)
        facts_label.setText(row.facts(words, facts.now()))
        facts_label.setWordWrap(True)
        applied = text_label(theme, 14, tone="muted")
        today = words.day(facts.now())
        applied.setText(words("pending.applied", time=words.when(application.applied_at, today)))
        for label in (who, number, facts_label, applied):
            self.body.addWidget(label)
        self.cancel = self.add_button()
        self.cancel.setText(words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.refuse_button = self.add_button("danger")
        self.refuse_button.setText(words("pending.refuse"))
        self.refuse_button.clicked.connect(self._ask_refuse)
        self.approve_button = self.add_button("primary")
        self.approve_button.setText(words("pending.approve"))
        self.approve_button.clicked.connect(lambda: self._decide(True))
        # Enter on a dialog that just opened decides nothing.
        self.approve_button.setDefault(False)
        self.cancel.setFocus()

    @Slot()
    def _ask_refuse(self) -> None:
        if self._row.application is None or self.is_waiting:
            return
        dialog = refuse_dialog(self, self.theme, self.words, self._row.application)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._decide(False))
        dialog.open()

    def _decide(self, approved: bool) -> None:
        if self._row.application is not None:
            self.ask(Decide(self._row.application.id, approved))
