"""A booth's work at the real console: gun, keys, camera, and what goes wrong."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from station.app import Bugs, logged
from station.demo.clip import Carrier, Showing, write_clip
from station.demo.people import resident
from station.domain import outcome as out
from station.domain.batch import BatchStatus
from station.paths import DataFolder
from station.services.count_day import DayCounter
from station.setting_groups import ExportOptions
from station.settings import Settings
from station.ui.dialogs.box_dialog import BoxDialog
from station.ui.dialogs.fault_dialog import FaultDialog
from tests.qt.console.conftest import RunningConsole, guarded, person, stop

Start = Callable[..., RunningConsole]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def names(*indices: int) -> list[tuple[str, int]]:
    return [(resident(index).name, place) for place, index in enumerate(indices, 1)]


# --- gun and keys ------------------------------------------------------------------------------


def test_a_gun_registers_and_the_card_shows_whom(start: Start) -> None:
    booth = start()
    booth.tube(1)
    for index in (1, 2, 3):
        booth.shoot(person(index), out.Registered)
    assert booth.recent == names(1, 2, 3)
    assert "Registered" in booth.shown
    assert resident(3).name not in booth.window.page.result.accessibleDescription()


def test_a_question_is_left_by_enter_and_answered_by_f12(start: Start) -> None:
    booth = start()
    booth.tube(1)
    code = person(1)
    booth.shoot(code, out.Registered)
    booth.press(Qt.Key.Key_F4, out.TubeSealed)
    booth.tube(2)
    booth.shoot(person(1), out.DuplicateAsked)
    refused = booth.shoot(person(2), out.Refused)
    assert refused.error.code == "question_open"
    guarded()
    booth.press(Qt.Key.Key_Return, out.DuplicateLeft)
    assert len(booth.recent) == 1
    guarded()
    booth.shoot(person(1), out.DuplicateAsked)
    again = booth.press(Qt.Key.Key_F12, out.Registered)
    assert again.registration.repeat == 2
    assert again.registration.place == 1


def test_the_guns_own_enter_answers_no_question(start: Start) -> None:
    booth = start()
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    booth.press(Qt.Key.Key_F4, out.TubeSealed)
    booth.tube(2)
    booth.shoot(person(1), out.DuplicateAsked)
    booth.hands.press(Qt.Key.Key_Return)
    booth.shoot("GARBAGE-9", out.Refused)
    assert booth.window.page.has_question


def test_undo_seal_single_and_cancel_are_one_key_each(start: Start) -> None:
    booth = start()
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    booth.shoot(person(2), out.Registered)
    undone = booth.press(Qt.Key.Key_F8, out.RegistrationUndone)
    assert undone.registration.person == resident(2)
    assert booth.press(Qt.Key.Key_F8, out.Refused).error.code == "already_undone"
    booth.press(Qt.Key.Key_F7, out.SingleReady)
    assert booth.press(Qt.Key.Key_F4, out.Refused).error.code == "single_armed"
    assert booth.press(Qt.Key.Key_Escape, out.Cancelled).what == "single"
    booth.press(Qt.Key.Key_F7, out.SingleReady)
    booth.tube(2)
    assert booth.shoot(person(3), out.Registered).tube.pool_size == 1
    sealed = booth.press(Qt.Key.Key_F4, out.TubeSealed)
    assert sealed.tube.barcode.text == "310115000001"
    assert sealed.tube.is_short


def test_a_gun_that_sends_garbage_is_refused_and_goes_on(start: Start) -> None:
    booth = start()
    booth.tube(1)
    for text in ("~!@#$%^&*()_+{}|<>?", "NAC1:" + "%" * 200, "http://x.example/?a=b", "0" * 300):
        assert booth.shoot(text, out.Refused)
    booth.shoot(person(1), out.Registered)
    assert booth.recent == names(1)


def test_after_a_restart_the_window_shows_the_same_place(start: Start) -> None:
    booth = start()
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    stop(booth.console)
    again = start()
    assert again.window.page.session.pooled is not None
    assert again.shoot(person(2), out.Registered).registration.place == 2


# --- the box -----------------------------------------------------------------------------------


def pack(booth: RunningConsole) -> BoxDialog:
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    booth.press(Qt.Key.Key_F4, out.TubeSealed)
    booth.hands.press(Qt.Key.Key_F9)
    booth.until(lambda: isinstance(booth.window.dialogs.current, BoxDialog))
    dialog = booth.window.dialogs.current
    assert isinstance(dialog, BoxDialog)
    booth.shoot("BX0001", out.BoxRead)
    booth.hands.type("1")
    guarded()
    booth.press(Qt.Key.Key_Return, out.BatchBoxed)
    return dialog


def test_a_box_is_exported_into_the_stations_own_folder(start: Start, folder: DataFolder) -> None:
    booth = start()
    dialog = pack(booth)
    booth.until(lambda: not booth.reports[-1].booth.unexported and not dialog.exporting)
    assert [len(list(made.iterdir())) for made in folder.exports.iterdir()] == [4]
    assert not dialog.problem.isVisible()


def test_a_stick_that_is_not_there_is_said_and_the_sheet_is_still_to_be_written(
    start: Start, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    booth = start(settings=Settings(export=ExportOptions(folder=str(stick))))
    dialog = pack(booth)
    booth.until(dialog.problem.isVisible)
    assert dialog.unexported.isVisible()
    (batch,) = booth.reports[-1].booth.unexported
    assert batch.status is BatchStatus.SEALED
    stick.mkdir()
    dialog.unexported.button.click()
    booth.until(lambda: not booth.reports[-1].booth.unexported)
    assert len(list(stick.iterdir())) == 1


# --- camera ------------------------------------------------------------------------------------


def test_a_clip_registers_and_its_end_is_said(start: Start, tmp_path: Path) -> None:
    clip = tmp_path / "clip.avi"
    showings = [
        Showing("310115000001", Carrier.TUBE),
        Showing(person(1), Carrier.PHONE),
        Showing(person(2), Carrier.PAPER),
    ]
    write_clip(clip, showings)
    booth = start(str(clip))
    card = booth.window.camera_card
    booth.until(lambda: "ended" in card.view.accessibleDescription(), 20_000)
    assert booth.recent == names(1, 2)
    booth.shoot(person(5), out.Registered)
    assert booth.recent == names(1, 2, 5)


def test_a_code_that_is_no_text_is_refused_and_the_camera_goes_on(
    start: Start, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.avi"
    write_codes(clip, [bytes(range(256)), "姓名：张三，身份证".encode("gbk"), b"x" * 1200])
    booth = start(str(clip))
    booth.until(lambda: len(errors(booth)) == 3, 20_000)
    assert errors(booth) == ["unknown_text"] * 3
    booth.tube(1)
    booth.shoot(person(1), out.Registered)


def test_a_camera_that_is_not_there_is_said_and_the_gun_still_works(start: Start) -> None:
    booth = start("99")
    card = booth.window.camera_card
    booth.until(lambda: bool(card.view.accessibleDescription()))
    assert card.view.accessibleDescription() == booth.console.window._words("camera.missing")
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    assert booth.recent == names(1)


def test_a_clip_that_is_no_clip_is_said(start: Start, tmp_path: Path) -> None:
    (tmp_path / "clip.avi").write_bytes(b"RIFF" + bytes(2000))
    booth = start(str(tmp_path / "clip.avi"))
    booth.until(lambda: bool(booth.window.camera_card.view.accessibleDescription()))
    assert booth.tube(1)


# --- what goes wrong ---------------------------------------------------------------------------


def test_a_locked_database_is_said_and_the_same_person_goes_through_afterwards(
    start: Start, folder: DataFolder
) -> None:
    booth = start(busy_seconds=0.2)
    booth.tube(1)
    code = person(1)
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        refused = booth.after(lambda: booth.hands.shoot(code), out.Refused)
        other.execute("ROLLBACK")
    assert refused.error.code == "database_locked"
    assert booth.recent == []
    booth.shoot(person(1), out.Registered)


def test_a_bug_on_a_worker_is_logged_and_shown_once_and_the_booth_goes_on(
    start: Start, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.root.mkdir()
    bugs = Bugs()
    with logged(folder, bugs):
        booth = start()
        bugs.seen.connect(booth.console.bug_seen)
        booth.tube(1)
        with monkeypatch.context() as broken:
            broken.setattr(DayCounter, "today", with_a_bug)
            booth.shoot(person(1), out.Registered)
            booth.until(lambda: len(faults()) == 1)
            faults()[0].accept()
            booth.shoot(person(2), out.Registered)
            booth.shoot(person(3), out.Registered)
            assert faults() == []
        booth.shoot(person(4), out.Registered)
        booth.until(lambda: booth.window.page.today.texts()["persons"] == "4")
        stop(booth.console)
    log = (folder.logs / "station.log").read_text(encoding="utf-8")
    assert "bug: ValueError" in log
    assert resident(1).name not in log


def test_closing_ends_every_thread(start: Start, tmp_path: Path) -> None:
    clip = tmp_path / "clip.avi"
    write_clip(clip, [Showing("310115000001", Carrier.TUBE)])
    before = set(threading.enumerate())
    booth = start(str(clip))
    working = {thread.name.split()[0] for thread in set(threading.enumerate()) - before}
    assert working >= {"writer", "reader", "capture", "decode"}
    stop(booth.console)
    left = [thread for thread in threading.enumerate() if thread not in before]
    assert [thread for thread in left if not isinstance(thread, threading._DummyThread)] == []


def with_a_bug(counter: DayCounter) -> None:
    raise ValueError(f"a bug about {resident(1).name}")


def faults() -> list[FaultDialog]:
    tops = QApplication.topLevelWidgets()
    return [each for each in tops if isinstance(each, FaultDialog) and each.isVisible()]


def errors(booth: RunningConsole) -> list[str]:
    outcomes = [report.outcome for report in booth.reports]
    return [each.error.code for each in outcomes if isinstance(each, out.Refused)]


def write_codes(path: Path, payloads: list[bytes]) -> None:
    """Write a clip that shows each payload as a QR code for a second."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (1280, 720))
    for payload in payloads:
        code = segno.make_qr(payload, mode="byte", error="l")
        modules = np.array([list(row) for row in code.matrix_iter(border=4)], np.uint8)
        scale = 700 // len(modules)
        symbol = np.kron(np.where(modules > 0, 0, 255), np.ones((scale, scale))).astype(np.uint8)
        frame = np.full((720, 1280), 235, np.uint8)
        frame[5 : 5 + len(symbol), 200 : 200 + len(symbol)] = symbol
        for _ in range(25):
            writer.write(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR))
    writer.release()
