"""The card at the right: the steps from sealed tubes to what the laboratory received."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from station.domain.batch import BatchStatus
from station.domain.batch_view import BatchLine
from station.domain.receipt import Receipt
from station.ui.batches.shown import has_difference, is_corrected
from station.ui.card import Card, push_button, set_tone, text_label
from station.ui.note import Note
from station.ui.theme import Theme
from station.ui.words import Words

STEPS = ("seal", "box", "export", "protect", "receive")
CIRCLE = 22


class Step(QFrame):
    """A numbered step: what it is, and how it stands."""

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self.circle = QLabel(str(number))
        self.circle.setObjectName("stepCircle")
        self.circle.setFont(theme.font(12, bold=True))
        self.circle.setFixedSize(CIRCLE, CIRCLE)
        self.circle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = text_label(theme, 14)
        self.state = text_label(theme, 13, tone="muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(8)
        row.addWidget(self.circle)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.state)

    def show_state(self, text: str, tone: str, done: bool) -> None:
        self.state.setText(text)
        set_tone(self.state, "tone", tone)
        set_tone(self.circle, "done", "yes" if done else "no")
        self.setAccessibleName(f"{self.title.text()} {text}")


class HandoverCard(Card):
    """Its signals ask for what its buttons say, about the batch that is shown."""

    export_asked = Signal()
    print_asked = Signal()
    pdf_asked = Signal()
    receipt_asked = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        # What it cannot use goes to the card below it, which may be lower.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._line: BatchLine | None = None
        self._open_tubes = 0
        self._secrecy = "none"
        self._may = False
        self.steps = {name: Step(theme, at) for at, name in enumerate(STEPS, 1)}
        self.export_button = push_button(theme, "primary")
        self.print_button = push_button(theme, "", 13)
        self.pdf_button = push_button(theme, "", 13)
        self.receipt_button = push_button(theme, "", 13)
        self.note = Note(theme)
        for step in self.steps.values():
            self.body.addWidget(step)
        # Shown to who may export.
        self.actions = QWidget()
        grid = QGridLayout(self.actions)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        grid.addWidget(self.export_button, 0, 0, 1, 2)
        grid.addWidget(self.print_button, 1, 0)
        grid.addWidget(self.pdf_button, 1, 1)
        grid.addWidget(self.receipt_button, 2, 0, 1, 2)
        self.body.addWidget(self.actions)
        self.body.addWidget(self.note)
        for button, signal in (
            (self.export_button, self.export_asked),
            (self.print_button, self.print_asked),
            (self.pdf_button, self.pdf_asked),
            (self.receipt_button, self.receipt_asked),
        ):
            button.clicked.connect(signal)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("handover.title"))
        self.print_button.setText(f"{words('handover.print')} Ctrl+P")
        self.pdf_button.setText(words("handover.pdf"))
        self.receipt_button.setText(f"{words('handover.receipt')} F6")
        for name, step in self.steps.items():
            step.title.setText(words(f"handover.step.{name}"))
        self._show()

    def show_may(self, may: bool) -> None:
        """Whether who is here may box, export and enter receipts."""
        self._may = may
        self._show()

    def show_secrecy(self, secrecy: str) -> None:
        self._secrecy = secrecy
        self._show()

    def show_batch(self, line: BatchLine | None, open_tubes: int = 0) -> None:
        """Show how far a batch is; ``open_tubes`` are not sealed yet."""
        changed = (line and line.batch.id) != (self._line and self._line.batch.id)
        self._line, self._open_tubes = line, open_tubes
        if changed:
            self.note.clear()
        self._show()

    @property
    def can_export(self) -> bool:
        """Whether there is something to box, or to export."""
        line = self._line
        if line is None or not self._may:
            return False
        return line.tubes > 0 if line.batch.status is BatchStatus.OPEN else not line.erased

    @property
    def was_exported(self) -> bool:
        """Whether a sheet was handed over, so that there is a hand-over sheet and a receipt."""
        return self._line is not None and self._line.exported_version is not None

    # --- inside --------------------------------------------------------------------------------

    def _show(self) -> None:
        words, line = self._words, self._line
        self._show_buttons()
        if line is None:
            for step in self.steps.values():
                step.show_state("—", "muted", False)
            return
        batch = line.batch
        boxed = batch.status is not BatchStatus.OPEN
        if self._open_tubes:
            sealed, tone = words("handover.still_open", count=self._open_tubes), "warn"
        else:
            sealed, tone = words("handover.sealed", count=line.tubes), "muted"
        self.steps["seal"].show_state(sealed, tone, line.tubes > 0 and not self._open_tubes)
        self.steps["box"].show_state(batch.box_code or "—", "muted", boxed)
        exported = batch.status is BatchStatus.EXPORTED
        if is_corrected(line):
            told, tone = words("handover.new_version", version=batch.version), "warn"
        elif exported and batch.exported_at is not None:
            at = words.moment(batch.exported_at)[5:16]
            told, tone = words("handover.exported", version=batch.version, at=at), "muted"
        else:
            told, tone = "—", "muted"
        self.steps["export"].show_state(told, tone, exported)
        self.steps["protect"].show_state(
            words(f"handover.secrecy.{self._secrecy}"), "muted", exported
        )
        self._show_receipt(line, line.receipt)

    def _show_receipt(self, line: BatchLine, receipt: Receipt | None) -> None:
        step, words = self.steps["receive"], self._words
        if receipt is None:
            step.show_state("—", "muted", False)
            return
        counts = words("handover.received", received=receipt.received, expected=receipt.expected)
        differs = has_difference(line)
        step.show_state(counts, "bad" if differs else "muted", not differs)

    def _show_buttons(self) -> None:
        line, words = self._line, self._words
        key = "handover.box"
        if line is not None and line.batch.status is not BatchStatus.OPEN:
            again = line.batch.status is BatchStatus.EXPORTED
            key = "handover.export_again" if again else "handover.export"
        self.export_button.setText(f"{words(key)} F9")
        self.export_button.setEnabled(self.can_export)
        buttons: tuple[QPushButton, ...] = (self.print_button, self.pdf_button)
        for button in (*buttons, self.receipt_button):
            button.setEnabled(self._may and self.was_exported)
        self.actions.setVisible(self._may)
