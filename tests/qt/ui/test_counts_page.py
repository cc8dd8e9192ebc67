"""The page of counts: what it shows, asks and opens, by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from station.domain.figure_rows import RowPage
from station.domain.figure_tables import booth_table, reason_table
from station.domain.figures import Cells, Figures
from station.domain.portion import Counted, Portion, Scope, Stage
from station.domain.staff import Role
from station.printing.day_report import ReportNotSaved
from station.storage.faults import DatabaseDamaged
from station.ui.counts.asks import Count, ListBooths, ListRows, SaveReport
from station.ui.counts.counts_page import CountsPage
from station.ui.counts.figure_model import FigureModel
from station.ui.counts.rows_dialog import RowsDialog
from station.ui.counts.rows_model import RowsModel
from station.ui.counts.scope_bar import Period
from station.ui.desks import Desks
from station.ui.main_window import MainWindow
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words
from tests.conftest import words_of
from tests.qt.ui import booth, counts

TODAY = Scope.of_day(counts.DAY)


@pytest.fixture
def desk_of_counts() -> counts.RecordingCountsDesk:
    return counts.RecordingCountsDesk()


@pytest.fixture
def made(
    qtbot: QtBot,
    desk: booth.RecordingDesk,
    theme: Theme,
    settings_desk: SettingsDesk,
    desk_of_counts: counts.RecordingCountsDesk,
) -> Iterator[MainWindow]:
    window = MainWindow(
        *(desk, words_of("zh_CN"), theme, booth.facts(), settings_desk, booth.codes_desk()),
        desks=Desks(counts=desk_of_counts),
    )
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    desk.reported.emit(booth.report(booth.out.Ignored()))
    yield window
    for dialog in window.findChildren(QDialog):
        dialog.done(0)


@pytest.fixture
def page(made: MainWindow, desk_of_counts: counts.RecordingCountsDesk) -> CountsPage:
    """The page in front, with a day's figures."""
    QTest.keyClick(made, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    found = cast(CountsPage, made.pages.stack.currentWidget())
    assert isinstance(found, CountsPage)
    desk_of_counts.answer(ListBooths, ["02", "01"])
    desk_of_counts.answer(Count, counts.figures(TODAY))
    return found


def dialog(page: CountsPage) -> RowsDialog:
    (found,) = [each for each in page.findChildren(RowsDialog) if each.isVisible()]
    return found


def test_figures_are_shown(page: CountsPage) -> None:
    assert page.tiles["persons"].text == "2,354"
    assert page.tiles["waiting"].text == "25"
    assert page.tiles["oldest"].text == "3 小时 12 分"
    assert page.tiles["typed_share"].text == "2.5%"
    assert [bar.value for bar in page.chart.persons.bars] == [2 * n for n in counts.BY_HOUR]
    model = page.booths.model
    assert [model.index(row, 0).data() for row in range(3)] == ["合计", "1 号台", "2 号台"]
    assert model.index(0, 1).data() == "2,354"
    assert page.tables["reasons"].model.index(0, 0).data() == "核酸码已过期"


def test_the_page_counts_what_is_chosen(
    page: CountsPage, desk_of_counts: counts.RecordingCountsDesk
) -> None:
    def asked() -> Scope:
        return cast(Count, desk_of_counts.last(Count)).scope

    assert asked() == TODAY
    page.scope_bar.period.setCurrentIndex(page.scope_bar.period.findData(Period.WEEK))
    assert asked() == Scope(counts.DAY - timedelta(days=6), counts.DAY)
    page.scope_bar.booth.setCurrentIndex(2)
    # One count at a time: the next follows the answer.
    assert asked().booth is None
    desk_of_counts.answer(Count, counts.figures(asked()))
    assert asked() == Scope(counts.DAY - timedelta(days=6), counts.DAY, "02")


def test_days_of_ones_own_are_typed(
    page: CountsPage, desk_of_counts: counts.RecordingCountsDesk
) -> None:
    bar = page.scope_bar
    bar.period.setCurrentIndex(bar.period.findData(Period.CHOSEN))
    desk_of_counts.answer(Count, counts.figures(TODAY))
    assert bar.first.hasFocus()
    QTest.keyClicks(bar.first, "20261101")
    QTest.keyClick(bar.first, Qt.Key.Key_Return)
    scope = cast(Count, desk_of_counts.last(Count)).scope
    assert (scope.first.day, scope.last) == (1, counts.DAY)
    desk_of_counts.answer(Count, counts.figures(scope))
    asked = len(desk_of_counts.asks)
    bar.last.setText("2026-02-30")
    page.refresh()
    assert len(desk_of_counts.asks) == asked
    assert page.head.heading.text() == "日期写法不对。请写成 2026-11-22"
    bar.last.setText("2026-10-30")
    page.refresh()
    assert page.head.heading.text().startswith("日期范围不能用")
    assert page.tiles["persons"].text != ""


def test_a_bar_is_opened_by_the_keyboard(
    page: CountsPage, desk_of_counts: counts.RecordingCountsDesk
) -> None:
    bars = page.chart.persons
    assert bars.hasFocus()
    QTest.keyClick(bars, Qt.Key.Key_Right)
    QTest.keyClick(bars, Qt.Key.Key_Right)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    portion = cast(ListRows, desk_of_counts.last(ListRows)).portion
    assert portion == Portion(TODAY, Counted.PERSONS, hour=10)
    desk_of_counts.answer(ListRows, counts.rows(40, more=False))
    shown = dialog(page)
    assert shown.table.model().rowCount() == 40
    assert shown.text.text() == "共 40 行"
    assert shown.model.index(0, 2).data() == "张*三"
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_every_figure_can_be_opened(
    page: CountsPage, desk_of_counts: counts.RecordingCountsDesk
) -> None:
    for tile in page.tiles.values():
        QTest.keyClick(tile, Qt.Key.Key_Return)
        desk_of_counts.answer(ListRows, RowPage(()))
        dialog(page).accept()
    for card in (page.booths, *page.tables.values()):
        for row in range(card.model.rowCount()):
            for column in range(card.model.columnCount()):
                card.view.setCurrentIndex(card.model.index(row, column))
                QTest.keyClick(card.view, Qt.Key.Key_Return)
                portion = cast(ListRows, desk_of_counts.last(ListRows)).portion
                cell = card.model.cell(card.model.index(row, column))
                assert cell is not None
                assert portion is cell.behind
                dialog(page).accept()


def test_a_click_opens_a_bar(page: CountsPage, desk_of_counts: counts.RecordingCountsDesk) -> None:
    bars = page.chart.tubes
    bars.grab()
    column = bars._columns[3]
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=column.center().toPoint())
    portion = cast(ListRows, desk_of_counts.last(ListRows)).portion
    assert (portion.of, portion.hour) == (Counted.TUBES, 11)


def test_registering_counts_again_once_for_many(
    qtbot: QtBot,
    page: CountsPage,
    desk: booth.RecordingDesk,
    desk_of_counts: counts.RecordingCountsDesk,
) -> None:
    asked = len(desk_of_counts.asks)
    view = booth.report(booth.out.Ignored()).booth
    for _ in range(50):
        page.take_booth(view)
    assert len(desk_of_counts.asks) == asked
    qtbot.waitUntil(lambda: len(desk_of_counts.asks) == asked + 1, timeout=5000)
    figures = counts.figures(TODAY, 1)
    chosen = page.booths.view
    chosen.setFocus()
    chosen.setCurrentIndex(page.booths.model.index(0, 4))
    desk_of_counts.answer(Count, counts.figures(TODAY, 2, 2))
    assert page.tiles["persons"].text == "4,708"
    # Only the figures changed: the keyboard is where it was.
    assert chosen.currentIndex().column() == 4
    assert figures.total.persons == 1177


def test_a_list_is_read_page_by_page(
    page: CountsPage, desk_of_counts: counts.RecordingCountsDesk
) -> None:
    page.open_rows(Portion(TODAY, Counted.PERSONS), "登记")
    desk_of_counts.answer(ListRows, counts.rows(40))
    shown = dialog(page)
    model = shown.model
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert not model.canFetchMore(QModelIndex())
    assert cast(ListRows, desk_of_counts.last(ListRows)).after is not None
    desk_of_counts.answer(ListRows, counts.rows(40, more=False))
    assert model.rowCount() == 80
    assert model.is_whole


def test_what_cannot_be_read_is_said(
    page: CountsPage, desk_of_counts: counts.RecordingCountsDesk
) -> None:
    page.open_rows(Portion(TODAY, Counted.TUBES), "采样管")
    desk_of_counts.take_failure(desk_of_counts.last(ListRows), DatabaseDamaged())
    assert dialog(page).problem.isVisible()
    dialog(page).accept()
    page.refresh()
    desk_of_counts.take_failure(desk_of_counts.last(Count), DatabaseDamaged())
    assert page.head.heading.property("tone") == "bad"
    assert page.tiles["persons"].text == "2,354"


def test_the_report_is_saved_where_it_is_said(
    made: MainWindow, page: CountsPage, desk_of_counts: counts.RecordingCountsDesk, tmp_path
) -> None:
    QTest.keyClick(made, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    (asked,) = page.findChildren(QFileDialog)
    assert "采样日报-2026-11-22" in asked.selectedFiles()[0]
    asked.fileSelected.emit(str(tmp_path / "日报.xlsx"))
    what = cast(SaveReport, desk_of_counts.last(SaveReport))
    assert what.report.figures.total.persons == 2354
    desk_of_counts.answer(SaveReport, what.path)
    assert made.key_bar.notice.title.text().endswith("已保存")
    desk_of_counts.ask(what)
    desk_of_counts.take_failure(what, ReportNotSaved())
    assert made.key_bar.notice.title.text().endswith("日报没有保存")
    asked.reject()


def test_locking_closes_the_list(
    page: CountsPage, desk_of_counts: counts.RecordingCountsDesk
) -> None:
    page.open_rows(Portion(TODAY, Counted.PERSONS), "登记")
    shown = dialog(page)
    page.forget()
    assert not shown.isVisible()
    assert not desk_of_counts.is_waiting_for(ListRows)


def test_both_languages(page: CountsPage, both: Words) -> None:
    page.set_words(both)
    assert page.export_button.text() == both("counts.export")
    assert page.booths.model.headerData(0, Qt.Orientation.Horizontal) == both("figure.table.booths")


@pytest.mark.parametrize(
    ("role", "seen"), [(Role.OPERATOR, True), (Role.COORDINATOR, True), (Role.DESK, False)]
)
def test_who_may_not_count_does_not_see_the_page(made: MainWindow, role: Role, seen: bool) -> None:
    made.take_report(booth.report(booth.out.Ignored(), member=booth.member(role)))
    assert made.pages.allows("counts") == seen


def test_the_figures_model_keeps_qts_rules(theme: Theme, both: Words) -> None:
    model = FigureModel(theme, both)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    for booths in (2, 3, 3, 1):
        model.show_table(booth_table(counts.figures(TODAY, booths)))
    model.show_table(reason_table(counts.figures(TODAY)))
    model.show_table(reason_table(Figures.of(TODAY, booth.NOW, Cells())))
    model.set_words(both)
    assert tester.model() is model


@pytest.mark.parametrize("of", Counted)
def test_the_rows_model_keeps_qts_rules(theme: Theme, both: Words, of: Counted) -> None:
    model = RowsModel(theme, both, of)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    model.begin()
    if of is Counted.PERSONS:
        model.add_page(counts.rows(5))
        model.fetchMore(QModelIndex())
        model.add_page(counts.rows(5, more=False))
        assert model.rowCount() == 10
    else:
        model.add_page(RowPage(()))
    assert model.is_whole
    assert tester.model() is model


def test_the_words_of_all_stages_are_there(both: Words) -> None:
    assert len({both(f"figure.stage.{stage.value}") for stage in Stage}) == len(Stage)


def test_the_total_is_seen_over_forty_booths(
    page: CountsPage, desk_of_counts: counts.RecordingCountsDesk
) -> None:
    page.refresh()
    desk_of_counts.answer(Count, counts.figures(TODAY, 40))
    model = page.booths.model
    assert (model.rowCount(), model.index(0, 0).data(), model.index(1, 0).data()) == (
        41,
        "合计",
        "1 号台",
    )


def test_a_long_count_is_repeated_less_often(
    page: CountsPage, desk_of_counts: counts.RecordingCountsDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody registers, three quarters of the time are left to others."""
    page.refresh()
    monkeypatch.setattr(page._asked_at, "elapsed", lambda: 1200)
    desk_of_counts.answer(Count, counts.figures(TODAY))
    assert page._live.interval() == 3600
    page.refresh()
    monkeypatch.setattr(page._asked_at, "elapsed", lambda: 40)
    desk_of_counts.answer(Count, counts.figures(TODAY))
    assert page._live.interval() == 1000


@pytest.mark.parametrize("state", counts.STATES)
def test_the_smallest_window_holds_each_state(
    made: MainWindow, desk_of_counts: counts.RecordingCountsDesk, state: str
) -> None:
    """1366x768 pixels: no heading or message makes the window wider."""
    page = counts.show(made, desk_of_counts, state)
    made.resize(1366, 768)
    for language in ("en", "zh_CN"):
        page.set_words(Words(words_of(language), booth.facts().zone))
        page.refresh()
        size = page.minimumSizeHint()
        assert size.width() <= 1366 - 64
        assert size.height() <= 768 - 48 - 38
        heading = page.head.heading
        assert heading.heightForWidth(heading.width()) <= heading.height()
