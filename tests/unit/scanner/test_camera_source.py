"""The camera's way through OpenCV, tried on Motion JPEG from a server on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import pytest

from station.domain.reader import CameraControls, CameraDevice, CameraState
from station.scanner.camera.choice import CameraChoice
from station.scanner.camera.frame_source import CameraBusy, CameraMissing, ClipSource
from station.scanner.camera.roster import CameraRoster
from station.scanner.camera.source import CameraSource, open_number, source_of
from tests.unit.scanner.scripted_camera import Run, frame, wait_for

DEVICE = CameraDevice("/dev/video7", "Table camera")
PATIENCE_S = 30.0


class StreamServer:
    """A camera as a server of Motion JPEG; plugged in or out at will, empty or with frames."""

    def __init__(self) -> None:
        self.plugged = True
        self.port = 0
        self._server: ThreadingHTTPServer | None = None
        self._ended = threading.Event()

    def plug_in(self) -> None:
        desk, self._ended = self, threading.Event()
        self.plugged = True
        ended = self._ended

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                seed = 0
                try:
                    while desk.plugged and not ended.wait(0.03):
                        seed += 1
                        good, jpeg = cv2.imencode(".jpg", frame(seed, 240, 320))
                        assert good
                        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}"
                        self.wfile.write(head.encode() + b"\r\n\r\n" + jpeg.tobytes() + b"\r\n")
                except OSError:
                    # The reader has gone.
                    return

            def log_message(self, *parts: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def pull_out(self) -> None:
        self.plugged = False
        self._ended.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def open(self, number: int) -> cv2.VideoCapture:
        assert number == 7
        if not self.plugged:
            raise CameraMissing()
        capture = cv2.VideoCapture(f"http://127.0.0.1:{self.port}/", cv2.CAP_FFMPEG)
        if not capture.isOpened():
            capture.release()
            raise CameraBusy()
        return capture


@pytest.fixture
def server() -> Iterator[StreamServer]:
    made = StreamServer()
    made.plug_in()
    yield made
    made.pull_out()


def camera(
    open_camera: Callable[[int], cv2.VideoCapture], choice: CameraChoice | None = None
) -> tuple[CameraSource, CameraRoster]:
    roster = CameraRoster()
    wanted = choice or CameraChoice()
    roster.show([DEVICE])
    return CameraSource(wanted, roster, "1", open_camera), roster


def test_a_camera_that_is_pulled_out_and_plugged_in_again_comes_back(
    run: Run, server: StreamServer
) -> None:
    source, _ = camera(server.open)
    worker, heard = run(source, retry_s=0.05)
    wait_for(lambda: len(heard.frames) > 20, PATIENCE_S)
    server.pull_out()
    wait_for(lambda: heard.states[-1] is CameraState.MISSING, PATIENCE_S)
    server.plug_in()
    worker.wake()
    wait_for(lambda: heard.states[-1] is CameraState.LIVE, PATIENCE_S)
    assert heard.states == [
        CameraState.OPENING,
        CameraState.LIVE,
        CameraState.MISSING,
        CameraState.LIVE,
    ]
    assert (heard.statuses[-1].width, heard.statuses[-1].height) == (320, 240)
    assert heard.statuses[-1].name == "Table camera"


def test_a_driver_that_refuses_what_is_asked_still_gives_its_frames(server: StreamServer) -> None:
    wish = CameraChoice(
        width=1920, height=1080, fps=60, auto_exposure=False, exposure=5, auto_focus=False, focus=9
    )
    source, _ = camera(server.open, wish)
    source.open()
    try:
        assert source.controls == CameraControls()
        first, second = source.read(), source.read()
        assert first is not None
        assert second is not None
        assert first.shape == (240, 320, 3)
        assert not (first == second).all()
    finally:
        source.close()


def test_a_camera_is_let_go_when_it_is_closed_and_when_it_did_not_open(
    server: StreamServer,
) -> None:
    source, roster = camera(server.open)
    source.open()
    with pytest.raises(CameraMissing):
        roster.take("2", CameraChoice())
    source.close()
    source.close()
    assert source.read() is None
    roster.release(roster.take("2", CameraChoice()))

    def busy(number: int) -> cv2.VideoCapture:
        raise CameraBusy()

    refused, other = camera(busy)
    with pytest.raises(CameraBusy):
        refused.open()
    refused.close()
    assert other.take("2", CameraChoice()).device == DEVICE


def test_a_busy_camera_is_called_by_its_name_and_had_once_it_is_free(
    run: Run, server: StreamServer
) -> None:
    taken = True

    def open_camera(number: int) -> cv2.VideoCapture:
        if taken:
            raise CameraBusy()
        return server.open(number)

    source, _ = camera(open_camera)
    _, heard = run(source, retry_s=0.05)
    wait_for(lambda: heard.states[-1] is CameraState.BUSY)
    assert heard.statuses[-1].name == "Table camera"
    taken = False
    wait_for(lambda: heard.states[-1] is CameraState.LIVE, PATIENCE_S)
    assert heard.states == [CameraState.OPENING, CameraState.BUSY, CameraState.LIVE]


def test_a_missing_camera_has_a_name_only_if_it_was_chosen(run: Run) -> None:
    for choice, name in ((CameraChoice(), ""), (CameraChoice("/dev/video9", "Kept"), "Kept")):
        roster = CameraRoster()
        roster.show([])
        _, heard = run(source_of(choice, roster))
        wait_for(lambda heard=heard: heard.states[-1] is CameraState.MISSING)
        assert {status.name for status in heard.statuses} == {name}


def test_a_stream_that_hangs_is_stalled_and_stop_returns(run: Run, server: StreamServer) -> None:
    hang = threading.Event()

    class Hanging(CameraSource):
        def read(self):  # type: ignore[no-untyped-def]
            if hang.is_set():
                time.sleep(3.5)
            return super().read()

    roster = CameraRoster()
    roster.show([DEVICE])
    worker, heard = run(Hanging(CameraChoice(), roster, "1", server.open))
    wait_for(lambda: heard.states[-1] is CameraState.LIVE, PATIENCE_S)
    hang.set()
    wait_for(lambda: heard.states[-1] is CameraState.STALLED)
    assert not worker.stop(timeout_s=0.05)
    assert worker.stop(timeout_s=10)


def test_a_camera_number_that_nobody_has_is_missing() -> None:
    with pytest.raises(CameraMissing):
        open_number(63)


def test_a_path_is_a_clip_and_all_else_a_camera() -> None:
    roster = CameraRoster()
    assert isinstance(source_of(CameraChoice("demo.avi"), roster), ClipSource)
    for device in ("auto", "0", "/dev/video0"):
        assert isinstance(source_of(CameraChoice(device), roster), CameraSource)
