"""The first member of a site's staff: its manager, who adds the others."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from station.domain import outcome as out
from station.domain.person import NAME_LENGTH
from station.domain.tube import BARCODE_LENGTH
from station.services.report import Report
from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.pin_edit import PinEdit
from station.ui.theme import Theme
from station.ui.words import Words


class FirstManagerDialog(StationDialog):
    """`making` carries name, badge (empty for none) and PIN; closes once the booth has done it.

    ``name`` is kept for the sign-in that follows.
    """

    making = Signal(str, str, str)

    def __init__(self, parent: QWidget | None, theme: Theme, words: Words) -> None:
        super().__init__(parent, theme, words)
        self.set_heading(words("first_manager.title"), words("first_manager.text"))
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_LENGTH)
        self.badge = LatinLineEdit()
        self.badge.setMaxLength(BARCODE_LENGTH)
        self.badge.setPlaceholderText(words("staff.badge_hint"))
        self.pin, self.again = PinEdit(), PinEdit()
        rows = FormRows(theme)
        for key in ("name", "badge", "pin", "again"):
            rows.add(f"staff.{key}", getattr(self, key))
        rows.set_words(words)
        self.body.addLayout(rows)
        self.ok = self.add_button("primary")
        self.ok.clicked.connect(self._make)
        self._set_busy(False)
        self.name.setFocus()

    @Slot(object)
    def take_report(self, report: Report) -> None:
        """The booth answered, or a badge was read."""
        match report.outcome:
            case out.FirstManagerMade():
                self.accept()
            case out.BadgeShown(badge):
                self.badge.setText(badge)
                self.pin.setFocus()
            case out.Refused(error) if self._busy:
                self._set_busy(False)
                self.show_error(error)
                if error.code.startswith("pin_"):
                    self._ask_pin_again()

    def done(self, result: int) -> None:
        """Close; no PIN stays."""
        for edit in (self.pin, self.again):
            edit.clear()
        super().done(result)

    # --- inside --------------------------------------------------------------------------------

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        # Not disabled: the keyboard would go on to another field.
        self.ok.setText(self.words("staff.busy" if busy else "first_manager.ok"))

    def _ask_pin_again(self) -> None:
        for edit in (self.pin, self.again):
            edit.clear()
        self.pin.setFocus()

    @Slot()
    def _make(self) -> None:
        if self._busy:
            return
        name = self.name.text().strip()
        if not name:
            self.show_problem(self.words("staff.no_name"))
            self.name.setFocus()
        elif self.pin.text() != self.again.text() or not self.pin.text():
            self.show_problem(self.words("staff.other_pin"))
            self._ask_pin_again()
        else:
            self.clear_problem()
            self._set_busy(True)
            self.making.emit(name, self.badge.text().strip(), self.pin.text())
