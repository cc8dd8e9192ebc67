"""The form for a person whom nobody knows yet: their document is given, the rest is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from station.domain.documents import Document
from station.domain.person import NAME_LENGTH, PHONE_LENGTH, Person
from station.errors import StationError
from station.ui.card import push_button, text_label
from station.ui.codes.born_edit import BornEdit
from station.ui.codes.sex_combo import SexCombo
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.note import Note
from station.ui.theme import Theme
from station.ui.words import Words


class EnrolForm(QWidget):
    """`submitted` carries the `Person`. Birth date and sex are asked for where the number does
    not tell them."""

    submitted = Signal(object)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._document: Document | None = None
        self.title = text_label(theme, 15, bold=True)
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_LENGTH)
        self.phone = LatinLineEdit()
        self.phone.setMaxLength(PHONE_LENGTH)
        self.born = BornEdit()
        self.sex = SexCombo()
        self.ok = push_button(theme, "primary")
        self.note = Note(theme)
        self._labels = {
            key: text_label(theme, 14, tone="muted") for key in ("name", "phone", "born", "sex")
        }
        self._fields: dict[str, QWidget] = {
            "name": self.name,
            "phone": self.phone,
            "born": self.born,
            "sex": self.sex,
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.addWidget(self.title, 0, 0, 1, 5)
        for number, (key, field) in enumerate(self._fields.items()):
            row, column = divmod(number, 2)
            field.setFont(theme.font(15))
            self._labels[key].setBuddy(field)
            grid.addWidget(self._labels[key], row + 1, 2 * column)
            grid.addWidget(field, row + 1, 2 * column + 1)
        grid.addWidget(self.ok, 2, 4)
        grid.addWidget(self.note, 3, 0, 1, 5)
        grid.setRowStretch(4, 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for edit in (self.name, self.phone, self.born):
            edit.returnPressed.connect(self._submit)
            edit.textEdited.connect(self.note.clear)
        self.ok.clicked.connect(self._submit)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.title.setText(words("codes.unknown_person"))
        self.sex.set_words(words)
        self.born.setPlaceholderText(words("codes.born_hint"))
        self.ok.setText(words("codes.enrol"))
        for key, label in self._labels.items():
            label.setText(words(f"codes.field.{key}"))
            self._fields[key].setAccessibleName(words(f"codes.field.{key}"))

    def begin(self, document: Document) -> None:
        """Ask for the person of ``document``."""
        self.forget()
        self._document = document
        for key, told in (("born", document.birth_date), ("sex", document.sex)):
            for widget in (self._labels[key], self._fields[key]):
                widget.setVisible(told is None)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Empty the form."""
        self._document = None
        for edit in (self.name, self.phone, self.born):
            edit.clear()
        self.sex.setCurrentIndex(0)
        self.note.clear()

    @Slot()
    def _submit(self) -> None:
        if self._document is None:
            return
        try:
            person = Person(
                self.name.text().strip(),
                self._document,
                phone=self.phone.text().strip() or None,
                own_birth_date=None if self._document.birth_date else self.born.date(),
                own_sex=None if self._document.sex else self.sex.sex(),
            )
        except StationError as error:
            self.note.show_error(error, self._words)
            return
        self.submitted.emit(person)
