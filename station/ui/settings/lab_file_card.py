"""The lab's name, and what its file beside the workbook is like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from station.lab_options import COLUMN_SETS, DATE_FORMS, LabOptions
from station.ui.card import Card, text_label
from station.ui.settings.section import Labelled, choose, combo_box
from station.ui.theme import Theme
from station.ui.words import Words

LONGEST_LAB = 60
LONGEST_VALUE = 100
CHOICES = {
    "rows": ("persons", "tubes"),
    "file": ("csv", "xlsx"),
    "language": ("zh", "en", "both"),
    "date_form": DATE_FORMS,
}
VALUES = (
    *("client", "client_id", "contact", "profile"),
    *("notebook", "protocol", "visit", "specimen_class", "sample_type"),
)
SHOWN = {
    "standard": (),
    "senaite": ("client", "client_id", "contact", "profile", "sample_type"),
    "openelis": ("notebook", "sample_type"),
    "openspecimen": ("protocol", "visit", "specimen_class", "sample_type", "date_form"),
    "own": ("rows", "file", "language", "date_form"),
}
"""The options that each set goes by."""


class LabFileCard(Card):
    """`edited`: a field was changed."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._filling = False
        self.lab = QLineEdit()
        self.lab.setMaxLength(LONGEST_LAB)
        self.column_set = combo_box(theme)
        self.options: dict[str, QComboBox | QLineEdit] = {
            **{name: combo_box(theme) for name in CHOICES},
            **{name: QLineEdit() for name in VALUES},
        }
        self._rows = {
            "lab": Labelled(theme, self.lab),
            "column_set": Labelled(theme, self.column_set),
        }
        self._rows |= {name: Labelled(theme, self.options[name]) for name in (*VALUES, *CHOICES)}
        self.note = text_label(theme, 13, tone="muted")
        self.note.setWordWrap(True)
        for row in self._rows.values():
            self.body.addWidget(row)
        self.body.addWidget(self.note)
        for field in (self.lab, *self.options.values()):
            field.setFont(theme.font(15))
            if isinstance(field, QLineEdit):
                field.textChanged.connect(self._tell)
            else:
                field.currentIndexChanged.connect(self._tell)
        for name in VALUES:
            self.options[name].setMaxLength(LONGEST_VALUE)
        self.column_set.currentIndexChanged.connect(self._change_set)

    @property
    def chosen(self) -> str:
        """The chosen set's name."""
        return str(self.column_set.currentData() or COLUMN_SETS[0])

    def set_words(self, words: Words) -> None:
        self._filling = True
        self._words = words
        self.heading.setText(words("settings.lab.file_title"))
        _fill(self.column_set, COLUMN_SETS, words, "set")
        for name, choices in CHOICES.items():
            _fill(self.options[name], choices, words, name)
        for name, row in self._rows.items():
            row.set_word(words(f"settings.lab.{name}"))
        for name, key in (("notebook", "optional"), ("visit", "optional"), ("sample_type", "kind")):
            self.options[name].setPlaceholderText(words(f"settings.lab.{key}"))
        self._filling = False
        self._show_set()

    def show_values(self, lab: str, options: LabOptions) -> None:
        self._filling = True
        self.lab.setText(lab)
        choose(self.column_set, options.column_set)
        for name, field in self.options.items():
            value = getattr(options, name)
            if isinstance(field, QLineEdit):
                field.setText(value)
            else:
                choose(field, value)
        self._filling = False
        self._show_set()

    def changed(self, options: LabOptions) -> LabOptions:
        """Return ``options`` with this card's fields in them."""
        values = {
            name: field.text().strip() if isinstance(field, QLineEdit) else field.currentData()
            for name, field in self.options.items()
        }
        return replace(options, column_set=self.chosen, **values)

    def fields(self) -> Mapping[str, QWidget]:
        return {
            "site.lab": self.lab,
            "lab.column_set": self.column_set,
            **{f"lab.{name}": field for name, field in self.options.items()},
        }

    # --- inside --------------------------------------------------------------------------------

    def _show_set(self) -> None:
        for name in self.options:
            self._rows[name].setVisible(name in SHOWN[self.chosen])
        self.note.setText(self._words(f"settings.lab.about_{self.chosen}"))

    @Slot()
    def _change_set(self) -> None:
        if not self._filling:
            self._show_set()
            self.edited.emit()

    @Slot()
    def _tell(self) -> None:
        if not self._filling:
            self.edited.emit()


def _fill(combo: QComboBox, choices: tuple[str, ...], words: Words, name: str) -> None:
    """Name the choices in another language; what is chosen stays."""
    chosen = combo.currentData()
    combo.clear()
    for choice in choices:
        combo.addItem(words(f"settings.lab.{name}_{choice}"), choice)
    choose(combo, chosen)
