"""The labels' section of the settings page: patterns of tubes, boxes and badges, and examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.domain.classify import LabelPatterns
from station.domain.heard import Heard
from station.domain.label_examples import Fit
from station.domain.label_pattern import PatternUnsupported, overlap
from station.setting_rules import Pattern, SettingPatternWrong
from station.settings import Settings
from station.ui.card import GAP, set_tone
from station.ui.settings.label_panel import LabelPanel
from station.ui.settings.section import Section
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

GROUPS = {Fit.TUBE: "tubes", Fit.BOX: "boxes", Fit.BADGE: "badges"}
CHECK_MS = 200
_FITS_NOTHING = re.compile("(?!)")


class LabelsSection(Section):
    """Patterns are checked while they are typed. Examples are not kept beyond the window's life."""

    def __init__(self, theme: Theme, words: Words, desk: SettingsDesk) -> None:
        super().__init__()
        self._words = words
        self._desk = desk
        self._listening: Fit | None = None
        self._problems: dict[Fit, str] = {}
        self._patterns = LabelPatterns(_FITS_NOTHING, _FITS_NOTHING, _FITS_NOTHING)
        self._timer = QTimer(self, singleShot=True, interval=CHECK_MS, timeout=self._check)
        self.panels = {kind: LabelPanel(theme, words, kind) for kind in GROUPS}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for kind, panel in self._each():
            row.addWidget(panel, 1)
            self._connect(kind, panel)
        desk.heard.connect(self._hear)
        desk.went_quiet.connect(self._stop_quiet)
        self.show_settings(desk.settings)

    # --- a section -----------------------------------------------------------------------------

    def set_words(self, words: Words) -> None:
        self._words = words
        for panel in self.panels.values():
            panel.set_words(words)
        self._check()

    def show_settings(self, settings: Settings) -> None:
        for kind, panel in self._each():
            panel.show_pattern(getattr(settings, GROUPS[kind]).pattern)
        self._check()

    def changed(self, settings: Settings) -> Settings:
        return replace(
            settings,
            tubes=replace(settings.tubes, pattern=self._text(Fit.TUBE)),
            boxes=replace(settings.boxes, pattern=self._text(Fit.BOX)),
            badges=replace(settings.badges, pattern=self._text(Fit.BADGE)),
        )

    def leave(self) -> None:
        self._listen(None)

    def fields(self) -> Mapping[str, QWidget]:
        patterns = {f"{GROUPS[kind]}.pattern": panel.pattern for kind, panel in self._each()}
        return patterns | {
            f"{GROUPS[kind]}.examples": panel.examples for kind, panel in self._each()
        }

    def fault(self) -> tuple[str, str] | None:
        """A pattern that cannot be used, two that clash, or an example of another kind."""
        self._check()
        for kind, problem in self._problems.items():
            return f"{GROUPS[kind]}.pattern", self._of(kind, problem)
        for kind, panel in self._each():
            if panel.has_misfit():
                misfit = self._of(kind, self._words("settings.labels.misfit"))
                return f"{GROUPS[kind]}.examples", misfit
        return None

    def clear_marks(self) -> None:
        """The patterns' marks are those of the check, which goes on while one types."""
        for _, panel in self._each():
            set_tone(panel.examples, "wrong", "no")

    # --- inside --------------------------------------------------------------------------------

    def _each(self) -> Iterable[tuple[Fit, LabelPanel]]:
        return self.panels.items()

    def _connect(self, kind: Fit, panel: LabelPanel) -> None:
        panel.edited.connect(self._timer.start)
        panel.edited.connect(self.edited)
        panel.examples_changed.connect(self._judge)
        panel.typed.connect(lambda text: panel.add(text, self._patterns))
        panel.listening_asked.connect(lambda on: self._listen(kind if on else None))

    def _text(self, kind: Fit) -> str:
        return self.panels[kind].pattern.text().strip()

    def _of(self, kind: Fit, problem: str) -> str:
        kind_word = self._words(f"settings.labels.{kind.value}_title")
        return self._words("settings.labels.of", kind=kind_word, problem=problem)

    @Slot()
    def _check(self) -> None:
        """Check each pattern, then each pair, and judge the examples by what can be used."""
        self._timer.stop()
        usable = {kind: _is_usable(self._text(kind)) for kind in GROUPS}
        wrong = self._words("settings.labels.wrong")
        self._problems = {kind: wrong for kind, good in usable.items() if not good}
        for pair in combinations([kind for kind, good in usable.items() if good], 2):
            self._compare(*pair)
        for kind, panel in self._each():
            panel.show_problem(self._problems.get(kind, ""))
        compiled = {
            kind: re.compile(self._text(kind)) if good else _FITS_NOTHING
            for kind, good in usable.items()
        }
        self._patterns = LabelPatterns(compiled[Fit.TUBE], compiled[Fit.BOX], compiled[Fit.BADGE])
        self._judge()

    def _compare(self, one: Fit, other: Fit) -> None:
        """Note at both patterns if they could fit the same label."""
        try:
            example = overlap(self._text(one), self._text(other))
        except PatternUnsupported:
            for kind in (one, other):
                self._problems.setdefault(kind, self._words("settings.labels.involved"))
            return
        if example is None:
            return
        for kind, against in ((one, other), (other, one)):
            word = self._words(f"settings.labels.{against.value}")
            clash = self._words("settings.labels.clash", other=word, example=example)
            self._problems.setdefault(kind, clash)

    @Slot()
    def _judge(self) -> None:
        for panel in self.panels.values():
            panel.judge(self._patterns)

    def _listen(self, kind: Fit | None) -> None:
        """Let readers be heard for ``kind``'s panel, or be readers again."""
        was, self._listening = self._listening, kind
        for each, panel in self._each():
            panel.show_listening(each is kind)
        if (was is None) != (kind is None):
            self._desk.set_testing(kind is not None)

    @Slot()
    def _stop_quiet(self) -> None:
        """Nothing was read for long: nobody should wonder why nothing is registered."""
        if self._listening is not None:
            self.panels[self._listening].say_quiet()
            self._listen(None)

    @Slot(object)
    def _hear(self, heard: Heard) -> None:
        if self._listening is not None:
            self.panels[self._listening].add(heard.text, self._patterns)


def _is_usable(pattern: str) -> bool:
    """Tell whether a pattern is one by itself; clashes are another matter."""
    try:
        Pattern().check("", pattern)
    except SettingPatternWrong:
        return False
    return True
