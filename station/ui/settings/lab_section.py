"""The laboratory's section of the settings page: its file with a preview, and secrecy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.lab_options import LabOptions, chosen_set
from station.services.lab_preview import preview
from station.settings import Settings
from station.ui.card import GAP
from station.ui.lab_desk import LabDesk
from station.ui.settings.lab_columns_card import LabColumnsCard
from station.ui.settings.lab_file_card import LabFileCard
from station.ui.settings.lab_preview_card import LabPreviewCard
from station.ui.settings.lab_secrecy_card import LabSecrecyCard
from station.ui.settings.section import Section
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

LEFT_WIDTH = 420


class LabSection(Section):
    """Each change shows in the preview at once, before anything is applied."""

    def __init__(self, theme: Theme, words: Words, desk: SettingsDesk, lab: LabDesk) -> None:
        super().__init__()
        self.file = LabFileCard(theme)
        self.secrecy = LabSecrecyCard(theme, lab)
        self.preview = LabPreviewCard(theme)
        self.columns = LabColumnsCard(theme)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in ((left, (self.file, self.secrecy)), (right, ())):
            column.setSpacing(GAP)
            for card in cards:
                column.addWidget(card)
        left.addStretch(1)
        right.addWidget(self.preview, 1)
        right.addWidget(self.columns, 1)
        holder = QWidget()
        holder.setFixedWidth(LEFT_WIDTH)
        left.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(left)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(holder)
        row.addLayout(right, 1)
        self.set_words(words)
        self.show_settings(desk.settings)
        for card in (self.file, self.secrecy, self.columns):
            card.edited.connect(self._take_edit)

    # --- a section -----------------------------------------------------------------------------

    def set_words(self, words: Words) -> None:
        self._words = words
        for card in (self.file, self.secrecy, self.preview, self.columns):
            card.set_words(words)
        self._show_preview()

    def show_settings(self, settings: Settings) -> None:
        lab = settings.lab
        self.file.show_values(settings.site.lab, lab)
        self.columns.show_columns(lab.person_columns, lab.tube_columns)
        self.secrecy.show_values(lab)
        self._show_preview()

    def changed(self, settings: Settings) -> Settings:
        site = replace(settings.site, lab=self.file.lab.text().strip())
        return replace(settings, site=site, lab=self._options(settings.lab))

    def fields(self) -> Mapping[str, QWidget]:
        return {
            **self.file.fields(),
            **self.secrecy.fields(),
            "lab.person_columns": self.columns.list,
            "lab.tube_columns": self.columns.list,
        }

    def fault(self) -> tuple[str, str] | None:
        doubled = self.columns.doubled() if self.file.chosen == "own" else ""
        if doubled:
            return "lab.tube_columns", self._words("settings.lab.doubled", header=doubled)
        return self.secrecy.fault()

    def leave(self) -> None:
        self.secrecy.leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.secrecy.refresh()

    # --- inside --------------------------------------------------------------------------------

    def _options(self, before: LabOptions) -> LabOptions:
        options = self.secrecy.changed(self.file.changed(before))
        return replace(
            options,
            person_columns=self.columns.texts("persons"),
            tube_columns=self.columns.texts("tubes"),
        )

    def _show_preview(self) -> None:
        options = self._options(LabOptions())
        is_own = options.column_set == "own"
        self.columns.setVisible(is_own)
        self.columns.use(options.rows, options.language)
        if is_own and self.columns.doubled():
            # What the settings would refuse has no file; the one before stays.
            return
        chosen = chosen_set(options)
        if chosen is None:
            self.preview.show_preview(None, self._words("settings.lab.no_file"))
            return
        signed = chosen.file == "csv" and chosen.signature
        note = "csv_signed" if signed else chosen.file
        self.preview.show_preview(preview(chosen), self._words(f"settings.lab.note_{note}"))

    @Slot()
    def _take_edit(self) -> None:
        self._show_preview()
        self.edited.emit()
