"""A console that is watched while its camera plays a clip: when each registration was painted.

Nothing in the program knows of it: the register service is wrapped, the clip's source comes
through the port of the devices, paints are seen by an event filter.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from station.catalogue import Catalogue
from station.demo.qt_hands import Hands, wait
from station.demo.qt_lag import LoopLag
from station.demo.site import DEMO_PIN, OPERATOR
from station.domain import outcome as out
from station.domain.reader import CameraState, CameraStatus
from station.domain.scan import View
from station.qt_console import Console, Opened
from station.qt_readers import Devices
from station.scanner.camera.choice import CameraChoice
from station.scanner.camera.frame_source import ClipSource, Pixels
from station.scanner.camera.roster import CameraRoster
from station.services.register import RegisterService
from station.services.report import Report
from station.ui.theme import Theme

PAINTED = QEvent.Type(QEvent.registerEventType())


@dataclass(slots=True)
class Passage:
    """One registration's way, in monotonic seconds; ``painted`` is 0 until it is."""

    text: str = field(repr=False)
    frame_at: float
    committed: float
    painted: float = 0.0


@dataclass(slots=True)
class Watched:
    """What was seen: when each frame was read and painted, and the passages in their order."""

    frames_read: list[float] = field(default_factory=list)
    frames_painted: list[float] = field(default_factory=list)
    passages: dict[UUID, Passage] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


class _NotedRegister:
    """The register service; it notes each registration as its transaction is over."""

    def __init__(self, register: RegisterService, watched: Watched) -> None:
        self._register = register
        self._watched = watched

    def take(self, view: View) -> list[Report]:
        reports = self._register.take(view)
        now = time.monotonic()
        for report in reports:
            if isinstance(report.outcome, out.Registered):
                text = report.outcome.candidate.code_text or ""
                passage = Passage(text, view.frame_at, now)
                self._watched.passages[report.outcome.registration.id] = passage
        return reports

    def __getattr__(self, name: str) -> Any:
        return getattr(self._register, name)


class _NotingClip(ClipSource):
    """The clip at ``path``; it notes when it had read each frame."""

    def __init__(self, path: str, read_at: list[float]) -> None:
        super().__init__(path)
        self._read_at = read_at

    def read(self) -> Pixels | None:
        pixels = super().read()
        self._read_at.append(time.monotonic())
        return pixels


class WatchedConsole(QObject):
    """A console over ``opened`` whose camera is the clip at ``clip``."""

    def __init__(
        self, app: QApplication, opened: Opened, theme: Theme, words: Catalogue, clip: str
    ) -> None:
        super().__init__()
        self.seen, self.lag = Watched(), LoopLag()
        self._shown: UUID | None = None
        self._frame_waits = False
        self._state = CameraState.OPENING
        self._signed_in = False
        register = cast(RegisterService, _NotedRegister(opened.uses.register, self.seen))
        opened = replace(opened, uses=replace(opened.uses, register=register))
        devices = Devices(make_source=self._noting_source)
        self.console = Console(app, opened, theme, words, clip, devices)
        window, readers = self.console.window, self.console.readers
        # After the console's own: the cards know of it, and paint it later.
        self.console.desk.reported.connect(self._note_report)
        readers.frame.connect(self._note_frame)
        readers.camera_status.connect(self._note_status)
        window.page.result.installEventFilter(self)
        window.camera_card.view.installEventFilter(self)

    def play(self, patience_s: float) -> None:
        """Sign in and play the clip to its end; raises TimeoutError."""
        console = self.console
        console.start(camera=False)
        try:
            self._sign_in()
            self.lag.start()
            console.start_camera()
            self._until(lambda: self._state is CameraState.ENDED, patience_s)
            wait(500)
            self.lag.stop()
        finally:
            console.window.hide()
            console.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            if watched is not self.console.window.page.result:
                if self._frame_waits:
                    self.seen.frames_painted.append(time.monotonic())
                self._frame_waits = False
            elif self._is_news():
                # Handled as the first thing when all of the window is painted.
                first = Qt.EventPriority.HighEventPriority.value
                QCoreApplication.postEvent(self, QEvent(PAINTED), first)
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() != PAINTED:
            return super().event(event)
        if self._shown is not None:
            self.seen.passages[self._shown].painted = time.monotonic()
        return True

    # --- inside --------------------------------------------------------------------------------

    def _noting_source(self, choice: CameraChoice, roster: CameraRoster, key: str) -> ClipSource:
        return _NotingClip(choice.device, self.seen.frames_read)

    def _is_news(self) -> bool:
        """Note the registration that the window shows now; True if it was not painted yet."""
        recent = self.console.window.page.recent.model
        before = self._shown
        if recent.rowCount():
            self._shown = recent.registration(0).id
        return self._shown != before

    def _sign_in(self) -> None:
        window = self.console.window
        hands = Hands(window)
        self._until(lambda: window.dialogs.current is not None, 10)
        wait(200)
        hands.compose(OPERATOR.name)
        hands.press(Qt.Key.Key_Tab)
        hands.type(DEMO_PIN)
        hands.press(Qt.Key.Key_Tab)
        hands.compose("李采样")
        hands.press(Qt.Key.Key_Return)
        self._until(lambda: self._signed_in, 10)
        wait(500)

    def _until(self, condition: Callable[[], bool], patience_s: float) -> None:
        end = time.monotonic() + patience_s
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("the console does not go on")
            wait(20)

    @Slot(object)
    def _note_report(self, report: Report) -> None:
        match report.outcome:
            case out.SignedIn():
                self._signed_in = True
            case out.Refused(error):
                self.seen.refused.append(error.code)

    @Slot(QImage, object, str)
    def _note_frame(self, image: QImage, outlines: object, reader: str) -> None:
        self._frame_waits = True

    @Slot(object, str)
    def _note_status(self, status: CameraStatus, reader: str) -> None:
        self._state = status.state
