"""The camera card: the preview of one camera or of two, and how they do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLayout

from station.domain.reader import FIRST_CAMERA, SECOND_CAMERA, CameraState, CameraStatus
from station.domain.scan import Corners
from station.ui.card import Card
from station.ui.register.camera_view import CameraView
from station.ui.theme import Theme
from station.ui.words import Words


class CameraCard(Card):
    """Its slots are connected to the cameras; each tells its ``reader``, `1` or `2`.

    The second camera looks at the tube: it shows as an inset, and the card keeps its size.
    """

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self._statuses: dict[str, CameraStatus] = {}
        self.view = CameraView(theme)
        self.second = CameraView(theme, small=True)
        self.second.setParent(self.view)
        self.second.hide()
        self._views = {FIRST_CAMERA: self.view, SECOND_CAMERA: self.second}
        self.body.addWidget(self.view, 1)
        # The card is no higher than its preview wants to be.
        self.body.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("camera.title"))
        self.view.setAccessibleName(words("a11y.preview"))
        self.second.setAccessibleName(words("camera.tube_preview"))
        if FIRST_CAMERA not in self._statuses:
            self.view.show_message(words("camera.none"), words("camera.none_next"))
        for reader, status in self._statuses.items():
            self._show(status, reader)

    def set_mirrored(self, mirrored: bool, reader: str = FIRST_CAMERA) -> None:
        """Show a camera's picture as in a mirror; what is decoded stays as it is."""
        self._views[reader].set_mirrored(mirrored)

    def forget(self, reader: str) -> None:
        """This camera is no longer used."""
        self._statuses.pop(reader, None)
        if reader == SECOND_CAMERA:
            self.second.hide()
            self.view.set_inset(None)
        self.set_words(self._words)

    @Slot(object, object, str)
    def show_frame(
        self, image: QImage, outlines: Sequence[Corners], reader: str = FIRST_CAMERA
    ) -> None:
        """Show a frame; ``outlines`` are the corners of what was read, in its pixels.

        The image's memory must stay as it is until the next frame is shown. While the camera does
        badly its frames are not shown: the words about it stay.
        """
        status = self._statuses.get(reader)
        if status is None or status.state is CameraState.LIVE:
            self._views[reader].show_frame(image, outlines)

    @Slot(object, str)
    def show_status(self, status: CameraStatus, reader: str = FIRST_CAMERA) -> None:
        """Show how a camera does: the caption while it is live, words while it is not."""
        is_second = reader == SECOND_CAMERA and SECOND_CAMERA not in self._statuses
        self._statuses[reader] = status
        if is_second:
            self.view.set_inset(self.second)
            if FIRST_CAMERA in self._statuses:
                self._show(self._statuses[FIRST_CAMERA], FIRST_CAMERA)
        self._show(status, reader)

    def _show(self, status: CameraStatus, reader: str) -> None:
        view = self._views[reader]
        caption = self._caption(status, reader)
        if status.state is CameraState.LIVE:
            lamp = "camera.dim_hint" if reader == FIRST_CAMERA else "camera.dim_next"
            hint = self._words(lamp) if status.needs_light else ""
            view.show_caption(caption)
            view.show_hint(hint)
            view.setAccessibleDescription(f"{caption} {hint}".strip())
            return
        state = status.state.value
        # The inset has room for few words: those that its chip has.
        key = f"camera.{state}" if reader == FIRST_CAMERA else f"top.tube_camera_{state}"
        message = self._words(key)
        view.show_message(message, self._words(f"camera.{state}_next"))
        view.setAccessibleDescription(message)

    def _caption(self, status: CameraStatus, reader: str) -> str:
        if reader == SECOND_CAMERA:
            return self._words("camera.of_tubes")
        if SECOND_CAMERA in self._statuses:
            return self._words("camera.of_persons")
        return self._words(
            "camera.caption",
            name=status.name,
            width=status.width,
            height=status.height,
            ms=f"{status.decode_ms:.0f}",
        )
