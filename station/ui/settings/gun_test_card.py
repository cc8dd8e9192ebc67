"""The gun test: what arrives is shown raw, with its times, a verdict and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy

from station.domain.heard import Heard
from station.ui.card import Card, push_button, text_label
from station.ui.settings.burst_frame import BurstFrame
from station.ui.settings.heard_shown import proposals_text, show_heard
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

ROWS, COLUMNS = 5, 3
MOST_PROPOSALS, PROPOSAL_LINES = 4, 3


class GunTestCard(Card):
    """While it runs, readers are heard and nothing is registered.

    `adopted` carries a tuple of `Proposal` that are to be put into the fields.
    """

    adopted = Signal(object)

    def __init__(self, theme: Theme, words: Words, desk: SettingsDesk) -> None:
        super().__init__(theme)
        self._desk = desk
        self._running = False
        self._over = ""
        self._heard: list[Heard] = []
        self.button = push_button(theme, "primary")
        self.button.clicked.connect(self._toggle)
        self.head.addWidget(self.button)
        self.frame = BurstFrame(theme)
        self.proposals = text_label(theme, 14, bold=True, tone="brand")
        self.proposals.setWordWrap(True)
        self.proposals.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        lines = QFontMetrics(self.proposals.font()).lineSpacing()
        self.proposals.setFixedHeight(lines * PROPOSAL_LINES + 6)
        self.adopt = push_button(theme)
        self.adopt.clicked.connect(self._adopt)
        self.last = text_label(theme, 13, bold=True, tone="muted")
        self._lay_out(theme)
        desk.heard.connect(self._hear)
        desk.went_quiet.connect(self._stop_quiet)
        self.set_words(words)

    @property
    def running(self) -> bool:
        return self._running

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("gun_section.test"))
        self.adopt.setText(words("gun_section.adopt"))
        self.last.setText(words("gun_section.last"))
        self._show()

    def start(self) -> None:
        """Begin to listen; the keyboard goes to the frame, where a gun's keys do no harm."""
        if self._running:
            return
        self._running = True
        self._over = ""
        self._heard.clear()
        self.frame.set_listening(True)
        self.frame.setFocus(Qt.FocusReason.OtherFocusReason)
        self._desk.set_testing(True)
        self._show()

    def stop(self, reason: str = "") -> None:
        """Let readers be readers again; ``reason`` is the key of why, if nobody asked for it."""
        if not self._running:
            return
        self._running = False
        self._over = reason
        if self.frame.hasFocus():
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.frame.set_listening(False)
        self._desk.set_testing(False)
        self._show()

    def rows(self) -> list[tuple[str, ...]]:
        """Return the list of the last bursts as shown, the newest first."""
        shown = [tuple(cell.text() for cell in row) for row in self._cells]
        return [row for row in shown if any(row)]

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self, theme: Theme) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self._cells: list[list[QLabel]] = []
        for row in range(ROWS):
            cells = [text_label(theme, 13, mono=column == 0) for column in range(COLUMNS)]
            # What came may be cut rather than widen the page.
            cells[0].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            for column, cell in enumerate(cells):
                cell.setFixedHeight(QFontMetrics(cells[-1].font()).height())
                grid.addWidget(cell, row, column)
            cells[1].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._cells.append(cells)
        advice = QHBoxLayout()
        advice.setSpacing(8)
        advice.addWidget(self.proposals, 1)
        advice.addWidget(self.adopt)
        self.body.addWidget(self.frame)
        self.body.addLayout(advice)
        self.body.addWidget(self.last)
        self.body.addLayout(grid)
        self.body.addStretch(1)

    @Slot()
    def _toggle(self) -> None:
        if self._running:
            self.stop()
        else:
            self.start()

    @Slot()
    def _stop_quiet(self) -> None:
        self.stop("quiet")

    @Slot(object)
    def _hear(self, heard: Heard) -> None:
        if not self._running:
            return
        self._heard.insert(0, heard)
        del self._heard[ROWS:]
        self._show()

    @Slot()
    def _adopt(self) -> None:
        proposals = self._heard[0].proposals
        self.adopted.emit(proposals)
        self.adopt.setEnabled(False)
        self.proposals.setText(self._words("gun_section.adopted"))
        self.frame.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        words = self._words
        self.button.setText(words("gun_section.stop" if self._running else "gun_section.start"))
        newest = self._heard[0] if self._heard else None
        if newest is not None:
            self.frame.show_burst(show_heard(newest, words))
        elif self._running:
            self.frame.show_prompt(words("gun_section.waiting"), words("gun_section.waiting_next"))
        else:
            self.frame.show_prompt(words("gun_section.idle"), words("gun_section.idle_next"))
        if self._over:
            self.frame.show_over(words(f"gun_section.over.{self._over}"))
        proposals = newest.proposals if newest is not None else ()
        self.proposals.setText(proposals_text(proposals[:MOST_PROPOSALS], words))
        self.adopt.setEnabled(bool(proposals))
        self.adopt.setVisible(bool(proposals))
        for index, cells in enumerate(self._cells):
            row = ("",) * len(cells)
            if index < len(self._heard):
                row = show_heard(self._heard[index], words).row
            for cell, text in zip(cells, row, strict=True):
                cell.setText(text)
