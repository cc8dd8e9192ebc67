"""The card of who stands at the desk: the number, the person and their relatives."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QStackedWidget

from station.domain.documents import Document, DocumentError, DocumentType, FirstGenerationCard
from station.errors import StationError
from station.ui.card import Card, push_button, text_label
from station.ui.codes.enrol_form import EnrolForm
from station.ui.codes.number_edit import DeskNumberEdit
from station.ui.codes.row import DeskRow, RowAction
from station.ui.codes.row_model import RowModel
from station.ui.codes.row_table import RowTable
from station.ui.note import Note
from station.ui.register.number_hint import hint_for
from station.ui.theme import Theme
from station.ui.words import Words

TYPES = (
    DocumentType.RESIDENT_ID,
    DocumentType.HK_MACAU_PERMIT,
    DocumentType.TAIWAN_PERMIT,
    DocumentType.FOREIGN_PR,
    DocumentType.PASSPORT,
)
NUMBER_LENGTH = 32
TYPE_LENGTH = 10
NUMBER_PADDING = 24
NOTE_LINES = 2
# Four rows, and the form with all its fields.
LEAST_HEIGHT = 196


class PersonCard(Card):
    """`find_asked` carries a `Document`, `enrolled` a `Person`, `acted` a `DeskRow`."""

    find_asked = Signal(object)
    enrolled = Signal(object)
    acted = Signal(object)
    next_asked = Signal()
    apply_asked = Signal()
    pending_asked = Signal()

    def __init__(self, theme: Theme, words: Words, now: Callable[[], datetime]) -> None:
        super().__init__(theme)
        self._now = now
        self._hinting = True
        self._has_reader = False
        self.heading.setFont(theme.font(15, bold=True))
        self.heading.setProperty("tone", "")
        self.type = QComboBox()
        self.type.setFont(theme.font(15))
        self.type.setMinimumContentsLength(TYPE_LENGTH)
        self.type.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.number = DeskNumberEdit()
        self.number.setMaxLength(NUMBER_LENGTH)
        self.number.setFont(theme.font(15, mono=True))
        digits = QFontMetrics(self.number.font()).horizontalAdvance("0" * 18)
        self.number.setMinimumWidth(digits + NUMBER_PADDING)
        self.next_button = push_button(theme)
        self.apply_button = push_button(theme, "primary")
        self.pending_button = push_button(theme)
        self.note = Note(theme, NOTE_LINES)
        self.idle = text_label(theme, 15, tone="muted")
        self.idle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.idle.setWordWrap(True)
        self.form = EnrolForm(theme, words)
        self.model = RowModel(theme, words, now, self)
        self.table = RowTable(theme, words, self.model)
        self._stack = QStackedWidget()
        for part in (self.idle, self.form, self.table):
            self._stack.addWidget(part)
        self._stack.setMinimumHeight(LEAST_HEIGHT)
        for widget in (
            *(self.type, self.number, self.next_button, self.pending_button, self.apply_button),
        ):
            self.head.addWidget(widget)
        self.body.addWidget(self.note)
        self.body.addWidget(self._stack, 1)
        order = (self.type, self.number, self.next_button, self.pending_button, self.apply_button)
        for first, second in itertools.pairwise((*order, self.table)):
            self.setTabOrder(first, second)
        self.number.textChanged.connect(self._hint)
        self.type.currentIndexChanged.connect(self._hint)
        self.number.returnPressed.connect(self._find)
        self.next_button.clicked.connect(self.next_asked)
        self.apply_button.clicked.connect(self.apply_asked)
        self.pending_button.clicked.connect(self.pending_asked)
        self.form.submitted.connect(self.enrolled)
        self.table.acted.connect(self._act)
        self.set_words(words)
        self.show_pending(None)
        self.forget()

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("codes.title"))
        chosen = max(self.type.currentIndex(), 0)
        self.type.clear()
        for type in TYPES:
            self.type.addItem(words(f"document_short.{type.name}"), type)
        self.type.setCurrentIndex(chosen)
        # The list is as wide as its words, the field beside the number is not.
        view = self.type.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + NUMBER_PADDING)
        self.type.setAccessibleName(words("codes.field.type"))
        self.number.setAccessibleName(words("codes.field.number"))
        self.number.setPlaceholderText(words("codes.field.number"))
        self.show_reader(self._has_reader)
        self.apply_button.setText(words("codes.apply"))
        self.idle.setText(words("codes.idle"))
        self.form.set_words(words)
        self.model.set_words(words)
        self.table.set_words(words)
        self._hint()

    # --- what is shown -------------------------------------------------------------------------

    def show_looking(self, document: Document) -> None:
        """A document is looked up."""
        self._hinting = False
        if document.type in TYPES:
            self.type.setCurrentIndex(TYPES.index(document.type))
        self.number.mask(document.number)
        self.note.show_text(self._words("codes.looking"))
        self._hinting = True

    def show_rows(self, rows: Sequence[DeskRow]) -> None:
        """Show the person and their relatives; the keyboard goes to what is to be done next."""
        self.model.show_rows(rows)
        self._stack.setCurrentWidget(self.table)
        self.apply_button.setEnabled(True)

    def present_row(self) -> int:
        """Return the number of the row that the keyboard is on, -1 for none."""
        return self.table.currentIndex().row()

    def choose(self, row: DeskRow) -> None:
        """Put the keyboard on a row: Enter presses its button."""
        self.table.choose(row)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_unknown(self, document: Document) -> None:
        """Nobody knows the person of this document: ask who they are."""
        self.model.show_rows(())
        self.apply_button.setEnabled(False)
        self._stack.setCurrentWidget(self.form)
        self.form.begin(document)

    def show_reader(self, there: bool) -> None:
        """Say that a card can be read, or only that the next person comes."""
        self._has_reader = there
        self.next_button.setText(self._words("codes.read_card" if there else "codes.next"))

    def wait_for_card(self) -> None:
        """Nobody is shown, and a card is waited for."""
        self.forget()
        if self._has_reader:
            self.note.show_text(self._words("codes.lay_card"))

    def show_pending(self, count: int | None) -> None:
        """Show how many applications wait; None: this member does not decide."""
        self.pending_button.setVisible(count is not None)
        self.pending_button.setText(self._words("codes.pending_button", count=count or 0))

    def begin(self) -> None:
        """F2: put the keyboard into the number."""
        self.number.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number.selectAll()

    @Slot()
    def forget(self) -> None:
        """Show nobody."""
        self.model.show_rows(())
        self.form.forget()
        self.number.clear()
        self.note.clear()
        self.apply_button.setEnabled(False)
        self._stack.setCurrentWidget(self.idle)

    # --- inside --------------------------------------------------------------------------------

    @property
    def _type(self) -> DocumentType:
        return DocumentType(self.type.currentData() or DocumentType.RESIDENT_ID)

    @Slot()
    def _find(self) -> None:
        if self.number.is_masked or not self.number.text().strip():
            return
        today = self._words.day(self._now())
        try:
            document = Document.parse(self._type, self.number.text(), today)
        except FirstGenerationCard as error:
            self.number.setText(error.suggestion)
            self.note.show_text(self._words("codes.check_suggestion"), "warn")
            return
        except DocumentError as error:
            self.show_error(error)
            return
        self.find_asked.emit(document)

    @Slot()
    def _hint(self) -> None:
        """Say of a number as it is typed what is missing, or wrong."""
        if not self._hinting or self.type.currentData() is None or self.number.is_masked:
            return
        if not self.number.text():
            self.note.clear()
            return
        today = self._words.day(self._now())
        hint = hint_for(self._type, self.number.text(), today, self._words)
        self.note.show_text(hint.text, hint.tone)

    def show_error(self, error: StationError) -> None:
        """Say what is wrong and what to do."""
        self.note.show_error(error, self._words)

    @Slot(object)
    def _act(self, row: DeskRow) -> None:
        if row.action is not RowAction.NONE:
            self.acted.emit(row)
