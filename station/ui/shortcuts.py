"""The keys of the page: what each does, with and without an open question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

ALWAYS = ("F11", "Esc")
WHILE_ASKED = ("Return", "Enter", "F12")


class Shortcuts:
    """Shortcuts of a window; those that answer a question work only while one is open.

    They do not repeat: a key that is held down is pressed once.
    """

    def __init__(self, window: QWidget, actions: Mapping[str, Callable[[], None]]) -> None:
        self._shortcuts: dict[str, QShortcut] = {}
        for key, action in actions.items():
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(action)
            self._shortcuts[key] = shortcut
        self.show_question(False)

    def show_question(self, asked: bool) -> None:
        """Let the keys answer the question, or work the page."""
        for key, shortcut in self._shortcuts.items():
            shortcut.setEnabled(key in ALWAYS or (key in WHILE_ASKED) == asked)
