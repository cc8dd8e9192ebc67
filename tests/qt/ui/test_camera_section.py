"""The cameras' section: which camera, how it is driven, and what its driver lets be set."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from station.domain.reader import (
    FIRST_CAMERA,
    SECOND_CAMERA,
    CameraControls,
    CameraDevice,
    CameraState,
    CameraStatus,
)
from station.settings import Settings
from station.ui.settings.camera_section import CameraSection
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

LAPTOP = CameraDevice("/dev/video0", "Integrated Webcam")
ONE, TWO = CameraDevice("/dev/video2", "USB Camera"), CameraDevice("/dev/video4", "USB Camera")


@pytest.fixture
def section(qtbot: QtBot, theme: Theme, words: Words, settings_desk: SettingsDesk) -> CameraSection:
    made = CameraSection(theme, words, settings_desk)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    return made


def offered(section: CameraSection, which: str = FIRST_CAMERA) -> list[str]:
    combo = section.panels[which].device
    return [combo.itemText(i) for i in range(combo.count())]


def with_camera(**changes: object) -> Settings:
    before = Settings()
    return replace(before, camera=replace(before.camera, **changes))


def test_cameras_are_offered_by_name_and_twins_by_number(
    section: CameraSection, settings_desk: SettingsDesk
) -> None:
    settings_desk.cameras_changed.emit((LAPTOP, ONE, TWO))

    names = ["Integrated Webcam", "USB Camera (1)", "USB Camera (2)"]
    assert offered(section) == ["自动选择", "不用", *names]
    assert offered(section, SECOND_CAMERA) == ["不用", *names]


def test_a_camera_is_chosen_with_its_id_and_its_name(
    section: CameraSection, settings_desk: SettingsDesk
) -> None:
    settings_desk.cameras_changed.emit((LAPTOP, ONE))
    with_one = section.panels[FIRST_CAMERA].device
    with_one.setCurrentIndex(with_one.findText("USB Camera"))
    changed = section.changed(Settings())

    assert (changed.camera.device, changed.camera.name) == (ONE.id, ONE.name)


def test_a_camera_that_is_unplugged_stays_chosen(
    section: CameraSection, settings_desk: SettingsDesk
) -> None:
    settings = with_camera(device="/dev/video9", name="HD Camera")
    section.show_settings(settings)
    settings_desk.cameras_changed.emit((LAPTOP,))

    assert section.panels[FIRST_CAMERA].device.currentText() == "HD Camera（未接上）"
    assert section.changed(settings) == settings


def test_a_camera_in_another_socket_is_the_same_by_its_name(
    section: CameraSection, settings_desk: SettingsDesk
) -> None:
    settings = with_camera(device="/dev/video9", name="USB Camera")
    section.show_settings(settings)
    settings_desk.cameras_changed.emit((LAPTOP, ONE))

    assert section.panels[FIRST_CAMERA].device.currentText() == "USB Camera"
    assert section.changed(settings) == settings


def test_what_somebody_chose_stays_when_another_camera_is_plugged_in(
    section: CameraSection, settings_desk: SettingsDesk
) -> None:
    settings_desk.cameras_changed.emit((LAPTOP,))
    device = section.panels[FIRST_CAMERA].device
    device.setCurrentIndex(device.findText(LAPTOP.name))
    settings_desk.cameras_changed.emit((ONE, LAPTOP))

    assert device.currentText() == LAPTOP.name


@pytest.mark.parametrize(
    ("device", "shown"), [("1", "1 号摄像头"), ("/tmp/walk.mp4", "录像 walk.mp4")]
)
def test_a_number_and_a_clip_are_said_in_words(
    device: str, shown: str, section: CameraSection, settings_desk: SettingsDesk
) -> None:
    section.show_settings(with_camera(device=device))
    settings_desk.cameras_changed.emit((LAPTOP,))

    assert section.panels[FIRST_CAMERA].device.currentText() == shown


def test_one_camera_is_not_used_twice(section: CameraSection, settings_desk: SettingsDesk) -> None:
    settings_desk.cameras_changed.emit((LAPTOP, ONE))
    for panel in section.panels.values():
        panel.device.setCurrentIndex(panel.device.findText(ONE.name))
    fault = section.fault()
    assert fault == ("second_camera.device", "两个摄像头不能选同一个")
    section.panels[FIRST_CAMERA].device.setCurrentIndex(0)

    assert section.fault() is None


def test_size_and_rate_that_are_not_on_the_list_are_kept(section: CameraSection) -> None:
    settings = with_camera(width=800, height=600, fps=25, mirror=True)
    section.show_settings(settings)

    assert section.changed(settings) == settings
    assert section.panels[FIRST_CAMERA].size.currentText() == "800 × 600"


def test_exposure_and_focus_are_offered_only_where_the_driver_has_them(
    section: CameraSection, settings_desk: SettingsDesk
) -> None:
    panel = section.panels[FIRST_CAMERA]
    assert not panel.exposure.slider.isVisible()
    height = panel.exposure.height()
    settings_desk.controls_changed.emit(CameraControls(exposure=(-13.0, -1.0)), FIRST_CAMERA)

    assert panel.exposure.slider.isVisible()
    assert not panel.focus.slider.isVisible()
    assert panel.exposure.height() == height


def test_a_value_is_set_by_hand_within_what_the_driver_takes(
    section: CameraSection, settings_desk: SettingsDesk
) -> None:
    edits = []
    section.edited.connect(lambda: edits.append(1))
    settings_desk.controls_changed.emit(CameraControls(exposure=(3.0, 203.0)), FIRST_CAMERA)
    assert edits == []
    exposure = section.panels[FIRST_CAMERA].exposure
    assert section.changed(Settings()) == Settings()
    exposure.automatic.setChecked(False)
    assert exposure.value == 3.0
    exposure.slider.setValue(100)
    changed = section.changed(Settings()).camera

    assert (changed.auto_exposure, changed.exposure) == (False, 103.0)
    assert len(edits) == 2


def test_a_value_that_is_set_is_kept_until_somebody_moves_it(
    section: CameraSection, settings_desk: SettingsDesk
) -> None:
    settings = with_camera(auto_focus=False, focus=123.45)
    section.show_settings(settings)
    settings_desk.controls_changed.emit(CameraControls(focus=(0.0, 250.0)), FIRST_CAMERA)

    assert section.changed(settings) == settings


def test_a_camera_that_is_not_used_has_nothing_to_set(section: CameraSection) -> None:
    second = section.panels[SECOND_CAMERA]

    assert second.device.isEnabled()
    assert not second.size.isEnabled()
    assert second.view.isVisible()


def test_each_camera_shows_its_own_frames_and_how_it_does(
    section: CameraSection, words: Words
) -> None:
    frame = QImage(64, 48, QImage.Format.Format_BGR888)
    frame.fill(QColor("#808080"))
    section.show_status(CameraStatus(CameraState.LIVE, "USB", 64, 48, 30.0), SECOND_CAMERA)
    section.show_frame(frame, (), SECOND_CAMERA)

    def middle(which: str) -> str:
        picture = section.panels[which].view.grab().toImage()
        return picture.pixelColor(picture.width() // 2, picture.height() // 4).name()

    assert middle(SECOND_CAMERA) == "#808080"
    assert middle(FIRST_CAMERA) != "#808080"
