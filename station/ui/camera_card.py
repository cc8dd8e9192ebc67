"""The camera card: the preview and how the camera does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLayout

from station.domain.reader import CameraState, CameraStatus
from station.domain.scan import Corners
from station.ui.camera_view import CameraView
from station.ui.card import Card
from station.ui.theme import Theme
from station.ui.words import Words


class CameraCard(Card):
    """Its slots are connected to the camera worker."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self._status: CameraStatus | None = None
        self.view = CameraView(theme)
        self.body.addWidget(self.view, 1)
        # The card is no higher than its preview wants to be.
        self.body.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("camera.title"))
        self.view.setAccessibleName(words("a11y.preview"))
        if self._status is None:
            self.view.show_message(words("camera.none"), words("camera.none_next"))
        else:
            self.show_status(self._status)

    @Slot(object, object)
    def show_frame(self, image: QImage, outlines: Sequence[Corners]) -> None:
        """Show a frame; ``outlines`` are the corners of what was read, in its pixels.

        The image's memory must stay as it is until the next frame is shown.
        """
        self.view.show_frame(image, outlines)

    @Slot(object)
    def show_status(self, status: CameraStatus) -> None:
        """Show how the camera does: the caption while it is live, words while it is not."""
        self._status = status
        state = status.state.value
        if status.state is CameraState.LIVE:
            self.view.show_caption(self._caption(status))
            self.view.setAccessibleDescription(self._caption(status))
            return
        message = self._words(f"camera.{state}")
        self.view.show_message(message, self._words(f"camera.{state}_next"))
        self.view.setAccessibleDescription(message)

    def _caption(self, status: CameraStatus) -> str:
        return self._words(
            "camera.caption",
            name=status.name,
            width=status.width,
            height=status.height,
            ms=f"{status.decode_ms:.0f}",
        )
