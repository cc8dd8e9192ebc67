"""Applying for a relative: who they are, what they are to the applicant, and on what ground."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from station.domain.card import IdentityCard
from station.domain.code_desk import Application, DeskPerson, ground_by_age
from station.domain.desk_refusals import NameDiffers, RelationMissing
from station.domain.documents import Document, DocumentType, Sex
from station.domain.person import NAME_LENGTH, Person
from station.errors import StationError
from station.ui.card import text_label
from station.ui.codes.apply_faults import fields_at_fault
from station.ui.codes.asks import Apply
from station.ui.codes.born_edit import BornEdit
from station.ui.codes.number_edit import DeskNumberEdit
from station.ui.codes.person_card import NUMBER_LENGTH, TYPES
from station.ui.codes.renamed_dialog import renamed_dialog
from station.ui.codes.sex_combo import SexCombo
from station.ui.codes_desk import CodesDesk
from station.ui.dialogs.asking_dialog import AskingDialog
from station.ui.dialogs.dialog import FormRows
from station.ui.note import Note
from station.ui.theme import Theme
from station.ui.words import Words

REASON_LENGTH = 200
RELATION_LENGTH = 16
# Stands for a child without a document of its own, who has the guardian's number.
GUARDIAN = "guardian"


class ApplyDialog(AskingDialog):
    """Sends `Apply` to the desk and closes once that was taken; what is refused is said in place.

    ``again`` is an application that was refused, whose person is shown at first.
    """

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        words: Words,
        desk: CodesDesk,
        applicant: DeskPerson,
        today: date,
        again: Application | None = None,
    ) -> None:
        super().__init__(parent, theme, words, desk)
        self._applicant = applicant
        self._today = today
        self._document: Document | None = None
        self._told: tuple[date | None, Sex | None] = (None, None)
        self._at_fault: tuple[str, ...] = ()
        name = words.masked_name(applicant.person)
        self.set_heading(words("apply.title"), words("apply.text", name=name))
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_LENGTH)
        self.type = QComboBox()
        for type in TYPES:
            self.type.addItem(words(f"document_short.{type.name}"), type)
        self.type.addItem(words("apply.guardian"), GUARDIAN)
        self.number = DeskNumberEdit()
        self.number.setFont(theme.font(15, mono=True))
        self.number.setMaxLength(NUMBER_LENGTH)
        self.born = BornEdit()
        self.born.setPlaceholderText(words("codes.born_hint"))
        self.sex = SexCombo()
        self.sex.set_words(words)
        self.relation = QComboBox()
        self.relation.setEditable(True)
        self.relation.addItems(words("apply.relations").split("|"))
        self.relation.setCurrentIndex(-1)
        self.relation.lineEdit().setMaxLength(RELATION_LENGTH)
        self.relation.lineEdit().setPlaceholderText(words("apply.relation_hint"))
        self.reason = QLineEdit()
        self.reason.setMaxLength(REASON_LENGTH)
        self.reason.setPlaceholderText(words("apply.reason_hint"))
        self.ground = Note(theme, 2)
        self.ground.setFont(theme.font(14))
        self._lay_out()
        self.cancel = self.add_button()
        self.cancel.setText(words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok = self.add_button("primary")
        self.ok.setText(words("apply.ok"))
        self.ok.clicked.connect(self._send)
        self._connect()
        if again is not None:
            self._show_again(again)
        self._update()
        (self.name if again is None else self.relation).setFocus()

    def take_card(self, card: IdentityCard) -> None:
        """A card was read: it is the relative's."""
        self._show_person(card.person())
        self.relation.setFocus()

    def refuse(self, what: object, error: StationError) -> None:
        """Say why; another name than the desk knows may be taken after a question."""
        self._tell_fault(error)
        if isinstance(error, NameDiffers) and isinstance(what, Apply):
            renamed = replace(what, renamed=True)
            dialog = renamed_dialog(self, self.theme, self.words, what.person.name)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.accepted.connect(lambda: self.ask(renamed))
            dialog.open()

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        rows = FormRows(self.theme)
        rows.add("codes.field.name", self.name)
        rows.add("codes.field.type", self.type)
        rows.add("codes.field.number", self.number)
        rows.add("codes.field.born", self.born)
        rows.add("codes.field.sex", self.sex)
        rows.add("apply.relation", self.relation)
        rows.add("apply.reason", self.reason)
        rows.set_words(self.words)
        self.body.addLayout(rows)
        title = text_label(self.theme, 13, bold=True, tone="muted")
        title.setText(self.words("apply.ground"))
        self.body.addWidget(title)
        self.body.addWidget(self.ground)

    def _connect(self) -> None:
        self.type.currentIndexChanged.connect(self._change_type)
        for edit in (self.number, self.born, self.reason, self.name):
            edit.textChanged.connect(self._update)
        self.sex.currentIndexChanged.connect(self._update)
        self.number.textEdited.connect(self._forget_document)
        self.number.editingFinished.connect(self._hide_number)
        for name, edit in self._edits().items():
            edit.textChanged.connect(lambda _text, name=name: self._mend(name))

    def _edits(self) -> dict[str, QLineEdit]:
        relation = self.relation.lineEdit()
        return {
            "name": self.name,
            "number": self.number,
            "born": self.born,
            "relation": relation,
            "reason": self.reason,
        }

    def _tell_fault(self, error: StationError) -> None:
        """Say what is wrong, with the keyboard on its field, until that is changed."""
        self.show_error(error)
        self._at_fault = fields_at_fault(error)
        edits = self._edits()
        for name in self._at_fault:
            if name in edits and edits[name].isEnabled():
                edits[name].setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _mend(self, name: str) -> None:
        if name in self._at_fault:
            self._at_fault = ()
            self.clear_problem()

    @property
    def _is_guardian(self) -> bool:
        return self.type.currentData() == GUARDIAN

    def _show_again(self, application: Application) -> None:
        self._show_person(application.person.person)
        self.relation.setEditText(application.relation)
        self.reason.setText(application.reason or "")

    def _show_person(self, person: Person) -> None:
        document = person.document
        self.name.setText(person.name)
        if document is not None:
            index = self.type.findData(GUARDIAN if person.guardian_number else document.type)
            self.type.setCurrentIndex(index)
            self._document = document
            self.number.mask(document.number)
        if person.own_birth_date is not None:
            self.born.setText(person.own_birth_date.isoformat())
        if person.own_sex is not None:
            self.sex.setCurrentIndex(self.sex.findData(person.own_sex))
        self._update()

    @Slot()
    def _change_type(self) -> None:
        """A child without a number has the applicant's, unless another guardian's is typed."""
        self._document = None
        self.number.clear()
        own = self._applicant.person
        if self._is_guardian and own.document is not None and not own.guardian_number:
            self._document = own.document
            self.number.mask(own.document.number)
        self._update()

    @Slot()
    def _forget_document(self) -> None:
        self._document = None

    @Slot()
    def _hide_number(self) -> None:
        """Whoever goes on leaves no number that is whole on the screen."""
        if self.number.is_masked:
            return
        try:
            document = self._read_document()
        except StationError:
            return
        at_fault, self._at_fault = self._at_fault, ()
        self._document = document
        self.number.mask(document.number)
        self._at_fault = at_fault

    def _read_document(self) -> Document:
        """Return the document as masked or as typed. Raises a `DocumentError`."""
        if self._document is not None and self.number.is_masked:
            return self._document
        chosen = self.type.currentData()
        type = DocumentType.RESIDENT_ID if self._is_guardian else DocumentType(chosen)
        return Document.parse(type, self.number.text(), self._today)

    def _person(self) -> Person:
        """Return the relative. Raises a `StationError` that says what is missing or wrong."""
        document, guardian = self._read_document(), self._is_guardian
        told = None if guardian else document.birth_date
        return Person(
            self.name.text().strip(),
            document,
            own_birth_date=self.born.date() if told is None else None,
            own_sex=self.sex.sex() if guardian or document.sex is None else None,
            guardian_number=guardian,
        )

    @Slot()
    def _update(self) -> None:
        """Show the ground as far as it can be told, and ask for what the number does not tell."""
        try:
            document = self._read_document()
        except StationError:
            document = None
        tells = document is not None and not self._is_guardian
        self._show_told(
            document.birth_date if document is not None and tells else None,
            document.sex if document is not None and tells else None,
        )
        self._show_ground(document)

    def _show_told(self, born: date | None, sex: Sex | None) -> None:
        """Show what the number tells; what it does not tell is typed."""
        before, self._told = self._told, (born, sex)
        if self._told == before:
            return
        with QSignalBlocker(self.born), QSignalBlocker(self.sex):
            if born is not None or before[0] is not None:
                self.born.setText("" if born is None else born.isoformat())
            if sex is not None or before[1] is not None:
                self.sex.setCurrentIndex(max(self.sex.findData(sex), 0))
        self.born.setEnabled(born is None)
        self.sex.setEnabled(sex is None)

    def _show_ground(self, document: Document | None) -> None:
        words = self.words
        try:
            born = None if self._is_guardian or document is None else document.birth_date
            born = born or self.born.date()
        except StationError:
            born = None
        if born is None or born > self._today:
            self.ground.show_text(words("apply.ground_open"))
            self.reason.setEnabled(True)
            return
        stand_in = Person("?", None, own_birth_date=born)
        age, ground = stand_in.age(self._today), ground_by_age(stand_in, self._today)
        self.reason.setEnabled(ground is None)
        if ground is not None:
            said = words(f"codes.ground.{ground.name}")
            self.ground.show_text(words("apply.ground_is", age=age, ground=said), "ok")
        elif self.reason.text().strip():
            self.ground.show_text(words("apply.ground_special", age=age), "ok")
        else:
            self.ground.show_text(words("apply.ground_none", age=age), "warn")

    @Slot()
    def _send(self) -> None:
        try:
            person = self._person()
        except StationError as error:
            self._tell_fault(error)
            return
        reason = self.reason.text().strip() if self.reason.isEnabled() else ""
        relation = self.relation.currentText().strip()
        if not relation:
            self._tell_fault(RelationMissing())
            return
        self.ask(Apply(self._applicant.id, person, relation, reason))
