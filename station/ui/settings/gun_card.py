"""The settings of a gun that types like a keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from station.setting_groups import GunOptions
from station.setting_rules import Number
from station.settings import options
from station.ui.card import Card, set_tone, text_label
from station.ui.dialogs.dialog import FormRows
from station.ui.settings.number_edit import NumberEdit
from station.ui.theme import Theme
from station.ui.words import Words

PREFIXES = {"none": "", "f13": "F13", "stx": "STX"}
_NUMBERS = ("gap_ms", "min_characters", "replay_ms")


class GunCard(Card):
    """`edited`: somebody changed a field."""

    edited = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self.prefix = QComboBox()
        for value, name in PREFIXES.items():
            self.prefix.addItem(name, value)
        rules = {option.key: option.rule for option in options()}
        self.numbers: dict[str, NumberEdit] = {}
        self._limits: dict[str, tuple[QLabel, str]] = {}
        self._rows = FormRows(theme)
        self._rows.add("gun_section.field.gun_prefix", self.prefix)
        for name in _NUMBERS:
            rule = rules[f"gun.{name}"]
            assert isinstance(rule, Number)
            edit = self.numbers[name] = NumberEdit(theme, int(rule.low), int(rule.high))
            edit.edited.connect(self.check)
            edit.edited.connect(self.edited)
            self._add(theme, name, rule.allowed)
        self.body.addLayout(self._rows)
        self._hint = text_label(theme, 13, tone="muted")
        self._hint.setWordWrap(True)
        self.body.addWidget(self._hint)
        self.prefix.activated.connect(self.edited)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self.heading.setText(words("gun_section.gun"))
        self._rows.set_words(words)
        self.prefix.setItemText(0, words("gun_section.prefix_none"))
        self._words = words
        self.check()
        self._hint.setText(words("gun_section.gun_hint"))

    def fields(self) -> Mapping[str, QWidget]:
        """Return the fields by the names of their options."""
        return {"prefix": self.prefix, **self.numbers}

    def show_options(self, gun: GunOptions) -> None:
        """Show what is set."""
        self.prefix.setCurrentIndex(self.prefix.findData(gun.prefix))
        for name, edit in self.numbers.items():
            edit.show_value(getattr(gun, name))
        self.check()

    def changed(self, gun: GunOptions) -> GunOptions:
        """Return the options as the fields say."""
        numbers = {name: edit.value for name, edit in self.numbers.items()}
        return replace(gun, prefix=str(self.prefix.currentData()), **numbers)

    def fault(self) -> tuple[str, str] | None:
        """Return the option of a number out of its range and what is wrong, or None."""
        for name, edit in self.numbers.items():
            if not edit.fits:
                field = self._words(f"gun_section.field.gun_{name}")
                allowed = self._limits[name][1]
                return name, self._words("gun_section.out_of_range", name=field, allowed=allowed)
        return None

    @Slot()
    def check(self) -> None:
        """Mark the numbers out of their ranges, and say the range beside each."""
        for name, edit in self.numbers.items():
            label, allowed = self._limits[name]
            sign = "" if edit.fits else "✘ "
            label.setText(sign + self._words(f"gun_section.unit.{name}", allowed=allowed))
            set_tone(label, "tone", "muted" if edit.fits else "bad")
            set_tone(edit, "wrong", "no" if edit.fits else "yes")

    def _add(self, theme: Theme, name: str, allowed: str) -> None:
        edit, limits = self.numbers[name], text_label(theme, 13, tone="muted")
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(edit)
        line.addWidget(limits, 1)
        self._limits[name] = limits, allowed
        self._rows.add(f"gun_section.field.gun_{name}", edit, row)
