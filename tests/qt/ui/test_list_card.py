"""The card of lists: dropped, read, made into a PDF or called off; nothing moves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from station.domain.desk_refusals import NameDiffers
from station.domain.documents import NumberCheckWrong
from station.lists.faults import ListEmpty
from station.printing.code_card import Layout
from station.services.code_list import ListFault, ListRead, ListRow, ListRowTwice
from station.services.draw_list import ListCancelled
from station.storage.faults import DiskFull
from station.ui.codes.asks import ListMade, MakeList, ReadList, SaveFaults
from station.ui.codes.list_card import ListCard
from station.ui.drop_area import list_in
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth, codes

FAULTS = (
    ListFault(17, NumberCheckWrong(expected="3", found="8")),
    ListFault(90, ListRowTwice(row=12)),
)
READ = ListRead(tuple(ListRow(row, codes.OWN.person) for row in range(2, 128)), FAULTS)


@pytest.fixture
def desk(qapp: QApplication) -> codes.RecordingCodesDesk:
    return codes.RecordingCodesDesk()


@pytest.fixture
def card(qtbot: QtBot, theme: Theme, words: Words, desk: codes.RecordingCodesDesk) -> ListCard:
    made = ListCard(theme, words, booth.facts(), desk)
    qtbot.addWidget(made)
    made.resize(880, 360)
    made.show()
    return made


def dragged(*paths: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return data


def drop(card: ListCard, path: str) -> bool:
    """Drag a file over the area and let it go; return whether the area would take it."""
    data, area = dragged(path), card.area
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), action, data, Qt.MouseButton.LeftButton, none)
    entering.setAccepted(False)
    QApplication.sendEvent(area, entering)
    if entering.isAccepted():
        dropping = QDropEvent(QPointF(5, 5), action, data, Qt.MouseButton.LeftButton, none)
        QApplication.sendEvent(area, dropping)
    return entering.isAccepted()


@pytest.mark.parametrize(
    ("paths", "taken"),
    [
        (["/lists/a.xlsx"], True),
        (["/lists/a.CSV"], True),
        (["/lists/a.pdf"], False),
        (["/lists/a.xlsx", "/lists/b.xlsx"], False),
        ([], False),
    ],
)
def test_one_list_is_taken_and_nothing_else(paths: list[str], taken: bool) -> None:
    assert (list_in(dragged(*paths)) is not None) == taken


def test_a_list_is_dropped_read_and_told_of(card: ListCard, desk: codes.RecordingCodesDesk) -> None:
    assert not drop(card, "/lists/photo.png")
    assert desk.asks == []
    assert drop(card, "/lists/独居老人名单.xlsx")
    asked = desk.last(ReadList)
    assert asked.path == Path("/lists/独居老人名单.xlsx")
    assert not drop(card, "/lists/other.xlsx")
    desk.take(asked, READ)

    assert card.note.text() == (
        "! 独居老人名单.xlsx · 128 人 · 通过 126 · "
        "2 行有误（第 17 行：末位校验码不对；第 90 行：与第 12 行是同一人）"
    )
    assert card.make_button.isEnabled()
    assert card.faults_button.isEnabled()


def test_a_list_is_chosen_by_the_keyboard(card: ListCard, desk: codes.RecordingCodesDesk) -> None:
    card.area.setFocus()
    QTest.keyClick(card.area, Qt.Key.Key_Space)
    dialog = card.findChild(QFileDialog)
    dialog.fileSelected.emit("/lists/a.csv")
    dialog.reject()

    assert desk.last(ReadList).path == Path("/lists/a.csv")


def test_what_is_no_list_is_told(
    card: ListCard, desk: codes.RecordingCodesDesk, words: Words
) -> None:
    card.read(Path("a.csv"))
    desk.take_failure(desk.last(ReadList), ListEmpty())

    assert words.title(ListEmpty()) in card.note.text()
    assert not card.make_button.isEnabled()
    assert card.area.isEnabled()


@pytest.fixture
def made(card: ListCard, desk: codes.RecordingCodesDesk) -> ListCard:
    """A card whose list is being drawn."""
    card.read(Path("a.csv"))
    desk.take(desk.last(ReadList), READ)
    QTest.mouseClick(card.make_button, Qt.MouseButton.LeftButton)
    dialog = card.findChild(QFileDialog)
    name = Path(dialog.selectedFiles()[0]).name
    assert name == "核酸码打印页-2026-11-22.pdf"
    dialog.fileSelected.emit("/lists/out.pdf")
    dialog.reject()
    return card


def test_codes_are_drawn_and_made_into_one_pdf_with_progress(
    made: ListCard, desk: codes.RecordingCodesDesk
) -> None:
    asked = desk.last(MakeList)
    assert (asked.rows, asked.layout, asked.path) == (
        READ.good,
        Layout.A4_EIGHT,
        Path("/lists/out.pdf"),
    )
    desk.tell_progress(asked, 100, 252)
    assert (made.progress.value(), made.progress.maximum()) == (100, 252)
    assert made.progress.isVisible()
    desk.take(asked, ListMade(asked.path, 126))

    assert made.note.text() == "✔ 已生成 126 个码：out.pdf（/lists）"
    assert not made.progress.isVisible()


def test_drawing_is_called_off(
    made: ListCard, desk: codes.RecordingCodesDesk, words: Words
) -> None:
    asked = desk.last(MakeList)
    QTest.mouseClick(made.cancel_button, Qt.MouseButton.LeftButton)
    assert asked.cancel.is_set()
    stopped = ListCancelled(done=100, rows=126)
    desk.take_failure(asked, stopped)

    assert words.title(stopped) in made.note.text()
    assert made.make_button.isEnabled()
    assert not made.cancel_button.isEnabled()


def test_rows_that_the_desk_knows_otherwise_are_faults_and_can_be_saved(
    made: ListCard, desk: codes.RecordingCodesDesk
) -> None:
    asked = desk.last(MakeList)
    wrong = ListFault(3, NameDiffers(), ("李错字", "3101"))
    desk.take(asked, ListMade(asked.path, 125, (wrong,)))

    assert made.note.text() == (
        "! 已生成 125 个码：out.pdf（/lists） · 1 行有误（第 3 行：本领码处登记的是另一个姓名）"
    )
    made.save_faults(Path("faults.xlsx"))
    assert desk.last(SaveFaults).read.faults == (wrong, *FAULTS)
    assert len(desk.last(SaveFaults).read.good) == 125


def test_a_list_that_stopped_for_a_reason_tells_it(
    made: ListCard, desk: codes.RecordingCodesDesk
) -> None:
    stopped = ListCancelled(done=100, rows=126)
    stopped.__cause__ = DiskFull()
    desk.take_failure(desk.last(MakeList), stopped)

    assert made.note.text().startswith(
        "✘ 磁盘已满，没有保存 · 已停止：126 人中领了 100 人。已领的码有效"
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (ListMade(Path("/lists/out.pdf"), 126), "✔ 已生成 126 个码：out.pdf（/lists）"),
        (ListCancelled(done=100, rows=126), "✘ 已停止：126 人中领了 100 人。"),
    ],
)
def test_a_lock_shows_no_list_and_who_began_it_is_told_what_became_of_it(
    made: ListCard, desk: codes.RecordingCodesDesk, answer: object, said: str
) -> None:
    made.show_member(codes.CLERK)
    asked = desk.last(MakeList)
    desk.forget()
    made.forget()
    assert not asked.cancel.is_set()
    assert not made.faults_button.isEnabled()
    if isinstance(answer, ListMade):
        desk.take(asked, answer)
    else:
        desk.take_failure(asked, answer)
    made.show_member(None)
    made.show_member(codes.CLERK)

    assert made.note.text().startswith(said)
    assert made.area.isEnabled()
    made.forget()
    assert made.note.text() == ""


def test_somebody_else_is_told_nothing_of_a_list(
    made: ListCard, desk: codes.RecordingCodesDesk
) -> None:
    made.show_member(codes.CLERK)
    asked = desk.last(MakeList)
    desk.forget()
    made.forget()
    made.show_member(replace(codes.MANAGER, id=UUID(int=77)))
    assert not made.is_busy
    desk.take(asked, ListMade(asked.path, 126))

    assert made.note.text() == ""


def test_faulty_rows_are_saved_beside(card: ListCard, desk: codes.RecordingCodesDesk) -> None:
    card.read(Path("a.csv"))
    desk.take(desk.last(ReadList), READ)
    QTest.mouseClick(card.faults_button, Qt.MouseButton.LeftButton)
    dialog = card.findChild(QFileDialog)
    dialog.fileSelected.emit("/lists/faults.xlsx")
    dialog.reject()
    asked = desk.last(SaveFaults)
    assert (asked.path, asked.read) == (Path("/lists/faults.xlsx"), READ)
    desk.take(asked, asked.path)

    assert card.note.text() == "✔ 已保存 faults.xlsx"
    assert card.make_button.isEnabled()


def test_what_is_said_of_a_list_moves_nothing(
    qtbot: QtBot, theme: Theme, both: Words, desk: codes.RecordingCodesDesk
) -> None:
    card = ListCard(theme, both, booth.facts(), desk)
    qtbot.addWidget(card)
    card.resize(880, 360)
    card.show()

    def places() -> list[object]:
        QApplication.processEvents()
        return [each.geometry().getRect() for each in (card.area, card.make_button, card.note)]

    before = places()
    card.read(Path("a.csv"))
    reading = places()
    desk.take(desk.last(ReadList), READ)
    read = places()
    card.make(Path("out.pdf"))
    assert (reading, read, places()) == (before, before, before)
