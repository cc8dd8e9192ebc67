"""The card at the right: a code, large, with whose it is, and what can be done with it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel

from station.domain.masking import mask_name
from station.ui.card import Card, push_button, set_tone, text_label
from station.ui.codes.layout_combo import LayoutCombo
from station.ui.codes.shown_code import ShownCode
from station.ui.codes.symbol_view import SymbolView
from station.ui.codes_desk import DrawSymbol
from station.ui.note import Note
from station.ui.theme import Theme
from station.ui.words import Words

WIDTH = 360
FEW_DAYS = 3
NOTE_LINES = 2
# What the code cannot use on a large screen stands under the words.
SYMBOL_SHARE = 1000


class CodePanel(Card):
    """Its signals ask for what its buttons say; ``shown`` is the code that they are about."""

    print_asked = Signal()
    picture_asked = Signal()
    pdf_asked = Signal()
    lost_asked = Signal()
    revocations_asked = Signal()
    shown_changed = Signal(bool)  # whether there is a code

    def __init__(
        self, theme: Theme, words: Words, draw: DrawSymbol, now: Callable[[], datetime]
    ) -> None:
        super().__init__(theme)
        self._now = now
        self.shown: ShownCode | None = None
        self.setMinimumWidth(WIDTH)
        self.symbol = SymbolView(theme, draw)
        self.name = text_label(theme, 24, bold=True)
        self.number = text_label(theme, 15, mono=True)
        self.validity = text_label(theme, 15, bold=True, tone="ok")
        self.relation = text_label(theme, 14, tone="brand")
        self.hint = text_label(theme, 13, tone="muted")
        self.layout_combo = LayoutCombo(theme)
        self.print_button = push_button(theme, "primary")
        self.picture_button = push_button(theme)
        self.pdf_button = push_button(theme)
        self.lost_button = push_button(theme, "danger")
        self.revocations_button = push_button(theme, "quiet", 13)
        self.head.addWidget(self.revocations_button)
        self.note = Note(theme, NOTE_LINES)
        self._lay_out()
        for button, signal in (
            (self.print_button, self.print_asked),
            (self.picture_button, self.picture_asked),
            (self.pdf_button, self.pdf_asked),
            (self.lost_button, self.lost_asked),
            (self.revocations_button, self.revocations_asked),
        ):
            button.clicked.connect(signal)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("codes.code_title"))
        self.symbol.show_empty(words("codes.code_here"))
        self.hint.setText(words("codes.code_hint"))
        self.layout_combo.set_words(words)
        self.print_button.setText(words("codes.print"))
        self.picture_button.setText(words("codes.save_picture"))
        self.pdf_button.setText(words("codes.save_pdf"))
        self.lost_button.setText(words("codes.lost"))
        self.revocations_button.setText(words("codes.save_revocations"))
        self._show()

    def show_code(self, shown: ShownCode) -> None:
        """Show a code, and whether it was drawn just now."""
        self.shown = shown
        self._show()
        self.shown_changed.emit(True)
        key = "codes.drawn" if shown.fresh else "codes.drawn_before"
        self.note.show_text(self._words(key), "ok" if shown.fresh else "muted")

    @Slot()
    def forget(self) -> None:
        """Show nobody's code."""
        self.shown = None
        self.note.clear()
        self._show()
        self.shown_changed.emit(False)

    def show_saved(self, path: Path) -> None:
        self.note.show_text(self._words("codes.saved", name=path.name), "ok")

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignCenter
        self.body.addWidget(self.symbol, SYMBOL_SHARE)
        labels: tuple[QLabel, ...] = (
            *(self.name, self.number, self.validity, self.relation, self.hint),
        )
        self.body.setSpacing(4)
        for label in labels:
            label.setAlignment(centre)
            self.body.addWidget(label)
        self.hint.setWordWrap(True)
        self.body.addStretch(1)
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.addWidget(self.layout_combo, 0, 0, 1, 2)
        grid.addWidget(self.print_button, 1, 0)
        grid.addWidget(self.picture_button, 1, 1)
        grid.addWidget(self.pdf_button, 2, 0)
        grid.addWidget(self.lost_button, 2, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.note)
        order = (
            *(self.layout_combo, self.print_button, self.picture_button, self.pdf_button),
            *(self.lost_button, self.revocations_button),
        )
        for first, second in itertools.pairwise(order):
            self.setTabOrder(first, second)

    def _show(self) -> None:
        shown, words = self.shown, self._words
        for button in (self.print_button, self.picture_button, self.pdf_button, self.lost_button):
            button.setEnabled(shown is not None)
        self.symbol.show_code("" if shown is None else shown.code.text)
        self.symbol.setAccessibleName(
            words("codes.code_here")
            if shown is None
            else words("codes.code_of", name=mask_name(shown.person.name))
        )
        if shown is None:
            for label in (self.name, self.number, self.validity, self.relation):
                label.setText("")
            return
        self.name.setText(mask_name(shown.person.name))
        self.number.setText(words.masked_number(shown.person))
        days = shown.code.days_left(self._now())
        until = words.day(shown.code.expires_at)
        self.validity.setText(words("codes.valid_until", date=until, days=days))
        set_tone(self.validity, "tone", "ok" if days > FEW_DAYS else "warn")
        relation = "" if shown.relation is None else words("codes.by_relative", who=shown.relation)
        self.relation.setText(relation)
