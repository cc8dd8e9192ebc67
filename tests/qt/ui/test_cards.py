"""Each card by itself: what it shows, and that nothing jumps or is cut."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from station.domain.counts import DayCounts
from station.domain.person import EntryMode, Ground, Relative
from station.domain.reader import CameraState, CameraStatus
from station.domain.tube import Slot
from station.domain.tube_session import TubeSession
from station.ui.register.camera_card import CameraCard
from station.ui.register.camera_view import OUTLINE
from station.ui.register.hour_chart import shown_hours
from station.ui.register.pool_grid import Place, places_of
from station.ui.register.recent_card import RecentCard
from station.ui.register.recent_model import RecentModel
from station.ui.register.result import show_outcome
from station.ui.register.result_card import TITLE_SIZES, ResultCard
from station.ui.register.today_card import TodayCard
from station.ui.register.tube_card import TubeCard
from station.ui.result_shown import Field, Kind, ResultShown
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth

LIVE = CameraStatus(CameraState.LIVE, "USB Camera", 1280, 720, 30.0, 6.2)
SQUARE = ((100.0, 100.0), (300.0, 100.0), (300.0, 300.0), (100.0, 300.0))


def shown(card: ResultCard) -> ResultShown:
    return card.shown


# --- the result card -------------------------------------------------------------------------


def test_the_result_card_keeps_its_height(qtbot: QtBot, theme: Theme, both: Words) -> None:
    card = ResultCard(theme, both)
    qtbot.addWidget(card)
    card.resize(540, card.height())
    card.show()
    heights = set()
    for outcome in (booth.registered(), booth.asked(), booth.out.SingleReady()):
        result = show_outcome(outcome, 0.1, both, booth.TODAY, booth.session())
        assert result is not None
        card.show_result(result)
        QTest.qWait(1)
        heights.add((card.height(), card.sizeHint().height()))
    card.show_result(ResultShown(Kind.BAD, "long " * 30, (Field("a", "long " * 60),) * 3))
    heights.add((card.height(), card.sizeHint().height()))

    assert len(heights) == 1


def test_a_short_title_is_large_and_a_long_one_is_not_cut(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    card = ResultCard(theme, words)
    qtbot.addWidget(card)
    card.resize(560, card.height())
    card.show()
    card.show_result(ResultShown(Kind.OK, "已登记"))
    large = card.title.font().pointSizeF()
    card.show_result(ResultShown(Kind.BAD, "未登记：证件号码格式不对，请核对证件类型和号码再输入"))
    small = card.title.font().pointSizeF()

    assert large == pytest.approx(TITLE_SIZES[0] * 0.75)
    assert small < large
    needed = QFontMetrics(card.title.font()).boundingRect(
        card.title.contentsRect(), int(Qt.TextFlag.TextWordWrap), card.title.text()
    )
    assert needed.height() <= card.title.contentsRect().height()


@pytest.mark.parametrize(
    "relation", ["grandmother", "关" * 64, "W" * 64], ids=["word", "wide", "W"]
)
@pytest.mark.parametrize("ground", Ground)
def test_the_longest_note_is_not_cut(
    relation: str, ground: Ground, qtbot: QtBot, theme: Theme, both: Words
) -> None:
    card = ResultCard(theme, both)
    qtbot.addWidget(card)
    card.resize(560, card.height())
    card.show()
    whom = booth.person(relative=Relative(relation, ground))
    outcome = booth.registered(whom, EntryMode.RELATIVE, 0, 1, Slot.SINGLE, repeat=12)
    result = show_outcome(outcome, 10.24, both, booth.TODAY, booth.session())
    assert result is not None
    card.show_result(result)
    QTest.qWait(1)

    assert card.width() == 560
    for label in (card.title, card.note):
        room = label.contentsRect()
        needed = QFontMetrics(label.font()).boundingRect(
            room, int(Qt.TextFlag.TextWordWrap), label.text()
        )
        assert needed.height() <= room.height(), label.text()
        assert needed.width() <= room.width(), label.text()


def test_a_short_note_takes_no_room_from_the_title(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    card = ResultCard(theme, words)
    qtbot.addWidget(card)
    card.resize(560, card.height())
    card.show()
    card.show_result(ResultShown(Kind.OK, "已封管", note="未满管"))
    QTest.qWait(1)

    assert card.title.font().pointSizeF() == pytest.approx(TITLE_SIZES[0] * 0.75)
    assert card.note.width() < 80


def test_the_result_is_told_to_a_screen_reader_with_its_sign(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    card = ResultCard(theme, words)
    qtbot.addWidget(card)
    card.show_result(ResultShown(Kind.BAD, "采样管已经用过"))

    assert card.accessibleDescription().startswith("✘ 采样管已经用过")


# --- the preview -----------------------------------------------------------------------------


def test_a_frame_is_shown_whole_with_what_was_read_outlined(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    card = CameraCard(theme, words)
    qtbot.addWidget(card)
    card.resize(510, 400)
    card.show()
    frame = QImage(960, 540, QImage.Format.Format_BGR888)
    frame.fill(QColor("#808080"))
    card.show_frame(frame, (SQUARE,))
    picture = card.view.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }

    assert "#808080" in colours
    assert OUTLINE.name() in colours


@pytest.mark.alone
def test_painting_a_frame_takes_a_few_milliseconds(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    card = CameraCard(theme, words)
    qtbot.addWidget(card)
    card.resize(420, 330)
    card.show()
    frame = QImage(960, 540, QImage.Format.Format_BGR888)
    frame.fill(QColor("gray"))
    card.show_status(LIVE)
    times = []
    for _ in range(30):
        card.show_frame(frame, (SQUARE,))
        begin = time.perf_counter()
        card.view.repaint()
        times.append(time.perf_counter() - begin)

    assert sorted(times)[15] < 0.010


@pytest.mark.parametrize("state", [s for s in CameraState if s is not CameraState.LIVE])
def test_what_is_wrong_with_the_camera_is_said_in_words(
    qtbot: QtBot, theme: Theme, both: Words, state: CameraState
) -> None:
    card = CameraCard(theme, both)
    qtbot.addWidget(card)
    card.show_status(replace(LIVE, state=state))

    assert card.view.accessibleDescription() == both(f"camera.{state.value}")


# --- the latest registrations ----------------------------------------------------------------


def test_the_model_keeps_what_qt_asks_of_models(theme: Theme, words: Words) -> None:
    model = RecentModel(theme, words)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    rows = booth.recent(6)
    for shown_rows in (rows[2:], rows[1:], rows, rows[:3], (), rows, rows[::-1]):
        model.show_rows(shown_rows)
        assert model.rowCount() == len(shown_rows)
    model.set_words(words)

    assert tester.model() is model


def test_a_new_registration_is_one_inserted_row(theme: Theme, words: Words, qtbot: QtBot) -> None:
    model = RecentModel(theme, words)
    rows = booth.recent(5)
    model.show_rows(rows[1:])
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    with qtbot.waitSignal(model.rowsInserted) as inserted:
        model.show_rows(rows)

    assert inserted.args[1:3] == [0, 0]
    assert not resets


def test_rows_are_masked_and_withdrawn_ones_struck_through(theme: Theme, words: Words) -> None:
    model = RecentModel(theme, words)
    row = booth.registration()
    model.show_rows((row,))
    model.show_rows((replace(row, withdrawn_at=booth.NOW),))
    texts = [model.index(0, column).data() for column in range(model.columnCount())]
    font = model.index(0, 1).data(Qt.ItemDataRole.FontRole)

    assert texts == ["10:42:07", "张*三", words.masked_number(row.person), "作废", "1"]
    assert font.strikeOut()


def test_delete_asks_to_withdraw_the_selected_registration_once(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    card = RecentCard(theme, words)
    qtbot.addWidget(card)
    rows = booth.recent(3)
    card.show_rows((replace(rows[0], withdrawn_at=booth.NOW), *rows[1:]))
    asked = []
    card.withdraw_asked.connect(asked.append)
    for row in (0, 1):
        card.table.selectRow(row)
        QTest.keyClick(card.table, Qt.Key.Key_Delete)

    assert asked == [rows[1]]


# --- the tube --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 5, 10, 20])
def test_the_grid_has_a_place_for_each_person(size: int) -> None:
    places = places_of(booth.tube(1, size))

    assert places == [Place.LATEST] + [Place.FREE] * (size - 1)


def test_a_place_that_is_lost_to_a_withdrawal_looks_different() -> None:
    tube = booth.tube(3)
    lost = tube.release(tube.holdings[0].registration_id, swab_is_in=True)

    assert places_of(lost)[:4] == [Place.LOST, Place.TAKEN, Place.LATEST, Place.FREE]


def test_the_tube_card_shows_the_open_tube(qtbot: QtBot, theme: Theme, words: Words) -> None:
    card = TubeCard(theme, words, (1, 5, 10, 20))
    qtbot.addWidget(card)
    card.show_session(booth.session())

    assert card.barcode_text == "3101 1500 2871"
    assert card.heading.text() == "当前采样管 · 十混一"
    assert card.counts.text() == "已登记 4 人 · 还可登记 6 人 · 开管 10:41"
    assert card.seal.isEnabled()
    assert card.drop.text() == "作废"


def test_the_tube_card_keeps_its_height(qtbot: QtBot, theme: Theme, both: Words) -> None:
    card = TubeCard(theme, both, (1, 5, 10, 20))
    qtbot.addWidget(card)
    card.show()
    single = booth.tube(0, 1, Slot.SINGLE, "310115990001")
    heights = set()
    for session in (
        TubeSession(),
        booth.session(),
        booth.waiting_session(),
        booth.session(single_armed=True),
        booth.session(single_armed=True, single=single),
        booth.session(pooled=booth.tube(13, 20)),
    ):
        card.show_session(session)
        heights.add(card.sizeHint().height())

    assert len(heights) == 1


def test_an_armed_single_tube_stands_over_the_pooled_one(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    card = TubeCard(theme, words, (1, 5, 10, 20))
    qtbot.addWidget(card)
    single = booth.tube(0, 1, Slot.SINGLE, "310115990001")
    cancelled = []
    card.cancel_asked.connect(lambda: cancelled.append(1))
    card.show_session(booth.session(single_armed=True, single=single))
    card.single.click()

    assert card.barcode_text == "3101 1599 0001"
    assert card.notice.title.text() == "请扫描受检者"
    assert not card.seal.isEnabled()
    assert cancelled


def test_a_waiting_person_is_shown_masked(qtbot: QtBot, theme: Theme, words: Words) -> None:
    card = TubeCard(theme, words, (1, 5, 10, 20))
    qtbot.addWidget(card)
    card.show_session(booth.waiting_session())

    assert card.notice.title.text().startswith("王*华 · 310110********")
    assert card.notice.text.text() == "等采样管，到 10:43:07；按 Esc 放弃"


def test_the_kind_of_the_next_tube_is_chosen_by_keyboard(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    card = TubeCard(theme, words, (1, 5, 10, 20))
    qtbot.addWidget(card)
    card.show()
    card.show_session(booth.session())
    chosen = []
    card.pool_chosen.connect(chosen.append)
    button = next(b for b in card.chooser.findChildren(type(card.seal)) if b.text() == "五混一")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)

    assert chosen == [5]


# --- the day ---------------------------------------------------------------------------------


def test_the_day_is_shown_in_four_figures(qtbot: QtBot, theme: Theme, words: Words) -> None:
    card = TodayCard(theme, words)
    qtbot.addWidget(card)
    card.show_counts(DayCounts(1486, 49, 112, 44, 2, (0,) * 24), 10)

    assert card.texts() == {
        "persons": "1,486",
        "tubes": "49",
        "last_hour": "112",
        "typed_share": "3.1%",
    }


def test_the_chart_shows_the_hours_of_the_day_so_far() -> None:
    morning = (0,) * 7 + (5, 9) + (0,) * 15

    assert list(shown_hours(morning, 12)) == [5, 6, 7, 8, 9, 10, 11, 12]
    assert list(shown_hours((0,) * 24, 0)) == list(range(8))
    assert list(shown_hours((1,) * 24, 23)) == list(range(24))


def test_the_days_are_those_of_the_site(words: Words) -> None:
    assert words.day(booth.NOW) == date(2026, 11, 22)
