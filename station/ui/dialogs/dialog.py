"""What all dialogs share: a heading, a body, a place for what is wrong, a row of buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from station.errors import StationError
from station.ui.card import push_button, text_label
from station.ui.notice import Notice
from station.ui.theme import Theme
from station.ui.words import Words

WIDTH = 520


class StationDialog(QDialog):
    """A window-modal dialog; ``body`` takes what stands in it, ``buttons`` its keys."""

    def __init__(self, parent: QWidget | None, theme: Theme, words: Words) -> None:
        super().__init__(parent)
        self.theme = theme
        self.words = words
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(WIDTH)
        self.heading = text_label(theme, 20, bold=True)
        self.text = text_label(theme, 14, tone="muted")
        for label in (self.heading, self.text):
            label.setWordWrap(True)
        self.problem = Notice(theme, "bad")
        self.problem.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addWidget(self.text)
        column.addLayout(self.body)
        column.addWidget(self.problem)
        column.addStretch(1)
        column.addLayout(self.buttons)

    def set_heading(self, title: str, text: str = "") -> None:
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))

    def add_button(self, role: str = "") -> QPushButton:
        """Return a new button at the right end; Enter presses the one that has the keyboard, or
        else the primary one."""
        button = push_button(self.theme, role)
        button.setAutoDefault(True)
        button.setDefault(role == "primary")
        self.buttons.addWidget(button)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a button in the body too, if it has the keyboard."""
        button = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(button, QPushButton) and button.hasFocus():
            button.click()
        else:
            super().keyPressEvent(event)

    def show_error(self, error: StationError) -> None:
        """Say what is wrong and what to do."""
        self.show_problem(self.words.title(error), self.words.next_step(error))

    def show_problem(self, title: str, text: str = "") -> None:
        self.problem.show_words(title, text)
        self.problem.show()

    def clear_problem(self) -> None:
        self.problem.hide()


class FormRows(QFormLayout):
    """Labels in front of fields, each label also the field's accessible name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._labels: list[tuple[QLabel, QWidget, str]] = []
        self.setSpacing(10)
        self.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def add(self, key: str, field: QWidget, row: QWidget | None = None) -> None:
        """Add ``field`` under the word ``key``; ``row`` is what holds it, if not itself."""
        label = text_label(self._theme, 14)
        label.setBuddy(field)
        if isinstance(field, (QLineEdit, QComboBox)) and not field.testAttribute(
            Qt.WidgetAttribute.WA_SetFont
        ):
            field.setFont(self._theme.font(15))
        self._labels.append((label, field, key))
        self.addRow(label, row or field)

    def set_words(self, words: Words) -> None:
        for label, field, key in self._labels:
            label.setText(words(key))
            field.setAccessibleName(words(key))
