"""A desk of the page of counts that records what is asked, and made-up figures to show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from station.domain.figure_rows import PersonRow, RowMark, RowPage
from station.domain.figures import Cells, Figures, PaceCell, PersonCell, RefusalCell, TubeCell
from station.domain.person import EntryMode
from station.domain.portion import Scope, Stage
from station.ui.counts.asks import Count, ListBooths, ListRows
from station.ui.counts.counts_page import CountsPage
from station.ui.desks import Desks
from station.ui.main_window import MainWindow
from station.ui.page_desk import PageDesk
from tests.qt.ui import booth

DAY = date(2026, 11, 22)
STATES = ("day", "empty", "range", "hours", "booth", "big", "rows", "wrong", "chosen", "turned")
BY_HOUR = (60, 130, 168, 181, 90, 70, 150, 176, 160, 40)
REASONS = {"expired": 6, "bad_signature": 1, "already_in_tube": 3, "tube_used": 3}


class RecordingCountsDesk(PageDesk):
    """Keeps what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asks: list[object] = []
        self.asked.connect(self.asks.append)

    def last(self, kind: type) -> object:
        return next(each for each in reversed(self.asks) if isinstance(each, kind))

    def answer(self, kind: type, answer: object) -> None:
        self.take(self.last(kind), answer)


def desks() -> Desks:
    return Desks(counts=RecordingCountsDesk())


def figures(scope: Scope, booths: int = 2, times: int = 1) -> Figures:
    persons, tubes, paces, refusals = [], [], [], []
    hours: dict[int, int] = {}
    numbers = [f"{number:02}" for number in range(1, booths + 1)]
    days = (scope.last - scope.first).days + 1
    for number in numbers:
        for day in (scope.first + timedelta(days=each) for each in range(days)):
            for mode, count in zip(EntryMode, (1100, 30, 18, 25, 4), strict=True):
                persons.append(PersonCell(number, day, mode, count * times))
            for hour, count in enumerate(BY_HOUR, start=8):
                hours[hour] = hours.get(hour, 0) + count * times
                stage = Stage.HANDED_OVER if hour < 16 else Stage.SEALED
                size = 20 if hour == 9 else 1 if hour == 12 else 10
                partial = hour in (11, 17)
                held = count // 10 * size - 3 * partial
                many = count // 10 * times
                tubes.append(TubeCell(number, day, hour, size, stage, partial, many, held * times))
        paces += [PaceCell(number, pace, 60 - pace) for pace in range(14, 58)]
        refusals += [RefusalCell(number, reason, each) for reason, each in REASONS.items()]
    oldest = booth.NOW - timedelta(hours=3, minutes=12)
    cells = Cells(
        tuple(persons), hours, tuple(paces), tuple(tubes), tuple(refusals), 25 * times, oldest
    )
    return Figures.of(scope, booth.NOW, cells, numbers)


def rows(count: int = 40, more: bool = True) -> RowPage:
    at = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)
    made = tuple(
        PersonRow(
            *("02", at - timedelta(seconds=31 * i), f"{310115002800 + i // 10}", i % 10 + 1),
            *(EntryMode.CODE, "张*三", "310115********4213"),
        )
        for i in range(count)
    )
    return RowPage(made, RowMark(made[-1].at, 1) if more else None)


def show(made: MainWindow, desk: RecordingCountsDesk, state: str) -> CountsPage:
    """Bring the page of ``made`` to the front in one of `STATES`; return it."""
    made.pages.open("counts")
    page = next(part for part in made.parts if isinstance(part, CountsPage))
    desk.answer(ListBooths, ["01", "02"])
    scope = Scope.of_day(DAY)
    if state == "empty":
        empty = Figures.of(scope, booth.NOW, Cells(), ["01", "02"])
        desk.answer(Count, empty)
    elif state in ("range", "hours"):
        scope = Scope(DAY - timedelta(days=29), DAY)
        page.scope_bar.choose(scope)
        desk.answer(Count, figures(scope))
        if state == "hours":
            page.chart.by_hour.setChecked(True)
            page.chart.persons.setFocus()
    elif state == "booth":
        desk.answer(Count, figures(Scope.of_day(DAY, "02"), 1))
    elif state == "big":
        desk.answer(Count, figures(scope, 40, 137))
    else:
        desk.answer(Count, figures(scope))
    if state in ("chosen", "wrong", "turned"):
        page.scope_bar.choose(scope)
        if state == "wrong":
            page.scope_bar.last.setText("2026-13-01")
            page.refresh()
        elif state == "turned":
            page.scope_bar.last.setText("2026-10-01")
            page.refresh()
    if state == "rows":
        page.chart.persons.opened.emit(3)
        desk.answer(ListRows, rows())
    return page
