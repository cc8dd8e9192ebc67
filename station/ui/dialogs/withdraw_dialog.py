"""Withdrawing a registration that was entered in error (作废): why, and is the swab in."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from station.domain.registration import Registration, WithdrawReason
from station.ui.card import text_label
from station.ui.dialogs.dialog import StationDialog
from station.ui.theme import Theme
from station.ui.words import Words

REASONS = (
    WithdrawReason.WRONG_PERSON,
    WithdrawReason.WRONG_TUBE,
    WithdrawReason.REFUSED_SWAB,
    WithdrawReason.SWAB_SPOILED,
)


class WithdrawDialog(StationDialog):
    """Asks for the reason; once accepted, ``reason`` and ``swab_is_in`` are the answers."""

    def __init__(
        self, parent: QWidget | None, theme: Theme, words: Words, registration: Registration
    ) -> None:
        super().__init__(parent, theme, words)
        self.registration = registration
        self.set_heading(words("withdraw.title"), words("withdraw.text"))
        who = text_label(theme, 16, bold=True)
        person = registration.person
        time = words.time(registration.registered_at)
        who.setText(f"{time} · {words.masked_name(person)} · {words.masked_number(person)}")
        self.body.addWidget(who)
        self._group = QButtonGroup(self)
        for i, reason in enumerate(REASONS):
            choice = QRadioButton(words(f"withdraw.reason_{reason.value}"))
            choice.setFont(theme.font(15))
            self._group.addButton(choice, i)
            self.body.addWidget(choice)
        self._group.button(0).setChecked(True)
        self._swab = QCheckBox(words("withdraw.swab_is_in"))
        self._swab.setFont(theme.font(15))
        self.body.addSpacing(6)
        self.body.addWidget(self._swab)
        self.cancel = self.add_button()
        self.cancel.setText(words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok = self.add_button("primary")
        self.ok.setText(words("withdraw.ok"))
        self.ok.clicked.connect(self.accept)
        self._group.button(0).setFocus()

    @property
    def reason(self) -> WithdrawReason:
        return REASONS[self._group.checkedId()]

    @property
    def swab_is_in(self) -> bool:
        return self._swab.isChecked()

    def choose(self, reason: WithdrawReason, swab_is_in: bool) -> None:
        """Set the answers."""
        self._group.button(REASONS.index(reason)).setChecked(True)
        self._swab.setChecked(swab_is_in)
