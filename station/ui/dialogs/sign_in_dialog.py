"""Signing in: who stands at the booth, and what they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from station.domain import outcome as out
from station.domain.person import NAME_LENGTH
from station.services.report import Report
from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.dialogs.language_combo import LanguageCombo
from station.ui.facts import WindowFacts
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words


@dataclass(frozen=True, slots=True)
class SignIn:
    """What was chosen at sign-in; ``repr`` shows nobody's name."""

    who: str = field(repr=False)
    pin: str = field(repr=False)
    sampler: str = field(repr=False)
    specimen: str
    pool_size: int


class SignInDialog(StationDialog):
    """`signing_in` carries a `SignIn`; the dialog closes once the booth reports the shift.

    ``words_in`` returns the words of a language; `language_chosen` carries its code.
    """

    signing_in = Signal(object)
    language_chosen = Signal(str)

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        words: Words,
        facts: WindowFacts,
        pool_size: int,
        words_in: Callable[[str], Words],
    ) -> None:
        super().__init__(parent, theme, words)
        self._facts = facts
        self._words_in = words_in
        self.language = LanguageCombo(words.language)
        self.who = QLineEdit()
        self.pin = LatinLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.sampler = QLineEdit()
        for edit in (self.who, self.sampler):
            edit.setMaxLength(NAME_LENGTH)
        self.specimen = QComboBox()
        self.specimen.addItems(facts.specimens)
        self.pool = QComboBox()
        for size in facts.pool_sizes:
            self.pool.addItem("", size)
        self.pool.setCurrentIndex(self.pool.findData(pool_size))
        self._rows = FormRows(theme)
        for name in ("who", "pin", "sampler", "specimen", "pool", "language"):
            self._rows.add(f"sign_in.{name}", getattr(self, name))
        self.body.addLayout(self._rows)
        self.ok = self.add_button("primary")
        self.ok.clicked.connect(self._sign_in)
        self.language.currentIndexChanged.connect(self._change_language)
        self._fill()
        self._set_words()
        self.who.setFocus()

    @Slot(object)
    def take_report(self, report: Report) -> None:
        """The booth answered: close, or say what is wrong."""
        if isinstance(report.outcome, out.SignedIn):
            self.accept()
        elif isinstance(report.outcome, out.BadgeShown):
            self.who.setText(report.outcome.badge)
            self.pin.setFocus()
        elif isinstance(report.outcome, out.Refused) and self.isVisible():
            self.show_error(report.outcome.error)

    def _fill(self) -> None:
        shift = self._facts.last_shift
        if shift is None:
            return
        self.who.setText(shift.operator)
        self.sampler.setText(shift.sampler)
        self.specimen.setCurrentIndex(max(self.specimen.findText(shift.specimen), 0))
        self.who.selectAll()

    def _set_words(self) -> None:
        words = self.words
        self.set_heading(words("sign_in.title"), words("sign_in.text"))
        self._rows.set_words(words)
        for i in range(self.pool.count()):
            self.pool.setItemText(i, words.pool(self.pool.itemData(i)))
        self.ok.setText(words("sign_in.ok"))
        self.clear_problem()

    @Slot()
    def _change_language(self) -> None:
        language = self.language.chosen
        self.words = self._words_in(language)
        self._set_words()
        self.language_chosen.emit(language)

    @Slot()
    def _sign_in(self) -> None:
        fields = (self.who, self.pin, self.sampler)
        empty = next((edit for edit in fields if not edit.text().strip()), None)
        if empty is not None:
            self.show_problem(self.words("sign_in.incomplete"))
            empty.setFocus()
            return
        self.clear_problem()
        who, pin, sampler = (edit.text().strip() for edit in fields)
        specimen, size = self.specimen.currentText(), int(self.pool.currentData())
        self.signing_in.emit(SignIn(who, pin, sampler, specimen, size))
