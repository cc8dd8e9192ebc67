"""The card with the staff: who they are, and what may be done about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableView

from station.domain.heard import Heard, Verdict
from station.domain.label_examples import example_text
from station.domain.staff import StaffMember
from station.errors import StationError
from station.ui.card import Card, push_button
from station.ui.dialogs.confirm_dialog import ConfirmDialog
from station.ui.notice import Notice
from station.ui.settings.staff_dialog import StaffDialog, StaffEntry
from station.ui.settings.staff_model import COLUMNS, StaffModel
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

if TYPE_CHECKING:
    from station.ui.staff_desk import StaffDesk

ROW_HEIGHT = 38
CELL_PADDING = 24
LEAST_ROWS = 4


class StaffCard(Card):
    """One thing is asked of the ``staff`` at a time, in a dialog or after a question.

    While a dialog with a badge's field is open readers are heard for it: nobody is registered.
    """

    def __init__(self, theme: Theme, words: Words, readers: SettingsDesk, staff: StaffDesk) -> None:
        super().__init__(theme)
        self._theme = theme
        self._readers = readers
        self._staff = staff
        self._dialog: StaffDialog | ConfirmDialog | None = None
        self._chosen: StaffMember | None = None
        self._listening = False
        self.model = StaffModel(theme, words, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.problem = Notice(theme, "bad", 14)
        self.problem.hide()
        self.add_button = push_button(theme, "primary")
        self.change_button = push_button(theme)
        self.pin_button = push_button(theme)
        self.remove_button = push_button(theme, "danger")
        self._lay_out()
        self._connect()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("settings.section.staff"))
        self.table.setAccessibleName(words("settings.section.staff"))
        self.add_button.setText(words("staff.add"))
        self.change_button.setText(words("staff.change"))
        self.pin_button.setText(words("staff.new_pin"))
        self.remove_button.setText(words("staff.remove"))
        self.model.set_words(words)
        self._show_chosen()

    def refresh(self) -> None:
        """Ask for the staff anew."""
        self._staff.ask()

    def leave(self) -> None:
        """The card is not shown any more: its dialog goes, with what was typed into it."""
        self.problem.hide()
        if self._dialog is not None:
            self._dialog.reject()

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        table = self.table
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setMinimumHeight(ROW_HEIGHT * (LEAST_ROWS + 1))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(COLUMNS.index("roles"), QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(90)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.add_button, self.change_button, self.pin_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.remove_button)
        self.body.addWidget(table, 1)
        self.body.addWidget(self.problem)
        self.body.addLayout(row)

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._show_chosen)
        self.table.activated.connect(lambda index: self._change())
        self.add_button.clicked.connect(self._add)
        self.change_button.clicked.connect(self._change)
        self.pin_button.clicked.connect(self._set_pin)
        self.remove_button.clicked.connect(self._remove)
        self._staff.listed.connect(self._take_list)
        self._staff.changed.connect(self._take_changed)
        self._staff.failed.connect(self._take_failed)
        self._readers.heard.connect(self._hear)
        self._readers.went_quiet.connect(self._stop_listening)

    # --- what is chosen ------------------------------------------------------------------------

    def _present(self) -> StaffMember | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.member(rows[0].row()) if rows else None

    @Slot()
    def _show_chosen(self) -> None:
        member = self._present()
        is_active = member is not None and member.active
        for button in (self.change_button, self.pin_button, self.remove_button):
            button.setEnabled(is_active)

    def _choose(self, member: StaffMember | None) -> None:
        row = -1 if member is None else self.model.row_of(member)
        if row >= 0:
            self.table.selectRow(row)
        self._show_chosen()

    # --- what is asked -------------------------------------------------------------------------

    @Slot()
    def _add(self) -> None:
        dialog = self._open(None)
        if dialog is not None:
            dialog.saving.connect(self._save_new)

    @Slot()
    def _change(self) -> None:
        member = self._present()
        if member is None or not member.active:
            return
        dialog = self._open(member)
        if dialog is not None:
            dialog.saving.connect(self._save_changed)

    @Slot()
    def _set_pin(self) -> None:
        dialog = self._open(self._present(), only_pin=True)
        if dialog is not None:
            dialog.saving.connect(self._save_pin)

    @Slot()
    def _remove(self) -> None:
        member = self._present()
        if member is None or self._dialog is not None:
            return
        self.problem.hide()
        dialog = ConfirmDialog(self, self._theme, self._words, "leave", name=member.name)
        dialog.accepted.connect(lambda: self._staff.deactivate(member.id))
        self._dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.open()

    def _open(self, member: StaffMember | None, only_pin: bool = False) -> StaffDialog | None:
        if self._dialog is not None:
            return None
        self.problem.hide()
        self._chosen = member
        dialog = StaffDialog(self, self._theme, self._words, member, only_pin)
        self._dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.open()
        self._listen(dialog.has_badge)
        return dialog

    @Slot()
    def _forget(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._listen(False)

    @Slot(object)
    def _save_new(self, entry: StaffEntry) -> None:
        self._staff.add(entry.name, entry.roles, entry.badge, entry.pin)

    @Slot(object)
    def _save_changed(self, entry: StaffEntry) -> None:
        if self._chosen is not None:
            self._staff.change(self._chosen.id, entry.name, entry.roles, entry.badge)

    @Slot(object)
    def _save_pin(self, entry: StaffEntry) -> None:
        if self._chosen is not None:
            self._staff.set_pin(self._chosen.id, entry.pin)

    # --- what is answered ----------------------------------------------------------------------

    @Slot(object)
    def _take_list(self, members: Sequence[StaffMember]) -> None:
        chosen = self._chosen or self._present()
        self.model.show_members(members)
        self._choose(chosen)

    @Slot(object)
    def _take_changed(self, member: StaffMember) -> None:
        self._chosen = member
        self.problem.hide()
        if isinstance(self._dialog, StaffDialog):
            self._dialog.accept()

    @Slot(object)
    def _take_failed(self, error: StationError) -> None:
        if isinstance(self._dialog, StaffDialog):
            self._dialog.refuse(error)
        else:
            self.problem.show_words(self._words.title(error), self._words.next_step(error))
            self.problem.show()

    @Slot(object)
    def _hear(self, heard: Heard) -> None:
        if (
            self._listening
            and isinstance(self._dialog, StaffDialog)
            and heard.verdict is Verdict.READ
        ):
            self._dialog.take_badge(example_text(heard.text))

    @Slot()
    def _stop_listening(self) -> None:
        """Nothing was read for long: nobody should wonder why nothing is registered."""
        self._listen(False)

    def _listen(self, on: bool) -> None:
        if on != self._listening:
            self._listening = on
            self._readers.set_testing(on)
