"""The question whether a person has another name now: codes with the old one end with it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from station.domain.masking import mask_name
from station.ui.dialogs.confirm_dialog import ConfirmDialog
from station.ui.theme import Theme
from station.ui.words import Words


def renamed_dialog(parent: QWidget, theme: Theme, words: Words, name: str) -> ConfirmDialog:
    """Return the question; accepted if ``name`` is to be taken."""
    return ConfirmDialog(parent, theme, words, "renamed", name=mask_name(name))
