"""The page of who may see no other: nobody is signed in, or a role has no page at this booth."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.staff import Permission, StaffMember
from station.ui.card import Card, push_button, text_label
from station.ui.facts import WindowFacts
from station.ui.theme import Theme
from station.ui.window_page import ShownKey, WindowPage, may
from station.ui.words import Words

HOME = "home"
CARD_WIDTH = 560
KEYS = (ShownKey("F9", "box", Permission.EXPORT), ShownKey("F11", "full_screen"))


class HomePage(QWidget):
    """`sign_in_asked`, `box_asked`: its buttons were pressed; boxing is for who may export."""

    sign_in_asked = Signal()
    box_asked = Signal()

    def __init__(self, theme: Theme, words: Words, facts: WindowFacts) -> None:
        super().__init__()
        self._facts = facts
        self._member: StaffMember | None = None
        card = Card(theme)
        card.setFixedWidth(CARD_WIDTH)
        self._heading = card.heading
        self.title = text_label(theme, 26, bold=True)
        self.text = text_label(theme, 15, tone="muted")
        for label in (self.title, self.text):
            label.setWordWrap(True)
        self.button = push_button(theme, "primary", 15)
        self.button.clicked.connect(self.sign_in_asked)
        self.box_button = push_button(theme, "", 15)
        # Enter presses them, as in a dialog.
        for button in (self.button, self.box_button):
            button.setAutoDefault(True)
        self.box_button.clicked.connect(self.box_asked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self.box_button)
        row.addStretch(1)
        card.body.addWidget(self.title)
        card.body.addWidget(self.text)
        card.body.addSpacing(8)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self._heading.setText(f"{self._facts.site_name} · {words.booth(self._facts.booth)}")
        self.show_member(self._member)

    def show_member(self, member: StaffMember | None) -> None:
        """Say that nobody is signed in, or that there is nothing here for ``member``."""
        self._member = member
        key = "nobody" if member is None else "no_page"
        self.title.setText(self._words(f"home.{key}_title"))
        roles = self._words.roles(member.roles) if member is not None else ""
        self.text.setText(self._words(f"home.{key}_text", roles=roles))
        self.button.setText(self._words(f"home.{key}_ok"))
        self.box_button.setText(f"{self._words('key.box')} F9")
        self.box_button.setVisible(may(member, Permission.EXPORT))


def home_entry(page: HomePage, open_box: Callable[[], None]) -> WindowPage:
    """Return the entry of ``page``: everybody may see it, and it is not in the rail."""
    return WindowPage(HOME, "", None, page, KEYS, {"F9": open_box}, enter=page.button.setFocus)
