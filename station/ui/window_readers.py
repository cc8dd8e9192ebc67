"""Where the window shows what its readers do: pictures, states, and who takes what they see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage

from station.domain.reader import FIRST_CAMERA, CameraStatus, LineStatus
from station.domain.scan import Corners, Source, View
from station.ui.codes.codes_page import CodesPage
from station.ui.dialogs.box_dialog import BoxDialog
from station.ui.dialogs.window_dialogs import WindowDialogs
from station.ui.register.question_guard import QuestionGuard
from station.ui.register.register_page import RegisterPage
from station.ui.settings.camera_section import CameraSection
from station.ui.settings.page import SettingsPage
from station.ui.settings.page_entry import SETTINGS
from station.ui.settings_desk import SettingsDesk
from station.ui.top_bar import TopBar
from station.ui.tube_reads import TubeReads
from station.ui.window_page import Reads
from station.ui.window_pages import WindowPages


class WindowReaders(QObject):
    """Its slots are connected to the readers; they run on the window's thread."""

    def __init__(
        self,
        pages: WindowPages,
        dialogs: WindowDialogs,
        top_bar: TopBar,
        guard: QuestionGuard,
        register: RegisterPage,
        codes: CodesPage,
        settings: SettingsPage,
        settings_desk: SettingsDesk,
    ) -> None:
        super().__init__(dialogs)
        self._pages = pages
        self._dialogs = dialogs
        self._top_bar = top_bar
        self._guard = guard
        self._register = register
        self._codes = codes
        self._box_reads = TubeReads(
            settings_desk,
            lambda text: self._box().take_tube(text),
            lambda key: self._box().refuse_read(key),
            lambda error: self._box().fail_read(error),
            leaves_boxes=True,
        )
        self._section = cast(CameraSection, settings.section("cameras"))

    @property
    def taker(self) -> Reads | None:
        """Who takes what readers see, None for the booth: a dialog of the booth may wait for a
        badge or a box."""
        dialog = self._dialogs.current
        if dialog is None:
            return self._pages.reads
        return self._box_reads if isinstance(dialog, BoxDialog) and dialog.is_scanning else None

    def _box(self) -> BoxDialog:
        return cast(BoxDialog, self._dialogs.current)

    @Slot(QImage, object, str)
    def show_frame(self, image: QImage, outlines: Sequence[Corners], reader: str) -> None:
        """Show a frame of the camera ``reader`` on the page that is in front.

        The image's memory must stay as it is until the next frame is shown.
        """
        if self._pages.present == SETTINGS:
            self._section.show_frame(image, outlines, reader)
        else:
            self._register.camera.show_frame(image, outlines, reader)

    @Slot(object, str)
    def show_camera(self, status: CameraStatus, reader: str = FIRST_CAMERA) -> None:
        """Show how a camera does, in the top bar and over its previews."""
        self._top_bar.show_camera(status, reader)
        self._register.camera.show_status(status, reader)
        self._section.show_status(status, reader)

    @Slot(str)
    def forget_camera(self, reader: str) -> None:
        """A camera is no longer used."""
        self._top_bar.forget_camera(reader)
        self._register.camera.forget(reader)
        self._section.show_status(None, reader)

    @Slot(object)
    def show_line(self, status: LineStatus) -> None:
        """Show how a device on a serial line does."""
        self._top_bar.show_line(status)
        self._codes.show_line(status)

    @Slot(object)
    def note_view(self, view: View) -> None:
        """A reader saw something. A gun's Enter is not an answer.

        One that types is there if it reads; one on a serial line has its port's status.
        """
        if view.source is Source.GUN:
            self._top_bar.show_gun()
        if view.source in (Source.GUN, Source.SERIAL):
            self._guard.note()
