"""The page of counts over a real console: what is registered is in its figures at once."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from station.domain import outcome as out
from station.services.counts import CountOffice
from station.ui.counts.asks import PrintReport, SaveReport
from station.ui.counts.counts_page import CountsPage
from station.ui.counts.rows_dialog import RowsDialog
from tests.qt.console.conftest import RunningConsole, person

Start = Callable[..., RunningConsole]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def to_page(booth: RunningConsole) -> CountsPage:
    booth.hands.press(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    page = booth.window.pages.stack.currentWidget()
    assert isinstance(page, CountsPage)
    return page


def test_figures_follow_registrations_and_withdrawals(start: Start, tmp_path) -> None:
    booth = start()
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    page = to_page(booth)
    booth.until(lambda: page.tiles["persons"].text == "1")
    assert page.tiles["open"].text == "1"
    booth.shoot(person(2), out.Registered)
    assert not page.isVisible()
    to_page(booth)
    booth.until(lambda: page.tiles["persons"].text == "2")
    # Somebody undoes the last one while the page is seen: it counts again by itself.
    booth.console.desk.reported.disconnect(booth.window.take_report)
    booth.console.desk.reported.connect(lambda report: page.take_booth(report.booth))
    booth.console.desk.undo()
    booth.until(lambda: page.tiles["persons"].text == "1")
    # The register page's card comes from the same place.
    today = booth.console._uses.counter.today()
    assert (today.persons, today.tubes, sum(today.by_hour)) == (1, 1, 1)
    hour = next(n for n, bar in enumerate(page.chart.persons.bars) if bar.value)
    page.chart.persons.opened.emit(hour)
    (dialog,) = page.findChildren(RowsDialog)
    booth.until(lambda: dialog.model.is_whole)
    assert dialog.model.rowCount() == 1
    assert "*" in cast(str, dialog.model.index(0, 2).data())
    dialog.accept()
    # A report is drawn aside, and told in the corner.
    report = page.output.report(page._figures)  # type: ignore[arg-type]
    desk = page._desk
    for name in ("day.pdf", "day.xlsx"):
        desk.ask(SaveReport(tmp_path / name, report, "en"))
    booth.until(lambda: not desk.is_waiting_for(SaveReport, PrintReport))
    assert (tmp_path / "day.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "day.xlsx").read_bytes().startswith(b"PK")


def test_the_window_does_not_wait_for_a_long_count(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    booth = start()
    counted = CountOffice.figures
    began: list[float] = []

    def slowly(office: CountOffice, scope: object) -> object:
        began.append(time.perf_counter())
        time.sleep(1.0)
        return counted(office, scope)  # type: ignore[arg-type]

    monkeypatch.setattr(CountOffice, "figures", slowly)
    page = to_page(booth)
    beats: list[float] = []
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start()
    # Registering goes on meanwhile.
    booth.tube(5)
    booth.shoot(person(3), out.Registered)
    assert len(began) == 1
    booth.until(lambda: page._figures is not None)
    timer.stop()
    gaps = [after - before for before, after in itertools.pairwise(beats)]
    assert max(gaps) < 0.7
