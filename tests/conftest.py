"""What all tests share: no screen, no leftover threads, a clock that is set by hand.

It also gives `tests/run.py` the two parts of the tests and what they came to.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import hypothesis
import pytest

# Before any test imports Qt: a test that needs a screen starts its own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from station import paths
from station.catalogue import LANGUAGES, Catalogue

ROOT = Path(__file__).resolve().parent.parent
_GRACE_SECONDS = 3.0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", choices=("beside", "alone"), help="only this part of the tests")
    parser.addoption("--tally", type=Path, help="file for the counts of what the tests came to")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if part := config.getoption("--part"):
        chosen = [item for item in items if _part_of(item) == part]
        config.hook.pytest_deselected(items=[item for item in items if _part_of(item) != part])
        items[:] = chosen


def _part_of(item: pytest.Item) -> str:
    return "alone" if item.get_closest_marker("alone") else "beside"


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if tally := config.getoption("--tally"):
        kinds = {
            "passed": ("passed", "xpassed"),
            "failed": ("failed", "error"),
            "skipped": ("skipped", "xfailed"),
        }
        stats = terminalreporter.stats
        counts = {
            kind: sum(len(stats.get(name, ())) for name in names) for kind, names in kinds.items()
        }
        tally.write_text(json.dumps(counts), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.configuration.set_hypothesis_home_dir(config.cache.mkdir("hypothesis"))
    hypothesis.settings.register_profile(
        "station",
        deadline=None,
        database=None,
        derandomize=bool(os.environ.get("CI")),
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("station")


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """Fail a test that leaves a thread running after all its fixtures are torn down.

    Threads that Qt started show up as dummies for ever once they have run Python: those are not
    counted.
    """
    before = set(threading.enumerate())
    yield

    def left() -> list[str]:
        return [
            thread.name
            for thread in threading.enumerate()
            if thread not in before and not isinstance(thread, threading._DummyThread)
        ]

    end = time.monotonic() + _GRACE_SECONDS
    while left() and time.monotonic() < end:
        time.sleep(0.01)
    if left():
        pytest.fail(f"threads are still running: {', '.join(left())}")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of test vectors and photographs that lies beside a checkout."""
    named = os.environ.get("STATION_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no shared folder beside the checkout; STATION_SHARED names another")
    return folder


class FakeClock:
    """A `Clock` that stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass on both clocks."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def set(self, now: datetime) -> None:
        """Set the time of day, as somebody who sets the system's clock: nothing passes."""
        self._now = now


@pytest.fixture
def clock() -> FakeClock:
    """A clock at 2026-11-22 09:00 in Shanghai."""
    return FakeClock(datetime(2026, 11, 22, 1, 0, tzinfo=UTC))


@pytest.fixture(params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    """The words of each language in turn."""
    return words_of(request.param)


@cache
def words_of(language: str) -> Catalogue:
    """Return the words of ``language``, read once."""
    return Catalogue.load(paths.resources() / "translations", language)
