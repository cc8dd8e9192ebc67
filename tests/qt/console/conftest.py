"""A real console over a demo site: its window, its threads, its readers and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.assembly import SystemClock, make_use_cases
from station.demo import qt_hands
from station.demo.people import resident
from station.demo.qt_hands import Hands, wait
from station.demo.roll import code_of
from station.demo.site import DEMO_PIN, MANAGER, PASSPHRASE, DemoMember, demo_keys, found_demo_site
from station.domain import outcome as out
from station.paths import DataFolder, resources
from station.qt_console import Console, Opened
from station.qt_opening import open_booth
from station.qt_readers import Devices
from station.services.report import Report
from station.setting_groups import CardOptions, GunOptions, SerialOptions, SoundOptions
from station.settings import Settings
from station.ui.dialogs.sign_in_dialog import SignInDialog
from station.ui.language import load_catalogue
from station.ui.theme import Theme
from tests.integration.services.driver import hasty
from tests.ready_database import new_databases_are_copies

__all__ = ["new_databases_are_copies"]

PATIENCE_MS = 10_000
# A question, or a gun's read, keeps Enter away for 0.3 s.
GUARD_MS = 350
# On a busy machine the hands that shoot it are late.
SLOW_GUN = GunOptions(gap_ms=200, replay_ms=250)
NO_LINES = Settings(serial=SerialOptions(on=False), card=CardOptions(on=False))


class RunningConsole:
    """The console with somebody's hands at it, and all that it reported."""

    def __init__(self, console: Console, qtbot: QtBot) -> None:
        self.console = console
        self.window = console.window
        self.hands = Hands(console.window)
        self.reports: list[Report] = []
        self._qtbot = qtbot
        console.desk.reported.connect(self.reports.append)

    @property
    def shown(self) -> str:
        """The title on the large card."""
        return self.window.page.result.shown.title

    @property
    def recent(self) -> list[tuple[str, int]]:
        """The persons in force with their places, as the database has them, oldest first."""
        with self.console.site.database.reading() as unit:
            rows = unit.registrations.recent("02", 100)
        return [(row.person.name, row.place) for row in reversed(rows) if row.withdrawn_at is None]

    def until(self, condition: Callable[[], bool], patience_ms: int = PATIENCE_MS) -> None:
        self._qtbot.waitUntil(condition, timeout=patience_ms)

    def after(self, act: Callable[[], None], kind: type, patience_ms: int = PATIENCE_MS) -> Any:
        """Do ``act`` and return the first outcome of ``kind`` that it brings about."""
        seen = len(self.reports)
        act()
        self.until(lambda: self._outcome(seen, kind) is not None, patience_ms)
        return self._outcome(seen, kind)

    def shoot(self, text: str, kind: type) -> Any:
        """Read ``text`` with the gun."""
        return self.after(lambda: self.hands.shoot(text), kind)

    def press(self, key: Qt.Key, kind: type) -> Any:
        return self.after(lambda: self.hands.press(key), kind)

    def tube(self, number: int) -> Any:
        return self.shoot(f"{310115000000 + number}", out.TubeOpened)

    def sign_in(self, member: DemoMember) -> None:
        self.until(lambda: isinstance(self.window.dialogs.current, SignInDialog))
        dialog = cast(SignInDialog, self.window.dialogs.current)
        dialog.activateWindow()
        self.until(dialog.who.hasFocus)
        self.hands.compose(member.name)
        self.hands.press(Qt.Key.Key_Tab)
        # Not typed: to a slow gun's next read those keys would be the head of its code.
        dialog.pin.setText(DEMO_PIN)
        self.hands.press(Qt.Key.Key_Tab)
        self.hands.compose("李采样")
        self.press(Qt.Key.Key_Return, out.SignedIn)
        self.until(lambda: self.window.dialogs.current is None)
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    def _outcome(self, since: int, kind: type) -> Any:
        for report in self.reports[since:]:
            if isinstance(report.outcome, kind):
                return report.outcome
        return None


def person(index: int) -> str:
    """Return a fresh code of the ``index``-th resident."""
    return code_of(resident(index), demo_keys(), datetime.now(UTC), sealed=index % 2 == 0)


def guarded() -> None:
    """Let the moment pass in which Enter means nothing."""
    wait(GUARD_MS)


@pytest.fixture(autouse=True)
def quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qt_hands, "GUN_GAP_MS", 0)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme(resources() / "icons")
    made.apply(qapp)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def start(
    qapp: QApplication, qtbot: QtBot, theme: Theme, folder: DataFolder
) -> Iterator[Callable[..., RunningConsole]]:
    """A function that starts the console, in English and without sounds; stopped in the end.

    The camera begins once ``member`` has signed in: one who may all, unless another is named.
    """
    started: list[Console] = []

    def start(
        camera: str | None = "",
        settings: Settings | None = None,
        busy_seconds: float | None = None,
        devices: Devices | None = None,
        member: DemoMember = MANAGER,
    ) -> RunningConsole:
        if not folder.key_file.exists():
            # No serial port of this machine is touched.
            own = replace(NO_LINES if settings is None else settings, sound=SoundOptions(on=False))
            found_demo_site(folder, replace(own, gun=SLOW_GUN), datetime.now(UTC))
        opened = open_booth(folder, PASSPHRASE)
        if busy_seconds is not None:
            site = hasty(opened.site, busy_seconds)
            opened = Opened(site, make_use_cases(site, SystemClock()), opened.last_shift)
        console = Console(qapp, opened, theme, load_catalogue("en"), camera, devices)
        started.append(console)
        running = RunningConsole(console, qtbot)
        console.start(camera=False)
        running.sign_in(member)
        console.start_camera()
        return running

    yield start
    for console in started:
        stop(console)
        console.window.deleteLater()


def stop(console: Console) -> None:
    """Close the console as `app` does; a second time is no harm."""
    if console.window.isVisible():
        console.window.close()
        console.stop()
