"""The cameras that Qt lists, on a thread of their own."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtMultimedia import QMediaDevices
from pytestqt.qtbot import QtBot

from station.domain.reader import CameraDevice
from station.scanner.camera import qt_devices, v4l2
from station.scanner.camera.qt_devices import CameraDevices

USB = CameraDevice("/dev/video2", "HD Webcam")


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[CameraDevice]:
    """What the system lists: there is no camera that a test could plug in."""
    devices: list[CameraDevice] = []
    monkeypatch.setattr(qt_devices, "_named", lambda: tuple(devices))
    return devices


def test_cameras_are_listed_off_the_window_and_told_on_its_thread(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def named() -> tuple[CameraDevice, ...]:
        threads.append(threading.current_thread())
        return (USB,)

    monkeypatch.setattr(qt_devices, "_named", named)
    devices = CameraDevices()
    devices.changed.connect(lambda found: threads.append(threading.current_thread()))
    with qtbot.waitSignal(devices.changed) as told:
        devices.start()
    assert told.args == [(USB,)]
    assert devices.roster.devices == (USB,)
    assert devices.stop()
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()


def test_a_camera_that_comes_or_goes_is_told_once(qtbot: QtBot, listed: list[CameraDevice]) -> None:
    devices = CameraDevices()
    told: list[tuple[CameraDevice, ...]] = []
    devices.changed.connect(told.append)
    devices.start()
    qtbot.waitUntil(lambda: told == [()])
    assert devices._lister is not None
    watch = devices._lister._watch
    assert isinstance(watch, QMediaDevices)
    for now in ([USB], [USB], []):
        listed[:] = now
        watch.videoInputsChanged.emit()
        qtbot.wait(30)
    assert told == [(), (USB,), ()]
    assert devices.stop()


def test_the_real_list_can_be_asked_for(qtbot: QtBot) -> None:
    devices = CameraDevices()
    with qtbot.waitSignal(devices.changed):
        devices.start()
    assert all(device.id and device.name for device in devices.roster.devices)
    assert devices.stop()


def test_without_multimedia_cameras_are_still_listed_and_plugging_is_noticed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[CameraDevice] = []
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    monkeypatch.setattr(v4l2, "listed", lambda: tuple(found))
    monkeypatch.setattr(qt_devices, "_LOOK_MS", 20)
    devices = CameraDevices()
    with qtbot.waitSignal(devices.changed):
        devices.start()
    found.append(USB)
    with qtbot.waitSignal(devices.changed) as told:
        pass
    assert told.args == [(USB,)]
    assert devices.stop()


def test_one_that_was_never_started_can_be_stopped(qtbot: QtBot) -> None:
    assert CameraDevices().stop()


def test_a_driver_that_holds_the_list_is_left_behind(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, letting_go = threading.Event(), threading.Event()

    def named() -> tuple[CameraDevice, ...]:
        held.set()
        letting_go.wait(10)
        return ()

    monkeypatch.setattr(qt_devices, "_named", named)
    monkeypatch.setattr(qt_devices, "_STOP_S", 0.05)
    devices = CameraDevices()
    devices.start()
    assert held.wait(5)
    assert not devices.stop()
    letting_go.set()
    qtbot.waitUntil(devices.stop)
