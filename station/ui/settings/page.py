"""The settings page: its sections, what is changed in them, and putting that in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from station.domain.staff import StaffMember
from station.errors import StationError
from station.settings import Settings, settings_from, table_of
from station.ui.card import GAP, push_button
from station.ui.settings.section import Section, SectionEntry
from station.ui.settings.state import SettingsState, State
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.window_page import may
from station.ui.words import Words

LIST_WIDTH = 178


class SettingsPage(QWidget):
    """Nothing changes before `apply`.

    `dirty_changed`: whether something differs from what is in force. `settled`: what is
    shown is in force (True), or was refused.
    """

    dirty_changed = Signal(bool)
    settled = Signal(bool)

    def __init__(
        self, theme: Theme, words: Words, desk: SettingsDesk, entries: Sequence[SectionEntry]
    ) -> None:
        super().__init__()
        self.setObjectName("settings")
        self._desk = desk
        self._entries = tuple(entries)
        self._in_force = desk.settings
        self._asked: Settings | None = None
        self._dirty = False
        self._state = State.CLEAN
        self._filling = False
        self.list = QListWidget()
        self.list.setObjectName("sections")
        self.list.setFont(theme.font(15))
        self.list.setFixedWidth(LIST_WIDTH)
        self.stack = QStackedWidget()
        self.foot = SettingsState(theme)
        self.revert_button = push_button(theme)
        self.apply_button = push_button(theme, "primary")
        self._lay_out()
        self._connect()
        self.set_words(words)
        self.list.setCurrentRow(0)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.list.setAccessibleName(words("page.settings"))
        self.revert_button.setText(words("settings.revert"))
        self.apply_button.setText(words("settings.apply"))
        self._filling = True
        for entry in self._entries:
            entry.section.set_words(words)
        self._filling = False
        self._note_edits()
        self._show_state(self._state)

    @property
    def is_dirty(self) -> bool:
        """Whether something differs from what is in force."""
        return self._dirty

    @property
    def is_applying(self) -> bool:
        """Whether an answer is waited for."""
        return self._asked is not None

    def section(self, name: str) -> Section:
        """Return the section ``name``."""
        return next(entry.section for entry in self._entries if entry.name == name)

    def show_section(self, name: str) -> None:
        """Bring the section ``name`` to the front."""
        self.list.setCurrentRow([entry.name for entry in self._entries].index(name))

    def show_for(self, member: StaffMember | None) -> None:
        """Show the sections that ``member`` may see."""
        for index, entry in enumerate(self._entries):
            self.list.item(index).setHidden(not may(member, entry.permission))
        if self.list.currentItem().isHidden():
            self._step(1)

    def enter(self) -> None:
        """The page is shown: the keyboard goes to the list of sections."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """The page is not shown any more; what was changed stays as it is."""
        self._present().section.leave()

    # --- keys ----------------------------------------------------------------------------------

    @Slot()
    def apply(self) -> None:
        """Check what is changed and ask for it; what is wrong is said, and nothing changes."""
        if self.is_applying:
            return
        if not self._dirty:
            self.settled.emit(True)
            return
        if self._has_fault():
            self.settled.emit(False)
            return
        try:
            wished = settings_from(table_of(self._wished()))
        except StationError as error:
            self._refuse(error)
            return
        self._asked = wished
        self._show_state(State.APPLYING)
        self._desk.apply(wished)

    @Slot()
    def revert(self) -> None:
        """Show what is in force again."""
        if self.is_applying:
            return
        self._fill((entry.section, self._in_force) for entry in self._entries)
        self._show_state(State.CLEAN)

    @Slot()
    def next_section(self) -> None:
        """Ctrl+PgDn."""
        self._step(1)

    @Slot()
    def previous_section(self) -> None:
        """Ctrl+PgUp."""
        self._step(-1)

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.foot, 1)
        foot.addWidget(self.revert_button)
        foot.addWidget(self.apply_button)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.stack, 1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, GAP, GAP, GAP)
        row.setSpacing(GAP)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        for entry in self._entries:
            self.list.addItem(QListWidgetItem())
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.stack.addWidget(area)
            # Last: each move of a section to another parent styles it anew.
            area.setWidget(entry.section)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._change_section)
        self.apply_button.clicked.connect(self.apply)
        self.revert_button.clicked.connect(self.revert)
        self._desk.applied.connect(self._take)
        self._desk.failed.connect(self._refuse)
        for entry in self._entries:
            entry.section.edited.connect(self._take_edit)

    def _step(self, step: int) -> None:
        """Go to the next section that is shown, if one is."""
        count, row = len(self._entries), self.list.currentRow()
        after = [(row + step * each) % count for each in range(1, count + 1)]
        shown = [each for each in after if not self.list.item(each).isHidden()]
        self.list.setCurrentRow(shown[0] if shown else row)

    def _present(self) -> SectionEntry:
        return self._entries[self.stack.currentIndex()]

    @Slot(int)
    def _change_section(self, row: int) -> None:
        if row != self.stack.currentIndex():
            self.leave()
            if self.stack.isAncestorOf(QApplication.focusWidget() or self):
                self.list.setFocus()
            self.stack.setCurrentIndex(row)

    def _has_fault(self) -> bool:
        """Tell whether a section that was edited finds itself wrong, and show it."""
        for entry in self._entries:
            section = entry.section
            fault = section.fault() if self._is_edited(section) else None
            if fault is not None:
                key, text = fault
                self.show_section(entry.name)
                section.mark(key)
                self.foot.show_bad(text)
                return True
        return False

    def _is_edited(self, section: Section) -> bool:
        return section.changed(self._in_force) != self._in_force

    def _wished(self) -> Settings:
        wished = self._in_force
        for entry in self._entries:
            wished = entry.section.changed(wished)
        return wished

    @Slot()
    def _take_edit(self) -> None:
        if self._filling:
            return
        for entry in self._entries:
            entry.section.clear_marks()
        self._note_edits()
        if not self.is_applying:
            self._show_state(State.CHANGED if self._dirty else State.CLEAN)

    def _note_edits(self) -> None:
        """Mark the sections that differ from what is in force."""
        words, dirty = self._words, False
        for index, entry in enumerate(self._entries):
            edited = self._is_edited(entry.section)
            name, item = words(f"settings.section.{entry.name}"), self.list.item(index)
            item.setText(f"● {name}" if edited else name)
            note = f"{name}, {words('page.changed')}" if edited else name
            item.setData(Qt.ItemDataRole.AccessibleTextRole, note)
            dirty = dirty or edited
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)
        self._show_buttons()

    def _fill(self, shown: Iterable[tuple[Section, Settings]]) -> None:
        self._filling = True
        for section, settings in shown:
            section.show_settings(settings)
            section.clear_marks()
        self._filling = False
        self._note_edits()

    @Slot(object)
    def _take(self, settings: Settings) -> None:
        """Other settings are in force; what somebody is changing meanwhile stays."""
        base = self._asked or self._in_force
        asked, self._asked = self._asked is not None, None
        self._in_force = settings
        shown = []
        for section in (entry.section for entry in self._entries):
            merged = _merged(base, section.changed(base), settings)
            # What is being typed is left alone where it says the same.
            if merged == settings or section.changed(settings) != merged:
                shown.append((section, merged))
        self._fill(shown)
        if asked:
            self._show_state(State.CHANGED if self._dirty else State.APPLIED)
            self.settled.emit(True)
        elif not self._dirty:
            self._show_state(State.CLEAN)

    @Slot(object)
    def _refuse(self, error: StationError) -> None:
        """Say what is wrong, at its field if it has one; what was changed stays."""
        self._asked = None
        self._show_state(State.CHANGED)
        self.foot.show_bad(self._words.title(error), self._words.next_step(error))
        key = str(error.params.get("key", ""))
        for entry in self._entries:
            if key.partition(".")[0] in entry.groups:
                self.show_section(entry.name)
                entry.section.mark(key)
        self.settled.emit(False)

    def _show_state(self, state: State) -> None:
        self._state = state
        self.foot.show_state(state, self._words)
        self._show_buttons()

    def _show_buttons(self) -> None:
        can = self._dirty and not self.is_applying
        # A button that has the keyboard must not take it away into nowhere.
        if not can and (self.apply_button.hasFocus() or self.revert_button.hasFocus()):
            self.list.setFocus()
        self.apply_button.setEnabled(can)
        self.revert_button.setEnabled(can)


def _merged(before: Settings, wished: Settings, now: Settings) -> Settings:
    """Return ``now`` with the options in which ``wished`` differs from ``before``."""
    groups = {}
    for group in (each.name for each in fields(Settings)):
        was, wish = getattr(before, group), getattr(wished, group)
        names = [each.name for each in fields(was)]
        changes = {n: getattr(wish, n) for n in names if getattr(wish, n) != getattr(was, n)}
        groups[group] = replace(getattr(now, group), **changes)
    return Settings(**groups)
