"""What is known of a member of the staff, or a new PIN for one."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from station.domain.person import NAME_LENGTH
from station.domain.staff import Role, StaffMember
from station.domain.tube import BARCODE_LENGTH
from station.errors import StationError
from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.pin_edit import PinEdit
from station.ui.theme import Theme
from station.ui.words import Words


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """What was typed; ``repr`` shows nobody. ``pin`` is empty where it stays as it is."""

    name: str = field(repr=False)
    roles: frozenset[Role]
    badge: str = field(repr=False)
    pin: str = field(repr=False)


class StaffDialog(StationDialog):
    """`saving` carries a `StaffEntry`; the answer goes to `accept` or `refuse`.

    Adds a member (``member`` None), changes one, or gives one a new PIN (``only_pin``). What is
    wrong is said in place, and what was typed stays. A badge that is read goes to `take_badge`.
    """

    saving = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        words: Words,
        member: StaffMember | None = None,
        only_pin: bool = False,
    ) -> None:
        super().__init__(parent, theme, words)
        self._member = member
        self._busy = False
        key = "add" if member is None else "pin" if only_pin else "change"
        name = "" if member is None else member.name
        self.set_heading(words(f"staff.{key}_title", name=name))
        self.has_badge, self.has_pin = not only_pin, only_pin or member is None
        self.name = QLineEdit(name)
        self.name.setMaxLength(NAME_LENGTH)
        self.roles = {role: QCheckBox(words.role(role)) for role in Role}
        self.badge = LatinLineEdit()
        self.badge.setMaxLength(BARCODE_LENGTH)
        self.badge.setPlaceholderText(words("staff.badge_hint"))
        self.pin, self.again = PinEdit(), PinEdit()
        if member is not None:
            self.badge.setText(member.badge or "")
            for role, box in self.roles.items():
                box.setChecked(role in member.roles)
        self._lay_out()
        self._fields()[0].setFocus()

    def take_badge(self, text: str) -> None:
        """A badge was read."""
        if self.has_badge and not self._busy:
            self.badge.setText(text)

    @Slot(object)
    def refuse(self, error: StationError) -> None:
        """Say what is wrong, at its field."""
        self._set_busy(False)
        self.show_error(error)
        if error.code.startswith("pin_"):
            self._ask_pin_again()
        elif error.code.startswith("badge_"):
            self.badge.setFocus()
            self.badge.selectAll()
        else:
            self._fields()[0].setFocus()

    def done(self, result: int) -> None:
        """Close; no PIN stays."""
        for edit in (self.pin, self.again):
            edit.clear()
        super().done(result)

    # --- inside --------------------------------------------------------------------------------

    def _fields(self) -> list[QLineEdit]:
        known = [self.name, self.badge] if self.has_badge else []
        return known + ([self.pin, self.again] if self.has_pin else [])

    def _lay_out(self) -> None:
        rows = FormRows(self.theme)
        if self.has_badge:
            rows.add("staff.name", self.name)
            holder = QWidget()
            grid = QGridLayout(holder)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setColumnStretch(1, 1)
            for index, box in enumerate(self.roles.values()):
                box.setFont(self.theme.font(14))
                grid.addWidget(box, *divmod(index, 2))
            rows.add("staff.roles", next(iter(self.roles.values())), holder)
            rows.add("staff.badge", self.badge)
        if self.has_pin:
            rows.add("staff.pin", self.pin)
            rows.add("staff.again", self.again)
        rows.set_words(self.words)
        for role, box in self.roles.items():
            box.setAccessibleName(self.words.role(role))
        self.body.addLayout(rows)
        self.cancel = self.add_button()
        self.cancel.setText(self.words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok = self.add_button("primary")
        self.ok.clicked.connect(self._save)
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        # Not disabled: the keyboard would go on to another field.
        self.ok.setText(self.words("staff.busy" if busy else "staff.save"))

    def _ask_pin_again(self) -> None:
        for edit in (self.pin, self.again):
            edit.clear()
        self.pin.setFocus()

    @Slot()
    def _save(self) -> None:
        if self._busy:
            return
        name, pin = self.name.text().strip(), self.pin.text()
        if self.has_badge and not name:
            self.show_problem(self.words("staff.no_name"))
            self.name.setFocus()
        elif self.has_pin and not pin:
            self.show_problem(self.words("sign_in.no_pin"))
            self.pin.setFocus()
        elif self.has_pin and pin != self.again.text():
            self.show_problem(self.words("staff.other_pin"))
            self._ask_pin_again()
        else:
            self.clear_problem()
            self._set_busy(True)
            roles = frozenset(role for role, box in self.roles.items() if box.isChecked())
            self.saving.emit(StaffEntry(name, roles, self.badge.text().strip(), pin))
