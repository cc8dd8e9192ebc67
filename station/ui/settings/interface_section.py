"""The window's section of the settings page: language, look and sounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSlider, QWidget

from station.settings import Settings
from station.ui.card import Card, text_label
from station.ui.dialogs.language_combo import LanguageCombo
from station.ui.settings.section import Labelled, Section, choose, combo_box
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

THEMES = ("system", "light", "dark")
CARD_WIDTH = 520


class InterfaceSection(Section):
    """Language, theme, sounds on or off, and how loud they are."""

    def __init__(self, theme: Theme, words: Words, desk: SettingsDesk) -> None:
        super().__init__()
        self._filling = False
        self.language = LanguageCombo(words.language)
        self.language.setFont(theme.font(15))
        self.look = combo_box(theme)
        for each in THEMES:
            self.look.addItem("", each)
        self.sound = QCheckBox()
        self.sound.setFont(theme.font(14))
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setPageStep(10)
        self._percent = text_label(theme, 14, mono=True)
        self._percent.setFixedWidth(self._percent.fontMetrics().horizontalAdvance("100 %"))
        loudness = QWidget()
        row = QHBoxLayout(loudness)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.volume, 1)
        row.addWidget(self._percent)
        loudness.setFocusProxy(self.volume)
        self._rows = {
            "language": Labelled(theme, self.language),
            "look": Labelled(theme, self.look),
            "sound": Labelled(theme, self.sound),
            "volume": Labelled(theme, loudness),
        }
        self._card = Card(theme)
        self._card.setMaximumWidth(CARD_WIDTH)
        for each_row in self._rows.values():
            self._card.body.addWidget(each_row)
        self._card.body.addStretch(1)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._card, 1)
        box.addStretch(1)
        self.set_words(words)
        self.show_settings(desk.settings)
        for combo in (self.language, self.look):
            combo.currentIndexChanged.connect(self._tell)
        self.sound.toggled.connect(self._tell)
        self.volume.valueChanged.connect(self._tell)

    def set_words(self, words: Words) -> None:
        self._card.heading.setText(words("settings.section.interface"))
        for name, row in self._rows.items():
            row.set_word(words(f"settings.interface.{name}"))
        for index, each in enumerate(THEMES):
            self.look.setItemText(index, words(f"settings.interface.look_{each}"))
        self.sound.setText(words("settings.interface.sound_on"))
        self.sound.setAccessibleName(words("settings.interface.sound_on"))
        self.volume.setAccessibleName(words("settings.interface.volume"))

    def show_settings(self, settings: Settings) -> None:
        self._filling = True
        choose(self.language, settings.screen.language)
        choose(self.look, settings.screen.theme)
        self.sound.setChecked(settings.sound.on)
        self.volume.setValue(settings.sound.volume)
        self._filling = False
        self._show()

    def changed(self, settings: Settings) -> Settings:
        screen = replace(
            settings.screen, language=self.language.chosen, theme=self.look.currentData()
        )
        sound = replace(settings.sound, on=self.sound.isChecked(), volume=self.volume.value())
        return replace(settings, screen=screen, sound=sound)

    def fields(self) -> Mapping[str, QWidget]:
        return {
            "screen.language": self.language,
            "screen.theme": self.look,
            "sound.on": self.sound,
            "sound.volume": self.volume,
        }

    def _show(self) -> None:
        self.volume.setEnabled(self.sound.isChecked())
        self._percent.setText(f"{self.volume.value()} %")

    @Slot()
    def _tell(self) -> None:
        if not self._filling:
            self._show()
            self.edited.emit()
