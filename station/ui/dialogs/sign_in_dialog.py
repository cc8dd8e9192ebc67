"""Signing in: who stands at the booth, and what they take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from station.domain import outcome as out
from station.domain.person import NAME_LENGTH, NameMissing
from station.domain.refusals import NotSignedIn
from station.domain.registration import Shift
from station.domain.staff import StaffMember
from station.services.report import Report
from station.ui.card import text_label
from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.dialogs.language_combo import LanguageCombo
from station.ui.facts import WindowFacts
from station.ui.sign_in_try import SignInTry
from station.ui.theme import Theme
from station.ui.words import Words


@dataclass(frozen=True, slots=True)
class SignIn:
    """What was chosen at sign-in; ``repr`` shows nobody's name. ``who``: a badge or a name."""

    who: str = field(repr=False)
    pin: str = field(repr=False)
    sampler: str = field(repr=False)
    specimen: str
    pool_size: int


@dataclass(frozen=True, slots=True)
class Present:
    """Who is at the booth while the dialog opens, and what it is filled with.

    ``names`` of those who signed in at this booth lately complete what is typed: the screen stands
    before the public, so no list of the staff is shown. ``who`` is a badge that was read.
    """

    pool_size: int
    member: StaffMember | None = None
    shift: Shift | None = None
    names: Sequence[str] = field(default=(), repr=False)
    who: str = field(default="", repr=False)


class SignInDialog(StationDialog):
    """`signing_in` carries a `SignIn`; the dialog closes once the booth reports the shift.

    Somebody who is signed in already may sign out here (`sign_out_asked`). ``words_in`` returns
    the words of a language; `language_chosen` carries its code.
    """

    signing_in = Signal(object)
    sign_out_asked = Signal()
    language_chosen = Signal(str)

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        words: Words,
        facts: WindowFacts,
        present: Present,
        words_in: Callable[[str], Words],
    ) -> None:
        super().__init__(parent, theme, words)
        self._facts = facts
        self._changes = present.member is not None
        self._words_in = words_in
        self.language = LanguageCombo(words.language)
        self.sign_out = self.add_button()
        self.ok = self.add_button("primary")
        self._try = SignInTry(words, self.ok, self.problem, "sign_in.ok")
        self.who, self.pin = self._try.who, self._try.pin
        self.sampler = QLineEdit()
        self.sampler.setMaxLength(NAME_LENGTH)
        self.specimen = QComboBox()
        self.specimen.addItems(facts.specimens)
        self.pool = QComboBox()
        for size in facts.pool_sizes:
            self.pool.addItem("", size)
        self.pool.setCurrentIndex(self.pool.findData(present.pool_size))
        self._hint = text_label(theme, 13, tone="brand")
        self._hint.setWordWrap(True)
        self._hint.setVisible(facts.demo is not None)
        self._rows = FormRows(theme)
        for name in ("who", "pin", "sampler", "specimen", "pool", "language"):
            self._rows.add(f"sign_in.{name}", getattr(self, name))
        self.body.addWidget(self._hint)
        self.body.addLayout(self._rows)
        self._offer(present.names)
        self._connect()
        self._fill(present.shift or facts.last_shift)
        self._set_words()
        if present.who:
            self._try.show_badge(present.who)
        else:
            self.who.setFocus()

    @Slot(object)
    def take_report(self, report: Report) -> None:
        """The booth answered: close, or say what is wrong; a badge that was read says who."""
        match report.outcome:
            case out.SignedIn() | out.SignedOut():
                self._try.forget()
                self.accept()
            case out.BadgeShown(badge):
                self._try.show_badge(badge)
            case out.Refused(NotSignedIn() as error):
                if not self._try.is_checking:
                    self.show_error(error)
            case out.Refused(NameMissing()) if self._try.is_checking:
                # Whoever registers needs a sampler; the PIN was right.
                self._try.settle()
                self.show_problem(self.words("sign_in.no_sampler"))
                self.sampler.setFocus()
            case out.Refused(error) if self._try.is_checking:
                self._try.refuse(error)

    def done(self, result: int) -> None:
        """Close; nothing that was typed stays."""
        self._try.forget()
        super().done(result)

    # --- inside --------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.ok.clicked.connect(self._try.begin)
        self._try.tried.connect(self._sign_in)
        self.sign_out.setVisible(self._changes)
        self.sign_out.clicked.connect(self.sign_out_asked)
        self.language.currentIndexChanged.connect(self._change_language)

    def _offer(self, names: Sequence[str]) -> None:
        completer = QCompleter(sorted(set(names)), self)
        # In the field, not in a list: one letter shows one name.
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.who.setCompleter(completer)

    def _fill(self, shift: Shift | None) -> None:
        if shift is not None:
            self.sampler.setText(shift.sampler)
            self.specimen.setCurrentIndex(max(self.specimen.findText(shift.specimen), 0))

    def _set_words(self) -> None:
        words = self.words
        key = "change" if self._changes else "sign_in"
        self.set_heading(words(f"sign_in.{key}_title"), words(f"sign_in.{key}_text"))
        self._rows.set_words(words)
        for i in range(self.pool.count()):
            self.pool.setItemText(i, words.pool(self.pool.itemData(i)))
        if self._facts.demo is not None:
            self._hint.setText(words("sign_in.demo", **asdict(self._facts.demo)))
        self.sign_out.setText(words("sign_in.sign_out"))
        self._try.set_words(words)
        self.clear_problem()

    @Slot()
    def _change_language(self) -> None:
        language = self.language.chosen
        self.words = self._words_in(language)
        self._set_words()
        self.language_chosen.emit(language)

    @Slot(str, str)
    def _sign_in(self, who: str, pin: str) -> None:
        sampler = self.sampler.text().strip()
        specimen, size = self.specimen.currentText(), int(self.pool.currentData())
        self.signing_in.emit(SignIn(who, pin, sampler, specimen, size))
