"""What a section of the settings page is, and the small parts that sections are made of."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from station.domain.staff import Permission
from station.settings import Settings
from station.ui.card import set_tone, text_label
from station.ui.theme import Theme
from station.ui.words import Words

LABEL_WIDTH = 96


class Section(QWidget):
    """A widget that shows some groups of the settings, and marks the field that a fault concerns.

    `edited`: what it shows may differ from what is in force. Its abstract methods are the type
    checker's matter: a widget's class cannot have `abc.ABCMeta`.
    """

    edited = Signal()

    @abstractmethod
    def set_words(self, words: Words) -> None:
        """Speak another language; what was changed stays."""

    @abstractmethod
    def show_settings(self, settings: Settings) -> None:
        """Show what is in force."""

    @abstractmethod
    def changed(self, settings: Settings) -> Settings:
        """Return ``settings`` with this section's fields in them."""

    @abstractmethod
    def fields(self) -> Mapping[str, QWidget]:
        """Return its fields by key; that of an option is `camera.device`."""

    def fault(self) -> tuple[str, str] | None:
        """Return the field's key and what is wrong in words, or None if all may be applied."""
        return None

    def mark(self, key: str) -> None:
        """Mark the field of ``key`` as wrong and put the keyboard into it."""
        field = self.fields().get(key)
        if field is not None:
            set_tone(field, "wrong", "yes")
            field.setFocus()

    def clear_marks(self) -> None:
        """Take the marks of `mark` away."""
        for field in self.fields().values():
            set_tone(field, "wrong", "no")

    def leave(self) -> None:
        """Nothing of it goes on while it is not shown."""


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """``name`` is the key of its word; ``groups`` of the settings are shown by ``section``.

    Only who has ``permission`` sees it.
    """

    name: str
    groups: tuple[str, ...]
    section: Section
    permission: Permission = Permission.SETTINGS


class Labelled(QWidget):
    """A word in front of a field, which is also the field's accessible name."""

    def __init__(self, theme: Theme, field: QWidget, *more: QWidget) -> None:
        super().__init__()
        self._field = field
        self._label = text_label(theme, 14)
        self._label.setBuddy(field)
        self._label.setFixedWidth(LABEL_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._label)
        for each in (field, *more):
            row.addWidget(each, 1)

    def set_word(self, word: str, context: str = "") -> None:
        """Show ``word``; ``context`` tells screen readers what it is a word of."""
        self._label.setText(word)
        self._field.setAccessibleName(f"{context} {word}".strip())


def combo_box(theme: Theme) -> QComboBox:
    """Return a combo box that is as wide as its room, whatever its items say."""
    combo = QComboBox()
    combo.setFont(theme.font(15))
    combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    combo.setMinimumWidth(90)
    return combo


def choose(combo: QComboBox, data: object) -> None:
    """Choose the item with ``data``; tuples among them too, which `findData` cannot find."""
    for index in range(combo.count()):
        if combo.itemData(index) == data:
            combo.setCurrentIndex(index)
            return
