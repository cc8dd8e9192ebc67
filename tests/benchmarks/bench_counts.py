"""How long the page of counts takes over 1,000,000 registrations, and whether the window waits.

The registrations are of ten booths and fifty days, written straight into the database of a demo
site. Whole: from the key that brings the page to the front, or chooses its days, to the figures
on the screen; the greatest gap is the longest time in which the window answered nothing. The floor
is bare sqlite3 that counts the same rows by an index, without sums.

Run from the project's folder:
python -m tests.benchmarks.bench_counts [--rows 1000000] [--data FOLDER]
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from station.assembly import SystemClock
from station.demo.site import PASSPHRASE, found_demo_site
from station.domain.figure_tables import summary
from station.domain.figures import Figures
from station.domain.portion import Scope
from station.paths import DataFolder, resources
from station.qt_counts import CountsKeeper
from station.services.access import Access
from station.services.counts import CountOffice
from station.services.worker import Worker
from station.settings import Settings
from station.site import open_site
from station.ui.counts.asks import Count
from station.ui.desks import Desks
from station.ui.main_window import MainWindow
from station.ui.page_desk import PageDesk
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from tests.benchmarks.figures import show
from tests.conftest import words_of
from tests.made_days import MadeBatch, MadeDays, MadePerson, MadeTube, write_days
from tests.qt.ui import booth

ROWS = 1_000_000
BOOTHS, DAYS, POOL = 10, 50, 10
LAST = date(2026, 11, 22)
ZONE = ZoneInfo("Asia/Shanghai")
AT_MOST, GAP_MS, BEAT_MS = 1.0, 50.0, 4
_MODES, _WEIGHTS = ("CODE", "RELATIVE", "CARD", "TYPED", "NODOC"), (90, 3, 3, 3, 1)


def days_of(rows: int) -> MadeDays:
    """Return ``rows`` registrations, evenly over booths and days, from 8 to 18 o'clock."""
    rng = random.Random(1)
    made = MadeDays(ZONE)
    each = max(rows // BOOTHS // DAYS, POOL)
    for day in range(DAYS):
        morning = datetime(2026, 11, 22, tzinfo=UTC) - timedelta(days=DAYS - 1 - day)
        for number in range(1, BOOTHS + 1):
            name = f"{number:02}"
            exported = None if day == DAYS - 1 else morning
            status = "open" if exported is None else "exported"
            made.batches.append(MadeBatch(name, status, exported))
            at = morning
            for place in range(each):
                if place % POOL == 0:
                    batch = len(made.batches) - 1
                    made.tubes.append(
                        MadeTube(name, at, POOL, "sealed", False, batch, at + timedelta(minutes=5))
                    )
                at += timedelta(seconds=36_000 / each)
                mode = rng.choices(_MODES, _WEIGHTS)[0]
                pace = rng.randrange(10, 60)
                withdrawn = rng.random() < 0.01
                made.persons.append(
                    MadePerson(name, at, mode, pace, len(made.tubes) - 1, withdrawn)
                )
                if place % 50 == 0:
                    made.refusals.append((name, at, rng.choice(("expired", "unknown_text"))))
    return made


def main(rows: int = ROWS, kept: Path | None = None) -> None:
    """Print the figures over ``rows`` registrations; ``kept``: a folder for them, made once."""
    with tempfile.TemporaryDirectory() as folder:
        data = DataFolder(kept or Path(folder) / "data")
        if not data.database.is_file():
            found_demo_site(data, Settings(), datetime.now(UTC))
            write_days(data.database, days_of(rows))
        _measure(data)


def _measure(data: DataFolder) -> None:
    site = open_site(data, PASSPHRASE)
    office = CountOffice(site.database, Access.by_passphrase(), SystemClock(), ZONE)
    today, whole = Scope.of_day(LAST), Scope(LAST - timedelta(days=DAYS - 1), LAST)
    show("registrations in force", office.figures(whole).total.persons, "", digits=0)
    show("bare sqlite3 counting them", _bare(data.database), "s", digits=3)
    show("figures of a day", _best(lambda: office.figures(today)), "s", digits=3)
    show("figures of fifty days", _best(lambda: office.figures(whole)), "s", digits=3)
    cells = summary(office.figures(whole))
    for name in ("persons", "typed", "partial", "waiting", "refusals"):
        seconds = _best(lambda name=name: office.rows(cells[name].behind))
        show(f"first page of the list behind: {name}", seconds, "s", digits=3)
    _window(office, today, whole)
    site.close()


def _best(work: object, times: int = 3) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()  # type: ignore[operator]
        found.append(time.perf_counter() - began)
    return min(found)


def _bare(path: Path) -> float:
    with closing(sqlite3.connect(path)) as raw:
        query = "SELECT COUNT(*) FROM registration WHERE withdrawn_at IS NULL"
        return _best(lambda: raw.execute(query).fetchall())


def _window(office: CountOffice, today: Scope, whole: Scope) -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = Theme(resources() / "icons")
    theme.apply(app)
    worker, desk = Worker("figures", _raise), PageDesk()
    keeper = CountsKeeper(desk, office, worker)
    worker.start()
    window = MainWindow(
        *(booth.RecordingDesk(), words_of("zh_CN"), theme, booth.facts()),
        *(SettingsDesk(Settings()), booth.codes_desk()),
        desks=Desks(counts=desk),
    )
    window.show()
    window.take_report(booth.report(booth.out.Ignored()))
    app.processEvents()
    shown: list[Figures] = []
    desk.answered.connect(
        lambda what, answer: shown.append(answer) if isinstance(what, Count) else None
    )
    gaps: list[float] = []
    # Beats that leave the processor alone: a loop that never sleeps takes it from who counts.
    beat = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
    last = [time.perf_counter()]

    def note() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0] - BEAT_MS / 1000)
        last[0] = now

    beat.timeout.connect(note)
    beat.start()

    def until(scope: Scope) -> float:
        began = last[0] = time.perf_counter()
        gaps.clear()
        while not (shown and shown[-1].scope == scope):
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        took = time.perf_counter() - began
        # What is painted for them is among the gaps too.
        until = time.perf_counter() + 0.2
        while time.perf_counter() < until:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return took

    window.pages.open("counts")
    show("the page opens", until(today), "s", at_most=AT_MOST)
    show("greatest gap meanwhile", max(gaps) * 1000, "ms", at_most=GAP_MS, digits=0)
    page = window.pages.stack.currentWidget()
    page.scope_bar.choose(whole)  # type: ignore[attr-defined]
    show("the page shows fifty days", until(whole), "s", at_most=AT_MOST)
    show("greatest gap meanwhile", max(gaps) * 1000, "ms", at_most=GAP_MS, digits=0)
    beat.stop()
    keeper.stop()
    worker.stop()
    window.close()


def _raise(error: BaseException) -> None:
    raise error


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    main(options.rows, options.data)
