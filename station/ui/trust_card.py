"""The trust list in force: its number, issuers, the last one refused; a button to import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from station.errors import StationError
from station.services.trust_view import IssuerState, IssuerView, TrustView
from station.ui.card import Card, push_button, text_label
from station.ui.file_dialog import set_file_words
from station.ui.notice import Notice
from station.ui.result_shown import Kind
from station.ui.theme import Theme
from station.ui.trust_desk import TrustDesk
from station.ui.words import Words

MOST_ISSUERS = 6
_COLUMNS = ("name", "state", "until", "days")
_TONES = {
    IssuerState.VALID: "ok",
    IssuerState.NOT_YET: "warn",
    IssuerState.ENDED: "muted",
    IssuerState.REVOKED: "bad",
}


def _now() -> datetime:
    return datetime.now(UTC)


class TrustCard(Card):
    """Shows what `TrustDesk` tells. While a list is being imported a press does nothing.

    Of many issuers those that may sign come first, and the rest is counted.
    """

    def __init__(
        self,
        theme: Theme,
        words: Words,
        desk: TrustDesk,
        now: Callable[[], datetime] = _now,
    ) -> None:
        super().__init__(theme)
        self._theme = theme
        self._desk = desk
        self._now = now
        self._busy = False
        self._result: tuple[str, StationError | None] | None = None
        self.facts = text_label(theme, 15, bold=True)
        self.counts = text_label(theme, 14, tone="muted")
        self.table = QWidget()
        self._grid = QGridLayout(self.table)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(18)
        self._grid.setColumnStretch(0, 1)
        self.more = text_label(theme, 13, tone="muted")
        self.last_refused = text_label(theme, 13, tone="muted")
        self.button = push_button(theme)
        self.result = Notice(theme, "ok", 14)
        self.result.hide()
        for label in (self.facts, self.counts, self.last_refused):
            label.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        for each in (self.facts, self.counts, self.table, self.more, self.last_refused):
            self.body.addWidget(each)
        self.body.addLayout(row)
        self.body.addWidget(self.result)
        self.body.addStretch(1)
        self.button.clicked.connect(self._ask_path)
        desk.changed.connect(self._show)
        desk.imported.connect(self._take_imported)
        desk.import_failed.connect(self._take_failed)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("trust_card.heading"))
        self.button.setText(words("trust_card.import"))
        self._show()
        self._show_result()

    def leave(self) -> None:
        """What was said of the last import is old news."""
        if not self._busy:
            self._result = None
            self._show_result()

    # --- importing -----------------------------------------------------------------------------

    @Slot()
    def _ask_path(self) -> None:
        if self._busy:
            return
        words = self._words
        dialog = QFileDialog(self, words("trust_card.import"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(f"{words('trust_card.files')} (*.trust)")
        place = QStandardPaths.StandardLocation.DownloadLocation
        dialog.setDirectory(QStandardPaths.writableLocation(place))
        set_file_words(dialog, words)
        dialog.fileSelected.connect(self._bring)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _bring(self, path: str) -> None:
        # Not disabled meanwhile: the keyboard would go on to the next field.
        self._busy = True
        self._desk.bring(Path(path))

    @Slot(object)
    def _take_imported(self, view: TrustView) -> None:
        self._tell(("imported", None))

    @Slot(object)
    def _take_failed(self, error: StationError) -> None:
        self._tell(("failed", error))

    def _tell(self, result: tuple[str, StationError | None]) -> None:
        self._busy = False
        self._result = result
        self._show_result()

    def _show_result(self) -> None:
        self.result.setVisible(self._result is not None)
        if self._result is None:
            return
        _, error = self._result
        words = self._words
        if error is not None:
            title = f"{Kind.BAD.sign} {words.title(error)}"
            self.result.show_words(title, words.next_step(error), "bad")
        elif self._desk.view is not None:
            text = words("trust_card.imported", serial=self._desk.view.serial)
            self.result.show_words(f"{Kind.OK.sign} {text}", "", "ok")

    # --- what is in force ----------------------------------------------------------------------

    @Slot()
    def _show(self) -> None:
        view, words = self._desk.view, self._words
        if view is None:
            self.facts.setText(words("trust_card.waiting"))
            for each in (self.counts, self.table, self.more, self.last_refused):
                each.hide()
            return
        issued = f"{words.day(view.issued_at)} {words.short_time(view.issued_at)}"
        self.facts.setText(words("trust_card.facts", serial=view.serial, at=issued))
        issuers = len(view.issuers)
        self.counts.setText(words("trust_card.counts", issuers=issuers, codes=view.revoked_codes))
        self.counts.show()
        self._show_issuers(view)
        self.more.setText(words("trust_card.more", count=issuers - MOST_ISSUERS))
        self.more.setVisible(issuers > MOST_ISSUERS)
        self._show_refused(view)

    def _show_issuers(self, view: TrustView) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().deleteLater()
        now = self._now()
        order = list(IssuerState)
        issuers = sorted(view.issuers, key=lambda each: (order.index(each.state(now)), each.name))
        for column, name in enumerate(_COLUMNS):
            self._put(0, column, self._words(f"trust_card.{name}"), 13, "muted")
        for row, issuer in enumerate(issuers[:MOST_ISSUERS], 1):
            for column, (text, tone) in enumerate(self._cells(issuer, now)):
                label = self._put(row, column, text, 14, tone)
                label.setToolTip(issuer.kid if column == 0 else "")
        self.table.setVisible(bool(issuers))

    def _cells(self, issuer: IssuerView, now: datetime) -> list[tuple[str, str]]:
        words, state = self._words, issuer.state(now)
        return [
            (_short(issuer.name), ""),
            (words(f"trust_card.{state.value}"), _TONES[state]),
            (
                words(
                    "trust_card.span",
                    start=words.day(issuer.valid_from),
                    end=words.day(issuer.valid_until),
                ),
                "",
            ),
            (words("trust_card.in_days", days=issuer.longest_days), ""),
        ]

    def _put(self, row: int, column: int, text: str, pixels: float, tone: str) -> QLabel:
        label = text_label(self._theme, pixels, tone=tone)
        label.setText(text)
        self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignLeft)
        return label

    def _show_refused(self, view: TrustView) -> None:
        refused, words = view.last_refused, self._words
        self.last_refused.setVisible(refused is not None)
        if refused is not None:
            text = words(
                "trust_card.last_refused",
                at=words.when(refused.at, words.day(self._now())),
                reason=words(f"error.{refused.reason}.title"),
            )
            self.last_refused.setText(text)


def _short(name: str, most: int = 24) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
