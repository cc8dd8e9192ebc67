"""The camera's signals in a window's event loop."""

from __future__ import annotations

import gc
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from station.domain.reader import CameraControls, CameraState, CameraStatus
from station.domain.scan import View
from station.scanner.camera.choice import CameraChoice
from station.scanner.camera.decode_turns import DecodeTurns
from station.scanner.camera.frame_source import ClipSource, Pixels
from station.scanner.camera.newest import Frame
from station.scanner.camera.qt_feed import CameraFeed, image_of
from station.scanner.camera.roster import CameraRoster
from station.scanner.camera.source import source_of


class Still:
    """A source that gives one picture as fast as it is asked."""

    is_clip = True

    def __init__(self, picture: Pixels, frames: int) -> None:
        self.name = "still"
        self.controls = CameraControls()
        self._picture = picture
        self._left = frames

    def open(self) -> None:
        """Nothing to open."""

    def read(self) -> Pixels | None:
        self._left -= 1
        time.sleep(0.001)
        return self._picture.copy() if self._left >= 0 else None

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    rows = segno.make_qr("NAC1:CLIP").matrix_iter(scale=8, border=4)
    symbol = np.array([[0 if dark else 255 for dark in row] for row in rows], np.uint8)
    picture = np.full((480, 640), 200, np.uint8)
    picture[40 : 40 + symbol.shape[0], 60 : 60 + symbol.shape[1]] = symbol
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (640, 480))
    for _ in range(20):
        writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    writer.release()
    return path


def test_a_clip_gives_frames_outlines_views_and_its_end(qtbot: QtBot, clip: Path) -> None:
    before = set(threading.enumerate())
    feed = CameraFeed(ClipSource(str(clip)))
    frames: list[tuple[QImage, object]] = []
    views: list[View] = []
    statuses: list[CameraStatus] = []
    feed.frame.connect(lambda image, outlines, _: frames.append((image, outlines)))
    feed.view.connect(views.append)
    feed.status.connect(lambda status, _: statuses.append(status))
    feed.start()
    qtbot.waitUntil(lambda: bool(statuses) and statuses[-1].state is CameraState.ENDED)
    assert feed.stop()
    assert {scan.text for view in views for scan in view.scans} == {"NAC1:CLIP"}
    assert len(frames) >= 15
    assert frames[-1][0].size().toTuple() == (640, 480)
    assert any(outlines for _, outlines in frames)
    assert set(threading.enumerate()) <= before


def test_a_window_that_hangs_finds_one_frame_waiting_not_all(qtbot: QtBot) -> None:
    feed = CameraFeed(Still(np.zeros((48, 64, 3), np.uint8), 200))
    frames: list[QImage] = []
    feed.frame.connect(lambda image, outlines, _: frames.append(image))
    feed.start()
    time.sleep(0.4)
    assert feed.stop()
    qtbot.wait(50)
    assert len(frames) <= 1


def test_an_image_keeps_its_pixels_alive_and_in_the_right_colours(qtbot: QtBot) -> None:
    pixels = np.zeros((30, 50, 3), np.uint8)
    pixels[:, :, 2] = 255
    image = image_of(Frame(pixels[2:20, 3:40], 0.0))
    del pixels
    gc.collect()
    junk = [np.full((30, 50, 3), 7, np.uint8) for _ in range(50)]
    assert image.size().toTuple() == (37, 18)
    assert all(image.pixelColor(x, y) == QColor(255, 0, 0) for x in (0, 36) for y in (0, 17))
    assert len(junk) == 50


class Painted(QWidget):
    """Paints the frames that come, and notes where their pixels lie."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[int] = []
        self._image: QImage | None = None

    def take(self, image: QImage, outlines: object, reader: str) -> None:
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is not None:
            painter = QPainter(self)
            painter.drawImage(self.rect(), self._image)
            painter.end()
            self.addresses.append(address_of(self._image))


def address_of(image: QImage) -> int:
    return np.frombuffer(image.constBits(), np.uint8).ctypes.data


@pytest.mark.parametrize("shape", [(48, 64), (48, 64, 3), (48, 64, 4)])
def test_what_is_painted_is_the_very_frame_that_was_read(
    qtbot: QtBot, shape: tuple[int, ...]
) -> None:
    read: list[Pixels] = []

    class Noting(Still):
        def read(self) -> Pixels | None:
            pixels = super().read()
            time.sleep(0.01)
            if pixels is not None:
                read.append(pixels)
            return pixels

    widget = Painted()
    qtbot.addWidget(widget)
    widget.show()
    feed = CameraFeed(Noting(np.full(shape, 90, np.uint8), 30))
    feed.frame.connect(widget.take)
    feed.start()
    qtbot.waitUntil(lambda: len(widget.addresses) > 5)
    assert feed.stop()
    # From the source to the painter there is no copy at all: the source's own array is the one.
    assert set(widget.addresses) <= {pixels.ctypes.data for pixels in read}


def test_a_picture_with_gaps_between_its_pixels_is_copied_once(qtbot: QtBot) -> None:
    wide = np.arange(48 * 64 * 3, dtype=np.uint8).reshape(48, 64, 3)
    for pixels in (wide[::2, 3:50:2], wide[:, ::-1], wide[5:, 7:20, :], wide[:, :, 0]):
        image = image_of(Frame(pixels, 0.0))
        assert image.size().toTuple() == (pixels.shape[1], pixels.shape[0])
        low = wide.ctypes.data
        assert not low <= address_of(image) < low + wide.nbytes
        corner = pixels[-1, -1]
        shown = image.pixelColor(image.width() - 1, image.height() - 1)
        blue = corner[0] if pixels.ndim == 3 else corner
        assert shown.blue() == blue


@pytest.mark.parametrize("shape", [(20, 30), (20, 30, 4)])
def test_grey_and_four_channel_frames_can_be_shown(qtbot: QtBot, shape: tuple[int, ...]) -> None:
    image = image_of(Frame(np.full(shape, 90, np.uint8), 0.0))
    assert image.pixelColor(29, 19).red() == 90


def test_a_camera_that_is_not_there_says_so_and_stops(qtbot: QtBot) -> None:
    feed = CameraFeed(source_of(CameraChoice("63"), CameraRoster()))
    statuses: list[CameraStatus] = []
    feed.status.connect(lambda status, _: statuses.append(status))
    feed.start()
    qtbot.waitUntil(lambda: bool(statuses) and statuses[-1].state is CameraState.MISSING)
    assert feed.stop()


def test_two_feeds_tell_which_camera_they_are(qtbot: QtBot, clip: Path) -> None:
    turns = DecodeTurns()
    feeds = [CameraFeed(ClipSource(str(clip)), reader, turns) for reader in ("1", "2")]
    told: set[tuple[str, str]] = set()
    for feed in feeds:
        feed.frame.connect(lambda image, outlines, reader: told.add(("frame", reader)))
        feed.status.connect(lambda status, reader: told.add(("status", reader)))
        feed.controls.connect(lambda controls, reader: told.add(("controls", reader)))
    for feed in feeds:
        feed.start()
    kinds = ("frame", "status", "controls")
    qtbot.waitUntil(lambda: told == {(kind, reader) for kind in kinds for reader in "12"})
    for feed in feeds:
        feed.stop(timeout_s=0)
    assert all(feed.stop() for feed in feeds)


def test_a_clip_is_not_played_again_when_a_camera_is_plugged_in(qtbot: QtBot, clip: Path) -> None:
    feed = CameraFeed(ClipSource(str(clip)))
    states: list[CameraState] = []
    feed.status.connect(lambda status: states.append(status.state))
    feed.start()
    qtbot.waitUntil(lambda: bool(states) and states[-1] is CameraState.ENDED)
    feed.wake()
    qtbot.wait(200)
    assert feed.stop()
    assert states[-1] is CameraState.ENDED
