"""One kind of label on the settings page: its pattern in words, and labels at hand to try it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSizePolicy

from station.domain.classify import LabelPatterns
from station.domain.label_examples import (
    Fit,
    PatternPart,
    describe_pattern,
    example_text,
    judge_example,
    propose_pattern,
)
from station.ui.card import Card, push_button, set_tone, text_label
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words

MOST_EXAMPLES = 50
NEVER_KEPT = (Fit.PERSON, Fit.COMMAND, Fit.UNUSABLE)
_TEXT = Qt.ItemDataRole.UserRole


class ExampleList(QListWidget):
    """A list in which Delete takes the chosen row away."""

    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
            return
        super().keyPressEvent(event)


class LabelPanel(Card):
    """``kind`` is `Fit.TUBE`, `BOX` or `BADGE`.

    `edited`: the pattern was changed. `examples_changed`: so were the labels. `typed` carries
    an example that is to be added. `listening_asked`: labels are to be scanned into this panel, or
    no longer.
    """

    edited = Signal()
    examples_changed = Signal()
    typed = Signal(str)
    listening_asked = Signal(bool)

    def __init__(self, theme: Theme, words: Words, kind: Fit) -> None:
        super().__init__(theme)
        self._theme = theme
        self._kind = kind
        self._fits: list[Fit] = []
        self._problem = ""
        self.pattern = LatinLineEdit()
        self.pattern.setFont(theme.font(15, mono=True))
        self.meaning = text_label(theme, 14)
        self._help = text_label(theme, 13, tone="muted")
        self._examples_title = text_label(theme, 13, bold=True, tone="muted")
        self.example = LatinLineEdit()
        self.example.setFont(theme.font(15, mono=True))
        self.add_button = push_button(theme)
        self.scan_button = push_button(theme, "segment", pixels=14)
        self.scan_button.setCheckable(True)
        self.note = text_label(theme, 13)
        self.examples = ExampleList()
        self.examples.setFont(theme.font(14, mono=True))
        # Its hint is as high as many rows: the section would scroll.
        self.examples.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.examples.setMinimumHeight(80)
        self.remove_button = push_button(theme)
        self.propose_button = push_button(theme)
        for label, lines in ((self.meaning, 2), (self._help, 2), (self.note, 2)):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            label.setFixedHeight(label.fontMetrics().lineSpacing() * lines + 2)
        self._lay_out()
        self._connect()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        kind = words(f"settings.labels.{self._kind.value}")
        self.heading.setText(words(f"settings.labels.{self._kind.value}_title"))
        self.pattern.setAccessibleName(words(f"settings.labels.{self._kind.value}_title"))
        self._help.setText(words(f"settings.labels.{self._kind.value}_help"))
        self._examples_title.setText(words("settings.labels.examples"))
        self.example.setPlaceholderText(words("settings.labels.type_example"))
        self.example.setAccessibleName(f"{kind} {words('settings.labels.type_example')}")
        self.examples.setAccessibleName(f"{kind} {words('settings.labels.examples')}")
        for button, key in (
            (self.add_button, "add"),
            (self.scan_button, "scan"),
            (self.remove_button, "remove"),
            (self.propose_button, "propose"),
        ):
            button.setText(words(f"settings.labels.{key}"))
            button.setAccessibleName(f"{kind} {words(f'settings.labels.{key}')}")
        self.show_listening(self.scan_button.isChecked())
        self.note.clear()
        self._show_meaning()
        self._show_fits()

    # --- the pattern ---------------------------------------------------------------------------

    def show_pattern(self, pattern: str) -> None:
        """Show what is in force."""
        if self.pattern.text() != pattern:
            self.pattern.setText(pattern)

    def show_problem(self, problem: str) -> None:
        """Say what is wrong with the pattern; an empty text: nothing is."""
        self._problem = problem
        set_tone(self.pattern, "wrong", "yes" if problem else "no")
        self._show_meaning()

    # --- examples ------------------------------------------------------------------------------

    def texts(self) -> list[str]:
        """Return the examples."""
        return [str(self.examples.item(i).data(_TEXT)) for i in range(self.examples.count())]

    def judge(self, patterns: LabelPatterns) -> None:
        """Tell of each example what ``patterns`` take it for."""
        self._fits = [judge_example(text, patterns) for text in self.texts()]
        self._show_fits()

    def show_listening(self, on: bool) -> None:
        """Show whether labels are scanned into this panel, without a word to anybody."""
        self.scan_button.blockSignals(True)
        self.scan_button.setChecked(on)
        self.scan_button.blockSignals(False)
        self.scan_button.setText(self._words(f"settings.labels.{'scanning' if on else 'scan'}"))

    def say_quiet(self) -> None:
        """Say that scanning stopped by itself, because nothing was read for long."""
        self._say(self._words("settings.labels.quiet"), "muted")

    def has_misfit(self) -> bool:
        """Tell whether an example is not taken for what it is."""
        return any(fit is not self._kind for fit in self._fits)

    def add(self, raw: str, patterns: LabelPatterns) -> None:
        """Take an example as it was typed or as a gun sent it; a person's code is not kept."""
        text = example_text(raw)
        if not text:
            return
        fit = judge_example(text, patterns)
        if fit in NEVER_KEPT:
            self._say(self._words(f"settings.labels.refused_{fit.value}"), "bad")
        elif text in self.texts():
            self._say(self._words("settings.labels.twice"), "muted")
        elif self.examples.count() >= MOST_EXAMPLES:
            self._say(self._words("settings.labels.many"), "bad")
        else:
            self.note.clear()
            item = QListWidgetItem()
            item.setData(_TEXT, text)
            self.examples.insertItem(0, item)
            self.examples_changed.emit()

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        typing, doing = QHBoxLayout(), QHBoxLayout()
        typing.addWidget(self.example, 1)
        typing.addWidget(self.add_button)
        doing.addWidget(self.remove_button)
        doing.addWidget(self.propose_button, 1)
        for row in (typing, doing):
            row.setSpacing(8)
        self.body.addWidget(self.pattern)
        self.body.addWidget(self.meaning)
        self.body.addWidget(self._help)
        self.body.addWidget(self._examples_title)
        self.body.addLayout(typing)
        self.body.addWidget(self.scan_button)
        self.body.addWidget(self.note)
        self.body.addWidget(self.examples, 1)
        self.body.addLayout(doing)
        self._show_buttons()

    def _connect(self) -> None:
        self.pattern.textChanged.connect(self.edited)
        self.add_button.clicked.connect(self._add_typed)
        self.example.returnPressed.connect(self._add_typed)
        self.scan_button.toggled.connect(self.listening_asked)
        self.remove_button.clicked.connect(self._remove)
        self.propose_button.clicked.connect(self._propose)
        self.examples.itemSelectionChanged.connect(self._show_buttons)
        self.examples.delete_pressed.connect(self._remove)
        self._theme.changed.connect(self._show_fits)

    @Slot()
    def _add_typed(self) -> None:
        self.typed.emit(self.example.text())
        self.example.clear()

    @Slot()
    def _remove(self) -> None:
        for item in self.examples.selectedItems():
            self.examples.takeItem(self.examples.row(item))
        self.note.clear()
        self.examples_changed.emit()

    @Slot()
    def _propose(self) -> None:
        proposed = propose_pattern(self.texts())
        if proposed is not None:
            self.pattern.setText(proposed)
            self._say(self._words("settings.labels.proposed"), "muted")

    def _say(self, text: str, tone: str) -> None:
        self.note.setText(text)
        set_tone(self.note, "tone", tone)

    def _show_meaning(self) -> None:
        if self._problem:
            self.meaning.setText(f"✘ {self._problem}")
        else:
            self.meaning.setText(f"✔ {self._in_words(describe_pattern(self.pattern.text()))}")
        set_tone(self.meaning, "tone", "bad" if self._problem else "ok")
        self.pattern.setAccessibleDescription(self.meaning.text())

    def _in_words(self, parts: tuple[PatternPart, ...] | None) -> str:
        words = self._words
        if not parts:
            return words("settings.labels.usable")
        said = []
        for part in parts:
            if part.letters is None:
                said.append(part.text)
                continue
            letters = words(f"settings.letters.{part.letters.value}")
            if part.most is None:
                count = words("settings.labels.at_least", count=part.least)
            elif part.least == part.most:
                count = str(part.least)
            else:
                count = f"{part.least}–{part.most}"
            said.append(words("settings.labels.counted", count=count, letters=letters))
        return " + ".join(said)

    @Slot()
    def _show_fits(self) -> None:
        for index, fit in enumerate(self._fits[: self.examples.count()]):
            item = self.examples.item(index)
            right = fit is self._kind
            verdict = self._words(f"settings.labels.{'is' if right else 'fit'}_{fit.value}")
            item.setText(f"{'✔' if right else '✘'} {item.data(_TEXT)}  {verdict}")
            item.setForeground(self._theme.colour("ok" if right else "bad"))
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        self.remove_button.setEnabled(bool(self.examples.selectedItems()))
        self.propose_button.setEnabled(self.examples.count() > 0)
