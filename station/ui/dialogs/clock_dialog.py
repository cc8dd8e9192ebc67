"""The machine's clock beside what was recorded, for who may say that the clock is right."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from station.errors import StationError
from station.services.clock_reset import ClockView
from station.ui.card import text_label
from station.ui.clock_desk import ClockDesk
from station.ui.dialogs.dialog import StationDialog
from station.ui.facts import WindowFacts
from station.ui.theme import Theme
from station.ui.words import Words

TICK_MS = 1000
NONE = "—"


class ClockDialog(StationDialog):
    """Asks `ClockDesk.reset` only where the clock is refused; doing nothing is the easy answer.

    The machine's time goes on, to be held against another clock.
    """

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        words: Words,
        facts: WindowFacts,
        clock: ClockDesk,
        view: ClockView,
    ) -> None:
        super().__init__(parent, theme, words)
        self._facts = facts
        self._clock = clock
        self._busy = False
        key = "wrong" if view.is_wrong else "right"
        self.set_heading(words(f"clock_dialog.{key}_title"), words(f"clock_dialog.{key}_text"))
        self.recorded = text_label(theme, 18, bold=True, mono=True)
        self.machine = text_label(theme, 18, bold=True, mono=True)
        self.recorded.setText(NONE if view.mark is None else words.moment(view.mark))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(1, 1)
        for row, (name, label) in enumerate(
            (("recorded", self.recorded), ("machine", self.machine))
        ):
            caption = text_label(theme, 14)
            caption.setText(words(f"clock_dialog.{name}"))
            label.setAccessibleName(caption.text())
            grid.addWidget(caption, row, 0)
            grid.addWidget(label, row, 1)
        self.body.addLayout(grid)
        self.ok = self.add_button("danger")
        self.ok.setText(words("clock_dialog.ok"))
        self.ok.setVisible(view.is_wrong)
        self.ok.clicked.connect(self._reset)
        self.cancel = self.add_button("primary")
        self.cancel.setText(words("common.cancel" if view.is_wrong else "common.close"))
        self.cancel.clicked.connect(self.reject)
        self.cancel.setFocus()
        clock.was_reset.connect(self.accept)
        clock.failed.connect(self._refuse)
        self._timer = QTimer(self, interval=TICK_MS, timeout=self._tick)
        self._timer.start()
        self._tick()

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _tick(self) -> None:
        self.machine.setText(self.words.moment(self._facts.now()))

    @Slot()
    def _reset(self) -> None:
        if not self._busy:
            self._busy = True
            self.clear_problem()
            self._clock.reset()

    @Slot(object)
    def _refuse(self, error: StationError) -> None:
        self._busy = False
        self.show_error(error)
