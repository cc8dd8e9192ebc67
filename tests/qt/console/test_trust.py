"""Trust lists that come while the console runs: watched, judged, said, in force."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.assembly import SystemClock, make_use_cases
from station.credential.keys import RootKey
from station.credential.trust import Issuer, issue_trust_list
from station.demo.site import PASSPHRASE, demo_keys, demo_plan, found_site
from station.domain import outcome as out
from station.domain.staff import NotPermitted, Role, StaffMember
from station.paths import DataFolder
from station.qt_trust import TrustKeeper
from station.services.access import Access
from station.services.trust_office import TrustNews
from station.services.trust_view import TrustView
from station.services.worker import Worker
from station.setting_groups import TrustOptions
from station.settings import Settings
from station.site import Site, open_site
from station.ui.trust_desk import TrustDesk
from tests.integration.services.driver import hasty
from tests.qt.console.conftest import RunningConsole, person

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

NOW = datetime.now(UTC)


def a_list(serial: int, root: RootKey | None = None, **lists: object) -> bytes:
    now = int(NOW.timestamp())
    year = 365 * 86_400
    issuer = Issuer(demo_keys().issuer.public, "desk", now - year, now + year, 30)
    key = demo_keys().root if root is None else root
    return issue_trust_list(key, serial=serial, issued_at=NOW, issuers=[issuer], **lists)


class Watched:
    """A site with a keeper over it that looks every few milliseconds, and what it told."""

    def __init__(self, site: Site, stick: Path, access: Access, doubt: float) -> None:
        self.site = site
        self.stick = stick
        self.sticks: list[Path] = []
        self.news: list[TrustNews] = []
        self.imported: list[TrustView] = []
        self.failed: list[str] = []
        self.desk = TrustDesk()
        self.desk.came.connect(self.news.append)
        self.desk.imported.connect(self.imported.append)
        self.desk.import_failed.connect(lambda error: self.failed.append(error.code))
        self.looks = 0
        self._writer = Worker("writer", lambda error: None)
        self._reader = Worker("reader", lambda error: None)
        self.keeper = TrustKeeper(
            self.desk,
            make_use_cases(site, SystemClock(), access).trust,
            site.folder,
            site.settings,
            self._writer,
            self._reader,
            sticks=self._list_sticks,
            look_seconds=0.01,
            doubt=doubt,
        )

    def start(self) -> None:
        self._writer.start()
        self._reader.start()
        self.keeper.start()

    def stop(self) -> None:
        self.keeper.stop()
        self._reader.stop()
        self._writer.stop()
        self.site.close()

    @property
    def told(self) -> list[tuple[int, str | None]]:
        """Serial in force and reason, for each news."""
        return [
            (each.view.serial, None if each.refused is None else each.refused.code)
            for each in self.news
        ]

    def lay(self, name: str, raw: bytes, place: Path | None = None) -> None:
        path = (self.site.folder.trust_in if place is None else place) / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(raw)

    def _list_sticks(self) -> list[Path]:
        self.looks += 1
        return list(self.sticks)


@pytest.fixture
def founded(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    found_site(folder, demo_plan(Settings(), NOW))
    return folder


@pytest.fixture
def watch(
    founded: DataFolder, tmp_path: Path, qapp: QApplication
) -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def watch(
        doubt: float = 0.0, access: Access | None = None, busy_seconds: float | None = None
    ) -> Watched:
        site = open_site(founded, PASSPHRASE)
        if busy_seconds is not None:
            site = hasty(site, busy_seconds)
        stick = tmp_path / "stick"
        stick.mkdir(exist_ok=True)
        watched = Watched(site, stick, access or Access.by_passphrase(), doubt)
        made.append(watched)
        watched.start()
        return watched

    yield watch
    for watched in made:
        watched.stop()


def some_looks(qtbot: QtBot, watched: Watched) -> None:
    """Let a few looks pass, and what they brought be heard."""
    seen = watched.looks
    qtbot.waitUntil(lambda: watched.looks > seen + 4)
    done = threading.Event()
    watched._writer.submit(done.set)
    qtbot.waitUntil(done.is_set)
    QApplication.processEvents()


def test_a_list_in_the_folder_counts_without_a_restart(qtbot: QtBot, watch) -> None:
    watched = watch()
    qtbot.waitUntil(lambda: watched.desk.view is not None)
    assert (watched.desk.view.serial, watched.news) == (1, [])
    watched.lay("5.trust", a_list(5))
    qtbot.waitUntil(lambda: watched.told == [(5, None)])
    assert watched.site.trust.present.serial == 5
    some_looks(qtbot, watched)
    assert watched.told == [(5, None)]


def test_a_stick_that_is_plugged_in_is_looked_at(qtbot: QtBot, watch) -> None:
    watched = watch()
    watched.lay("lists/5.trust", a_list(5), watched.stick)
    some_looks(qtbot, watched)
    assert watched.told == []
    watched.sticks.append(watched.stick)
    qtbot.waitUntil(lambda: watched.told == [(5, None)])


def test_of_several_lists_on_a_stick_the_newest_counts_and_no_other_is_said(
    qtbot: QtBot, watch
) -> None:
    watched = watch()
    for serial in (3, 5, 4):
        watched.lay(f"{serial}.trust", a_list(serial), watched.stick)
    watched.sticks.append(watched.stick)
    qtbot.waitUntil(lambda: watched.told == [(5, None)])
    some_looks(qtbot, watched)
    assert watched.told == [(5, None)]


def test_a_refused_list_is_said_once_in_all_runs(qtbot: QtBot, watch, founded) -> None:
    watched = watch()
    whole = a_list(5)
    forged = whole[:-1] + bytes([whole[-1] ^ 1])
    watched.lay("forged.trust", forged)
    qtbot.waitUntil(lambda: watched.told == [(1, "trust_bad_signature")])
    watched.lay("again.trust", forged)
    some_looks(qtbot, watched)
    assert len(watched.news) == 1
    assert watched.desk.view.last_refused.reason == "trust_bad_signature"
    watched.keeper.stop()
    again = watch()
    some_looks(qtbot, again)
    assert again.told == []
    assert again.desk.view.last_refused.reason == "trust_bad_signature"


def test_an_older_list_is_refused_and_said(qtbot: QtBot, watch) -> None:
    watched = watch()
    watched.lay("5.trust", a_list(5))
    qtbot.waitUntil(lambda: len(watched.news) == 1)
    watched.lay("4.trust", a_list(4), watched.stick)
    watched.sticks.append(watched.stick)
    qtbot.waitUntil(lambda: watched.told == [(5, None), (5, "trust_older")])


def test_another_sites_list_is_no_news(qtbot: QtBot, watch) -> None:
    watched = watch()
    watched.lay("foreign.trust", a_list(9, RootKey(bytes(32))))
    some_looks(qtbot, watched)
    assert watched.told == []
    with watched.site.database.reading() as unit:
        assert unit.trust.last_refused() is None


def test_half_a_file_is_not_refused_until_it_has_lain_there(qtbot: QtBot, watch) -> None:
    watched = watch(doubt=3600.0)
    whole = a_list(5)
    for part in (whole[:50], whole[:-1], whole[:-8] + bytes(8)):
        watched.lay("5.trust", part)
        some_looks(qtbot, watched)
    assert watched.told == []
    watched.lay("5.trust", whole)
    qtbot.waitUntil(lambda: watched.told == [(5, None)])


def test_half_a_file_that_stays_is_said(qtbot: QtBot, watch) -> None:
    watched = watch(doubt=0.05)
    watched.lay("5.trust", a_list(5)[:50])
    qtbot.waitUntil(lambda: watched.told == [(1, "trust_malformed")])


def test_a_database_that_is_locked_delays_a_list_and_loses_none(
    qtbot: QtBot, watch, founded: DataFolder
) -> None:
    watched = watch(busy_seconds=0.01)
    with closing(sqlite3.connect(founded.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        watched.lay("5.trust", a_list(5))
        some_looks(qtbot, watched)
        assert watched.told == []
        other.execute("ROLLBACK")
    qtbot.waitUntil(lambda: watched.told == [(5, None)])


def test_the_settings_say_where_to_look(qtbot: QtBot, watch, tmp_path: Path) -> None:
    watched = watch()
    other = tmp_path / "新列表"
    watched.keeper.apply(Settings(trust=TrustOptions(folder=str(other), sticks=False)))
    watched.sticks.append(watched.stick)
    watched.lay("5.trust", a_list(5), watched.stick)
    watched.lay("6.trust", a_list(6), other)
    qtbot.waitUntil(lambda: watched.told == [(6, None)])


# --- by hand -----------------------------------------------------------------------------------


def test_a_list_brought_by_hand(qtbot: QtBot, watch, tmp_path: Path) -> None:
    watched = watch()
    path = tmp_path / "city.trust"
    for raw, serial in ((a_list(5), 5), (a_list(5), 5), (a_list(6), 6)):
        path.write_bytes(raw)
        seen = len(watched.imported)
        watched.desk.bring(path)
        qtbot.waitUntil(lambda seen=seen: len(watched.imported) > seen)
        assert watched.imported[-1].serial == serial
    path.write_bytes(a_list(4))
    watched.desk.bring(path)
    qtbot.waitUntil(lambda: watched.failed == ["trust_older"])
    watched.desk.bring(tmp_path / "absent.trust")
    qtbot.waitUntil(lambda: watched.failed == ["trust_older", "trust_file_unreadable"])
    assert watched.site.trust.present.serial == 6


@pytest.mark.parametrize(
    ("roles", "reason"),
    [
        ({Role.OPERATOR}, NotPermitted.code),
        ({Role.DESK}, NotPermitted.code),
        ({Role.COORDINATOR}, None),
        (set(), "not_signed_in"),
    ],
)
def test_only_who_may_brings_one(qtbot: QtBot, watch, tmp_path: Path, roles, reason) -> None:
    access = Access()
    path = tmp_path / "city.trust"
    path.write_bytes(a_list(5))
    watched = watch(access=access)
    with watched.site.database.reading() as unit:
        somebody = unit.staff.all()[0]
    if roles:
        access.member = StaffMember(somebody.id, "某某", frozenset(roles))
    watched.desk.bring(path)
    qtbot.waitUntil(lambda: bool(watched.failed or watched.imported))
    assert watched.failed == ([] if reason is None else [reason])
    assert watched.site.trust.present.serial == (5 if reason is None else 1)
    if reason is None:
        with watched.site.database.reading() as unit:
            event = list(unit.audit.lines())[-1].event
        assert (event.actor, dict(event.facts)) == (somebody.id, {"serial": 5, "way": "hand"})


# --- at the real console -----------------------------------------------------------------------


@pytest.mark.timeout(60)
def test_a_list_that_comes_in_mid_shift(
    start: Callable[..., RunningConsole], folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("station.qt_trust.LOOK_SECONDS", 0.05)
    booth = start()
    window = booth.window
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    folder.trust_in.mkdir(exist_ok=True)
    revoked = a_list(7, revoked_issuers=[demo_keys().issuer.kid])
    (folder.trust_in / "7.trust").write_bytes(revoked)
    booth.until(window.key_bar.notice.isVisible)
    assert "7" in window.key_bar.notice.title.text()
    assert booth.shoot(person(2), out.Refused).error.code == "issuer_revoked"
    assert window.pages.present == "register"


def test_old_lists_are_told_by_age(start: Callable[..., RunningConsole], folder) -> None:
    booth = start()
    age = booth.window.key_bar.trust_age
    view = booth.console.settings_desk.trust.view
    booth.until(lambda: booth.console.settings_desk.trust.view is not None)
    view = booth.console.settings_desk.trust.view
    assert view is not None
    age.take_view(TrustView(8, NOW - timedelta(days=40), view.issuers, 0))
    assert "40" in age.text()
    assert age.property("tone") == "warn"
