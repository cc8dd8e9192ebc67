"""The page over the locked window: who locked it, that the tube is kept, and the way back in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain import outcome as out
from station.domain.masking import mask_name
from station.domain.staff import StaffMember
from station.services.report import BoothView, Report
from station.ui.card import Card, push_button, text_label
from station.ui.dialogs.dialog import FormRows
from station.ui.facts import WindowFacts
from station.ui.notice import Notice
from station.ui.sign_in_try import SignInTry
from station.ui.theme import Theme
from station.ui.words import Words

CARD_WIDTH = 560
NOTICE_HEIGHT = 64
CLOCK_MS = 1000


class LockPage(QWidget):
    """`unlocking` carries who (a badge, a name, empty for whoever locked) and the PIN.

    Nothing on it is about a person who is registered.
    """

    unlocking = Signal(str, str)

    def __init__(self, theme: Theme, words: Words, facts: WindowFacts) -> None:
        super().__init__()
        self.setObjectName("lockPage")
        self._facts = facts
        self._booth: BoothView | None = None
        self._since: datetime | None = None
        self.site = text_label(theme, 17, bold=True)
        self.clock = text_label(theme, 44, bold=True, mono=True)
        self.title = text_label(theme, 26, bold=True)
        self.who_locked = text_label(theme, 15)
        self.tube = text_label(theme, 15)
        self.hint = text_label(theme, 13, tone="brand")
        self.notice = Notice(theme, "bad", 14)
        self.button = push_button(theme, "primary", 15)
        self._try = SignInTry(words, self.button, self.notice, "lock.ok", needs_who=False)
        self.who, self.pin = self._try.who, self._try.pin
        self._rows = FormRows(theme)
        self._rows.add("sign_in.who", self.who)
        self._rows.add("sign_in.pin", self.pin)
        self._lay_out(theme)
        # Enter presses it, as in a dialog.
        self.button.setAutoDefault(True)
        self.button.clicked.connect(self._try.begin)
        self.who.returnPressed.connect(self._go_on)
        self.pin.returnPressed.connect(self._try.begin)
        self._try.tried.connect(self.unlocking)
        self._timer = QTimer(self, interval=CLOCK_MS, timeout=self._tick)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.site.setText(f"{self._facts.site_name} · {words.booth(self._facts.booth)}")
        self.title.setText(words("lock.title"))
        self._rows.set_words(words)
        self._try.set_words(words)
        self.clock.setAccessibleName(words("a11y.clock"))
        if self._facts.demo is not None:
            self.hint.setText(words("sign_in.demo", **asdict(self._facts.demo)))
        self._show_booth()
        self._tick()

    def begin(self, booth: BoothView) -> None:
        """The window is locked from now on."""
        self._booth, self._since = booth, self._facts.now()
        self._try.forget()
        self._show_booth()
        self._tick()

    def refuse_close(self) -> None:
        """Say that the window is not closed by whoever finds it locked."""
        self.notice.show_words(self._words("lock.close"), self._words("lock.close_next"), "warn")
        self.notice.show()

    def end(self) -> None:
        """The window is unlocked: nothing that was typed stays."""
        self._timer.stop()
        self._try.forget()

    def take_report(self, report: Report) -> None:
        """Say what became of a try to unlock, or that a read was refused."""
        self._booth = report.booth
        self._show_booth()
        match report.outcome:
            case out.BadgeShown(badge):
                self._try.show_badge(badge)
            case out.Refused(error) if error.code != "console_locked" and self._try.is_checking:
                self._try.refuse(error)
            case out.Refused() if not self._try.is_checking:
                words = self._words
                self.notice.show_words(words("lock.refused"), words("lock.refused_next"), "warn")
                self.notice.show()

    # --- what Qt calls -------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit that no field took, as one typed while the button has the keyboard, is the
        PIN's."""
        if event.text().isdigit() and not self.pin.isReadOnly():
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
            self.pin.insert(event.text())
        else:
            super().keyPressEvent(event)

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self, theme: Theme) -> None:
        card = Card(theme)
        card.setFixedWidth(CARD_WIDTH)
        card.heading.hide()
        for label in (self.title, self.who_locked, self.tube, self.hint):
            label.setWordWrap(True)
            card.body.addWidget(label)
        self.hint.setVisible(self._facts.demo is not None)
        card.body.addSpacing(6)
        card.body.addLayout(self._rows)
        # Its room is kept, so that nothing jumps when something is said.
        room = QWidget()
        room.setMinimumHeight(NOTICE_HEIGHT)
        inside = QVBoxLayout(room)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.notice)
        inside.addStretch(1)
        self.notice.hide()
        card.body.addWidget(room)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for part in (self.site, self.clock, card):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    @property
    def _member(self) -> StaffMember | None:
        return None if self._booth is None else self._booth.member

    def _show_booth(self) -> None:
        words, booth = self._words, self._booth
        if booth is None:
            return
        name = "" if booth.member is None else mask_name(booth.member.name)
        since = "" if self._since is None else words.short_time(self._since)
        self.who_locked.setText(words("lock.who", name=name, time=since))
        self.who.setPlaceholderText(words("lock.who_hint", name=name))
        tube = booth.session.pooled or booth.session.single
        if tube is None:
            self.tube.setText(words("lock.no_tube"))
        else:
            barcode, size = tube.barcode.grouped, tube.pool_size
            self.tube.setText(words("lock.tube", tube=barcode, count=tube.count, size=size))

    @Slot()
    def _go_on(self) -> None:
        self.pin.setFocus()

    @Slot()
    def _tick(self) -> None:
        self.clock.setText(self._words.time(self._facts.now()))
