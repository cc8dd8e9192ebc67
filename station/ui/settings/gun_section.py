"""The guns' section of the settings page: guns, card reader, the gun test, the sheet of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.heard import Proposal
from station.domain.reader import LineStatus
from station.domain.scan import Source
from station.settings import Settings
from station.ui.card import GAP
from station.ui.settings.card_reader_card import CardReaderCard
from station.ui.settings.gun_card import GunCard
from station.ui.settings.gun_test_card import GunTestCard
from station.ui.settings.section import Section
from station.ui.settings.serial_card import SerialCard
from station.ui.settings.sheet_card import SheetCard
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words


class GunSection(Section):
    """A test that runs ends with Esc, when the section is left, and when it is not shown."""

    def __init__(self, theme: Theme, words: Words, desk: SettingsDesk) -> None:
        super().__init__()
        self._settings = desk.settings
        self.gun = GunCard(theme, words)
        self.serial = SerialCard(theme, words)
        self.reader = CardReaderCard(theme, words)
        self.test = GunTestCard(theme, words, desk)
        self.sheet = SheetCard(theme, words, desk)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for cards, share in (
            ((self.gun, self.sheet), 5),
            ((self.serial, self.reader), 5),
            ((self.test,), 7),
        ):
            row.addLayout(_column(cards), share)
        for card in (self.gun, self.serial, self.reader):
            card.edited.connect(self.edited)
        self.test.adopted.connect(self._adopt)
        desk.lines_changed.connect(self.show_lines)
        desk.ports_changed.connect(self.show_ports)
        self.show_settings(desk.settings)

    # --- a section -----------------------------------------------------------------------------

    def set_words(self, words: Words) -> None:
        for card in (self.gun, self.serial, self.reader, self.test, self.sheet):
            card.set_words(words)

    def show_settings(self, settings: Settings) -> None:
        self._settings = settings
        self.gun.show_options(settings.gun)
        self.serial.show_options(settings.serial)
        self.reader.show_options(settings.card)

    def changed(self, settings: Settings) -> Settings:
        return replace(
            settings,
            gun=self.gun.changed(settings.gun),
            serial=self.serial.changed(settings.serial),
            card=self.reader.changed(settings.card),
        )

    def leave(self) -> None:
        self.test.stop()
        self.sheet.leave()

    def fields(self) -> Mapping[str, QWidget]:
        groups = {"gun": self.gun, "serial": self.serial, "card": self.reader}
        return {
            f"{group}.{name}": field
            for group, card in groups.items()
            for name, field in card.fields().items()
        }

    def fault(self) -> tuple[str, str] | None:
        """A number out of its range."""
        fault = self.gun.fault()
        return None if fault is None else (f"gun.{fault[0]}", fault[1])

    def clear_marks(self) -> None:
        """The numbers' marks are those of their check, which goes on while one types."""
        super().clear_marks()
        self.gun.check()

    # --- what the readers say ------------------------------------------------------------------

    @Slot(object)
    def show_lines(self, lines: tuple[LineStatus, ...]) -> None:
        """Show how the devices on serial lines are doing."""
        self.serial.show_lines(tuple(line for line in lines if line.source is Source.SERIAL))
        self.reader.show_lines(tuple(line for line in lines if line.source is Source.CARD))

    @Slot(object)
    def show_ports(self, ports: tuple[str, ...]) -> None:
        """Offer the ports that are there."""
        self.serial.ports.offer(ports)
        self.reader.port.offer(ports)

    # --- Qt's ----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # Or the window's own Esc would take it before any widget sees the key.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and self.test.running
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.test.running and event.key() == Qt.Key.Key_Escape:
            self.test.stop()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self.leave()
        super().hideEvent(event)

    # --- inside --------------------------------------------------------------------------------

    @Slot(object)
    def _adopt(self, proposals: tuple[Proposal, ...]) -> None:
        """Put proposals into the fields, among what was changed there already."""
        proposed = self.changed(self._settings)
        for proposal in proposals:
            group, _, name = proposal.key.partition(".")
            options = replace(getattr(proposed, group), **{name: proposal.value})
            proposed = replace(proposed, **{group: options})
        self.gun.show_options(proposed.gun)
        self.serial.show_options(proposed.serial)
        self.edited.emit()


def _column(cards: tuple[QWidget, ...]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(GAP)
    for index, card in enumerate(cards):
        column.addWidget(card, int(index == len(cards) - 1))
    return column
