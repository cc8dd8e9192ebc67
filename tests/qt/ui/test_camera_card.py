"""The preview of one camera and of two, and their chips."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.domain.reader import FIRST_CAMERA, SECOND_CAMERA, CameraState, CameraStatus
from station.ui.register.camera_card import CameraCard
from station.ui.register.camera_view import OUTLINE, CameraView
from station.ui.theme import Theme
from station.ui.top_bar import TopBar
from station.ui.words import Words
from tests.qt.ui import booth

LIVE = CameraStatus(CameraState.LIVE, "USB Camera", 1280, 720, 30.0, 6.2)
LEFT_SQUARE = ((40.0, 60.0), (120.0, 60.0), (120.0, 140.0), (40.0, 140.0))
BAD = [state for state in CameraState if state is not CameraState.LIVE]
READERS = (FIRST_CAMERA, SECOND_CAMERA)


def picture(width: int = 320, height: int = 180) -> QImage:
    """Red on the left, blue on the right."""
    image = QImage(width, height, QImage.Format.Format_BGR888)
    image.fill(QColor("red"))
    for x in range(width // 2, width):
        for y in range(height):
            image.setPixelColor(x, y, QColor("blue"))
    return image


@pytest.fixture
def card(qtbot: QtBot, theme: Theme, both: Words) -> CameraCard:
    made = CameraCard(theme, both)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    QApplication.processEvents()
    return made


def shown(view: CameraView) -> QImage:
    return view.grab().toImage()


def xs_of(image: QImage, colour: QColor) -> list[int]:
    return [
        x
        for x in range(image.width())
        for y in range(0, image.height(), 3)
        if image.pixelColor(x, y) == colour
    ]


def test_a_mirrored_preview_turns_the_picture_and_its_outlines(card: CameraCard) -> None:
    card.show_frame(picture(), (LEFT_SQUARE,))
    straight = shown(card.view)
    card.set_mirrored(True)
    mirrored = shown(card.view)
    middle = straight.width() // 2
    assert max(xs_of(straight, OUTLINE)) < middle < min(xs_of(mirrored, OUTLINE))
    for image, left in ((straight, "red"), (mirrored, "blue")):
        assert image.pixelColor(10, image.height() // 2) == QColor(left)
    # As far from the right edge as it was from the left.
    assert abs(min(xs_of(straight, OUTLINE)) + max(xs_of(mirrored, OUTLINE)) - 2 * middle) <= 2


def test_the_second_camera_is_an_inset_and_the_card_keeps_its_size(card: CameraCard) -> None:
    card.show_status(LIVE)
    card.show_frame(picture(), ())
    before = (card.size(), card.view.geometry(), card.sizeHint(), card.minimumSizeHint())
    assert not card.second.isVisible()
    card.show_status(LIVE, SECOND_CAMERA)
    card.show_frame(picture(640, 480), (), SECOND_CAMERA)
    QApplication.processEvents()
    assert before == (card.size(), card.view.geometry(), card.sizeHint(), card.minimumSizeHint())
    assert card.second.isVisible()
    assert card.view.rect().contains(card.second.geometry())
    assert card.second.geometry().bottomRight() == card.view.rect().bottomRight()
    card.forget(SECOND_CAMERA)
    assert not card.second.isVisible()


def test_frames_go_to_the_preview_of_their_camera(card: CameraCard) -> None:
    for reader in READERS:
        card.show_status(LIVE, reader)
    card.show_frame(picture(), (), SECOND_CAMERA)
    middle = QPoint(card.second.width() // 4, card.second.height() // 3)
    assert shown(card.second).pixelColor(middle) == QColor("red")
    assert shown(card.view).pixelColor(10, 40) != QColor("red")


@pytest.mark.parametrize("state", BAD)
@pytest.mark.parametrize("reader", READERS)
def test_frames_do_not_wipe_the_words_while_a_camera_does_badly(
    card: CameraCard, state: CameraState, reader: str
) -> None:
    card.show_status(LIVE, reader)
    card.show_status(replace(LIVE, state=state), reader)
    view = card.second if reader == SECOND_CAMERA else card.view
    words = shown(view)
    card.show_frame(picture(), (), reader)
    assert shown(view) == words
    card.show_status(LIVE, reader)
    card.show_frame(picture(), (), reader)
    assert shown(view) != words


def test_a_dim_picture_asks_for_the_lamp_over_the_picture_and_in_the_chip(
    qtbot: QtBot, theme: Theme, both: Words, card: CameraCard
) -> None:
    bar = TopBar(theme, both, booth.facts())
    qtbot.addWidget(bar)
    card.show_status(LIVE)
    card.show_frame(picture(), ())
    lit, size = shown(card.view), card.size()
    dim = replace(LIVE, needs_light=True)
    card.show_status(dim)
    bar.show_camera(dim)
    assert shown(card.view) != lit
    assert card.size() == size
    assert both("camera.dim_hint") in card.view.accessibleDescription()
    assert bar.camera.text == both("top.camera_dim")
    assert bar.camera.toolTip() == both("camera.dim_next")
    card.show_status(LIVE)
    assert shown(card.view) == lit


@pytest.mark.parametrize("state", BAD)
@pytest.mark.parametrize("reader", READERS)
def test_every_state_has_a_chip_word_and_a_next_step(
    qtbot: QtBot, theme: Theme, both: Words, state: CameraState, reader: str
) -> None:
    bar = TopBar(theme, both, booth.facts())
    qtbot.addWidget(bar)
    bar.show_camera(replace(LIVE, state=state), reader)
    key = "top.camera" if reader == FIRST_CAMERA else "top.tube_camera"
    chip, other = (
        (bar.camera, bar.second_camera)
        if reader == FIRST_CAMERA
        else (bar.second_camera, bar.camera)
    )
    assert chip.text == both(f"{key}_{state.value}")
    assert chip.toolTip() == both(f"camera.{state.value}_next")
    assert not chip.isHidden()
    assert other.isHidden()
    bar.show_camera(LIVE, reader)
    assert chip.toolTip() == ""
    bar.forget_camera(reader)
    assert chip.isHidden()


def test_a_camera_that_nobody_chose_and_that_never_was_there_has_no_chip(
    qtbot: QtBot, theme: Theme, both: Words
) -> None:
    bar = TopBar(theme, both, booth.facts())
    qtbot.addWidget(bar)
    for state in (CameraState.OPENING, CameraState.MISSING):
        bar.show_camera(CameraStatus(state, ""))
        assert bar.camera.isHidden()
    bar.show_camera(CameraStatus(CameraState.MISSING, "HD Webcam"))
    assert not bar.camera.isHidden()


@pytest.mark.parametrize("width", [325, 420])
@pytest.mark.parametrize("state", BAD)
def test_the_words_fit_the_previews(
    theme: Theme, qtbot: QtBot, both: Words, state: CameraState, width: int
) -> None:
    card = CameraCard(theme, both)
    qtbot.addWidget(card)
    card.resize(width + 28, 320)
    card.show()
    QApplication.processEvents()
    for reader in READERS:
        card.show_status(replace(LIVE, state=state), reader)
    for view in (card.view, card.second):
        room, parts = view._message_parts()
        assert sum(height for *_, height in parts) <= room.height()
