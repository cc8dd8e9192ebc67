"""The demo from end to end: site, window, desk, clip, shift, sheet and summary."""

from __future__ import annotations

import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from station.app import Bugs, logged
from station.catalogue import Catalogue
from station.demo.card_module import CardModule, has_pseudo_terminals
from station.demo.clip import write_clip
from station.demo.desk_summary import judge_desk, judge_records
from station.demo.issued import issued_codes
from station.demo.lab_summary import judge_package
from station.demo.qt_desk import DemoDesk
from station.demo.qt_shift import CLIP_PATIENCE_S, DemoShift
from station.demo.qt_stage import Stage
from station.demo.roll import Roll, make_roll
from station.demo.site import PASSPHRASE, demo_keys, found_demo_site
from station.demo.summary import Measured, Summary, summarise
from station.domain.person import Person
from station.paths import DataFolder, resources
from station.qt_console import Console
from station.qt_opening import open_booth
from station.setting_groups import CardOptions, ExportOptions, SerialOptions
from station.settings import Settings
from station.ui.theme import Theme


def work_shift(out: Path, words: Catalogue, dark: bool) -> Summary:
    """Draw codes at a demo site's desk and work a shift with them.

    Clip, data, the desk's files, package, report, pictures and summary go to ``out``. What an
    earlier demo left there goes; nothing else does. Raises `DemoStuck` and whatever a real shift
    may raise.
    """
    _clear(out)
    for name in ("screens", "desk"):
        (out / name).mkdir(parents=True)
    has_cards = has_pseudo_terminals()
    roll, clip = make_roll(has_cards), out / "camera.avi"
    data = DataFolder((out / "data").absolute())
    module = CardModule() if has_cards else None
    found_demo_site(data, _settings(out, module), datetime.now(UTC))
    app = QApplication(sys.argv[:1])
    theme = Theme(resources() / "icons", dark)
    theme.apply(app)
    bugs = Bugs()
    seen: list[str] = []
    bugs.seen.connect(seen.append)
    with logged(data, bugs):
        console = Console(app, open_booth(data, PASSPHRASE), theme, words, str(clip))
        stage = Stage(console, out / "screens")
        desk = DemoDesk(stage, roll, out / "desk")
        try:
            console.start(camera=False)
            print(words.text("demo.desk"), flush=True)
            desk.work()
            print(words.text("demo.clip"), flush=True)
            issued, frames = _record(stage, roll, clip)
            print(words.text("demo.shift", frames=frames), flush=True)
            shift = DemoShift(stage, roll, issued, demo_keys(), module)
            begun = time.monotonic()
            shift.work()
        finally:
            console.window.hide()
            console.stop()
            if module is not None:
                module.close()
    if shift.exported is None:
        raise ValueError("the shift ended without a sheet")
    lag = shift.lag
    measured = Measured(time.monotonic() - begun, lag.percentile(0.5), lag.percentile(0.99))
    worked = summarise(roll, shift.diary, shift.exported, measured)
    at_desk, kept = judge_desk(roll, issued, desk.diary), judge_records(roll, data, shift.exported)
    handed_over = judge_package(data, shift.exported.parent, len(roll.expected()), out, words)
    summary = worked.joined((at_desk, kept, handed_over))
    summary.differences.extend(f"bug: {bug}" for bug in seen)
    summary.write(out / "summary.json")
    return summary


def _record(stage: Stage, roll: Roll, clip: Path) -> tuple[dict[Person, str], int]:
    """Record the clip of what the desk drew, while the window lives; return the codes and the
    number of frames. Raises `ClipNotWritten`."""

    def record() -> tuple[dict[Person, str], int]:
        issued = issued_codes(stage.console.site, roll)
        showings = roll.showings(issued, demo_keys(), datetime.now(UTC))
        return issued, write_clip(clip, showings)

    with ThreadPoolExecutor(1, "clip") as pool:
        recorded = pool.submit(record)
        stage.until("the clip", recorded.done, CLIP_PATIENCE_S)
    return recorded.result()


def _settings(out: Path, module: CardModule | None) -> Settings:
    """Return the demo site's settings: no device of this machine is used."""
    return Settings(
        export=ExportOptions(folder=str(out.absolute())),
        serial=SerialOptions(on=False),
        card=CardOptions(on=module is not None, port="" if module is None else module.path),
    )


def _clear(out: Path) -> None:
    for name in ("data", "desk", "screens"):
        shutil.rmtree(out / name, ignore_errors=True)
    for package in out.glob("????????-??-??-v*"):
        shutil.rmtree(package, ignore_errors=True)
    for left in (out / "camera.avi", out / "summary.json"):
        left.unlink(missing_ok=True)
