"""The page of checking sheets as the laboratory does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.scan import View
from station.domain.staff import Permission, StaffMember
from station.errors import StationError
from station.services.paper import PaperCompared, Verdict
from station.services.report import BoothView
from station.settings import Settings, label_patterns
from station.ui.card import GAP
from station.ui.check.asks import CheckShown, ComparePaper, RunCheck, SaveChecked
from station.ui.check.paper_card import PaperCard
from station.ui.check.reads import CheckReads
from station.ui.check.report_card import ReportCard
from station.ui.check.sources_card import SourcesCard
from station.ui.check_desk import CheckDesk
from station.ui.result_shown import Sound
from station.ui.window_page import ShownKey, WindowPage
from station.ui.window_part import PartFacts
from station.ui.words import Words

CHECK = "check"
CHECKED, RUNNING = "check.checked", "check.running"
SIDE = 400
KEYS = (
    ShownKey("F2", "choose_sheets"),
    ShownKey("F3", "choose_folder"),
    ShownKey("F4", "lab_key"),
    ShownKey("F5", "check_again", when=CHECKED),
    ShownKey("Ctrl+S", "save_report", when=CHECKED),
    ShownKey("Esc", "cancel", when=RUNNING),
)
_SOUNDS = {Verdict.MATCHES: Sound.REGISTERED}


class CheckPage(QWidget):
    """What is checked stays until somebody else stands there; a lock clears the passwords too."""

    def __init__(self, desk: CheckDesk, made: PartFacts) -> None:
        super().__init__()
        self._desk = desk
        self._around = made.around
        self._words = made.words
        self._run: RunCheck | None = None
        self._rows = 0
        self._reads = CheckReads(label_patterns(made.settings.settings))
        self.sources = SourcesCard(made.theme, made.words)
        self.paper = PaperCard(made.theme, made.words)
        self.report = ReportCard(made.theme, made.words)
        side = QVBoxLayout()
        side.setSpacing(GAP)
        side.addWidget(self.sources, 1)
        side.addWidget(self.paper)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, GAP, GAP, GAP)
        row.setSpacing(GAP)
        row.addLayout(side)
        row.addWidget(self.report, 1)
        self.sources.setFixedWidth(SIDE)
        self.paper.setFixedWidth(SIDE)
        self.sources.wanted.connect(self._check)
        self.sources.cancelled.connect(self.cancel)
        self.report.save_asked.connect(self._save)
        desk.answered.connect(self._take)
        desk.failed.connect(self._refuse)
        desk.progressed.connect(self._show_progress)
        desk.rows_read.connect(self._show_rows)
        made.settings.applied.connect(self._take_settings)

    # --- a part of the window ------------------------------------------------------------------

    def entry(self) -> WindowPage:
        return WindowPage(
            CHECK,
            "Ctrl+5",
            Permission.CHECK,
            self,
            KEYS,
            {
                "F2": self.sources.choose_files,
                "F3": self.sources.choose_folder,
                "F4": self.sources.choose_key,
                "F5": self.sources.run,
                "Ctrl+S": self.report.save,
                "Esc": self.cancel,
            },
            enter=self.sources.area.setFocus,
            forget=self.forget,
            reads=self,
        )

    def set_words(self, words: Words) -> None:
        self._words = words
        for card in (self.sources, self.paper, self.report):
            card.set_words(words)

    def show_member(self, member: StaffMember | None) -> None:
        """Whoever may see the page may do all of it."""

    def take_booth(self, booth: BoothView) -> None:
        """Nothing here depends on the booth."""

    def forget(self) -> None:
        """Drop everything: files, secrets, report; a check that runs is called off."""
        self.cancel()
        self._run = None
        self._desk.forget()
        self._reads.forget()
        self.sources.show_busy(False)
        self.sources.forget()
        self.report.show_checked(None)
        self.paper.show_compared(None)
        self._show_keys()

    # --- what readers see ------------------------------------------------------------------------

    def take(self, view: View) -> View | None:
        """Compare a hand-over code with what is loaded; anything else is of no use here."""
        news = self._reads.take(view)
        texts = [text for text in news if text is not None]
        if texts:
            self._around.somebody.emit()
            self._desk.forget(ComparePaper)
            self._desk.ask(ComparePaper(texts[0], self.report.shown))
        elif news:
            self.sources.note.show_text(self._words("check_page.not_handover"), "bad")
            self._around.sounded.emit(Sound.REFUSED)
        return self._reads.for_booth(view)

    def fail(self, error: StationError) -> None:
        self.sources.note.show_error(error, self._words)
        self._around.sounded.emit(Sound.REFUSED)

    # --- keys ----------------------------------------------------------------------------------

    @Slot()
    def cancel(self) -> None:
        """Call off the check that runs; else show no paper."""
        if self._run is not None:
            self._run.cancel.set()
        else:
            self.paper.show_compared(None)

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _check(self) -> None:
        sources = self.sources
        self.paper.show_compared(None)
        self.report.show_checked(None)
        self._rows = 0
        if sources.paths:
            self._run = RunCheck(
                sources.paths, sources.passwords, sources.lab_key, sources.passphrase.text()
            )
            sources.note.clear()
            sources.show_busy(True)
            self.report.show_progress(0, 0, 0)
            self.report.setFocus()
            self._desk.ask(self._run)
        self._show_keys()

    @Slot(object)
    def _save(self, folder: Path) -> None:
        if self.report.shown is not None and not self._desk.is_waiting_for(SaveChecked):
            self._desk.ask(SaveChecked(folder, self.report.shown, self._words.language))

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if isinstance(answer, CheckShown) and what is self._run:
            self._end()
            self.report.show_checked(answer)
            self.report.files.setFocus()
            self._around.sounded.emit(Sound.REGISTERED if answer.is_ok else Sound.QUESTION)
            self._show_keys()
        elif isinstance(answer, PaperCompared):
            self.paper.show_compared(answer)
            self._around.sounded.emit(_SOUNDS.get(answer.verdict, Sound.REFUSED))
        elif isinstance(what, SaveChecked) and isinstance(answer, tuple):
            self.report.show_saved(answer)

    @Slot(object, object)
    def _refuse(self, what: object, error: StationError) -> None:
        if what is self._run:
            self._end()
            self.report.show_checked(None)
            self.sources.note.show_error(error, self._words)
            self._show_keys()
        else:
            self.report.show_error(error)

    @Slot(object, int, int)
    def _show_progress(self, what: object, done: int, total: int) -> None:
        if what is self._run:
            self._around.somebody.emit()
            self.sources.show_progress(done, total)
            self.report.show_progress(done, total, self._rows)

    @Slot(object, int)
    def _show_rows(self, what: object, rows: int) -> None:
        if what is self._run:
            self._rows = rows

    def _end(self) -> None:
        self._run = None
        self.sources.show_busy(False)

    def _show_keys(self) -> None:
        self._around.key_shown.emit(CHECKED, self.report.shown is not None)
        self._around.key_shown.emit(RUNNING, self._run is not None)

    @Slot(object)
    def _take_settings(self, settings: Settings) -> None:
        self._reads.use_patterns(label_patterns(settings))
