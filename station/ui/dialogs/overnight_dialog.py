"""Tubes that were left open overnight: each is sealed or made void before new ones open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from station.domain import outcome as out
from station.domain.refusals import OvernightTubes
from station.domain.tube import Tube
from station.services.report import Report
from station.ui.card import push_button, text_label
from station.ui.dialogs.dialog import StationDialog
from station.ui.theme import Theme
from station.ui.words import Words

if TYPE_CHECKING:
    from station.ui.desk import Desk


class OvernightDialog(StationDialog):
    """A row for each tube; closes when none is left."""

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        words: Words,
        desk: Desk,
        tubes: tuple[Tube, ...],
    ) -> None:
        super().__init__(parent, theme, words)
        self._desk = desk
        self._rows: dict[UUID, QWidget] = {}
        self.setMinimumWidth(640)
        self.set_heading(words("overnight.title"), words("overnight.text"))
        for tube in tubes:
            self._add(tube)
        self.close_button = self.add_button()
        self.close_button.setText(words("common.close"))
        self.close_button.clicked.connect(self.reject)

    @property
    def tubes_left(self) -> int:
        return len(self._rows)

    def button(self, tube_id: UUID, name: str) -> QPushButton:
        """Return a tube's button: `seal` or `void`."""
        button = self._rows[tube_id].findChild(QPushButton, name)
        if button is None:
            raise LookupError(name)
        return button

    @Slot(object)
    def take_report(self, report: Report) -> None:
        """The booth answered: drop what is done with."""
        left = {tube.id for tube in report.booth.session.overnight}
        for tube_id in [key for key in self._rows if key not in left]:
            self._rows.pop(tube_id).hide()
        if isinstance(report.outcome, out.Refused):
            self.show_error(report.outcome.error)
            # That is the answer to a read in between: the row's own is still to come.
            if not isinstance(report.outcome.error, OvernightTubes):
                self._let_answer()
        else:
            self.clear_problem()
        if not self._rows:
            self.accept()

    def _let_answer(self) -> None:
        for row in self._rows.values():
            row.setEnabled(True)

    def _ask(self, tube_id: UUID, ask: Callable[[UUID], None]) -> None:
        """Ask the desk once: a tube that is being sealed cannot be made void as well."""
        self._rows[tube_id].setEnabled(False)
        ask(tube_id)

    def _add(self, tube: Tube) -> None:
        words = self.words
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        label = text_label(self.theme, 14)
        label.setText(
            words(
                "overnight.tube",
                tube=tube.barcode.grouped,
                pool=words.pool(tube.pool_size),
                count=tube.count,
                time=f"{words.day(tube.opened_at):%m-%d} {words.short_time(tube.opened_at)}",
            )
        )
        row.addWidget(label, 1)
        for name, role, ask in (
            ("seal", "primary", self._desk.seal_overnight),
            ("void", "danger", self._desk.void_tube),
        ):
            button = push_button(self.theme, role)
            button.setObjectName(name)
            button.setText(words(f"overnight.{name}"))
            button.setAccessibleName(f"{words(f'overnight.{name}')} {tube.barcode}")
            button.clicked.connect(partial(self._ask, tube.id, ask))
            row.addWidget(button)
        # An empty tube cannot be sealed, only dropped.
        holder.findChild(QPushButton, "seal").setEnabled(tube.count > 0)
        self._rows[tube.id] = holder
        self.body.addWidget(holder)
