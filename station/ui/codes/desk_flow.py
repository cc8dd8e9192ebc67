"""The way of a person through the desk: looked up, drawn for, handed the code."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from station.domain.card import IdentityCard
from station.domain.code_desk import Application, ApplicationStatus
from station.domain.desk_refusals import DeskClosed, NameDiffers
from station.domain.documents import Document
from station.domain.person import Person
from station.errors import StationError
from station.services.code_desk import DeskView
from station.services.issue_code import DrawnCode
from station.ui.codes.apply_dialog import ApplyDialog
from station.ui.codes.asks import (
    Apply,
    Decide,
    Draw,
    DrawFor,
    Enrol,
    Find,
    Look,
    Print,
    ReplaceLost,
    SavePdf,
    SavePicture,
    SaveRevocations,
)
from station.ui.codes.code_panel import CodePanel
from station.ui.codes.decide_dialog import DecideDialog
from station.ui.codes.host import DeskHost
from station.ui.codes.person_card import PersonCard
from station.ui.codes.rename_dialog import RenameDialog
from station.ui.codes.renamed_dialog import renamed_dialog
from station.ui.codes.row import DeskRow, RowAction, rows_of
from station.ui.codes.shown_code import ShownCode
from station.ui.codes_desk import CodesDesk
from station.ui.dialogs.confirm_dialog import ConfirmDialog
from station.ui.facts import WindowFacts
from station.ui.words import Words

HANDING = (SavePicture, SavePdf, SaveRevocations, Print)


class DeskFlow(QObject):
    """Asks the desk and shows its answers on ``person`` and ``panel``; ``page`` opens dialogs.

    `refused`: something went wrong that was asked for by reading a document.
    """

    refused = Signal()

    def __init__(
        self,
        page: DeskHost,
        desk: CodesDesk,
        person: PersonCard,
        panel: CodePanel,
        facts: WindowFacts,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._person = person
        self._panel = panel
        self._facts = facts
        self._view: DeskView | None = None
        # What is asked for who is shown; answers to anything else are about somebody before.
        self._asked: Find | Enrol | Draw | DrawFor | ReplaceLost | None = None
        person.find_asked.connect(self.find)
        person.enrolled.connect(self._enrol)
        person.acted.connect(self._act)
        person.table.rename_asked.connect(self._rename)
        desk.answered.connect(self._take)
        desk.failed.connect(self._refuse)

    @property
    def _words(self) -> Words:
        return self._page.words

    def set_words(self, words: Words) -> None:
        """The rows are told anew."""
        if self._view is not None:
            self._person.show_rows(rows_of(self._view, self._page.member, self._facts.now()))

    @Slot(object)
    def find(self, document: Document, card: IdentityCard | None = None) -> None:
        """Look up who shows ``document``; who was shown before is not any more."""
        self.forget()
        self._person.show_looking(document)
        self._ask(Find(document, card))

    def apply(self) -> None:
        """Apply for a relative of the person who is shown."""
        self._apply(None)

    def ask_lost(self) -> None:
        """Ask whether the code that is shown is to be replaced."""
        shown = self._panel.shown
        if shown is None or self._asked is not None:
            return
        words = self._words
        name = words.masked_name(shown.person)
        dialog = ConfirmDialog(self._page, self._page.theme, words, "lost", name=name)
        code_id = shown.code.id
        dialog.accepted.connect(lambda: self._ask(ReplaceLost(code_id)))
        self._page.open_dialog(dialog)

    def forget(self) -> None:
        """Show nobody, and take no answer about who was shown."""
        self._view, self._asked = None, None
        self._person.forget()
        self._panel.forget()

    # --- what is pressed -----------------------------------------------------------------------

    @Slot(object)
    def _enrol(self, person: Person) -> None:
        if self._asked is None:
            self._ask(Enrol(person))

    @Slot(object)
    def _act(self, row: DeskRow) -> None:
        if row.action is RowAction.SHOW:
            shown = ShownCode.of_row(row)
            if shown is not None:
                self._panel.show_code(shown)
        elif row.action is RowAction.DRAW:
            if self._asked is None:
                application = row.application
                own = application is None
                self._ask(Draw(row.person.id) if own else DrawFor(application.id))
        elif row.action is RowAction.DECIDE and row.application is not None:
            self._page.open_dialog(
                DecideDialog(
                    self._page, self._page.theme, self._words, self._desk, row, self._facts
                )
            )
        elif row.action is RowAction.AGAIN:
            self._apply(row.application)

    @Slot(object)
    def _rename(self, row: DeskRow) -> None:
        page = self._page
        self._page.open_dialog(RenameDialog(page, page.theme, self._words, self._desk, row.person))

    def _ask(self, what: Find | Enrol | Draw | DrawFor | ReplaceLost) -> None:
        self._asked = what
        self._desk.ask(what)

    def _apply(self, again: Application | None) -> None:
        if self._view is None:
            return
        today = self._words.day(self._facts.now())
        self._page.open_dialog(
            ApplyDialog(
                self._page,
                self._page.theme,
                self._words,
                self._desk,
                self._view.person,
                today,
                again,
            )
        )

    # --- what the desk answers -----------------------------------------------------------------

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if what is self._asked and what is not None:
            self._asked = None
            self._take_asked(what, answer)
        elif isinstance(what, Look) and isinstance(answer, DeskView):
            if self._view is not None and self._view.person.id == what.person_id:
                self._show(answer, at_first=False)
        elif isinstance(what, Enrol):
            self._take_renamed()
        elif isinstance(what, (Apply, Decide)) and isinstance(answer, Application):
            self._take_application(what, answer)
        elif isinstance(what, (SavePicture, SavePdf, SaveRevocations)):
            self._panel.show_saved(what.path)
        elif isinstance(what, Print):
            self._panel.note.show_text(self._words("codes.printed"), "ok")

    def _take_asked(self, what: object, answer: object) -> None:
        if isinstance(answer, DeskView):
            self._show(answer, at_first=True)
            if isinstance(what, (Find, Enrol)) and what.renamed:
                self._person.note.show_text(self._words("codes.renamed"), "ok")
        elif isinstance(answer, DrawnCode):
            self._panel.show_code(ShownCode.of_drawn(answer))
            if isinstance(what, ReplaceLost):
                self._panel.note.show_text(self._words("codes.replaced"), "ok")
            self._look()
        elif isinstance(what, Find):
            self._person.note.clear()
            self._person.show_unknown(what.document)

    def _take_renamed(self) -> None:
        """A name was changed: no code of before is shown, and the rows are told anew."""
        self._panel.forget()
        self._look()
        self._person.note.show_text(self._words("codes.renamed"), "ok")

    def _take_application(self, what: Apply | Decide, answer: Application) -> None:
        if self._view is None or answer.applicant.id != self._view.person.id:
            return
        if isinstance(what, Decide):
            key = "pending.approved" if what.approved else "pending.refused"
        elif answer.status is ApplicationStatus.APPROVED:
            key = "apply.approved_at_once"
        else:
            key = "apply.sent"
        self._look()
        self._person.note.show_text(self._words(key), "ok")

    @Slot(object, object)
    def _refuse(self, what: object, error: StationError) -> None:
        if isinstance(error, DeskClosed):
            self._desk.close()
        if what is self._asked and what is not None:
            self._asked = None
            if isinstance(what, Enrol):
                self._person.form.note.show_error(error, self._words)
            else:
                self._person.show_error(error)
            self.refused.emit()
            if isinstance(error, NameDiffers) and isinstance(what, (Find, Enrol)):
                self._ask_renamed(what)
        elif isinstance(what, Look):
            self._person.show_error(error)
        elif isinstance(what, HANDING):
            self._panel.note.show_error(error, self._words)

    def _ask_renamed(self, what: Find | Enrol) -> None:
        """The desk knows another name: ask whether this one is to be taken instead."""
        name = what.person.name if isinstance(what, Enrol) else what.card and what.card.name
        if name is not None:
            dialog = renamed_dialog(self._page, self._page.theme, self._words, name)
            dialog.accepted.connect(lambda: self._ask(replace(what, renamed=True)))
            self._page.open_dialog(dialog)

    def _look(self) -> None:
        if self._view is not None:
            self._desk.ask(Look(self._view.person.id))

    def _show(self, view: DeskView, at_first: bool) -> None:
        """Show a person; ``at_first`` with the code that they have, or else Enter draws it."""
        self._view = view
        rows = rows_of(view, self._page.member, self._facts.now())
        present = self._person.present_row()
        self._person.show_rows(rows)
        if at_first:
            self._person.note.clear()
            self._person.choose(rows[0])
            shown = ShownCode.of_row(rows[0])
            if shown is not None:
                self._panel.show_code(shown)
        elif 0 <= present < len(rows):
            self._person.choose(rows[present])
