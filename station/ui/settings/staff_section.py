"""The staff's section of the settings page: who may sign in, and when the console locks itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.settings import Settings
from station.ui.card import GAP, Card, text_label
from station.ui.settings.number_edit import NumberEdit
from station.ui.settings.section import Section
from station.ui.settings.staff_card import StaffCard
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

if TYPE_CHECKING:
    from station.ui.staff_desk import StaffDesk

LONGEST_MINUTES = 240


class StaffSection(Section):
    """The list of the staff changes at once; only the minutes wait to be applied."""

    def __init__(self, theme: Theme, words: Words, desk: SettingsDesk, staff: StaffDesk) -> None:
        super().__init__()
        self.card = StaffCard(theme, words, desk, staff)
        self.minutes = NumberEdit(theme, 0, LONGEST_MINUTES)
        self._label = text_label(theme, 14)
        self._label.setBuddy(self.minutes)
        self._note = text_label(theme, 13, tone="muted")
        lock = Card(theme)
        self._heading = lock.heading
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._label)
        row.addWidget(self.minutes)
        row.addWidget(self._note)
        row.addStretch(1)
        lock.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.card, 1)
        column.addWidget(lock)
        self.set_words(words)
        self.show_settings(desk.settings)
        self.minutes.edited.connect(self._tell)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.card.set_words(words)
        self._heading.setText(words("staff.lock_title"))
        self._label.setText(words("staff.lock_minutes"))
        self._note.setText(words("staff.lock_note"))
        self.minutes.setAccessibleName(words("staff.lock_minutes"))
        self.minutes.setAccessibleDescription(words("staff.lock_note"))

    def show_settings(self, settings: Settings) -> None:
        self.minutes.show_value(round(settings.staff.lock_minutes))

    def changed(self, settings: Settings) -> Settings:
        # The file may hold a part of a minute, which this field does not show.
        if self.minutes.value == round(settings.staff.lock_minutes):
            return settings
        staff = replace(settings.staff, lock_minutes=float(self.minutes.value))
        return replace(settings, staff=staff)

    def fields(self) -> Mapping[str, QWidget]:
        return {"staff.lock_minutes": self.minutes}

    def fault(self) -> tuple[str, str] | None:
        if self.minutes.fits:
            return None
        return "staff.lock_minutes", self._words("staff.lock_wrong", most=LONGEST_MINUTES)

    def leave(self) -> None:
        self.card.leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.card.refresh()

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()
