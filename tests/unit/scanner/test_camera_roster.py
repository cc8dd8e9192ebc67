"""Which camera each reader gets, and how cameras are listed without Qt."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from station.domain.reader import CameraDevice
from station.scanner.camera import v4l2
from station.scanner.camera.choice import CameraChoice, linux_number
from station.scanner.camera.frame_source import CameraMissing
from station.scanner.camera.roster import CameraRoster, assign, number_of

BUILT_IN = CameraDevice("/dev/video0", "Integrated Camera")
USB = CameraDevice("/dev/video2", "HD Webcam")
TWIN = CameraDevice("/dev/video4", "HD Webcam")
AUTO = CameraChoice()
WINDOWS = tuple(
    CameraDevice(rf"\\?\usb#vid_0{i}#global", name) for i, name in enumerate(("Built-in", "USB"))
)


def chosen(device: CameraDevice, device_id: str | None = None) -> CameraChoice:
    return CameraChoice(device_id or device.id, device.name)


def roster(*devices: CameraDevice, **choices: CameraChoice) -> CameraRoster:
    """A roster with its devices listed; the choices are keyed `a`, `b`."""
    made = CameraRoster()
    made.expect(choices)
    made.show(devices)
    return made


def test_auto_takes_the_first_camera_and_a_second_auto_the_next() -> None:
    given = assign({"1": AUTO, "2": AUTO}, (BUILT_IN, USB), {})
    assert given == {"1": BUILT_IN, "2": USB}


def test_auto_leaves_a_camera_that_was_chosen_for_the_other() -> None:
    given = assign({"1": AUTO, "2": chosen(BUILT_IN)}, (BUILT_IN, USB), {})
    assert given == {"1": USB, "2": BUILT_IN}
    assert assign({"1": AUTO, "2": chosen(BUILT_IN)}, (BUILT_IN,), {}) == {"2": BUILT_IN}


def test_a_camera_in_another_socket_is_found_by_its_name() -> None:
    moved = CameraDevice("/dev/video6", USB.name)
    assert assign({"1": chosen(USB)}, (BUILT_IN, moved), {}) == {"1": moved}


def test_a_chosen_camera_that_is_not_there_is_missing_and_no_other_steps_in() -> None:
    assert assign({"1": chosen(USB)}, (BUILT_IN,), {}) == {}


def test_another_camera_at_the_same_place_is_not_taken_for_the_chosen_one() -> None:
    other = CameraDevice(USB.id, "Another")
    assert assign({"1": chosen(USB)}, (BUILT_IN, other), {}) == {}


def test_of_two_with_the_remembered_name_none_is_guessed() -> None:
    gone = chosen(USB, "/dev/video8")
    assert assign({"1": gone}, (USB, TWIN), {}) == {}
    # The twin is the other reader's, so there is no doubt.
    assert assign({"1": gone, "2": chosen(TWIN)}, (USB, TWIN), {}) == {"1": USB, "2": TWIN}


def test_a_twin_that_is_the_other_readers_is_not_taken_when_ones_own_is_pulled_out() -> None:
    given = assign({"1": chosen(USB), "2": chosen(TWIN)}, (BUILT_IN, TWIN), {})
    assert given == {"2": TWIN}


def test_a_number_means_the_systems_number_and_with_a_name_that_camera_only() -> None:
    by_number = CameraChoice("2")
    assert assign({"1": by_number}, (BUILT_IN, USB), {}) == {"1": USB}
    assert assign({"1": CameraChoice("2", "Another")}, (BUILT_IN, USB), {}) == {}
    assert assign({"1": CameraChoice("0", USB.name)}, (BUILT_IN, USB), {}) == {"1": USB}


def test_windows_cameras_are_numbered_by_their_place_in_the_list() -> None:
    assert [number_of(device, WINDOWS) for device in WINDOWS] == [0, 1]
    assert assign({"1": CameraChoice("1")}, WINDOWS, {}) == {"1": WINDOWS[1]}
    assert assign({"1": chosen(WINDOWS[1])}, WINDOWS, {}) == {"1": WINDOWS[1]}


def test_a_camera_that_is_held_stays_with_its_reader() -> None:
    both = roster(BUILT_IN, USB, a=AUTO, b=AUTO)
    held = both.take("b", AUTO)
    assert held.device == USB
    both.show((USB,))
    with pytest.raises(CameraMissing):
        both.take("a", AUTO)
    both.release(held)
    assert both.take("a", AUTO).device == USB


def test_letting_an_old_hold_go_does_not_let_the_new_one_go() -> None:
    one = roster(USB)
    old, new = one.take("a", AUTO), one.take("a", AUTO)
    one.release(old)
    with pytest.raises(CameraMissing):
        one.take("b", AUTO)
    one.release(new)
    assert one.take("b", AUTO).device == USB


def test_a_feed_waits_until_the_one_before_has_let_its_camera_go() -> None:
    one, two = chosen(BUILT_IN), chosen(USB)
    both = roster(BUILT_IN, USB, a=one, b=two)
    old = both.take("a", one), both.take("b", two)
    both.expect({"a": two, "b": one})
    timers = [threading.Timer(0.2, both.release, [held]) for held in old]
    for timer in timers:
        timer.start()
    assert both.take("a", two).device == USB
    assert both.take("b", one).device == BUILT_IN
    for timer in timers:
        timer.join()


def test_a_camera_waits_for_the_first_list() -> None:
    made = CameraRoster()
    timer = threading.Timer(0.1, made.show, [(BUILT_IN,)])
    timer.start()
    assert made.take("1", AUTO, patience_s=10).device == BUILT_IN
    timer.join()


def test_without_a_list_an_auto_camera_is_missing_and_a_number_is_tried() -> None:
    made = CameraRoster()
    with pytest.raises(CameraMissing):
        made.take("1", AUTO, patience_s=0.01)
    held = made.take("1", CameraChoice("3"), patience_s=0.01)
    assert (held.number, held.device.name) == (3, "#3")
    with pytest.raises(CameraMissing):
        made.take("2", CameraChoice("3"), patience_s=0.01)


def test_the_same_list_is_no_news() -> None:
    made = CameraRoster()
    assert made.show(())
    assert not made.show(())
    assert made.show([USB])
    assert made.devices == (USB,)


@pytest.mark.parametrize(
    ("device", "is_clip", "label"),
    [
        ("auto", False, ""),
        ("1", False, "#1"),
        ("/dev/video2", False, "video2"),
        (WINDOWS[0].id, False, None),
        ("/dev/shm/clip.avi", True, "clip.avi"),
        ("clip.avi", True, "clip.avi"),
    ],
)
def test_a_choice_is_a_camera_or_a_clip(device: str, is_clip: bool, label: str | None) -> None:
    choice = CameraChoice(device)
    assert choice.is_clip is is_clip
    assert label is None or choice.label == label
    assert choice.label or choice.is_auto


def test_a_link_to_a_device_has_its_number(tmp_path: Path) -> None:
    assert linux_number("/dev/video12") == 12
    assert linux_number("/dev/v4l/by-id/none") is None
    assert linux_number("/dev/videos") is None
    assert linux_number(str(tmp_path)) is None


def test_the_kernels_list_has_each_camera_once_in_the_order_of_numbers(tmp_path: Path) -> None:
    names, folder = tmp_path / "names", tmp_path / "dev"
    folder.mkdir()
    for node, name, index in (
        ("video10", "USB", "0"),
        ("video2", "Built-in\n", "0"),
        ("video3", "Built-in", "1"),
        ("video4", "Gone", "0"),
        ("v4l-subdev0", "Sensor", "0"),
    ):
        (names / node).mkdir(parents=True)
        (names / node / "name").write_text(name)
        (names / node / "index").write_text(index)
        if name != "Gone":
            (folder / node).touch()
    expected = [(folder / "video2", "Built-in"), (folder / "video10", "USB")]
    found = v4l2.listed(names, folder)
    assert found == tuple(CameraDevice(str(path), name) for path, name in expected)


def test_a_machine_without_cameras_lists_none(tmp_path: Path) -> None:
    assert v4l2.listed(tmp_path / "none", tmp_path) == ()


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux devices")
def test_what_is_no_camera_has_no_controls(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "none", Path("/dev/null")):
        assert v4l2.control_range(path, v4l2.FOCUS_ABSOLUTE) is None


def test_the_requests_have_the_sizes_of_the_kernels_structures() -> None:
    # The size stands in bits 16 to 29 of an ioctl's number.
    assert v4l2._CAPABILITY.size == v4l2._QUERYCAP >> 16 & 0x3FFF
    assert v4l2._CONTROL.size == v4l2._QUERYCTRL >> 16 & 0x3FFF
