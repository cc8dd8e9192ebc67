"""The newest burst of the gun test, in the manner of the result card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from station.ui.card import set_tone, text_label
from station.ui.result_shown import Kind
from station.ui.settings.heard_shown import HeardShown
from station.ui.sign_mark import SignMark
from station.ui.theme import Theme

# Lets a line break anywhere: what guns send has few words.
BREAK = "\u200b"


class BurstFrame(QFrame):
    """While it listens it has the keyboard, and every key but Esc ends in it.

    A gun that is not recognised types: its spaces must press no button and its tabs not wander.
    An input method may come to it as to a name's field, so that the test shows what one does.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("result")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self._listening = False
        self.mark = SignMark(theme)
        self.title = text_label(theme, 20, bold=True)
        self.title.setObjectName("resultTitle")
        self.next_step = _lines(text_label(theme, 14), 2)
        self.text = _lines(text_label(theme, 15, mono=True), 3)
        self.facts = _lines(text_label(theme, 13, tone="muted"), 1)
        self.notes = _lines(text_label(theme, 14, bold=True), 2)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.mark)
        head.addWidget(self.title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        column.addLayout(head)
        for label in (self.next_step, self.text, self.facts, self.notes):
            column.addWidget(label)

    @property
    def kind(self) -> Kind:
        return self.mark.kind

    def set_listening(self, on: bool) -> None:
        """Take the keyboard's focus from now on, or not any more."""
        self._listening = on
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.NoFocus)

    def show_prompt(self, title: str, next_step: str) -> None:
        """Say what to do while nothing has come."""
        self._show_kind(Kind.INFO if self._listening else Kind.IDLE)
        self._show(title, next_step)

    def show_burst(self, shown: HeardShown) -> None:
        """Show a burst."""
        self._show_kind(shown.kind)
        notes = "\n".join(shown.notes)
        self._show(shown.title, shown.next_step, shown.text, shown.facts, notes)
        self.setAccessibleDescription(shown.spoken)

    def show_over(self, text: str) -> None:
        """Say why the test has ended, under what is shown."""
        self.notes.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.setAccepted(self._listening and event.key() != Qt.Key.Key_Escape)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False if self._listening else super().focusNextPrevChild(forward)

    def _show(
        self, title: str, next_step: str, text: str = "", facts: str = "", notes: str = ""
    ) -> None:
        self.title.setText(title)
        self.next_step.setText(next_step)
        self.text.setText(BREAK.join(text))
        self.facts.setText(facts)
        self.notes.setText(notes)
        self.setAccessibleName(title)
        self.setAccessibleDescription(next_step)

    def _show_kind(self, kind: Kind) -> None:
        self.mark.set_kind(kind)
        set_tone(self, "kind", kind.value)
        set_tone(self.title, "kind", kind.value)


def _lines(label: QLabel, lines: int) -> QLabel:
    """Give a label the height of ``lines`` lines, so that nothing below it jumps."""
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    label.setFixedHeight(QFontMetrics(label.font()).lineSpacing() * lines + 2)
    return label
