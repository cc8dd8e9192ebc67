"""The window as a whole: keys, questions, focus, and nobody's name or number on the screen."""

from __future__ import annotations

import threading
import time
import tomllib
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from station.domain import outcome as out
from station.domain import refusals
from station.domain.counts import DayCounts
from station.domain.person import EntryMode
from station.domain.reader import CameraState, CameraStatus
from station.domain.scan import Source, View
from station.domain.tube_session import TubeSession
from station.paths import resources
from station.settings import Settings
from station.ui.dialogs.box_dialog import BoxDialog
from station.ui.dialogs.overnight_dialog import OvernightDialog
from station.ui.dialogs.sign_in_dialog import SignInDialog
from station.ui.dialogs.withdraw_dialog import WithdrawDialog
from station.ui.language import load_catalogue
from station.ui.main_window import MainWindow
from station.ui.result_shown import Kind, Sound
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from tests.qt.ui import booth

GUARD_MS = 320


def press(key: Qt.Key) -> None:
    """Press a key as the window system does, so that shortcuts are asked first."""
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    QTest.keyClick(widget.window().windowHandle(), key)


def texts(window: QWidget) -> list[str]:
    """All that can be read in a window, words for screen readers among it."""
    found = [label.text() for label in window.findChildren(QLabel)]
    found += [button.text() for button in window.findChildren(QAbstractButton)]
    found += [edit.text() for edit in window.findChildren(QLineEdit)]
    for table in window.findChildren(QTableView):
        model = table.model()
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                    found.append(str(model.index(row, column).data(role)))
    for widget in window.findChildren(QWidget):
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    return [text for text in found if text]


# --- keys ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "call"),
    [
        (Qt.Key.Key_F4, ("seal",)),
        (Qt.Key.Key_F7, ("arm_single",)),
        (Qt.Key.Key_F8, ("undo",)),
        (Qt.Key.Key_Escape, ("cancel",)),
    ],
)
def test_each_key_asks_the_desk_once(
    window: MainWindow, desk: booth.RecordingDesk, key: Qt.Key, call: tuple[str]
) -> None:
    press(key)

    assert desk.calls == [call]


def test_a_key_held_down_is_pressed_once(window: MainWindow, desk: booth.RecordingDesk) -> None:
    press(Qt.Key.Key_F8)
    for _ in range(3):
        event = QKeyEvent(
            QEvent.Type.KeyPress,
            Qt.Key.Key_F8,
            Qt.KeyboardModifier.NoModifier,
            "",
            autorep=True,
        )
        QApplication.sendEvent(window.windowHandle(), event)

    assert desk.calls == [("undo",)]


def test_f2_puts_the_keyboard_into_the_number_and_esc_takes_it_out(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    press(Qt.Key.Key_F2)
    assert window.page.manual.number.hasFocus()
    press(Qt.Key.Key_Escape)

    assert window.page.hasFocus()
    assert desk.calls == []


def test_f11_changes_to_full_screen_and_back(window: MainWindow) -> None:
    press(Qt.Key.Key_F11)
    assert window.isFullScreen()
    press(Qt.Key.Key_F11)
    assert not window.isFullScreen()


def test_tab_reaches_every_control_of_the_page(window: MainWindow) -> None:
    window.page.manual.number.setText("1")
    window.page.setFocus()
    reached = set()
    for _ in range(30):
        press(Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    page = window.page
    wanted = {
        page.manual.type,
        page.manual.number,
        page.manual.name,
        page.manual.phone,
        page.manual.register_button,
        page.recent.table,
        page.tube.seal,
        page.tube.single,
        page.tube.drop,
        window.top_bar.operator,
    }

    assert wanted <= reached


# --- questions -------------------------------------------------------------------------------


@pytest.fixture
def asked(window: MainWindow, desk: booth.RecordingDesk) -> MainWindow:
    """The window with a question open."""
    desk.reported.emit(booth.question_report())
    return window


def test_a_question_changes_the_keys_that_are_shown(asked: MainWindow) -> None:
    assert asked.key_bar.shown_keys() == ("Enter", "F12", "F11")
    assert asked.page.result.shown.kind is Kind.WARN


def test_enter_within_the_moment_is_ignored_and_leaves_afterwards(
    asked: MainWindow, desk: booth.RecordingDesk
) -> None:
    press(Qt.Key.Key_Return)
    assert desk.calls == []
    QTest.qWait(GUARD_MS)
    press(Qt.Key.Key_Return)

    assert desk.calls == [("answer", False)]


def test_enter_after_a_guns_read_is_ignored(asked: MainWindow, desk: booth.RecordingDesk) -> None:
    QTest.qWait(GUARD_MS)
    asked.note_view(View((), Source.GUN, 0.0))
    press(Qt.Key.Key_Return)

    assert desk.calls == []


def test_what_the_camera_has_in_view_does_not_hold_enter_up(
    asked: MainWindow, desk: booth.RecordingDesk
) -> None:
    QTest.qWait(GUARD_MS)
    asked.note_view(View((), Source.CAMERA, 0.0))
    press(Qt.Key.Key_Return)

    assert desk.calls == [("answer", False)]


def test_f12_registers_again_and_esc_leaves(asked: MainWindow, desk: booth.RecordingDesk) -> None:
    press(Qt.Key.Key_F12)
    press(Qt.Key.Key_Escape)

    assert desk.calls == [("answer", True), ("answer", False)]


def test_other_keys_wait_for_the_answer(asked: MainWindow, desk: booth.RecordingDesk) -> None:
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9):
        press(key)

    assert desk.calls == []
    assert asked.dialogs.current is None


def test_enter_in_a_field_answers_the_question_and_sends_no_form(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    press(Qt.Key.Key_F2)
    QTest.keyClicks(window.page.manual.number, "31011")
    desk.reported.emit(booth.question_report())
    QTest.qWait(GUARD_MS)
    press(Qt.Key.Key_Return)

    assert desk.calls == [("answer", False)]
    assert window.page.manual.number.text() == "31011"


def test_a_refusal_stands_beside_the_question_and_does_not_hide_it(
    asked: MainWindow, desk: booth.RecordingDesk
) -> None:
    title = asked.page.result.shown.title
    sounds = []
    asked.page.sounded.connect(sounds.append)
    report = booth.question_report()
    desk.reported.emit(replace(report, outcome=out.Refused(refusals.QuestionOpen())))

    assert asked.page.result.shown.title == title
    assert asked.page.result.shown.note == "请先回答屏幕上的问题"
    assert sounds == [Sound.REFUSED]


def test_after_the_answer_the_keys_of_the_page_are_back(
    asked: MainWindow, desk: booth.RecordingDesk
) -> None:
    desk.reported.emit(booth.report(out.DuplicateLeft(booth.candidate(booth.person(1)))))
    press(Qt.Key.Key_F4)
    press(Qt.Key.Key_F12)

    assert asked.key_bar.shown_keys()[0] == "F2"
    assert desk.calls == [("seal",)]


# --- the form and the keyboard ---------------------------------------------------------------


def typed(window: MainWindow, index: int = 0) -> None:
    press(Qt.Key.Key_F2)
    QTest.keyClicks(window.page.manual.number, booth.number_of(index))
    press(Qt.Key.Key_Return)


def test_the_form_is_empty_once_its_person_is_registered(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    typed(window)
    assert desk.calls[0][0] == "enter"
    done = booth.registered(mode=EntryMode.TYPED)
    desk.reported.emit(booth.report(done))

    assert window.page.manual.is_empty()
    assert window.page.hasFocus()


def test_somebody_elses_registration_leaves_the_typing_alone(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    press(Qt.Key.Key_F2)
    QTest.keyClicks(window.page.manual.number, "310115")
    desk.reported.emit(booth.report(booth.registered(booth.person(1))))

    assert window.page.manual.number.text() == "310115"
    assert window.page.manual.number.hasFocus()


def test_somebody_elses_registration_leaves_the_keyboard_in_the_empty_form(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    press(Qt.Key.Key_F2)
    desk.reported.emit(booth.report(booth.registered(booth.person(1))))
    press(Qt.Key.Key_3)

    assert window.page.manual.number.text() == "3"


def test_an_unknown_number_that_a_gun_read_leaves_a_half_typed_form_alone(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    press(Qt.Key.Key_F2)
    QTest.keyClicks(window.page.manual.number, "310115")
    document = booth.person(2).document
    assert document is not None
    desk.reported.emit(booth.report(out.Refused(refusals.NameNeeded(document))))
    press(Qt.Key.Key_1)

    assert window.page.manual.number.text() == "3101151"
    assert window.page.result.shown.kind is Kind.BAD


def test_a_refused_form_stays_as_it_was_typed(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    typed(window)
    desk.reported.emit(booth.report(out.Refused(refusals.ClockWrong(mark="a", now="b"))))

    assert window.page.manual.number.text() == booth.number_of(0)
    assert window.page.manual.number.hasFocus()


def test_a_number_of_somebody_unknown_moves_the_keyboard_to_the_name(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    document = booth.person(2).document
    assert document is not None
    desk.reported.emit(booth.report(out.Refused(refusals.NameNeeded(document))))

    assert window.page.manual.number.text() == document.number
    assert window.page.manual.name.hasFocus()


def test_a_guns_enter_does_not_send_the_form(window: MainWindow, desk: booth.RecordingDesk) -> None:
    press(Qt.Key.Key_F2)
    QTest.keyClicks(window.page.manual.number, "310115")
    window.note_view(View((), Source.GUN, 0.0))
    press(Qt.Key.Key_Return)

    assert desk.calls == []


# --- privacy ---------------------------------------------------------------------------------


def test_nobody_stands_whole_on_the_screen_after_a_registration(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    typed(window)
    for outcome in (
        booth.registered(mode=EntryMode.TYPED),
        booth.asked(),
        out.RegistrationUndone(booth.registration(), booth.tube(3), reopened=False),
    ):
        desk.reported.emit(booth.report(outcome))
        desk.reported.emit(booth.report(out.Ignored(), booth.waiting_session()))
        read = "\n".join([*texts(window), window.windowTitle()])
        for index, (name, _) in enumerate(booth.PERSONS):
            assert booth.number_of(index) not in read
            assert name not in read
        assert booth.SHIFT.operator not in read


# --- devices and the day ---------------------------------------------------------------------


def test_there_are_chips_only_for_devices_that_are_there(window: MainWindow) -> None:
    missing = CameraStatus(CameraState.MISSING, "")
    window.show_camera(missing)
    assert window.top_bar.camera.isHidden()
    assert window.top_bar.gun.isHidden()
    window.show_camera(CameraStatus(CameraState.LIVE, "USB", 1280, 720, 29.7, 6.0))
    window.note_view(View((), Source.GUN, 0.0))
    assert window.top_bar.camera.text == "摄像头 30 fps"
    assert window.top_bar.gun.isVisible()
    window.show_camera(missing)

    assert window.top_bar.camera.text == "摄像头已断开"


@pytest.mark.parametrize(
    ("days", "text", "tone"),
    [
        (0, "信任列表 今天", "muted"),
        (1, "信任列表 昨天", "muted"),
        (30, "信任列表 30 天前", "muted"),
        (31, "! 信任列表 31 天前，请更新", "warn"),
    ],
)
def test_the_age_of_the_trust_list_is_shown(
    days: int, text: str, tone: str, theme: Theme, desk: booth.RecordingDesk, qtbot: QtBot
) -> None:
    # The list came late in the site's day: its age changes with the date.
    issued = booth.NOW.replace(hour=15, minute=59) - timedelta(days=days)
    made = MainWindow(
        desk,
        load_catalogue("zh_CN"),
        theme,
        booth.facts(trust_issued_at=issued),
        SettingsDesk(Settings()),
        booth.codes_desk(),
    )
    qtbot.addWidget(made)
    age = made.key_bar.trust_age

    assert (age.text(), age.property("tone")) == (text, tone)


def test_the_trust_list_ages_over_midnight(
    theme: Theme, desk: booth.RecordingDesk, qtbot: QtBot
) -> None:
    now = [booth.NOW]
    facts = booth.facts(trust_issued_at=booth.NOW, now=lambda: now[0])
    made = MainWindow(
        desk, load_catalogue("en"), theme, facts, SettingsDesk(Settings()), booth.codes_desk()
    )
    qtbot.addWidget(made)
    now[0] += timedelta(days=2)
    made.key_bar.trust_age.refresh()

    assert made.key_bar.trust_age.text() == "Trust list 2 days old"


def test_a_trust_list_of_unknown_age_is_not_spoken_of(window: MainWindow) -> None:
    assert not window.key_bar.trust_age.isVisible()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_keys_and_the_warning_of_an_old_trust_list_fit_side_by_side(
    language: str, theme: Theme, desk: booth.RecordingDesk, qtbot: QtBot
) -> None:
    facts = booth.facts(trust_issued_at=booth.NOW - timedelta(days=365))
    made = MainWindow(
        desk, load_catalogue(language), theme, facts, SettingsDesk(Settings()), booth.codes_desk()
    )
    qtbot.addWidget(made)

    assert made.key_bar.minimumSizeHint().width() <= made.minimumWidth()


def test_the_operator_is_shown_masked(window: MainWindow) -> None:
    assert window.top_bar.operator.text() == "登记员 王*记"


def test_the_day_reaches_its_card(window: MainWindow, desk: booth.RecordingDesk) -> None:
    desk.counted.emit(DayCounts(persons=7))

    assert window.page.today.texts()["persons"] == "7"


# --- dialogs that the booth calls for --------------------------------------------------------


def test_a_read_before_sign_in_opens_the_sign_in(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    desk.reported.emit(booth.report(out.Refused(refusals.NotSignedIn()), shift=None))

    assert isinstance(window.dialogs.current, SignInDialog)


def test_overnight_tubes_are_asked_for_after_sign_in(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    night = (booth.tube(4),)
    desk.reported.emit(
        booth.report(out.SignedIn(booth.SHIFT), booth.session(pooled=None, overnight=night))
    )

    assert isinstance(window.dialogs.current, OvernightDialog)


def test_f9_and_the_batch_command_open_the_box(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    press(Qt.Key.Key_F9)
    box = window.dialogs.current
    assert isinstance(box, BoxDialog)
    desk.reported.emit(booth.report(out.BoxingAsked()))
    assert window.dialogs.current is box
    box.reject()
    desk.reported.emit(booth.report(out.BoxingAsked()))
    assert isinstance(window.dialogs.current, BoxDialog)

    assert [call for call, *_ in desk.calls] == ["begin_boxing", "end_boxing", "begin_boxing"]


def test_a_question_makes_the_withdrawal_give_way(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    window.page.recent.table.selectRow(0)
    QTest.keyClick(window.page.recent.table, Qt.Key.Key_Delete)
    assert isinstance(window.dialogs.current, WithdrawDialog)
    desk.reported.emit(booth.question_report())

    assert window.dialogs.current is None
    assert desk.calls == []


def plain_words(language: str) -> set[str]:
    """The window's texts without placeholders."""
    path = resources() / "translations" / language / "ui.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    while tables:
        _, value = tables.popitem()
        if isinstance(value, dict):
            tables.update({f"{id(value)}.{name}": text for name, text in value.items()})
        elif "{" not in value:
            found.add(value)
    return found


def test_another_language_reaches_the_whole_window(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    window.open_sign_in()
    dialog = window.dialogs.current
    assert isinstance(dialog, SignInDialog)
    dialog.language.setCurrentIndex(dialog.language.findData("en"))
    dialog.reject()
    desk.reported.emit(booth.report(booth.registered(booth.person(1))))

    assert window.page.tube.seal.text() == "Seal F4"
    assert window.windowTitle().startswith("Sampling registration")
    seen = {label.text() for label in window.findChildren(QLabel) if label.isVisible()}
    seen |= {button.text() for button in window.findChildren(QAbstractButton)}
    assert plain_words("zh_CN") & seen == set()


def test_closing_asks_while_an_export_runs(
    window: MainWindow, desk: booth.RecordingDesk, qtbot: QtBot
) -> None:
    press(Qt.Key.Key_F9)
    box = window.dialogs.current
    assert isinstance(box, BoxDialog)
    box.start_export("20261122-02-04")
    window.close()
    assert window.isVisible()
    confirm = QApplication.activeModalWidget()
    confirm.ok.click()

    assert not window.isVisible()
    assert ("cancel_export",) in desk.calls


def test_the_sound_of_an_outcome_is_asked_for(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    sounds = []
    window.page.sounded.connect(sounds.append)
    desk.reported.emit(booth.report(booth.registered(booth.person(1))))
    desk.reported.emit(booth.report(out.Refused(refusals.NoTubeOpen())))

    assert sounds == [Sound.REGISTERED, Sound.REFUSED]


def test_every_control_says_what_it_is(window: MainWindow) -> None:
    for kind in (QAbstractButton, QLineEdit, QComboBox, QTableView):
        for control in window.findChildren(kind):
            if isinstance(control.parent(), QComboBox) or not control.isVisible():
                continue
            named = control.accessibleName() or getattr(control, "text", str)()
            assert named, control


def test_a_report_from_the_worker_is_shown_on_the_windows_thread(
    window: MainWindow, desk: booth.RecordingDesk, qtbot: QtBot
) -> None:
    threads = []
    window.page.sounded.connect(lambda sound: threads.append(threading.current_thread()))
    report = booth.report(booth.registered(booth.person(1)))
    worker = threading.Thread(target=desk.reported.emit, args=(report,))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(threads))

    assert threads == [threading.main_thread()]


@pytest.mark.alone
def test_a_report_is_shown_within_a_frame(window: MainWindow, desk: booth.RecordingDesk) -> None:
    rows = booth.recent(50)
    times = []
    for i in range(20):
        report = booth.report(booth.registered(booth.person(i)), recent=rows[19 - i :])
        begin = time.perf_counter()
        desk.reported.emit(report)
        window.repaint()
        times.append(time.perf_counter() - begin)

    assert sorted(times)[10] < 0.05


def test_the_sign_in_offers_the_sites_kind_of_tube(
    theme: Theme, desk: booth.RecordingDesk, qtbot: QtBot
) -> None:
    made = MainWindow(
        desk,
        load_catalogue("zh_CN"),
        theme,
        booth.facts(default_pool=5),
        SettingsDesk(Settings()),
        booth.codes_desk(),
    )
    qtbot.addWidget(made)
    made.show()
    made.open_sign_in()
    assert made.dialogs.current is None
    state = TubeSession(pool_size=5)
    desk.reported.emit(booth.report(out.Ignored(), state, shift=None, member=None))
    dialog = made.dialogs.current
    assert isinstance(dialog, SignInDialog)

    assert dialog.pool.currentData() == 5
    dialog.reject()


def test_the_kind_chosen_at_sign_in_is_asked_of_the_booth(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    window.open_sign_in()
    dialog = window.dialogs.current
    assert isinstance(dialog, SignInDialog)
    dialog.who.setText("a")
    dialog.pin.setText("2580")
    dialog.sampler.setText("b")
    dialog.pool.setCurrentIndex(dialog.pool.findData(20))
    dialog.ok.click()
    desk.reported.emit(booth.report(out.SignedIn(booth.SHIFT)))

    assert desk.calls == [("sign_in", "a", "2580", "b", "口咽拭子 OPS"), ("choose_pool", 20)]
    assert window.dialogs.current is None
