"""The demo from end to end: clip, site, window, shift, sheet and summary."""

from __future__ import annotations

import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from station.app import Bugs, logged
from station.catalogue import Catalogue
from station.demo.card_module import CardModule, has_pseudo_terminals
from station.demo.clip import write_clip
from station.demo.qt_shift import DemoShift
from station.demo.roll import draw_roll
from station.demo.site import PASSPHRASE, demo_keys, found_demo_site
from station.demo.summary import Measured, Summary, summarise
from station.paths import DataFolder, resources
from station.qt_console import Console
from station.qt_opening import open_booth
from station.setting_groups import CardOptions, ExportOptions, SerialOptions
from station.settings import Settings
from station.ui.theme import Theme


def work_shift(out: Path, words: Catalogue, dark: bool) -> Summary:
    """Work a shift of a demo site; clip, data, sheet, pictures and summary go to ``out``.

    What an earlier demo left in ``out`` goes; nothing else there does. Raises `DemoStuck` and
    whatever a real shift may raise.
    """
    _clear(out)
    (out / "screens").mkdir(parents=True)
    now, keys = datetime.now(UTC), demo_keys()
    has_cards = has_pseudo_terminals()
    roll, clip = draw_roll(keys, now, has_cards), out / "camera.avi"
    print(words.text("demo.clip"), flush=True)
    frames = write_clip(clip, roll.showings)
    print(words.text("demo.shift", frames=frames), flush=True)
    data = DataFolder((out / "data").absolute())
    module = CardModule() if has_cards else None
    found_demo_site(data, _settings(out, module), now)
    app = QApplication(sys.argv[:1])
    theme = Theme(resources() / "icons", dark)
    theme.apply(app)
    bugs = Bugs()
    seen: list[str] = []
    bugs.seen.connect(seen.append)
    with logged(data, bugs):
        console = Console(app, open_booth(data, PASSPHRASE), theme, words, str(clip))
        shift = DemoShift(console, roll, keys, module, out / "screens")
        begun = time.monotonic()
        try:
            console.start(camera=False)
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
    summary = summarise(roll, shift.diary, shift.exported, measured)
    summary.differences.extend(f"bug: {bug}" for bug in seen)
    summary.write(out / "summary.json")
    return summary


def _settings(out: Path, module: CardModule | None) -> Settings:
    """Return the demo site's settings: no device of this machine is used."""
    return Settings(
        export=ExportOptions(folder=str(out.absolute())),
        serial=SerialOptions(on=False),
        card=CardOptions(on=module is not None, port="" if module is None else module.path),
    )


def _clear(out: Path) -> None:
    for name in ("data", "screens"):
        shutil.rmtree(out / name, ignore_errors=True)
    for left in (out / "camera.avi", out / "summary.json", *out.glob("????????-??-??-v*.xlsx")):
        left.unlink(missing_ok=True)
