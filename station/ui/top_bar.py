"""The top bar: site, booth, who is signed in, the devices that are there, and the clock."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from station.domain.masking import mask_name
from station.domain.reader import FIRST_CAMERA, CameraState, CameraStatus, LineStatus
from station.domain.scan import Source
from station.domain.staff import Permission, Role, StaffMember
from station.ui.card import push_button
from station.ui.chip import Chip
from station.ui.elided_label import ElidedLabel
from station.ui.facts import WindowFacts
from station.ui.line_chip import LineChip
from station.ui.pressed_label import PressedLabel
from station.ui.theme import Theme
from station.ui.words import Words

CLOCK_MS = 1000
_TOKENS = {
    CameraState.LIVE: "ok",
    CameraState.DARK: "bad",
    CameraState.OPENING: "warn",
    CameraState.ENDED: "muted",
    CameraState.STALLED: "bad",
    CameraState.BUSY: "bad",
    CameraState.MISSING: "bad",
}


class TopBar(QFrame):
    """`sign_in_asked`: the operator's chip was pressed. `clock_pressed`: the clock was, by who may
    say that it is right."""

    sign_in_asked = Signal()
    clock_pressed = Signal()

    def __init__(self, theme: Theme, words: Words, facts: WindowFacts) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self._facts = facts
        self._member: StaffMember | None = None
        self._camera_statuses: dict[str, CameraStatus] = {}
        self._site = ElidedLabel(theme.font(17, bold=True))
        self._site.show_text(facts.site_name)
        self._booth = Chip(theme, dotted=False)
        self.operator = push_button(theme, "chip")
        # Enter presses it, as in a dialog.
        self.operator.setAutoDefault(True)
        self.operator.clicked.connect(self.sign_in_asked)
        self.camera = Chip(theme)
        self.camera.hide()
        self.second_camera = Chip(theme)
        self.second_camera.hide()
        self.gun = LineChip(theme, "gun")
        self.card = LineChip(theme, "card")
        self.clock = PressedLabel(theme.font(18, bold=True, mono=True))
        self.clock.pressed.connect(self.clock_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 10, 18, 10)
        row.setSpacing(14)
        for widget in (self._site, self._booth, self.operator):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.camera, self.second_camera, self.gun, self.card, self.clock):
            row.addWidget(widget)
        self._timer = QTimer(self, interval=CLOCK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self._booth.show_text(words.booth(self._facts.booth))
        self.operator.setToolTip(words("top.operator_hint"))
        self.operator.setAccessibleDescription(words("top.operator_hint"))
        self.gun.set_words(words)
        self.card.set_words(words)
        self.clock.setAccessibleName(words("a11y.clock"))
        self.show_member(self._member)
        for reader, status in self._camera_statuses.items():
            self.show_camera(status, reader)
        self._tick()

    def show_member(self, member: StaffMember | None) -> None:
        """Show who is signed in, the name masked, and as what."""
        self._member = member
        opens = member is not None and member.may(Permission.RESET_CLOCK)
        self.clock.set_opens(opens, self._words("top.clock_hint"))
        if member is None:
            text = self._words("top.nobody")
        else:
            role = self._words.role(next(role for role in Role if role in member.roles))
            text = self._words("top.member", role=role, name=mask_name(member.name))
        self.operator.setText(text)

    def show_camera(self, status: CameraStatus, reader: str = FIRST_CAMERA) -> None:
        """Show how a camera does, `1` or `2`, the one for tubes.

        One that nobody chose and that never was there has no name, and no chip.
        """
        self._camera_statuses[reader] = status
        chip = self._camera_chip(reader)
        is_there = status.name or status.state not in (CameraState.MISSING, CameraState.OPENING)
        if chip.isHidden() and not is_there:
            return
        state, token = status.state.value, _TOKENS[status.state]
        if status.needs_light and status.state is CameraState.LIVE:
            state, token = "dim", "warn"
        key = f"top.camera_{state}" if reader == FIRST_CAMERA else f"top.tube_camera_{state}"
        chip.show_text(self._words(key, fps=f"{status.fps:.0f}"), token)
        next_step = "" if state == "live" else self._words(f"camera.{state}_next")
        chip.setToolTip(next_step)
        chip.setAccessibleDescription(next_step)
        chip.show()

    def forget_camera(self, reader: str) -> None:
        """This camera is no longer used."""
        self._camera_statuses.pop(reader, None)
        self._camera_chip(reader).hide()

    def show_gun(self) -> None:
        """A gun read something, so there is one."""
        self.gun.show_present()

    def show_line(self, status: LineStatus) -> None:
        """Show how a serial gun or a card reader does."""
        chip = self.card if status.source is Source.CARD else self.gun
        chip.show_line(status)

    def _camera_chip(self, reader: str) -> Chip:
        return self.camera if reader == FIRST_CAMERA else self.second_camera

    @Slot()
    def _tick(self) -> None:
        self.clock.setText(self._words.time(self._facts.now()))
