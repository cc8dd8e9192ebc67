"""The running console: worker threads, desk, window, gun and camera over an open site."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from station.catalogue import Catalogue
from station.errors import StationError
from station.services.worker import Worker
from station.settings import Settings
from station.settings_file import write_settings
from station.ui.desk import Desk
from station.ui.facts import WindowFacts
from station.ui.main_window import MainWindow
from station.ui.theme import Theme

if TYPE_CHECKING:
    from station.domain.registration import Shift
    from station.services.use_cases import UseCases
    from station.site import Site

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open site with its use cases, ready for a window; ``last_shift`` fills the sign-in."""

    site: Site
    uses: UseCases
    last_shift: Shift | None


class Console(QObject):
    """The running console over an open site: its threads, its window and its readers."""

    bug_seen = Signal(str)

    def __init__(
        self,
        app: QApplication,
        opened: Opened,
        theme: Theme,
        catalogue: Catalogue,
        camera: str | None = None,
    ) -> None:
        super().__init__()
        self._app = app
        settings = opened.site.settings
        self.site = opened.site
        self._writer = Worker("writer", _raise_in_hook)
        self._reader = Worker("reader", _raise_in_hook)
        self.desk = Desk(opened.uses, self._writer, self._reader)
        self.window = MainWindow(self.desk, catalogue, theme, _facts(opened))
        self.window.language_chosen.connect(self._keep_language)
        self._connect_gun(settings)
        self._connect_camera(settings.readers.camera if camera is None else camera)
        self.bug_seen.connect(self._show_bug, Qt.ConnectionType.QueuedConnection)

    def start(self, camera: bool = True) -> None:
        """Show the window, restore the booth, start the readers and ask who stands there.

        Without ``camera`` it waits for `start_camera`.
        """
        self._writer.start()
        self._reader.start()
        self.window.show()
        self.desk.start()
        self.gun.install(self._app)
        if camera:
            self.start_camera()
        self.window.open_sign_in()

    def start_camera(self) -> None:
        if self.camera is not None:
            self.camera.start()

    def stop(self) -> None:
        """End the readers, finish what was being stored, and close the site."""
        if self.camera is not None and not self.camera.stop():
            _log.warning("the camera's driver holds a thread")
        self.gun.remove(self._app)
        self.desk.stop()
        self._reader.stop()
        self._writer.stop()
        self.site.close()

    # --- inside --------------------------------------------------------------------------------

    def _connect_gun(self, settings: Settings) -> None:
        from station.scanner.qt_gun import GunPrefix, KeyboardGun

        gun, prefix = settings.gun, GunPrefix(settings.gun.prefix)
        self.gun = KeyboardGun(gun.gap_ms, gun.min_characters, gun.replay_ms, prefix, parent=self)
        self.gun.read.connect(self.window.note_view)
        self.gun.read.connect(self.desk.take)

    def _connect_camera(self, device: str) -> None:
        from station.scanner.frame_source import Cv2Source
        from station.scanner.qt_camera import CameraFeed

        self.camera: CameraFeed | None = None
        if not device:
            return
        readers = self.site.settings.readers
        source = Cv2Source(
            int(device) if device.isdecimal() else device,
            readers.camera_width,
            readers.camera_height,
            readers.camera_fps,
        )
        self.camera = CameraFeed(source, parent=self)
        self.camera.frame.connect(self.window.camera_card.show_frame)
        self.camera.status.connect(self.window.show_camera)
        self.camera.view.connect(self.window.note_view)
        self.camera.view.connect(self.desk.take)

    @Slot(str)
    def _keep_language(self, language: str) -> None:
        settings = self.site.settings
        screen = replace(settings.screen, language=language)
        path, changed = self.site.folder.settings, replace(settings, screen=screen)

        def save() -> None:
            try:
                write_settings(path, changed)
            except StationError as error:
                _log.warning("the language was not kept: %s", error.code)

        self._reader.submit(save)

    @Slot()
    def _show_bug(self) -> None:
        self.window.dialogs.open_fault(None)


def _facts(opened: Opened) -> WindowFacts:
    settings, site = opened.site.settings, opened.site
    chosen = settings.export.folder
    return WindowFacts(
        site_name=settings.site.name,
        booth=settings.booth.number,
        zone=site.zone,
        specimens=settings.specimens.kinds,
        export_folder=Path(chosen) if chosen else site.folder.exports,
        pool_sizes=settings.tubes.pool_sizes,
        default_pool=settings.tubes.default_pool,
        question_guard_ms=settings.rules.question_guard_ms,
        volume=settings.sound.volume if settings.sound.on else 0,
        last_shift=opened.last_shift,
        trust_issued_at=site.trust.issued_at,
    )


def _raise_in_hook(error: BaseException) -> None:
    """A bug on a worker thread goes the way of every bug."""
    sys.excepthook(type(error), error, error.__traceback__)
