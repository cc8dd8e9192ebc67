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
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from station.domain.reader import CameraState, CameraStatus
from station.domain.scan import View
from station.scanner.frame_source import Cv2Source, Pixels
from station.scanner.newest import Frame
from station.scanner.qt_camera import CameraFeed, image_of


class Still:
    """A source that gives one picture as fast as it is asked."""

    name = "still"
    is_clip = True

    def __init__(self, picture: Pixels, frames: int) -> None:
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
    feed = CameraFeed(Cv2Source(str(clip)))
    frames: list[tuple[QImage, object]] = []
    views: list[View] = []
    statuses: list[CameraStatus] = []
    feed.frame.connect(lambda image, outlines: frames.append((image, outlines)))
    feed.view.connect(views.append)
    feed.status.connect(statuses.append)
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
    feed.frame.connect(lambda image, outlines: frames.append(image))
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


@pytest.mark.parametrize("shape", [(20, 30), (20, 30, 4)])
def test_grey_and_four_channel_frames_can_be_shown(qtbot: QtBot, shape: tuple[int, ...]) -> None:
    image = image_of(Frame(np.full(shape, 90, np.uint8), 0.0))
    assert image.pixelColor(29, 19).red() == 90


def test_a_camera_that_is_not_there_says_so_and_stops(qtbot: QtBot) -> None:
    feed = CameraFeed(Cv2Source(63))
    statuses: list[CameraStatus] = []
    feed.status.connect(statuses.append)
    feed.start()
    qtbot.waitUntil(lambda: bool(statuses) and statuses[-1].state is CameraState.MISSING)
    assert feed.stop()
