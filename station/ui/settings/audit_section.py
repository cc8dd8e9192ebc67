"""The audit trail on the settings page: verified with exported sheets, and read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from station.errors import StationError
from station.services.audit_check import TrailCheck
from station.services.audit_office import AuditPage
from station.settings import Settings
from station.ui.card import GAP, Card, push_button, text_label
from station.ui.file_dialog import set_file_words
from station.ui.keys_desk import KeysDesk
from station.ui.notice import Notice
from station.ui.settings import key_asks as asks
from station.ui.settings.audit_model import COLUMNS, AuditModel
from station.ui.settings.section import Section
from station.ui.theme import Theme
from station.ui.words import Words

MOST_FAULTS = 5
ROW_HEIGHT = 30


class AuditSection(Section):
    """Nothing of it waits to be applied."""

    def __init__(self, theme: Theme, words: Words, desk: KeysDesk) -> None:
        super().__init__()
        self._desk = desk
        self._check: TrailCheck | StationError | None = None
        self._busy = False
        self.page: AuditPage | None = None
        self._newer: list[int | None] = []
        self._before: int | None = None
        self.verify_card = Card(theme)
        self.hint = text_label(theme, 13, tone="muted")
        self.hint.setWordWrap(True)
        self.verify_button = push_button(theme, "primary")
        self.sheets_button = push_button(theme)
        self.result = Notice(theme, "ok", 14)
        self.lines_card = Card(theme)
        self.model = AuditModel(theme, words, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.count = text_label(theme, 13, tone="muted")
        self.newer_button = push_button(theme)
        self.older_button = push_button(theme)
        self._lay_out()
        self.set_words(words)
        self.verify_button.clicked.connect(lambda: self.verify(()))
        self.sheets_button.clicked.connect(self._ask_sheets)
        self.newer_button.clicked.connect(self._show_newer)
        self.older_button.clicked.connect(self._show_older)
        desk.answered.connect(self._take)
        desk.failed.connect(self._fail)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.verify_card.heading.setText(words("audit.verify_heading"))
        self.hint.setText(words("audit.hint"))
        self.sheets_button.setText(words("audit.with_sheets"))
        self.lines_card.heading.setText(words("audit.lines_heading"))
        self.table.setAccessibleName(words("audit.lines_heading"))
        self.newer_button.setText(words("audit.newer"))
        self.older_button.setText(words("audit.older"))
        self.model.set_words(words)
        self._show_result()
        self._show_page()

    def show_settings(self, settings: Settings) -> None:
        """Nothing here is an option."""

    def changed(self, settings: Settings) -> Settings:
        return settings

    def fields(self) -> Mapping[str, QWidget]:
        return {}

    def leave(self) -> None:
        """The names that stood here are seen no more."""
        self._check = self.page = None
        self._busy = False
        self._newer, self._before = [], None
        self.model.show_page(None)
        self._desk.forget(asks.VerifyTrail, asks.ShowTrail)
        self._show_result()
        self._show_page()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._desk.ask(asks.ShowTrail(self._before))

    def verify(self, sheets: tuple[Path, ...]) -> None:
        """Walk the trail, and compare it with these sheets."""
        if not self._busy:
            self._busy = True
            self._check = None
            self._show_result()
            self._desk.ask(asks.VerifyTrail(sheets))

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _ask_sheets(self) -> None:
        if self._busy:
            return
        dialog = QFileDialog(self, self._words("audit.with_sheets"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter("Excel (*.xlsx)")
        set_file_words(dialog, self._words)
        dialog.filesSelected.connect(lambda names: self.verify(tuple(map(Path, names))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _show_older(self) -> None:
        if self.page is not None and self.page.has_older:
            self._newer.append(self._before)
            self._turn(self.page.lines[-1].number)

    @Slot()
    def _show_newer(self) -> None:
        if self._newer:
            self._turn(self._newer.pop())

    def _turn(self, before: int | None) -> None:
        self._before = before
        self._desk.ask(asks.ShowTrail(before))

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if isinstance(what, asks.VerifyTrail):
            self._end(answer)
        elif isinstance(what, asks.ShowTrail) and what.before == self._before:
            self.page = answer
            self.model.show_page(answer)
            self.table.scrollToTop()
            self._show_page()

    @Slot(object, object)
    def _fail(self, what: object, error: StationError) -> None:
        if isinstance(what, (asks.VerifyTrail, asks.ShowTrail)):
            self._end(error)

    def _end(self, check: TrailCheck | StationError) -> None:
        self._busy = False
        self._check = check
        self._show_result()

    def _show_result(self) -> None:
        words, check = self._words, self._check
        self.verify_button.setText(words("audit.busy" if self._busy else "audit.verify"))
        self.result.setVisible(check is not None)
        if isinstance(check, StationError):
            self.result.show_words(words.title(check), words.next_step(check), "bad")
        elif check is not None and check.faults:
            texts = [words.title(fault) for fault in check.faults]
            more = [words("audit.more", count=len(texts) - MOST_FAULTS)]
            text = "\n".join(texts[1:MOST_FAULTS] + (more if len(texts) > MOST_FAULTS else []))
            self.result.show_words(texts[0], text or words.next_step(check.faults[0]), "bad")
        elif check is not None:
            title = words("audit.whole", length=check.head.length)
            sheets = len(check.sheets)
            text = words("audit.agrees", count=sheets) if sheets else words("audit.no_sheet")
            self.result.show_words(title, text, "ok" if sheets else "info")

    def _show_page(self) -> None:
        page, words = self.page, self._words
        self.newer_button.setEnabled(bool(self._newer))
        self.older_button.setEnabled(page is not None and page.has_older)
        if page is None or not page.lines:
            self.count.setText("" if page is None else words("audit.none"))
            return
        if page.fault is not None:
            self.count.setText(words.title(page.fault))
            return
        first, last = page.lines[-1].number, page.lines[0].number
        self.count.setText(words("audit.shown", first=first, last=last, length=page.length))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.verify_button, self.sheets_button):
            row.addWidget(button)
        row.addStretch(1)
        self.verify_card.body.addWidget(self.hint)
        self.verify_card.body.addLayout(row)
        self.verify_card.body.addWidget(self.result)
        self.result.hide()
        table = self.table
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setMinimumHeight(ROW_HEIGHT * 6)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(COLUMNS.index("facts"), QHeaderView.ResizeMode.Stretch)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.newer_button)
        foot.addWidget(self.older_button)
        self.lines_card.body.addWidget(table, 1)
        self.lines_card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.verify_card)
        column.addWidget(self.lines_card, 1)
