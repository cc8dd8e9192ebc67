"""The bottom bar: the keys of the page or of the open question; the trust list's age."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from station.domain.staff import Permission, StaffMember
from station.ui.card import key_cap, text_label
from station.ui.corner_notice import CornerNotice, told_of_trust
from station.ui.facts import WindowFacts
from station.ui.theme import Theme
from station.ui.trust_age import TrustAge
from station.ui.trust_desk import TrustDesk
from station.ui.window_page import ShownKey, WindowPage
from station.ui.words import Words

QUESTION_KEYS = (
    ShownKey("Enter", "leave"),
    ShownKey("F12", "again"),
    ShownKey("F11", "full_screen"),
)


# At the right end, whatever page is in front.
SIGNED_IN_KEYS = (ShownKey("Ctrl+O", "change_operator"), ShownKey("Ctrl+L", "lock"))


class KeyBar(QFrame):
    """Shows which keys do what just now: those of the page in front, or of the question on it."""

    def __init__(
        self, theme: Theme, words: Words, facts: WindowFacts, pages: Sequence[WindowPage]
    ) -> None:
        super().__init__()
        self.setObjectName("keyBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._labels: list[tuple[QLabel, str]] = []
        self._parts: list[tuple[ShownKey, QWidget]] = []
        self._pages = {page.name: self._row(theme, page.shown_keys) for page in pages}
        self._question = self._row(theme, QUESTION_KEYS)
        self._signed_in = self._row(theme, SIGNED_IN_KEYS)
        self._page, self._asked = pages[0].name, False
        self._member: StaffMember | None = None
        self._holds: set[str] = set()
        self.trust_age = TrustAge(theme, words, facts)
        self.notice = CornerNotice(theme, words, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 18, 8)
        for each in (*self._pages.values(), self._question):
            row.addWidget(each)
        row.addStretch(1)
        row.addWidget(self._signed_in)
        row.addWidget(self.trust_age)
        self._show_row()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        for label, name in self._labels:
            label.setText(words(f"key.{name}"))
        self.trust_age.set_words(words)
        self.notice.set_words(words)

    def show_page(self, page: str) -> None:
        """Show the keys of ``page``."""
        self._page = page
        self._show_row()

    def show_question(self, asked: bool) -> None:
        """Show the keys that answer the question, or those of the page."""
        self._asked = asked
        self._show_row()

    def show_for(self, member: StaffMember | None) -> None:
        """Show the keys that ``member`` may use."""
        self._member = member
        self._signed_in.setVisible(member is not None)
        for shown, part in self._parts:
            holds = not shown.when or shown.when in self._holds
            part.setVisible(shown.is_for(member) and holds)
        self.trust_age.show_opens(member is not None and member.may(Permission.TRUST))

    def show_when(self, what: str, holds: bool) -> None:
        """Show the keys that work only when ``what`` is so, or hide them."""
        if holds != (what in self._holds):
            self._holds ^= {what}
            self.show_for(self._member)

    def follow_trust(self, desk: TrustDesk) -> None:
        """Show how old the list in force is, and say what came by itself."""
        desk.changed.connect(self.trust_age.take_view)
        desk.came.connect(lambda news: self.notice.say(told_of_trust(news)))

    def shown_keys(self) -> tuple[str, ...]:
        """Return the names of the keys that are shown."""
        row = self._question if self._asked else self._pages[self._page]
        parts = [(shown.key, part) for shown, part in self._parts if part.parentWidget() is row]
        return tuple(key for key, part in parts if not part.isHidden())

    def _show_row(self) -> None:
        self._question.setVisible(self._asked)
        for name, row in self._pages.items():
            row.setVisible(name == self._page and not self._asked)

    def _row(self, theme: Theme, keys: Sequence[ShownKey]) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for each in keys:
            row.addWidget(self._key(theme, each))
        return holder

    def _key(self, theme: Theme, shown: ShownKey) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 13, 0)
        row.setSpacing(7)
        label = text_label(theme, 14, tone="muted")
        row.addWidget(key_cap(theme, shown.key))
        row.addWidget(label)
        self._labels.append((label, shown.word))
        self._parts.append((shown, part))
        return part
