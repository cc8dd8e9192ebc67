"""Drawn codes and pictures."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import segno
import zxingcpp

from station.scanner.camera.frame_source import FrameSource
from station.scanner.camera.worker import CameraWorker
from tests.unit.scanner.scripted_camera import Heard, NoCodes, Run

Picture = npt.NDArray[np.uint8]


class Draw:
    """Draws codes: black on white, uint8, with a quiet zone."""

    def qr(self, content: str | bytes, scale: int = 4) -> Picture:
        # Of itself segno takes some UTF-8 for Kanji, and draws another text.
        mode = "byte" if isinstance(content, bytes) and not content.isascii() else None
        symbol = segno.make_qr(content, error="l", mode=mode, boost_error=False)
        rows = symbol.matrix_iter(scale=scale, border=4)
        return np.array([[0 if dark else 255 for dark in row] for row in rows], np.uint8)

    def linear(self, text: str, kind: str = "Code128", scale: int = 3, height: int = 90) -> Picture:
        barcode = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
        row = np.asarray(barcode.to_image(scale=scale))
        line = row[row.shape[0] // 2]
        bars = np.repeat(line[np.newaxis, :], height, axis=0)
        return np.pad(bars, 40, constant_values=255)

    def matrix(self, text: str, kind: str = "DataMatrix", scale: int = 6) -> Picture:
        barcode = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
        return np.pad(np.asarray(barcode.to_image(scale=scale)), 30, constant_values=255)

    def frame(self, *placed: tuple[Picture, int, int]) -> Picture:
        """Return a grey 1280x720 frame with pictures at (left, top)."""
        frame = np.full((720, 1280), 210, np.uint8)
        for picture, left, top in placed:
            height, width = picture.shape
            frame[top : top + height, left : left + width] = picture
        return frame

    def turned(self, picture: Picture, degrees: float) -> Picture:
        height, width = picture.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return np.asarray(
            cv2.warpAffine(picture, turn, (width, height), borderValue=(210.0,)), np.uint8
        )


@pytest.fixture(scope="session")
def draw() -> Draw:
    return Draw()


@pytest.fixture(scope="session")
def photographs(shared_dir: Path) -> Path:
    """The folder of the shared photographs with their ``expected.json``."""
    folder = shared_dir / "images"
    if not (folder / "expected.json").is_file():
        pytest.skip("the shared photographs are not here")
    return folder


@pytest.fixture
def write_clip(tmp_path: Path) -> Callable[[list[Picture]], Path]:
    """Return a function that writes grey frames as a Motion-JPEG AVI of 30 frames a second."""

    def write(frames: list[Picture]) -> Path:
        path = tmp_path / "clip.avi"
        height, width = frames[0].shape
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (width, height))
        for frame in frames:
            writer.write(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR))
        writer.release()
        return path

    return write


@pytest.fixture
def run() -> Iterator[Run]:
    before = set(threading.enumerate())
    workers: list[CameraWorker] = []

    def start(source: FrameSource, **changed: object) -> tuple[CameraWorker, Heard]:
        heard = Heard()
        options: dict[str, object] = {
            "on_view": heard.views.append,
            "on_frame": heard.frames.append,
            "on_sighting": heard.sighting,
            "on_status": heard.statuses.append,
            "on_controls": heard.controls.append,
            "make_decoder": NoCodes,
            "retry_s": 0.02,
        }
        worker = CameraWorker(source, **{**options, **changed})  # type: ignore[arg-type]
        workers.append(worker)
        worker.start()
        return worker, heard

    yield start
    stopped = [worker.stop() for worker in workers]
    assert all(stopped)
    assert set(threading.enumerate()) <= before
