"""What a camera's state is while it is gone, busy, stuck, black, dim or sends rubbish."""

from __future__ import annotations

import time

import numpy as np
import pytest

from station.domain.reader import CameraState
from station.scanner.camera import health as camera_health
from station.scanner.camera.frame_source import CameraBusy, CameraMissing, Pixels
from station.scanner.camera.health import CameraHealth
from station.scanner.camera.picture_light import SlowAnswer
from tests.unit.scanner.scripted_camera import (
    Run,
    ScriptedCamera,
    Step,
    black,
    frame,
    fresh,
    wait_for,
)


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


def test_black_frames_are_no_frozen_picture_but_dark(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_health, "_FROZEN_S", 0.1)
    camera = ScriptedCamera([black])
    _, heard = run(camera)
    wait_for(lambda: heard.states[-1] is CameraState.DARK and len(heard.frames) > 60)
    assert heard.states == [CameraState.OPENING, CameraState.DARK]
    assert camera.opened == 1


def test_frames_may_change_size_and_kind(run: Run) -> None:
    wide = frame(2, 96, 128)
    kinds: list[Pixels] = [
        frame(1),
        wide,
        frame(3)[:, :, 0],
        frame(4)[:, :, :1],
        np.dstack([frame(5)] * 2)[:, :, :4],
        wide[::2, 3:70:2],
    ]
    steps: list[Step] = [lambda pixels=pixels: pixels for pixels in kinds]
    _, heard = run(ScriptedCamera([*steps, fresh]))
    wait_for(lambda: len(heard.frames) > 10)
    shapes = [shown.pixels.shape for shown in heard.frames[:6]]
    assert shapes == [(48, 64, 3), (96, 128, 3), (48, 64), (48, 64), (48, 64, 4), (48, 34, 3)]
    assert {(status.width, status.height) for status in heard.statuses} >= {(64, 48), (128, 96)}


def test_what_is_no_picture_is_passed_over(run: Run) -> None:
    broken: list[Pixels] = [
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((48, 0), np.uint8),
        np.zeros((48, 64, 2), np.uint8),
        np.zeros((2, 48, 64, 3), np.uint8),
        np.zeros(48, np.uint8),
        np.asarray(np.zeros((48, 64), np.uint16)),
    ]
    steps: list[Step] = [lambda pixels=pixels: pixels for pixels in broken]
    _, heard = run(ScriptedCamera([*steps, fresh]))
    wait_for(lambda: len(heard.frames) > 3)
    assert all(shown.pixels.shape == (48, 64, 3) for shown in heard.frames)
    assert heard.states == [CameraState.OPENING, CameraState.LIVE]


def test_a_camera_that_gives_nothing_but_rubbish_is_stalled(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("station.scanner.camera.worker._NO_PICTURE_S", 0.1)
    _, heard = run(ScriptedCamera([lambda: np.zeros((0, 0, 3), np.uint8)], [fresh]))
    wait_for(lambda: heard.states[-2:] == [CameraState.STALLED, CameraState.LIVE])


def test_a_camera_that_comes_and_goes_is_tried_ever_more_rarely(run: Run) -> None:
    blink: list[Step] = [fresh, lambda: None]
    camera = ScriptedCamera(*([*blink] for _ in range(50)))
    _, heard = run(camera, retry_s=0.1)
    time.sleep(1.2)
    # Waits of 0.1, 0.2, 0.4 and 0.8 s; once it was gone a single frame does not bring it back.
    assert camera.opened <= 5
    assert heard.states == [CameraState.OPENING, CameraState.LIVE, CameraState.MISSING]


# --- the clock set by hand -----------------------------------------------------------------------


def grey(level: int, seed: int = 0) -> Pixels:
    """A grey picture with a sensor's noise."""
    noise = np.random.default_rng(seed).integers(0, 6, (48, 64, 3), dtype=np.uint8)
    return np.asarray(noise + level, np.uint8)


def play(health: CameraHealth, level: int, seconds: float, at: float) -> list[CameraState]:
    """Show 20 frames a second from ``at``; return the states that were told."""
    told = []
    for i in range(round(seconds * 20)):
        if health.saw(grey(level, i), at + i / 20):
            told.append(health.status.state)
    return told


def test_a_covered_lens_is_dark_after_a_second_and_a_hand_that_passes_is_not() -> None:
    health = CameraHealth("a")
    assert set(play(health, 120, 2, 0)) == {CameraState.LIVE}
    assert play(health, 10, 0.8, 2) == []
    assert play(health, 120, 1, 2.8) == []
    assert play(health, 10, 3, 4) == [CameraState.DARK]
    assert play(health, 120, 3, 7) == [CameraState.LIVE]


def test_a_dim_picture_asks_for_a_lamp_until_it_has_been_brighter_for_a_while() -> None:
    health = CameraHealth("a")
    play(health, 50, 2, 0)
    assert not health.status.needs_light
    play(health, 50, 2, 2)
    assert health.status.needs_light
    # Neither here nor there: what was said stays.
    play(health, 85, 5, 4)
    assert health.status.needs_light
    play(health, 140, 2, 9)
    assert not health.status.needs_light
    play(health, 85, 9, 11)
    assert not health.status.needs_light


def test_a_dim_picture_that_reads_well_asks_for_no_lamp() -> None:
    health = CameraHealth("a")
    for second in range(12):
        health.read_codes(second)
        play(health, 50, 1, second)
    assert not health.status.needs_light
    play(health, 50, 10, 12)
    assert health.status.needs_light


def test_a_black_picture_asks_for_no_lamp_but_is_dark() -> None:
    health = CameraHealth("a")
    play(health, 8, 10, 0)
    assert health.status.state is CameraState.DARK
    assert not health.status.needs_light


def test_a_picture_at_the_edge_of_black_does_not_make_the_chip_flicker() -> None:
    health = CameraHealth("a")
    play(health, 120, 1, 0)
    for i in range(40):
        play(health, (10, 60)[i % 2], 0.3, 1 + 0.3 * i)
        assert health.status.state is CameraState.LIVE


def test_frames_that_come_every_three_seconds_leave_a_camera_stalled() -> None:
    health = CameraHealth("a")
    play(health, 120, 1, 0)
    for i in range(4):
        assert health.is_silent(4.0 + 3 * i)
        health.became(CameraState.STALLED)
        assert not health.saw(grey(120, i), 4.0 + 3 * i)
    assert health.status.state is CameraState.STALLED


def test_a_camera_that_is_open_and_never_gives_a_frame_is_silent_after_a_while() -> None:
    health = CameraHealth("a")
    assert not health.is_silent(100.0)
    health.opening(100.0)
    assert not health.is_silent(110.0)
    assert health.is_silent(113.0)


def test_the_shown_rate_does_not_dance() -> None:
    health = CameraHealth("a")
    rng, shown = np.random.default_rng(1), set()
    for i in range(600):
        health.saw(grey(120, i), i / 30 + float(rng.normal(0, 0.008)))
        if i > 100:
            shown.add(round(health.status.fps))
    assert len(shown) <= 2
    assert all(28 <= fps <= 32 for fps in shown)


def test_a_slow_answer_changes_only_once_the_opposite_has_held() -> None:
    slow = SlowAnswer(yes_after_s=1.0, no_after_s=0.5)
    heard = []
    says: list[tuple[bool | None, float]] = [
        (True, 0.0),
        (True, 0.9),
        (False, 0.95),
        (True, 1.0),
        (True, 1.9),
        (True, 2.0),
    ]
    says += [(None, 2.1), (False, 2.2), (None, 2.3), (False, 2.4), (False, 2.8), (False, 2.9)]
    for said, at in says:
        slow.hear(said, at)
        heard.append(slow.answer)
    assert heard == [False] * 5 + [True] * 6 + [False]
