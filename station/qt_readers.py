"""All readers of a booth: the gun that types, the cameras, the serial lines; with one voice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from station.domain.classify import Classifier, UnknownRead
from station.domain.heard import Heard, Verdict
from station.domain.reader import FIRST_CAMERA, SECOND_CAMERA
from station.domain.scan import Source, View
from station.errors import StationError
from station.scanner.camera.choice import CameraChoice
from station.scanner.camera.decode_turns import DecodeTurns
from station.scanner.camera.frame_source import FrameSource
from station.scanner.camera.qt_devices import CameraDevices
from station.scanner.camera.qt_feed import CameraFeed
from station.scanner.camera.roster import CameraRoster
from station.scanner.camera.source import source_of
from station.scanner.gun.gun_setup import GunPrefix, GunSetup
from station.scanner.gun.qt_gun import KeyboardGun
from station.scanner.serial.qt_port_list import PortInfo
from station.scanner.serial.qt_serial_lines import LineOptions, SerialLines
from station.setting_groups import CameraOptions
from station.settings import Settings, label_patterns

_log = logging.getLogger(__name__)

MakeSource = Callable[[CameraChoice, CameraRoster, str], FrameSource]


@dataclass(frozen=True, slots=True)
class Devices:
    """Where frames and ports come from: the machine's own, unless a test brings others."""

    make_source: MakeSource = source_of
    list_ports: Callable[[], list[PortInfo]] | None = None


class Readers(QObject):
    """Runs the readers that the settings name, from `start` to `stop`.

    ``view``: a `View` of any reader. ``failed``: a `StationError` and the `Source` of a read that
    did not come through. ``frame``, ``camera_status``, ``controls``: of a camera, whose key
    (`FIRST_CAMERA` or `SECOND_CAMERA`) comes last. ``camera_gone``: the key of a camera that is no
    longer used. ``heard``: a `Heard`, for each read while testing: then nothing is a ``view``.
    """

    view = Signal(object)
    failed = Signal(object, object)
    frame = Signal(QImage, object, str)
    camera_status = Signal(object, str)
    camera_gone = Signal(str)
    controls = Signal(object, str)
    heard = Signal(object)

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        camera: str | None = None,
        devices: Devices | None = None,
        parent: QObject | None = None,
    ) -> None:
        """``camera`` stands for the first camera's device until the settings name another."""
        super().__init__(parent)
        self._app = app
        self._settings = settings
        self._devices = devices or Devices()
        self._turns = DecodeTurns()
        self._classifier = _classifier_of(settings)
        self._choices: dict[str, CameraChoice] = {}
        self._feeds: dict[str, CameraFeed] = {}
        self._leaving: list[CameraFeed] = []
        self._cameras_run = False
        self._tested: set[str] | None = None
        self._wanted = False
        self.cameras = CameraDevices(self)
        self.gun = KeyboardGun(_gun_of(settings), parent=self)
        self.lines = SerialLines(_lines_of(settings), self._devices.list_ports, parent=self)
        own = settings.camera
        self._first = own if camera is None else replace(own, device=camera, name="")
        self._use_cameras(self._first, settings.second_camera)
        self._connect()

    # --- from the start to the end -------------------------------------------------------------

    def start(self) -> None:
        """Listen to the gun and the serial lines; cameras wait for `start_cameras`."""
        self.gun.install(self._app)
        self.lines.start()

    def start_cameras(self) -> None:
        self._cameras_run = True
        self.cameras.start()
        for feed in self._feeds.values():
            feed.start()

    def stop(self) -> None:
        """Let go of every device; what a driver holds is logged and left to it."""
        self.gun.remove(self._app)
        self.lines.stop()
        feeds = [*self._feeds.values(), *self._leaving]
        for feed in feeds:
            feed.stop(0)
        if not all([feed.stop() for feed in feeds] + [self.cameras.stop()]):
            _log.warning("a camera's driver holds a thread")

    # --- while they run ------------------------------------------------------------------------

    def apply(self, settings: Settings) -> None:
        """Go on with other settings; readers whose options are the same are left alone."""
        before, self._settings = self._settings, settings
        self._classifier = _classifier_of(settings)
        if settings.gun != before.gun:
            self.gun.configure(_gun_of(settings))
        self.lines.configure(_lines_of(settings))
        # What the command line named stays until another camera is chosen.
        if _choice_of(settings.camera) != _choice_of(before.camera):
            self._first = settings.camera
        self._use_cameras(self._first, settings.second_camera)

    @Slot(bool)
    def set_testing(self, testing: bool) -> None:
        """Tell what is read instead of having it registered, or read again."""
        self._tested = set() if testing else None
        self.gun.set_testing(testing)
        self.lines.set_testing(testing)
        self._tell_wanted()

    def set_wanted(self, wanted: bool) -> None:
        """Say whether a person may be registered now: else no card is looked for."""
        self._wanted = wanted
        self._tell_wanted()

    # --- inside --------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.gun.read.connect(self.view)
        self.gun.failed.connect(self._tell_gun_failed)
        self.gun.heard.connect(self.heard)
        self.lines.read.connect(self.view)
        self.lines.failed.connect(self.failed)
        self.lines.heard.connect(self.heard)

    def _use_cameras(self, first: CameraOptions, second: CameraOptions) -> None:
        """Run these cameras; those that are as they were go on."""
        options = {FIRST_CAMERA: first, SECOND_CAMERA: second}
        choices = {key: _choice_of(each) for key, each in options.items() if each.device}
        before, self._choices = self._choices, choices
        self.cameras.roster.expect(choices)
        for key in options:
            if before.get(key) != choices.get(key):
                self._change_camera(key, choices.get(key))

    def _change_camera(self, key: str, choice: CameraChoice | None) -> None:
        before = self._feeds.pop(key, None)
        if before is not None:
            self._let_go(before)
            if choice is None:
                self.camera_gone.emit(key)
        if choice is not None:
            source = self._devices.make_source(choice, self.cameras.roster, key)
            feed = CameraFeed(source, key, self._turns, self._fits, self)
            self._feeds[key] = self._connected(feed)
            if self._cameras_run:
                feed.start()

    def _let_go(self, feed: CameraFeed) -> None:
        """Ask a feed to end; a driver may hold its threads for a while."""
        feed.disconnect(self)
        self.cameras.changed.disconnect(feed.wake)
        self._leaving = [each for each in self._leaving if not each.stop(0)]
        if not feed.stop(0):
            self._leaving.append(feed)

    def _connected(self, feed: CameraFeed) -> CameraFeed:
        feed.frame.connect(self.frame)
        feed.status.connect(self.camera_status)
        feed.controls.connect(self.controls)
        feed.view.connect(self._take_view)
        self.cameras.changed.connect(feed.wake)
        return feed

    def _fits(self, text: str) -> bool:
        """Tell whether a linear code is one of the site's; asked on the decoding threads."""
        return not isinstance(self._classifier.classify(text), UnknownRead)

    @Slot(object)
    def _take_view(self, view: View) -> None:
        if self._tested is None:
            self.view.emit(view)
            return
        for scan in view.scans:
            if scan.text not in self._tested:
                self._tested.add(scan.text)
                self.heard.emit(Heard(Source.CAMERA, scan.text, Verdict.READ))

    @Slot(object)
    def _tell_gun_failed(self, error: StationError) -> None:
        self.failed.emit(error, Source.GUN)

    def _tell_wanted(self) -> None:
        self.lines.set_wanted(self._wanted and self._tested is None)


def _classifier_of(settings: Settings) -> Classifier:
    return Classifier(label_patterns(settings), command_key=None)


def _gun_of(settings: Settings) -> GunSetup:
    gun = settings.gun
    return GunSetup(gun.gap_ms, gun.min_characters, gun.replay_ms, GunPrefix(gun.prefix))


def _choice_of(options: CameraOptions) -> CameraChoice:
    return CameraChoice(
        device=options.device,
        name=options.name,
        width=options.width,
        height=options.height,
        fps=options.fps,
        auto_exposure=options.auto_exposure,
        exposure=options.exposure,
        auto_focus=options.auto_focus,
        focus=options.focus,
    )


def _lines_of(settings: Settings) -> LineOptions:
    serial, card = settings.serial, settings.card
    return LineOptions(
        guns=serial.on,
        gun_ports=serial.ports,
        gun_baud=serial.baud,
        cards=card.on,
        card_port=card.port,
    )
