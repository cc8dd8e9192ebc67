"""The question before an application is refused, which cannot be undone."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from station.domain.code_desk import Application
from station.ui.dialogs.confirm_dialog import ConfirmDialog
from station.ui.theme import Theme
from station.ui.words import Words


def refuse_dialog(
    parent: QWidget, theme: Theme, words: Words, application: Application
) -> ConfirmDialog:
    """Return the dialog, accepted if the application is to be refused."""
    name = words.masked_name(application.person.person)
    return ConfirmDialog(parent, theme, words, "refuse", name=name)
