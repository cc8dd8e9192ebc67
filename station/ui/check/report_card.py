"""The card of the report: one sentence, the files, what was found; and saving it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from station.errors import StationError
from station.ui.card import Card, push_button, text_label
from station.ui.check.asks import CheckShown, FileState
from station.ui.check.choose import ask_folder
from station.ui.check.tables import FilesTable, FindingsTable
from station.ui.note import Note
from station.ui.notice import Notice
from station.ui.theme import Theme
from station.ui.words import Words

FILES_HEIGHT = 190


class ReportCard(Card):
    """`save_asked` carries the folder that the report is to be saved into."""

    save_asked = Signal(object)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self.shown: CheckShown | None = None
        self._progress: tuple[int, int, int] | None = None
        self._saved: tuple[Path, ...] = ()
        self.empty_title = text_label(theme, 20, bold=True)
        self.empty_text = text_label(theme, 14, tone="muted")
        for label in (self.empty_title, self.empty_text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.addStretch(1)
        middle.addWidget(self.empty_title)
        middle.addWidget(self.empty_text)
        middle.addStretch(2)
        self.summary = Notice(theme, "ok")
        self.files = FilesTable(theme, words)
        self.files.setMinimumHeight(FILES_HEIGHT)
        self.findings = FindingsTable(theme, words)
        self.nothing = text_label(theme, 14, tone="muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._found = QStackedWidget()
        self._found.addWidget(self.findings)
        self._found.addWidget(self.nothing)
        full = QWidget()
        rows = QVBoxLayout(full)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.summary)
        rows.addWidget(self.files, 1)
        rows.addWidget(self._found, 2)
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(full)
        self.note = Note(theme)
        self.save_button = push_button(theme)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.note, 1)
        row.addWidget(self.save_button)
        self.body.addWidget(self._stack, 1)
        self.body.addLayout(row)
        self.setTabOrder(self.files, self.findings)
        self.setTabOrder(self.findings, self.save_button)
        self.files.chosen.connect(self._filter)
        self.save_button.clicked.connect(self.save)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("check_page.report"))
        self.nothing.setText(words("check_page.nothing_found"))
        self.save_button.setText(words("check_page.save"))
        for table in (self.files, self.findings):
            table.set_words(words)
        self._show()
        self.note.clear()
        if self._saved:
            self.show_saved(self._saved)

    def show_checked(self, shown: CheckShown | None) -> None:
        """Show a report; None for none."""
        self.shown, self._progress, self._saved = shown, None, ()
        self.note.clear()
        self.findings.show_checked(shown)
        self.files.show_checked(shown)
        self._show()

    def show_progress(self, done: int, total: int, rows: int) -> None:
        """Show that a check runs; ``total`` 0 while nobody knows."""
        self.shown, self._progress = None, (done, total, rows)
        self._show()

    def show_saved(self, paths: tuple[Path, ...]) -> None:
        """Say where the report lies."""
        self._saved = paths
        between = "、" if self._words.language == "zh_CN" else ", "
        names = between.join(path.name for path in paths)
        text = self._words("check_page.saved", names=names, folder=str(paths[0].parent))
        self.note.show_text(text, "ok")

    def show_error(self, error: StationError) -> None:
        self.note.show_error(error, self._words)

    @Slot()
    def save(self) -> None:
        """Ask where the report is to go."""
        if self.shown is not None:
            ask_folder(
                self,
                self._words,
                self._words("check_page.save"),
                lambda paths: self.save_asked.emit(paths[0]),
            )

    # --- inside --------------------------------------------------------------------------------

    @Slot(object)
    def _filter(self, place: int | None) -> None:
        shown = self.shown
        self.findings.show_checked(shown, place)
        found = shown is not None and bool(shown.of_file(place))
        self._found.setCurrentIndex(0 if found else 1)

    def _show(self) -> None:
        words, shown = self._words, self.shown
        self.save_button.setEnabled(shown is not None)
        self._stack.setCurrentIndex(0 if shown is None else 1)
        if shown is not None:
            self._summarise(shown)
        elif self._progress is None:
            self.empty_title.setText(words("check_page.empty"))
            self.empty_text.setText(words("check_page.empty_more"))
        else:
            done, total, rows = self._progress
            self.empty_title.setText(words("check_page.running"))
            counted = words("check_page.so_far", done=done, total=total, rows=f"{rows:,}")
            self.empty_text.setText(counted if total else words("check_page.begun"))

    def _summarise(self, shown: CheckShown) -> None:
        words = self._words
        held = words(
            "check_page.held",
            files=len(shown.files),
            persons=f"{shown.persons:,}",
            tubes=f"{shown.tubes:,}",
        )
        refused = sum(file.state is FileState.REFUSED for file in shown.files)
        if shown.is_ok:
            self.summary.show_words(f"✔ {words('check_page.good')}", held, "ok")
            return
        title = words("check_page.found", count=shown.counted)
        if refused:
            held = f"{held} · {words('check_page.refused', count=refused)}"
        tone, sign = ("bad", "✘") if refused else ("warn", "!")
        self.summary.show_words(f"{sign} {title}", held, tone)
