"""The top bar: site, booth, who is signed in, the devices that are there, and the clock."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from station.domain.masking import mask_name
from station.domain.reader import CameraState, CameraStatus
from station.domain.registration import Shift
from station.ui.card import push_button, text_label
from station.ui.chip import Chip
from station.ui.facts import WindowFacts
from station.ui.theme import Theme
from station.ui.words import Words

CLOCK_MS = 1000
_TOKENS = {
    CameraState.LIVE: "ok",
    CameraState.OPENING: "warn",
    CameraState.ENDED: "muted",
    CameraState.STALLED: "bad",
    CameraState.BUSY: "bad",
    CameraState.MISSING: "bad",
}


class TopBar(QFrame):
    """`sign_in_asked`: the operator's chip was pressed."""

    sign_in_asked = Signal()

    def __init__(self, theme: Theme, words: Words, facts: WindowFacts) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self._facts = facts
        self._shift: Shift | None = None
        self._camera_status: CameraStatus | None = None
        self._site = text_label(theme, 17, bold=True)
        self._site.setText(facts.site_name)
        self._booth = Chip(theme, dotted=False)
        self.operator = push_button(theme, "chip")
        self.operator.clicked.connect(self.sign_in_asked)
        self.camera = Chip(theme)
        self.camera.hide()
        self.gun = Chip(theme)
        self.gun.hide()
        self._clock = text_label(theme, 18, bold=True, mono=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 10, 18, 10)
        row.setSpacing(14)
        for widget in (self._site, self._booth, self.operator):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.camera, self.gun, self._clock):
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
        self.gun.show_text(words("top.gun"))
        self._clock.setAccessibleName(words("a11y.clock"))
        self.show_shift(self._shift)
        if self._camera_status is not None:
            self.show_camera(self._camera_status)
        self._tick()

    def show_shift(self, shift: Shift | None) -> None:
        """Show who is signed in, the name masked."""
        self._shift = shift
        if shift is None:
            text = self._words("top.nobody")
        else:
            text = self._words("top.operator", name=mask_name(shift.operator))
        self.operator.setText(text)

    def show_camera(self, status: CameraStatus) -> None:
        """Show how the camera does; one that never was there has no chip."""
        self._camera_status = status
        gone = status.state is CameraState.MISSING
        if gone and self.camera.isHidden():
            return
        text = self._words(f"top.camera_{status.state.value}", fps=f"{status.fps:.0f}")
        self.camera.show_text(text, _TOKENS[status.state])
        self.camera.show()

    def show_gun(self) -> None:
        """A gun read something, so there is one."""
        self.gun.show()

    @Slot()
    def _tick(self) -> None:
        self._clock.setText(self._words.time(self._facts.now()))
