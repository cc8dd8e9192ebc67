"""The settings of guns on serial lines and USB COM ports, and how those guns are doing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from station.domain.reader import LineStatus
from station.setting_groups import SerialOptions
from station.setting_rules import Chosen
from station.settings import options
from station.ui.card import Card, text_label
from station.ui.dialogs.dialog import FormRows
from station.ui.settings.line_states import LineStates
from station.ui.settings.port_combo import PortCombo
from station.ui.theme import Theme
from station.ui.words import Words


class SerialCard(Card):
    """`edited`: somebody changed a field."""

    edited = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self.on = QCheckBox()
        self.on.setFont(theme.font(14))
        self.ports = PortCombo(theme)
        self.baud = QComboBox()
        rates = next(option.rule for option in options() if option.key == "serial.baud")
        assert isinstance(rates, Chosen)
        for rate in rates.choices:
            self.baud.addItem(str(rate), rate)
        self._rows = FormRows(theme)
        self._rows.add("gun_section.field.serial_ports", self.ports)
        self._rows.add("gun_section.field.serial_baud", self.baud)
        self._hint = text_label(theme, 13, tone="muted")
        self._hint.setWordWrap(True)
        self.states = LineStates(theme, words, "gun_section.no_gun")
        self.body.addWidget(self.on)
        self.body.addLayout(self._rows)
        self.body.addWidget(self._hint)
        self.body.addWidget(self.states)
        self.on.toggled.connect(self._show_use)
        self.on.clicked.connect(self.edited)
        self.ports.edited.connect(self.edited)
        self.baud.activated.connect(self.edited)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self.heading.setText(words("gun_section.serial"))
        self.on.setText(words("gun_section.field.serial_on"))
        self._rows.set_words(words)
        self.ports.set_automatic(words("gun_section.automatic"))
        self._hint.setText(words("gun_section.serial_hint"))
        self.states.set_words(words)

    def fields(self) -> Mapping[str, QWidget]:
        """Return the fields by the names of their options."""
        return {"on": self.on, "ports": self.ports, "baud": self.baud}

    def show_options(self, serial: SerialOptions) -> None:
        """Show what is set."""
        self.on.setChecked(serial.on)
        self.ports.show_ports(serial.ports)
        self.baud.setCurrentIndex(self.baud.findData(serial.baud))
        self._show_use(serial.on)

    def changed(self, serial: SerialOptions) -> SerialOptions:
        """Return the options as the fields say."""
        baud = int(self.baud.currentData())
        return replace(serial, on=self.on.isChecked(), ports=self.ports.ports, baud=baud)

    def show_lines(self, lines: tuple[LineStatus, ...]) -> None:
        """Show how the guns are doing."""
        self.states.show_lines(lines)

    @Slot(bool)
    def _show_use(self, on: bool) -> None:
        for widget in (self.ports, self.baud):
            widget.setEnabled(on)
        self.states.setVisible(on)
