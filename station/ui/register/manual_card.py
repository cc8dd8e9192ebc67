"""The manual form (F2): a person whose document number, or whose lack of one, is typed."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLineEdit, QStackedWidget

from station.domain.documents import Document, DocumentType, normalise_number
from station.domain.person import NAME_LENGTH, PHONE_LENGTH
from station.domain.registration import Candidate
from station.services.entry import TypedEntry
from station.ui.card import Card, push_button, set_tone, text_label
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.register.number_hint import Hint, hint_for
from station.ui.theme import Theme
from station.ui.words import Words

TYPES = (
    DocumentType.RESIDENT_ID,
    DocumentType.HK_MACAU_PERMIT,
    DocumentType.TAIWAN_PERMIT,
    DocumentType.FOREIGN_PR,
    DocumentType.PASSPORT,
    DocumentType.NONE,
)
NUMBER_LENGTH = 32
REASON_LENGTH = 60
HINT_LINES = 2
NUMBER_PADDING = 24


class ManualCard(Card):
    """`submitted` carries a `TypedEntry`. What is typed stays until the booth has taken it."""

    submitted = Signal(object)

    def __init__(self, theme: Theme, words: Words, today: Callable[[], date]) -> None:
        super().__init__(theme, key="F2")
        self._today = today
        self._hint = Hint("")
        self._sent: TypedEntry | None = None
        self.type = QComboBox()
        self.number = LatinLineEdit()
        self.number.setMaxLength(NUMBER_LENGTH)
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self._reason_edit().setMaxLength(REASON_LENGTH)
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_LENGTH)
        self.phone = LatinLineEdit()
        self.phone.setMaxLength(PHONE_LENGTH)
        self.clear_button = push_button(theme)
        self.register_button = push_button(theme, "primary")
        self.hint = text_label(theme, 13, tone="muted")
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        line = QFontMetrics(self.hint.font()).lineSpacing()
        self.hint.setFixedHeight(HINT_LINES * line)
        for widget in (self.type, self.reason, self.name, self.phone):
            widget.setFont(theme.font(15))
        self.number.setFont(theme.font(15, mono=True))
        # A whole number can be seen; the reasons' words may be longer than that.
        digits = QFontMetrics(self.number.font()).horizontalAdvance("0" * 18)
        self.number.setMinimumWidth(digits + NUMBER_PADDING)
        self.reason.setMinimumContentsLength(6)
        self.reason.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._lay_out()
        self._connect()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("manual.title"))
        chosen = max(self.type.currentIndex(), 0)
        self.type.clear()
        for type in TYPES:
            self.type.addItem(words(f"document_short.{type.name}"), type)
        self.type.setCurrentIndex(chosen)
        self.reason.clear()
        self.reason.addItems(words("manual.reasons").split("|"))
        self.number.setPlaceholderText(words("manual.number"))
        self.name.setPlaceholderText(words("manual.name"))
        self.clear_button.setText(words("manual.clear"))
        for widget, key in (
            (self.type, "type"),
            (self.number, "number"),
            (self.reason, "reason"),
            (self.name, "name"),
            (self.phone, "phone"),
        ):
            widget.setAccessibleName(words(f"manual.{key}"))
        self._update()

    # --- what is typed -------------------------------------------------------------------------

    @property
    def document_type(self) -> DocumentType:
        return DocumentType(self.type.currentData())

    def entry(self) -> TypedEntry:
        """Return the form as it stands."""
        no_document = self.document_type is DocumentType.NONE
        return TypedEntry(
            self.document_type,
            number="" if no_document else self.number.text().strip(),
            name=self.name.text().strip(),
            phone=self.phone.text().strip(),
            reason=self.reason.currentText().strip() if no_document else "",
        )

    def is_empty(self) -> bool:
        """Tell whether nothing is typed."""
        return not any(edit.text() for edit in (self.number, self.name, self.phone))

    @property
    def marked(self) -> bool:
        """Whether the form holds somebody else than the person who was read."""
        return bool(self.property("marked") == "yes")

    def has_focus(self) -> bool:
        """Tell whether the keyboard is in the form."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def is_of(self, candidate: Candidate) -> bool:
        """Tell whether the form describes this person, so that it is done with."""
        person = candidate.person
        if person.document is None:
            return self.document_type is DocumentType.NONE and self.entry().name == person.name
        return person.document.number == _normalised(self.entry())

    def done_with(self, candidate: Candidate) -> bool:
        """Empty the form of somebody whom the booth has taken; tell whether it was theirs.

        If the next number was typed before the booth had answered, only the name and the phone
        that were sent go: they must not be registered under that number.
        """
        if self.is_of(candidate):
            self.clear()
            return True
        sent, document = self._sent, candidate.person.document
        if sent and document and document.number == _normalised(sent):
            self._sent = None
            for edit, text in ((self.name, sent.name), (self.phone, sent.phone)):
                if edit.text().strip() == text:
                    edit.clear()
        return False

    @Slot()
    def clear(self) -> None:
        """Empty the form."""
        self._sent = None
        self.type.setCurrentIndex(0)
        for edit in (self.number, self.name, self.phone):
            edit.clear()
        self.reason.setCurrentIndex(0)
        self._update()

    @Slot()
    def begin(self) -> None:
        """F2: put the keyboard into the number, or the reason where there is no document."""
        no_document = self.document_type is DocumentType.NONE
        target = self.reason if no_document else self.number
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not no_document:
            self.number.selectAll()

    def takes(self, document: Document) -> bool:
        """Tell whether a number that was read may go into the form: nobody else is in it."""
        return self.is_empty() or document.number == normalise_number(self.number.text())

    def ask_name(self, document: Document) -> None:
        """Put a number that was read into the form and the keyboard into the name.

        A form that holds somebody else stays as it is and is marked until it is empty or sent:
        the name of one must not be registered under the number of another.
        """
        if not self.takes(document):
            self._mark(True)
            return
        self.type.setCurrentIndex(TYPES.index(document.type))
        if document.number != _normalised(self.entry()):
            self.number.setText(document.number)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._number_or_reason = QStackedWidget()
        self._number_or_reason.addWidget(self.number)
        self._number_or_reason.addWidget(self.reason)
        rows = [QHBoxLayout() for _ in range(3)]
        for row in rows:
            row.setSpacing(8)
        rows[0].addWidget(self.type, 4)
        rows[0].addWidget(self._number_or_reason, 7)
        rows[1].addWidget(self.name, 1)
        rows[1].addWidget(self.phone, 1)
        rows[2].addStretch(1)
        rows[2].addWidget(self.clear_button)
        rows[2].addWidget(self.register_button)
        self.body.addLayout(rows[0])
        self.body.addWidget(self.hint)
        self.body.addLayout(rows[1])
        self.body.addLayout(rows[2])
        self.body.addStretch(1)
        order = [self.type, self.number, self.reason, self.name, self.phone]
        order += [self.clear_button, self.register_button]
        for first, second in itertools.pairwise(order):
            self.setTabOrder(first, second)

    def _connect(self) -> None:
        self.type.currentIndexChanged.connect(self._update)
        for edit in (self.number, self.name, self.phone, self._reason_edit()):
            edit.textChanged.connect(self._update)
            edit.returnPressed.connect(self._submit)
        self.clear_button.clicked.connect(self._start_over)
        self.register_button.clicked.connect(self._submit)

    def _reason_edit(self) -> QLineEdit:
        edit = self.reason.lineEdit()
        if edit is None:
            raise TypeError("an editable combo box has a line edit")
        return edit

    @Slot()
    def _start_over(self) -> None:
        self.clear()
        self.begin()

    @Slot()
    def _submit(self) -> None:
        if self._hint.suggestion:
            self.number.setText(self._hint.suggestion)
            return
        if self.is_empty():
            self.begin()
            return
        self._mark(False)
        self._sent = self.entry()
        self.submitted.emit(self._sent)

    @Slot()
    def _update(self) -> None:
        if self.type.currentData() is None:
            return
        type = self.document_type
        no_document = type is DocumentType.NONE
        self._number_or_reason.setCurrentWidget(self.reason if no_document else self.number)
        phone = "manual.phone_needed" if no_document else "manual.phone"
        self.phone.setPlaceholderText(self._words(phone))
        self._hint = hint_for(type, self.number.text(), self._today(), self._words)
        self._mark(self.marked and not self.is_empty())
        adopt = bool(self._hint.suggestion)
        self.register_button.setText(self._words("manual.adopt" if adopt else "manual.register"))
        self.register_button.setEnabled(not self.is_empty())
        self.clear_button.setEnabled(not self.is_empty())

    def _mark(self, marked: bool) -> None:
        """Say that the form has to be finished or cleared first; or show its hint."""
        set_tone(self, "marked", "yes" if marked else "no")
        text, tone = self._hint.text, self._hint.tone
        if marked:
            text, tone = f"! {self._words('manual.finish_first')}", "warn"
        self.hint.setText(text)
        set_tone(self.hint, "tone", tone)


def _normalised(entry: TypedEntry) -> str:
    return normalise_number(entry.number)
