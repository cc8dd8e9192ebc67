"""The page of codes: who stands at the desk, their code, and lists of residents."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from station.domain.reader import LineState, LineStatus
from station.domain.scan import Source
from station.domain.staff import Permission, StaffMember
from station.ui.card import GAP, Card
from station.ui.codes.asks import Apply, Decide, ListPending
from station.ui.codes.closed_view import ClosedView
from station.ui.codes.code_output import CodeOutput
from station.ui.codes.code_panel import CodePanel
from station.ui.codes.desk_flow import DeskFlow
from station.ui.codes.list_card import ListCard
from station.ui.codes.open_dialog import OpenDialog
from station.ui.codes.pending_dialog import PendingDialog
from station.ui.codes.pending_list import PendingList
from station.ui.codes.person_card import PersonCard
from station.ui.codes.read_taker import ReadTaker
from station.ui.codes_desk import CodesDesk
from station.ui.facts import WindowFacts
from station.ui.note import Note
from station.ui.result_shown import Sound
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

LEFT, RIGHT = 71, 29
UPPER, LOWER = 46, 54


class CodesPage(QWidget):
    """``desk`` is its way to the services. `sounded`: a `Sound` to be played. `attends`: whether
    cards are wished for: the page is in front and the desk open.

    It shows one of three things: that the desk is closed, the desk, or, to who may only approve,
    the applications that wait.
    """

    sounded = Signal(object)
    attends = Signal(bool)

    def __init__(
        self,
        desk: CodesDesk,
        theme: Theme,
        words: Words,
        facts: WindowFacts,
        settings_desk: SettingsDesk,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self._words = words
        self._facts = facts
        self._member: StaffMember | None = None
        self._attending = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.closed = ClosedView(theme, words)
        self.person = PersonCard(theme, words, facts.now)
        self.panel = CodePanel(theme, words, desk.draw_symbol, facts.now)
        self.lists = ListCard(theme, words, facts, desk)
        self.pending = PendingList(theme, words, facts, desk)
        self.output = CodeOutput(self, facts, desk, lambda: self._words)
        self.flow = DeskFlow(self, desk, self.person, self.panel, facts)
        self.reads = ReadTaker(self, self.flow, settings_desk)
        self._lay_out()
        self._connect()
        self._choose_view()

    def set_words(self, words: Words) -> None:
        """Speak another language from now on."""
        self._words = words
        self._waiting_card.heading.setText(words("pending.title"))
        for part in (self.closed, self.person, self.panel, self.lists, self.pending):
            part.set_words(words)
        self.flow.set_words(words)

    @property
    def words(self) -> Words:
        return self._words

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def member(self) -> StaffMember | None:
        """Who works here."""
        return self._member

    def show_member(self, member: StaffMember | None) -> None:
        """Show what ``member`` may do here."""
        if member == self._member:
            return
        if member is not None:
            self.lists.show_member(member)
        self._member = member
        self.pending.show_member(member)
        self._choose_view()
        self._count_pending()

    @property
    def is_at_desk(self) -> bool:
        """Whether the desk is open here, and shown."""
        return self._views.currentWidget() is self._work

    @property
    def notice(self) -> Note:
        """Where it is said what was not taken."""
        views = {self.closed: self.closed.note, self._work: self.person.note}
        return views.get(self._views.currentWidget(), self.pending.note)

    # --- keys ----------------------------------------------------------------------------------

    def begin_number(self) -> None:
        """F2."""
        if self.is_at_desk:
            self.person.begin()

    def next_person(self) -> None:
        """F3, or Esc: nobody is shown any more, and the next card is waited for."""
        if self.is_at_desk:
            self.flow.forget()
            self.reads.forget()
            self.person.wait_for_card()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def apply(self) -> None:
        """F4: apply for a relative of who stands here."""
        if self.is_at_desk:
            self.flow.apply()

    def open_pending(self) -> None:
        """F6: what waits for approval."""
        if not self._may(Permission.APPROVE):
            return
        if not self._may(Permission.DRAW):
            self.pending.list.setFocus()
            return
        waiting = PendingList(self._theme, self._words, self._facts, self._desk)
        waiting.show_member(self._member)
        dialog = PendingDialog(self, self._theme, self._words, waiting)
        self.open_dialog(dialog)
        waiting.refresh()
        waiting.list.setFocus()

    def choose_list(self) -> None:
        """F7."""
        if self.is_at_desk:
            self.lists.choose()

    def lost(self) -> None:
        """F8: the code that is shown was lost."""
        if self.is_at_desk:
            self.flow.ask_lost()

    def print_code(self) -> None:
        """Ctrl+P."""
        if self.is_at_desk and self.panel.shown is not None:
            self.output.print(self.panel.shown, self.panel.layout_combo.chosen)

    def save_picture(self) -> None:
        """Ctrl+S."""
        if self.is_at_desk and self.panel.shown is not None:
            self.output.save_picture(self.panel.shown)

    def save_pdf(self) -> None:
        if self.is_at_desk and self.panel.shown is not None:
            self.output.save_pdf(self.panel.shown, self.panel.layout_combo.chosen)

    def save_revocations(self) -> None:
        """What this desk revoked, for whoever issues the trust list."""
        if self.is_at_desk:
            self.output.save_revocations()

    def open_desk(self) -> None:
        """Ask for the issuer's file and its passphrase."""
        if not self._desk.is_open:
            demo = self._facts.demo
            self.open_dialog(OpenDialog(self, self._theme, self._words, self._desk, demo))

    # --- what the window calls -----------------------------------------------------------------

    def show_line(self, status: LineStatus) -> None:
        """Show how a device on a serial line does: whether cards can be read."""
        if status.source is Source.CARD:
            self.person.show_reader(status.state is LineState.READY)

    def enter(self) -> None:
        """The page came to the front: the keyboard goes to what is done first."""
        self._count_pending()
        if self._views.currentWidget() is self.closed:
            self.closed.button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._views.currentWidget() is self._waiting_card:
            self.pending.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.person.begin()

    def forget(self) -> None:
        """The window locks, or somebody else signs in: nobody is shown any more, no answer is
        waited for, and the issuer's key is forgotten."""
        self._desk.close()
        self._desk.forget()
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible():
                dialog.done(QDialog.DialogCode.Rejected)
        self.flow.forget()
        self.reads.forget()
        self.closed.note.clear()
        self.lists.forget()
        self.pending.forget()

    def open_dialog(self, dialog: QDialog) -> None:
        """Open a dialog over the window; it goes away by itself."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_attending()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell_attending()

    # --- inside --------------------------------------------------------------------------------

    def _may(self, permission: Permission) -> bool:
        return self._member is not None and self._member.may(permission)

    def _lay_out(self) -> None:
        self._work = QWidget()
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self.person, UPPER)
        left.addWidget(self.lists, LOWER)
        row = QHBoxLayout(self._work)
        row.setContentsMargins(GAP, GAP, GAP, GAP)
        row.setSpacing(GAP)
        row.addLayout(left, LEFT)
        row.addWidget(self.panel, RIGHT)
        self._waiting_card = Card(self._theme)
        self._waiting_card.heading.setText(self._words("pending.title"))
        self._waiting_card.body.addWidget(self.pending, 1)
        self._approving = QWidget()
        column = QVBoxLayout(self._approving)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.addWidget(self._waiting_card)
        self._views = QStackedLayout(self)
        for view in (self.closed, self._work, self._approving):
            self._views.addWidget(view)

    def _connect(self) -> None:
        self.closed.open_asked.connect(self.open_desk)
        self.closed.pending_asked.connect(self.open_pending)
        self.person.next_asked.connect(self.next_person)
        self.person.apply_asked.connect(self.apply)
        self.person.pending_asked.connect(self.open_pending)
        self.panel.print_asked.connect(self.print_code)
        self.panel.picture_asked.connect(self.save_picture)
        self.panel.pdf_asked.connect(self.save_pdf)
        self.panel.lost_asked.connect(self.lost)
        self.panel.revocations_asked.connect(self.save_revocations)
        self.lists.made_known.connect(self._tell_made)
        for part in (self.flow, self.reads):
            part.refused.connect(lambda: self.sounded.emit(Sound.REFUSED))
        self._desk.issuer_changed.connect(self._change_issuer)
        self._desk.answered.connect(self._take_pending)

    @Slot(bool)
    def _change_issuer(self, is_open: bool) -> None:
        self._choose_view()
        if is_open:
            self.closed.note.clear()
            self.person.begin()

    @Slot(str, str)
    def _tell_made(self, text: str, tone: str) -> None:
        """A list that a lock came in between: its card is not seen while the desk is closed."""
        if not self.is_at_desk:
            self.notice.show_text(text, tone)

    def _choose_view(self) -> None:
        if self._member is not None and not self._may(Permission.DRAW):
            self._views.setCurrentWidget(self._approving)
        elif self._desk.is_open:
            self._views.setCurrentWidget(self._work)
        else:
            self._views.setCurrentWidget(self.closed)
        self._tell_attending()

    def _tell_attending(self) -> None:
        attending = self.isVisible() and self.is_at_desk
        if attending != self._attending:
            self._attending = attending
            self.attends.emit(attending)

    def _count_pending(self) -> None:
        """Ask how many applications wait for this member."""
        if self._may(Permission.APPROVE):
            self.pending.refresh()
        else:
            self._show_pending(None)

    @Slot(object, object)
    def _take_pending(self, what: object, answer: object) -> None:
        if isinstance(what, ListPending) and isinstance(answer, list) and self._member is not None:
            own = self._member.id
            self._show_pending(sum(each.applied_by != own for each in answer))
        elif isinstance(what, (Apply, Decide)):
            self._count_pending()

    def _show_pending(self, count: int | None) -> None:
        self.closed.show_pending(count)
        self.person.show_pending(count)
