"""The cameras' section of the settings page: the one for persons and the one for tubes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.domain.reader import (
    FIRST_CAMERA,
    SECOND_CAMERA,
    CameraControls,
    CameraDevice,
    CameraStatus,
)
from station.domain.scan import Corners
from station.settings import Settings
from station.ui.card import GAP
from station.ui.settings.camera_panel import NONE, CameraPanel
from station.ui.settings.section import Section
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

# The readers' names, as their groups in the settings.
_GROUPS = {FIRST_CAMERA: "camera", SECOND_CAMERA: "second_camera"}


class CameraSection(Section):
    """`show_frame` and `show_status` are connected to the cameras."""

    def __init__(self, theme: Theme, words: Words, desk: SettingsDesk) -> None:
        super().__init__()
        self._words = words
        settings = desk.settings
        self.panels = {
            FIRST_CAMERA: CameraPanel(theme, words, "first", settings.camera),
            SECOND_CAMERA: CameraPanel(theme, words, "second", settings.second_camera),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for panel in self.panels.values():
            row.addWidget(panel, 1)
            panel.connect_edits(self.edited.emit)
        desk.cameras_changed.connect(self.show_devices)
        desk.controls_changed.connect(self.show_controls)

    # --- a section -----------------------------------------------------------------------------

    def set_words(self, words: Words) -> None:
        self._words = words
        for panel in self.panels.values():
            panel.set_words(words)

    def show_settings(self, settings: Settings) -> None:
        self.panels[FIRST_CAMERA].show_options(settings.camera)
        self.panels[SECOND_CAMERA].show_options(settings.second_camera)

    def changed(self, settings: Settings) -> Settings:
        return replace(
            settings,
            camera=self.panels[FIRST_CAMERA].changed(settings.camera),
            second_camera=self.panels[SECOND_CAMERA].changed(settings.second_camera),
        )

    def fields(self) -> Mapping[str, QWidget]:
        return {
            f"{_GROUPS[reader]}.{name}": field
            for reader, panel in self.panels.items()
            for name, field in panel.fields().items()
        }

    def fault(self) -> tuple[str, str] | None:
        first, second = (panel.device.currentData() for panel in self.panels.values())
        if first == second != NONE:
            return f"{_GROUPS[SECOND_CAMERA]}.device", self._words("settings.camera.same")
        return None

    # --- what the readers say ------------------------------------------------------------------

    @Slot(object, object, str)
    def show_frame(
        self, image: QImage, outlines: Sequence[Corners], reader: str = FIRST_CAMERA
    ) -> None:
        """Show a frame of the camera ``reader``, `1` or `2`.

        The image's memory must stay as it is until the next frame is shown.
        """
        self.panels[reader].show_frame(image, outlines)

    @Slot(object, str)
    def show_status(self, status: CameraStatus | None, reader: str = FIRST_CAMERA) -> None:
        """Show how a camera does; None: it is not in use any more."""
        self.panels[reader].show_status(status)

    @Slot(object)
    def show_devices(self, devices: tuple[CameraDevice, ...]) -> None:
        for panel in self.panels.values():
            panel.show_devices(devices)

    @Slot(object, str)
    def show_controls(self, controls: CameraControls, reader: str) -> None:
        self.panels[reader].show_controls(controls)
