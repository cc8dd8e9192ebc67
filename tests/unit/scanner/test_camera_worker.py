"""The camera's threads over a real clip, and over cameras that raise, hang and end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from station.domain.reader import CameraState
from station.scanner.camera.decode_turns import DecodeTurns
from station.scanner.camera.frame_source import CameraMissing, ClipSource, Pixels
from station.scanner.camera.newest import Frame
from station.scanner.camera.worker import CameraWorker
from station.scanner.decoding.codes import DecodedCode
from tests.unit.scanner.scripted_camera import (
    PATIENCE_S,
    Heard,
    Run,
    ScriptedCamera,
    fresh,
    wait_for,
)

if TYPE_CHECKING:
    from conftest import Draw

WriteClip = Callable[[list[Pixels]], Path]


@pytest.mark.alone
def test_a_recorded_clip_is_read_at_its_pace_and_ends(
    run: Run, draw: Draw, write_clip: WriteClip
) -> None:
    from station.scanner.decode import FrameDecoder

    person = draw.frame((draw.qr("NAC1:CLIP", scale=6), 300, 200))
    clip = write_clip([draw.frame()] * 5 + [person] * 25)
    began = time.monotonic()
    _, heard = run(ClipSource(str(clip)), make_decoder=FrameDecoder)
    wait_for(lambda: CameraState.ENDED in heard.states)
    assert 0.8 < time.monotonic() - began < 4
    assert len(heard.frames) == 30
    assert {scan.text for view in heard.views for scan in view.scans} == {"NAC1:CLIP"}
    assert heard.views[0].frame_at == heard.views[0].scans[0].at
    assert heard.states == [CameraState.OPENING, CameraState.LIVE, CameraState.ENDED]
    live = next(status for status in heard.statuses if status.state is CameraState.LIVE)
    assert (live.width, live.height) == (1280, 720)
    assert any(len(outlines) == 1 for outlines, _ in heard.sightings)


def test_a_clip_starts_again_when_woken(run: Run, draw: Draw, write_clip: WriteClip) -> None:
    worker, heard = run(ClipSource(str(write_clip([draw.frame()] * 3))))
    wait_for(lambda: heard.states[-1] is CameraState.ENDED)
    worker.wake()
    wait_for(lambda: len(heard.frames) == 6)


@pytest.mark.parametrize("fault", [OSError("ioctl"), cv2.error("imdecode"), MemoryError()])
def test_a_source_that_raises_is_opened_again(run: Run, fault: Exception) -> None:
    def broken() -> Pixels:
        raise fault

    class Fragile(ScriptedCamera):
        def close(self) -> None:
            super().close()
            raise fault

    camera = Fragile([fresh, broken], [fresh], faults=[fault])
    _, heard = run(camera)
    wait_for(lambda: camera.opened == 2 and heard.states[-1] is CameraState.LIVE)


def test_a_cameras_controls_are_told_at_each_opening(run: Run) -> None:
    camera = ScriptedCamera([fresh, lambda: None], [fresh])
    _, other = run(camera)
    wait_for(lambda: camera.opened == 2 and len(other.controls) == 2)
    assert other.controls == [camera.controls] * 2


def test_two_cameras_decode_in_turn_and_neither_starves(run: Run) -> None:
    class Slow:
        together = 0
        most = 0

        def __init__(self) -> None:
            self.decoded = 0

        def decode(self, grey: npt.NDArray[np.uint8], at: float) -> list[DecodedCode]:
            Slow.together += 1
            Slow.most = max(Slow.most, Slow.together)
            time.sleep(0.03)
            Slow.together -= 1
            self.decoded += 1
            return []

    turns, slow = DecodeTurns(), (Slow(), Slow())
    heard = [
        run(ScriptedCamera([fresh]), make_decoder=lambda one=one: one, turns=turns)[1]
        for one in slow
    ]
    wait_for(lambda: slow[0].decoded + slow[1].decoded > 20)
    assert Slow.most == 1
    assert min(one.decoded for one in slow) >= 8
    assert all(len(each.frames) > 30 for each in heard)


def test_a_decoder_and_callbacks_that_raise_are_logged_without_what_they_say(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def decode(self, grey: npt.NDArray[np.uint8], at: float) -> list[DecodedCode]:
            raise ValueError("310101199001011237")

    shown = 0

    def show(_: Frame) -> None:
        nonlocal shown
        shown += 1
        raise RuntimeError("310101199001011237")

    with caplog.at_level(logging.ERROR):
        run(ScriptedCamera([fresh]), make_decoder=Broken, on_frame=show)
        wait_for(lambda: shown > 5 and "ValueError" in caplog.text)
    assert caplog.text.count("RuntimeError") == 1
    assert "310101" not in caplog.text


@pytest.mark.alone
def test_the_decoder_gets_the_newest_frame_and_the_preview_all(run: Run) -> None:
    class Slow:
        def __init__(self) -> None:
            self.times: list[float] = []

        def decode(self, grey: npt.NDArray[np.uint8], at: float) -> list[DecodedCode]:
            self.times.append(time.monotonic() - at)
            time.sleep(0.1)
            return []

    slow = Slow()
    _, heard = run(ScriptedCamera([fresh]), make_decoder=lambda: slow)
    wait_for(lambda: len(slow.times) > 5)
    assert len(heard.frames) > 3 * len(slow.times)
    assert max(slow.times[1:]) < 0.1


def test_stop_waits_for_a_read_and_the_camera_is_never_closed_under_it(run: Run) -> None:
    def slow() -> Pixels:
        time.sleep(2.0)
        return fresh()

    camera = ScriptedCamera([fresh, slow])
    worker, heard = run(camera)
    wait_for(lambda: len(heard.frames) == 1)
    assert worker.stop()
    assert not camera.clashed
    assert camera.closed == 1


@pytest.mark.alone
def test_stop_gives_up_on_a_driver_that_hangs(run: Run) -> None:
    let_go = threading.Event()

    def hung() -> Pixels | None:
        let_go.wait(PATIENCE_S)
        return None

    camera = ScriptedCamera([hung])
    worker, _ = run(camera)
    wait_for(lambda: camera.opened == 1)
    began = time.monotonic()
    assert not worker.stop(timeout_s=0.2)
    assert time.monotonic() - began < 1
    assert camera.closed == 0
    let_go.set()


def test_a_worker_that_was_never_started_can_be_stopped() -> None:
    heard = Heard()
    worker = CameraWorker(
        ScriptedCamera(),
        on_view=heard.views.append,
        on_frame=heard.frames.append,
        on_sighting=heard.sighting,
        on_status=heard.statuses.append,
    )
    assert worker.stop()


def test_a_clip_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CameraMissing):
        ClipSource(str(tmp_path / "none.avi")).open()


def test_a_file_that_is_no_clip_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "text.avi"
    path.write_bytes(b"no clip")
    with pytest.raises(CameraMissing):
        ClipSource(str(path)).open()


def test_a_source_that_is_closed_gives_no_frame(draw: Draw, write_clip: WriteClip) -> None:
    source = ClipSource(str(write_clip([draw.frame()] * 2)))
    source.open()
    assert source.read() is not None
    source.close()
    source.close()
    assert source.read() is None
