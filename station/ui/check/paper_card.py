"""The card of the paper: what the hand-over code that was scanned says against the files."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from station.services.paper import PaperCompared, Verdict
from station.ui.card import Card, set_tone, text_label
from station.ui.elided_label import ElidedLabel
from station.ui.result_shown import Kind
from station.ui.sign_mark import SignMark
from station.ui.theme import Theme
from station.ui.words import Words

KINDS = {
    Verdict.MATCHES: Kind.OK,
    Verdict.DIFFERS: Kind.BAD,
    Verdict.NO_FILE: Kind.WARN,
    Verdict.FORGED: Kind.BAD,
}
FIGURES = 5


class PaperCard(Card):
    """Keeps its height, whatever it shows."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self.compared: PaperCompared | None = None
        self.frame = QFrame()
        self.frame.setObjectName("result")
        self.sign = SignMark(theme)
        self.title = QLabel()
        self.title.setObjectName("resultTitle")
        self.title.setFont(theme.font(17, bold=True))
        self.title.setWordWrap(True)
        # One line or two: nothing moves.
        self.title.setFixedHeight(2 * self.title.fontMetrics().lineSpacing())
        self.title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.text = ElidedLabel(theme.font(13))
        self.advice = text_label(theme, 13)
        self.advice.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._cells = [
            [text_label(theme, 13, tone="muted"), *(ElidedLabel(theme.font(13)) for _ in range(2))]
            for _ in range(FIGURES + 1)
        ]
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                self._grid.addWidget(cell, row, column)
                self._grid.setColumnStretch(column, min(column, 1))
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.setSpacing(6)
        inside.addLayout(head)
        inside.addWidget(self.text)
        inside.addWidget(self.advice)
        inside.addLayout(self._grid)
        inside.addStretch(1)
        self.body.addWidget(self.frame, 1)
        self.set_words(words)
        self.frame.setFixedHeight(self.frame.sizeHint().height())

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("check_page.paper"))
        self.show_compared(self.compared)

    def show_compared(self, compared: PaperCompared | None) -> None:
        """Show what came of a scan; None before the first."""
        self.compared = compared
        words = self._words
        kind = Kind.IDLE if compared is None else KINDS[compared.verdict]
        title, text, advice = self._said(compared)
        self.sign.set_kind(kind)
        self.title.setText(title)
        self.text.show_text(text)
        self.advice.setText(advice)
        for part in (self.frame, self.title):
            set_tone(part, "kind", kind.value)
        figures = () if compared is None else compared.figures
        rows = [("", words("check_page.on_paper"), words("check_page.in_file"), True)]
        rows += [
            (words(f"check_page.figure.{each.name}"), each.paper, each.file, each.is_same)
            for each in figures
        ]
        for number, cells in enumerate(self._cells):
            shown = bool(figures) and number < len(rows)
            for cell, value in zip(cells, rows[number][:3] if shown else ("",) * 3, strict=True):
                cell.setText(value)
                cell.setToolTip(value)
            tone = "" if not shown or rows[number][3] else "bad"
            set_tone(cells[0], "tone", tone or "muted")
            for cell in cells[1:]:
                set_tone(cell, "tone", tone or ("muted" if number == 0 else ""))
            if tone:
                cells[0].setText(f"✘ {cells[0].text()}")
        # Either of the two has room: what is refused is compared with nothing.
        self.advice.setVisible(bool(advice))
        for cells in self._cells:
            for cell in cells:
                cell.setVisible(not advice)
        self.frame.setAccessibleName(" ".join(filter(None, (title, text, advice))))

    # --- inside --------------------------------------------------------------------------------

    def _said(self, compared: PaperCompared | None) -> tuple[str, str, str]:
        """Return title, text, and what to do of a code that is refused."""
        words = self._words
        if compared is None:
            return words("check_page.scan"), words("check_page.scan_more"), ""
        handover = compared.handover
        batch = "" if handover is None else f"{handover.batch} v{handover.version}"
        if compared.refusal is not None:
            return words.title(compared.refusal), batch, words.next_step(compared.refusal)
        differing = [
            words(f"check_page.figure.{each.name}") for each in compared.figures if not each.is_same
        ]
        between = "、" if words.language == "zh_CN" else ", "
        title = words(
            f"check_page.verdict.{compared.verdict.value}",
            batch=batch,
            figures=between.join(differing),
        )
        parts = (compared.file, words("check_page.signed_by", booth=compared.signer))
        return title, " · ".join(filter(None, parts)), ""
