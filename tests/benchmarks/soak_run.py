"""A soak from end to end: site, devices, console, work, and what is left when all is closed."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from station.app import Bugs, logged
from station.demo.qt_hands import wait
from station.demo.site import PASSPHRASE, found_demo_site
from station.paths import DataFolder, resources
from station.qt_console import Console
from station.qt_opening import open_booth
from station.qt_readers import Devices
from station.scanner.camera.choice import CameraChoice
from station.scanner.camera.roster import CameraRoster
from station.scanner.serial.qt_port_list import PortInfo
from station.setting_groups import (
    CameraOptions,
    CardOptions,
    GunOptions,
    SecondCameraOptions,
    SerialOptions,
    SiteOptions,
    SoundOptions,
    TubeOptions,
)
from station.settings import Settings
from station.ui.language import load_catalogue
from station.ui.theme import Theme
from tests.benchmarks.soak_devices import SoakCamera, SoakCardReader, SoakSerialGun
from tests.benchmarks.soak_ledger import Differences
from tests.benchmarks.soak_vitals import open_files, system_threads, threads
from tests.benchmarks.soaking import POOL, Soak, SoakPlan, Stuck, Table

BOOTH = "02"
_WARM_MS = 3000
# Its keys are sent by a timer, which a busy machine may make late.
_SLOW_GUN = GunOptions(gap_ms=200, replay_ms=250)


@dataclass(frozen=True, slots=True)
class Left:
    """What is there after the console was closed and was not before it was started: threads and
    open files by their names."""

    threads: Counter[str]
    system_threads: Counter[str]
    files: Counter[str]


@dataclass(frozen=True, slots=True)
class SoakResult:
    """``bugs``: types and places. ``logged``: the log's lines from warnings up, without times."""

    soak: Soak
    differences: Differences
    left: Left
    bugs: list[str]
    logged: Counter[str]


def soak(folder: Path, plan: SoakPlan) -> SoakResult:
    """Found a demo site in ``folder`` and let a whole console be soaked over it.

    A console is started and stopped once before: what libraries then keep for good is no leak.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = Theme(resources() / "icons")
    theme.apply(app)
    data, bugs, seen = DataFolder(folder / "data"), Bugs(), list[str]()
    bugs.seen.connect(seen.append)
    found_demo_site(data, _settings(folder), datetime.now(UTC))
    _warm(app, theme, data, folder)
    before = _held()
    with logged(data, bugs), _table(folder) as table:
        console = _console(app, theme, data, table)
        bugs.seen.connect(console.bug_seen)
        work = Soak(console, table, plan)
        try:
            console.start(camera=False)
            work.work()
        except Stuck as stuck:
            raise Stuck(f"{stuck}; bugs: {seen}") from None
        finally:
            _close(console)
    del console
    _collect()
    left = _left(before, _held())
    site = open_booth(data, PASSPHRASE).site
    try:
        diary = work.diary
        found = diary.ledger.compare(site.database, BOOTH, work.visitors.numbers(), diary.again)
    finally:
        site.close()
    return SoakResult(work, found, left, seen, _logged(data.logs / "station.log"))


# --- the console and its devices -----------------------------------------------------------------


def _settings(folder: Path) -> Settings:
    return Settings(
        site=SiteOptions(time_zone=_zone(datetime.now(UTC).hour)),
        camera=CameraOptions(device="0"),
        second_camera=SecondCameraOptions(device="1"),
        tubes=TubeOptions(default_pool=POOL),
        gun=_SLOW_GUN,
        serial=SerialOptions(ports=(str(folder / "gun"),)),
        card=CardOptions(port=str(folder / "cards")),
        sound=SoundOptions(on=False),
    )


def _zone(hour: int) -> str:
    """Return a zone in which it is past midnight at ``hour`` UTC: tubes are not left overnight."""
    return f"Etc/GMT+{hour}" if hour <= 12 else f"Etc/GMT-{24 - hour}"


@contextmanager
def _table(folder: Path) -> Iterator[Table]:
    table = Table(
        SoakCamera("persons"),
        SoakCamera("tubes"),
        SoakSerialGun(folder / "gun"),
        SoakCardReader(folder / "cards"),
    )
    try:
        yield table
    finally:
        table.gun.pull()
        table.cards.pull()


def _console(app: QApplication, theme: Theme, data: DataFolder, table: Table) -> Console:
    def make_source(choice: CameraChoice, roster: CameraRoster, key: str) -> SoakCamera:
        return table.person_camera if key == "1" else table.tube_camera

    def list_ports() -> list[PortInfo]:
        lines = (table.gun, table.cards)
        return [PortInfo(line.port, "", True) for line in lines if line.is_plugged]

    devices = Devices(make_source, list_ports)
    words = load_catalogue("zh_CN")
    return Console(app, open_booth(data, PASSPHRASE), theme, words, devices=devices)


def _warm(app: QApplication, theme: Theme, data: DataFolder, folder: Path) -> None:
    with _table(folder) as table:
        console = _console(app, theme, data, table)
        console.start()
        wait(_WARM_MS)
        _close(console)
    del console
    # Qt converts large pictures in a pool of threads, which it keeps for half a minute.
    QImage(2000, 2000, QImage.Format.Format_BGR888).convertToFormat(QImage.Format.Format_RGB32)
    _collect()


def _close(console: Console) -> None:
    console.window.hide()
    console.stop()
    console.window.deleteLater()
    console.deleteLater()


# --- what is left --------------------------------------------------------------------------------


def _collect() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    wait(500)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _held() -> tuple[Counter[str], Counter[str], Counter[str]]:
    return Counter(threads()), Counter(system_threads()), Counter(open_files())


def _left(before: tuple[Counter[str], ...], after: tuple[Counter[str], ...]) -> Left:
    return Left(*(late - early for early, late in zip(before, after, strict=True)))


def _logged(path: Path) -> Counter[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return Counter(
        line.partition(level)[2].strip()
        for line in lines
        for level in ("WARNING", "ERROR", "CRITICAL")
        if level in line
    )
