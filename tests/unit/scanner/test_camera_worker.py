"""The camera's threads over a real clip and over cameras that fail in every way."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest

from station.domain.reader import CameraState, CameraStatus
from station.domain.scan import View
from station.scanner import camera_health
from station.scanner.camera_worker import CameraWorker, Outlines
from station.scanner.codes import DecodedCode
from station.scanner.frame_source import CameraBusy, CameraMissing, Cv2Source, FrameSource, Pixels
from station.scanner.newest import Frame

if TYPE_CHECKING:
    from conftest import Draw

WriteClip = Callable[[list[Pixels]], Path]
Step = Callable[[], Pixels | None]
PATIENCE_S = 10.0


class ScriptedCamera:
    """A camera that plays steps: each gives a frame, gives None, raises or waits.

    It fails the test that reads or closes it from two threads at once.
    """

    is_clip = False
    name = "scripted"

    def __init__(self, *sessions: list[Step], faults: list[Exception] | None = None) -> None:
        self._sessions = list(sessions)
        self._faults = list(faults or [])
        self._steps: list[Step] = []
        self._busy = threading.Lock()
        self.opened = self.closed = 0
        self.clashed = False

    def open(self) -> None:
        if self._faults:
            raise self._faults.pop(0)
        self.opened += 1
        self._steps = self._sessions.pop(0) if self._sessions else [lambda: frame(1)]

    def read(self) -> Pixels | None:
        self.clashed |= not self._busy.acquire(blocking=False)
        try:
            time.sleep(0.005)
            # The last step goes on for ever.
            step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
            return step()
        finally:
            self._busy.release()

    def close(self) -> None:
        self.clashed |= self._busy.locked()
        self.closed += 1


class Heard:
    """What a worker told."""

    def __init__(self) -> None:
        self.views: list[View] = []
        self.frames: list[Frame] = []
        self.sightings: list[tuple[Outlines, float]] = []
        self.statuses: list[CameraStatus] = []

    def sighting(self, outlines: Outlines, decode_ms: float) -> None:
        self.sightings.append((outlines, decode_ms))

    @property
    def states(self) -> list[CameraState]:
        """The states in order, repeats left out."""
        states: list[CameraState] = []
        for status in self.statuses:
            if not states or states[-1] is not status.state:
                states.append(status.state)
        return states


class NoCodes:
    def decode(self, grey: npt.NDArray[np.uint8], at: float) -> list[DecodedCode]:
        assert grey.ndim == 2
        return []


Run = Callable[..., tuple[CameraWorker, Heard]]


def frame(seed: int, height: int = 48, width: int = 64) -> Pixels:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return np.asarray(pixels, np.uint8)


def fresh() -> Pixels:
    return frame(time.monotonic_ns())


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.005)


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


def test_a_recorded_clip_is_read_at_its_pace_and_ends(
    run: Run, draw: Draw, write_clip: WriteClip
) -> None:
    from station.scanner.decode import FrameDecoder

    person = draw.frame((draw.qr("NAC1:CLIP", scale=6), 300, 200))
    clip = write_clip([draw.frame()] * 5 + [person] * 25)
    began = time.monotonic()
    _, heard = run(Cv2Source(str(clip)), make_decoder=FrameDecoder)
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
    worker, heard = run(Cv2Source(str(write_clip([draw.frame()] * 3))))
    wait_for(lambda: heard.states[-1] is CameraState.ENDED)
    worker.wake()
    wait_for(lambda: len(heard.frames) == 6)


def test_a_camera_that_is_pulled_out_and_put_back_comes_back_by_itself(run: Run) -> None:
    camera = ScriptedCamera([fresh, fresh, lambda: None], [fresh])
    _, heard = run(camera)
    wait_for(lambda: heard.states[-3:] == [CameraState.LIVE, CameraState.MISSING, CameraState.LIVE])
    assert camera.closed == 1


@pytest.mark.parametrize(
    ("fault", "state"),
    [(CameraMissing(), CameraState.MISSING), (CameraBusy(), CameraState.BUSY)],
)
def test_a_camera_that_is_not_to_be_had_is_tried_again(
    run: Run, fault: Exception, state: CameraState
) -> None:
    _, heard = run(ScriptedCamera([fresh], faults=[fault, fault]))
    wait_for(lambda: heard.states == [CameraState.OPENING, state, CameraState.LIVE])


def test_a_camera_that_is_plugged_in_late_is_found_when_woken(run: Run) -> None:
    worker, heard = run(ScriptedCamera([fresh], faults=[CameraMissing()]), retry_s=60.0)
    wait_for(lambda: heard.states[-1] is CameraState.MISSING)
    worker.wake()
    wait_for(lambda: heard.states[-1] is CameraState.LIVE)


def test_a_source_that_raises_is_opened_again(run: Run) -> None:
    def broken() -> Pixels:
        raise OSError("ioctl")

    camera = ScriptedCamera([fresh, broken], [fresh])
    _, heard = run(camera)
    wait_for(lambda: camera.opened == 2 and heard.states[-1] is CameraState.LIVE)


def test_a_camera_that_gives_no_frame_for_two_seconds_is_stalled(run: Run) -> None:
    def slow() -> Pixels:
        time.sleep(2.6)
        return fresh()

    _, heard = run(ScriptedCamera([fresh, fresh, slow, fresh]))
    wait_for(lambda: heard.states[-2:] == [CameraState.STALLED, CameraState.LIVE])


def test_a_picture_that_never_changes_is_stalled_and_the_camera_opened_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_health, "_FROZEN_S", 0.1)
    same = frame(7)
    camera = ScriptedCamera([lambda: same], [fresh])
    _, heard = run(camera)
    wait_for(lambda: heard.states[-2:] == [CameraState.STALLED, CameraState.LIVE])


def test_black_frames_are_frames(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_health, "_FROZEN_S", 0.1)
    black = np.zeros((48, 64, 3), np.uint8)
    _, heard = run(ScriptedCamera([lambda: black]))
    wait_for(lambda: len(heard.frames) > 60)
    assert heard.states[-1] is CameraState.LIVE


def test_frames_may_change_size_and_kind(run: Run) -> None:
    kinds: list[Pixels] = [
        frame(1),
        frame(2, 96, 128),
        frame(3)[:, :, 0],
        np.dstack([frame(4)] * 2),
    ]
    steps: list[Step] = [
        lambda pixels=pixels[:, :, :4] if pixels.ndim == 3 else pixels: pixels for pixels in kinds
    ]
    _, heard = run(ScriptedCamera([*steps, fresh]))
    wait_for(lambda: len(heard.frames) > 10)
    assert {(status.width, status.height) for status in heard.statuses} >= {(64, 48), (128, 96)}


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
        Cv2Source(str(tmp_path / "none.avi")).open()


def test_a_file_that_is_no_clip_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "text.avi"
    path.write_bytes(b"no clip")
    with pytest.raises(CameraMissing):
        Cv2Source(str(path)).open()


def test_a_camera_number_that_nobody_has_is_missing() -> None:
    with pytest.raises(CameraMissing):
        Cv2Source(63).open()


def test_a_source_that_is_closed_gives_no_frame(draw: Draw, write_clip: WriteClip) -> None:
    source = Cv2Source(str(write_clip([draw.frame()] * 2)))
    source.open()
    assert source.read() is not None
    source.close()
    source.close()
    assert source.read() is None
