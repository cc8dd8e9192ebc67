"""The trust list's section of the settings page: what is in force, and where new ones come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station.settings import Settings
from station.ui.card import GAP, Card, push_button, text_label
from station.ui.file_dialog import set_file_words
from station.ui.keys_desk import KeysDesk
from station.ui.settings.section import Labelled, Section
from station.ui.settings.trust_issue_card import TrustIssueCard
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.trust_card import TrustCard
from station.ui.words import Words

CARD_WIDTH = 760


class TrustSection(Section):
    """The list itself is shown and imported; folder and sticks are options like any other."""

    def __init__(
        self, theme: Theme, words: Words, desk: SettingsDesk, keys: KeysDesk | None = None
    ) -> None:
        """With ``keys`` lists can be issued here as well."""
        super().__init__()
        self._filling = False
        self.card = TrustCard(theme, words, desk.trust)
        self.folder = QLineEdit()
        self.folder.setFont(theme.font(15))
        self.choose_button = push_button(theme)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose_button)
        place.setFocusProxy(self.folder)
        self._folder_row = Labelled(theme, place)
        self.sticks = QCheckBox()
        self.sticks.setFont(theme.font(14))
        self._hint = text_label(theme, 13, tone="muted")
        self._hint.setWordWrap(True)
        self._watched = Card(theme)
        for each in (self._hint, self._folder_row, self.sticks):
            self._watched.body.addWidget(each)
        cards = QWidget()
        cards.setMaximumWidth(CARD_WIDTH)
        column = QVBoxLayout(cards)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.issuing = None if keys is None else TrustIssueCard(theme, words, keys)
        for card in (self.card, self.issuing, self._watched):
            if card is not None:
                column.addWidget(card)
        column.addStretch(1)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(cards, 9)
        box.addStretch(1)
        self.set_words(words)
        self.show_settings(desk.settings)
        self.folder.textChanged.connect(self._tell)
        self.sticks.toggled.connect(self._tell)
        self.choose_button.clicked.connect(self._ask_folder)
        if keys is not None:
            keys.list_taken.connect(desk.trust.take_view)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.card.set_words(words)
        if self.issuing is not None:
            self.issuing.set_words(words)
        self._watched.heading.setText(words("settings.trust.watched"))
        self._hint.setText(words("settings.trust.hint"))
        self._folder_row.set_word(words("settings.trust.folder"))
        self.folder.setAccessibleName(words("settings.trust.folder"))
        self.folder.setPlaceholderText(words("settings.trust.own_folder", folder="trust-in"))
        self.choose_button.setText(words("settings.trust.choose"))
        self.sticks.setText(words("settings.trust.sticks"))

    def show_settings(self, settings: Settings) -> None:
        self._filling = True
        self.folder.setText(settings.trust.folder)
        self.sticks.setChecked(settings.trust.sticks)
        self._filling = False

    def changed(self, settings: Settings) -> Settings:
        trust = replace(
            settings.trust, folder=self.folder.text().strip(), sticks=self.sticks.isChecked()
        )
        return replace(settings, trust=trust)

    def fields(self) -> Mapping[str, QWidget]:
        return {"trust.folder": self.folder, "trust.sticks": self.sticks}

    def fault(self) -> tuple[str, str] | None:
        """A folder that is not named from the root on would be another after the next start."""
        folder = self.folder.text().strip()
        if folder and not Path(folder).is_absolute():
            return "trust.folder", self._words("settings.trust.not_absolute")
        return None

    def leave(self) -> None:
        self.card.leave()
        if self.issuing is not None:
            self.issuing.leave()

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self._words("settings.trust.folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        set_file_words(dialog, self._words)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _tell(self) -> None:
        if not self._filling:
            self.edited.emit()
