"""Cameras, cards and guns of one console, and settings that are changed while they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from station.demo.card_answers import Quirk
from station.demo.card_module import CardModule, has_pseudo_terminals
from station.demo.card_text import card_of, text_block
from station.demo.people import card_holders, resident
from station.demo.qt_hands import wait
from station.domain import outcome as out
from station.domain.command import Command, command_text
from station.domain.heard import Heard
from station.domain.reader import CameraState
from station.domain.refusals import CommandRefused, TwoPersons
from station.errors import StationError
from station.qt_readers import Devices
from station.setting_groups import CameraOptions, CardOptions, SecondCameraOptions, TubeOptions
from station.settings import Settings
from station.settings_file import read_settings
from station.ui.dialogs.box_dialog import BoxDialog
from tests.qt.console.conftest import NO_LINES, RunningConsole, person
from tests.qt.console.shown_camera import ShownCamera

Start = Callable[..., RunningConsole]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

TUBE = "310115000001"


class Cameras:
    """The cameras of a console by their keys; each is made as it is asked for."""

    def __init__(self) -> None:
        self.by_key: dict[str, ShownCamera] = {}
        self.made: list[str] = []

    def make(self, choice, roster, key: str) -> ShownCamera:
        self.made.append(key)
        return self.by_key.setdefault(key, ShownCamera(f"camera {key}"))


@pytest.fixture
def module() -> Iterator[CardModule]:
    if not has_pseudo_terminals():
        pytest.skip("this system has no pseudo-terminals")
    module = CardModule()
    yield module
    module.close()


def two_cameras() -> Settings:
    return replace(
        NO_LINES, camera=CameraOptions(device="0"), second_camera=SecondCameraOptions(device="1")
    )


def states_of(booth: RunningConsole, key: str) -> list[CameraState]:
    states: list[CameraState] = []
    booth.console.readers.camera_status.connect(
        lambda status, reader: states.append(status.state) if reader == key else None
    )
    return states


def refusals(booth: RunningConsole) -> list[StationError]:
    return [r.outcome.error for r in booth.reports if isinstance(r.outcome, out.Refused)]


def outcomes(booth: RunningConsole, kind: type) -> list[out.Outcome]:
    return [r.outcome for r in booth.reports if isinstance(r.outcome, kind)]


# --- cameras -----------------------------------------------------------------------------------


def test_one_camera_sees_the_person_and_the_other_the_tube(start: Start) -> None:
    cameras = Cameras()
    booth = start(None, two_cameras(), devices=Devices(make_source=cameras.make))
    cameras.by_key["2"].texts = (TUBE,)
    booth.until(lambda: bool(outcomes(booth, out.TubeOpened)))
    cameras.by_key["1"].texts = (person(1),)
    booth.until(lambda: bool(outcomes(booth, out.Registered)))
    assert booth.recent == [(resident(1).name, 1)]


def test_two_persons_before_two_cameras_are_refused(start: Start) -> None:
    cameras = Cameras()
    booth = start(None, two_cameras(), devices=Devices(make_source=cameras.make))
    booth.tube(1)
    cameras.by_key["1"].texts = (person(1),)
    cameras.by_key["2"].texts = (person(2),)
    booth.until(lambda: any(isinstance(error, TwoPersons) for error in refusals(booth)))
    assert len(booth.recent) <= 1


def test_a_camera_that_is_pulled_out_is_missed_and_comes_back(start: Start) -> None:
    cameras = Cameras()
    booth = start(None, two_cameras(), devices=Devices(make_source=cameras.make))
    states = states_of(booth, "1")
    camera = cameras.by_key["1"]
    booth.until(lambda: CameraState.LIVE in states)
    camera.is_plugged = False
    booth.until(lambda: CameraState.MISSING in states)
    camera.is_plugged = True
    booth.until(lambda: states[-1] is CameraState.LIVE)
    camera.texts = (TUBE,)
    booth.until(lambda: bool(outcomes(booth, out.TubeOpened)))


def test_another_camera_is_used_at_once_and_remembered(start: Start) -> None:
    cameras = Cameras()
    booth = start(None, two_cameras(), devices=Devices(make_source=cameras.make))
    desk = booth.console.settings_desk
    gone: list[str] = []
    booth.console.readers.camera_gone.connect(gone.append)
    cameras.made.clear()
    wished = replace(
        desk.settings,
        camera=CameraOptions(device="3", name="USB camera"),
        second_camera=SecondCameraOptions(),
    )
    desk.apply(wished)
    booth.until(lambda: desk.settings == wished)
    assert cameras.made == ["1"]
    assert gone == ["2"]
    assert read_settings(booth.console.site.folder.settings).camera.name == "USB camera"
    cameras.by_key["1"].texts = (TUBE,)
    booth.until(lambda: bool(outcomes(booth, out.TubeOpened)))


def test_only_the_camera_that_was_changed_starts_anew(start: Start) -> None:
    cameras = Cameras()
    booth = start(None, two_cameras(), devices=Devices(make_source=cameras.make))
    desk = booth.console.settings_desk
    cameras.made.clear()
    wished = replace(
        desk.settings,
        camera=replace(desk.settings.camera, mirror=True),
        second_camera=replace(desk.settings.second_camera, width=640),
    )
    desk.apply(wished)
    booth.until(lambda: desk.settings == wished)
    assert cameras.made == ["2"]


def test_a_camera_that_is_no_longer_used_leaves_no_chip_behind(start: Start) -> None:
    cameras = Cameras()
    booth = start(None, two_cameras(), devices=Devices(make_source=cameras.make))
    desk, bar = booth.console.settings_desk, booth.window.top_bar
    booth.until(bar.second_camera.isVisible)
    wished = replace(desk.settings, second_camera=SecondCameraOptions())
    desk.apply(wished)
    booth.until(lambda: desk.settings == wished)
    wait(200)
    assert not bar.second_camera.isVisible()


def test_what_the_command_line_named_stays_until_another_camera_is_chosen(start: Start) -> None:
    cameras = Cameras()
    booth = start("7", two_cameras(), devices=Devices(make_source=cameras.make))
    desk = booth.console.settings_desk
    cameras.made.clear()
    desk.apply(replace(desk.settings, tubes=TubeOptions(pattern="A[0-9]{5}")))
    booth.until(lambda: desk.settings.tubes.pattern == "A[0-9]{5}")
    assert cameras.made == []
    assert booth.console.readers._choices["1"].device == "7"


def test_settings_that_leave_the_cameras_alone_do_not_restart_them(start: Start) -> None:
    cameras = Cameras()
    booth = start(None, two_cameras(), devices=Devices(make_source=cameras.make))
    desk = booth.console.settings_desk
    cameras.made.clear()
    desk.apply(replace(desk.settings, tubes=TubeOptions(pattern="A[0-9]{5}")))
    booth.until(lambda: desk.settings.tubes.pattern == "A[0-9]{5}")
    assert cameras.made == []
    assert isinstance(booth.shoot("A12345", out.TubeOpened), out.TubeOpened)


# --- settings ----------------------------------------------------------------------------------


def test_settings_that_cannot_be_are_refused_and_nothing_has_changed(start: Start) -> None:
    booth = start()
    desk = booth.console.settings_desk
    before, failed = desk.settings, []
    desk.failed.connect(failed.append)
    desk.apply(replace(desk.settings, tubes=TubeOptions(pattern="BX[0-9]{4}")))
    booth.until(lambda: bool(failed))
    assert failed[0].code == "setting_patterns_overlap"
    assert desk.settings == before
    assert read_settings(booth.console.site.folder.settings) == before


def test_the_language_is_kept_beside_settings_that_were_changed_before(start: Start) -> None:
    booth = start()
    desk = booth.console.settings_desk
    desk.apply(replace(desk.settings, tubes=TubeOptions(pattern="A[0-9]{5}")))
    booth.until(lambda: desk.settings.tubes.pattern == "A[0-9]{5}")
    booth.window.language_chosen.emit("en")
    path = booth.console.site.folder.settings
    booth.until(lambda: read_settings(path).screen.language == "en")
    assert read_settings(path).tubes.pattern == "A[0-9]{5}"


def test_a_language_chosen_while_settings_are_saved_takes_nothing_back(start: Start) -> None:
    booth = start()
    desk, path = booth.console.settings_desk, booth.console.site.folder.settings
    desk.apply(replace(desk.settings, tubes=TubeOptions(pattern="A[0-9]{5}")))
    booth.window.language_chosen.emit("en")
    booth.until(lambda: desk.settings.screen.language == "en")
    assert desk.settings.tubes.pattern == "A[0-9]{5}"
    assert read_settings(path) == desk.settings


def test_what_the_disk_refused_is_not_brought_in_by_the_language_after_it(start: Start) -> None:
    """Whoever changed the settings might; only the disk was full for a moment."""
    booth = start()
    desk, path = booth.console.settings_desk, booth.console.site.folder.settings
    failed: list[StationError] = []
    desk.failed.connect(failed.append)
    path.unlink()
    path.mkdir()
    # Both are asked for before either is answered.
    desk.apply(replace(desk.settings, tubes=TubeOptions(pattern="A[0-9]{5}")))
    booth.console._writer.submit(path.rmdir)
    booth.window.language_chosen.emit("en")
    booth.until(lambda: desk.settings.screen.language == "en")
    assert [error.code for error in failed] == ["settings_not_saved"]
    assert read_settings(path) == desk.settings
    assert desk.settings.tubes.pattern != "A[0-9]{5}"


def test_the_last_of_two_languages_that_were_chosen_at_once_is_kept(start: Start) -> None:
    booth = start()
    path, applied = booth.console.site.folder.settings, []
    booth.console.settings_desk.applied.connect(applied.append)
    before = read_settings(path).screen.language
    for language in ({"zh_CN", "en"} - {before}).pop(), before:
        booth.window.language_chosen.emit(language)
    booth.until(lambda: len(applied) == 2)
    assert read_settings(path).screen.language == before


def test_settings_that_cannot_be_written_are_refused(start: Start) -> None:
    booth = start()
    desk, failed = booth.console.settings_desk, []
    desk.failed.connect(failed.append)
    before, path = desk.settings, booth.console.site.folder.settings
    path.unlink()
    path.mkdir()
    desk.apply(replace(before, tubes=TubeOptions(pattern="A[0-9]{5}")))
    booth.until(lambda: bool(failed))
    assert failed[0].code == "settings_not_saved"
    assert desk.settings == before
    assert booth.tube(1)


def test_while_guns_are_tested_nothing_is_registered(start: Start) -> None:
    cameras = Cameras()
    booth = start(None, two_cameras(), devices=Devices(make_source=cameras.make))
    booth.tube(1)
    heard: list[Heard] = []
    booth.console.settings_desk.heard.connect(heard.append)
    booth.console.settings_desk.testing_asked.emit(True)
    text = person(1)
    booth.hands.shoot(text)
    cameras.by_key["1"].texts = (person(2),)
    booth.until(lambda: len(heard) >= 2)
    cameras.by_key["1"].texts = ()
    assert text in {each.text.strip() for each in heard}
    assert booth.recent == []
    booth.console.settings_desk.testing_asked.emit(False)
    booth.shoot(text, out.Registered)


# --- the sheet of command codes ----------------------------------------------------------------


def test_a_sheet_is_heard_once_it_lies_printed(start: Start, tmp_path: Path) -> None:
    booth = start()
    made: list[Path] = []
    booth.console.settings_desk.sheet_made.connect(made.append)
    booth.console.settings_desk.save_sheet(tmp_path / "sheet.pdf")
    booth.until(lambda: bool(made))
    assert made[0].read_bytes().startswith(b"%PDF")
    key = booth.console._uses.labels.classifier.command_key
    assert key is not None
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    booth.shoot(command_text(Command.SEAL, key), out.TubeSealed)


def test_the_sheets_cancel_closes_the_box_that_its_batch_opened(
    start: Start, tmp_path: Path
) -> None:
    booth = start()
    made: list[Path] = []
    booth.console.settings_desk.sheet_made.connect(made.append)
    booth.console.settings_desk.save_sheet(tmp_path / "sheet.pdf")
    booth.until(lambda: bool(made))
    key = booth.console._uses.labels.classifier.command_key
    assert key is not None
    booth.hands.shoot(command_text(Command.BATCH, key))
    booth.until(lambda: isinstance(booth.window.dialogs.current, BoxDialog))
    booth.hands.shoot(command_text(Command.CANCEL, key))
    booth.until(lambda: booth.window.dialogs.current is None)


def test_a_sheet_that_cannot_be_written_leaves_the_one_before(start: Start, tmp_path: Path) -> None:
    booth = start()
    desk, made, failed = booth.console.settings_desk, [], []
    desk.sheet_made.connect(made.append)
    desk.sheet_failed.connect(failed.append)
    desk.save_sheet(tmp_path / "sheet.pdf")
    booth.until(lambda: bool(made))
    key = booth.console._uses.labels.classifier.command_key
    desk.save_sheet(tmp_path / "no such folder" / "sheet.pdf")
    booth.until(lambda: bool(failed))
    assert failed[0].code == "sheet_not_saved"
    assert booth.console._uses.labels.classifier.command_key == key
    refused = booth.shoot(command_text(Command.UNDO, bytes(32)), out.Refused)
    assert isinstance(refused.error, CommandRefused)


# --- cards -------------------------------------------------------------------------------------


def with_cards(module: CardModule) -> Settings:
    return replace(NO_LINES, card=CardOptions(port=module.path))


def test_cards_of_every_kind_are_registered(start: Start, module: CardModule) -> None:
    booth = start("", with_cards(module))
    booth.tube(1)
    for number, holder in enumerate(card_holders(), 1):
        module.lay(text_block(card_of(holder)))
        booth.until(lambda want=number: len(outcomes(booth, out.Registered)) == want)
        module.lift()
    assert booth.recent == [(holder.name, place) for place, holder in enumerate(card_holders(), 1)]


def test_a_card_that_lay_there_before_a_question_was_answered_is_read_after_it(
    start: Start, module: CardModule
) -> None:
    booth = start("", with_cards(module))
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    booth.press(Qt.Key.Key_F4, out.TubeSealed)
    booth.tube(2)
    booth.shoot(person(1), out.DuplicateAsked)
    module.lay(text_block(card_of(card_holders()[3])))
    booth.press(Qt.Key.Key_F12, out.Registered)
    booth.until(lambda: len(outcomes(booth, out.Registered)) == 3)
    assert refusals(booth) == []


def test_a_card_that_is_pulled_away_is_said_and_read_when_it_lies_again(
    start: Start, module: CardModule
) -> None:
    booth = start("", with_cards(module))
    booth.tube(1)
    module.behave(Quirk.PULLED_BEFORE_READ)
    module.lay(text_block(card_of(card_holders()[0])))
    booth.until(lambda: [error.code for error in refusals(booth)] == ["card_unreadable"])
    module.behave(None)
    module.lay(text_block(card_of(card_holders()[0])))
    booth.until(lambda: len(outcomes(booth, out.Registered)) == 1)
