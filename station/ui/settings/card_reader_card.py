"""The settings of the reader of identity cards, and how it is doing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from station.domain.reader import LineStatus
from station.setting_groups import CardOptions
from station.ui.card import Card
from station.ui.dialogs.dialog import FormRows
from station.ui.settings.line_states import LineStates
from station.ui.settings.port_combo import PortCombo
from station.ui.theme import Theme
from station.ui.words import Words


class CardReaderCard(Card):
    """`edited`: somebody changed a field."""

    edited = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self.on = QCheckBox()
        self.on.setFont(theme.font(14))
        self.port = PortCombo(theme)
        self._rows = FormRows(theme)
        self._rows.add("gun_section.field.card_port", self.port)
        self.states = LineStates(theme, words, "gun_section.no_reader")
        self.body.addWidget(self.on)
        self.body.addLayout(self._rows)
        self.body.addWidget(self.states)
        self.body.addStretch(1)
        self.on.toggled.connect(self._show_use)
        self.on.clicked.connect(self.edited)
        self.port.edited.connect(self.edited)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self.heading.setText(words("gun_section.card"))
        self.on.setText(words("gun_section.field.card_on"))
        self._rows.set_words(words)
        self.port.set_automatic(words("gun_section.automatic"))
        self.states.set_words(words)

    def fields(self) -> Mapping[str, QWidget]:
        """Return the fields by the names of their options."""
        return {"on": self.on, "port": self.port}

    def show_options(self, card: CardOptions) -> None:
        """Show what is set."""
        self.on.setChecked(card.on)
        self.port.show_ports((card.port,) if card.port else ())
        self._show_use(card.on)

    def changed(self, card: CardOptions) -> CardOptions:
        """Return the options as the fields say; of several ports the first counts."""
        return replace(card, on=self.on.isChecked(), port=next(iter(self.port.ports), ""))

    def show_lines(self, lines: tuple[LineStatus, ...]) -> None:
        """Show how the reader is doing."""
        self.states.show_lines(lines)

    @Slot(bool)
    def _show_use(self, on: bool) -> None:
        self.port.setEnabled(on)
        self.states.setVisible(on)
