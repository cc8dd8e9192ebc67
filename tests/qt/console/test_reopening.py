"""The program's own loop: a bundle was taken, and the site is opened anew with its settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from station.app import Start, run
from station.paths import DataFolder
from station.qt_console import Console
from station.settings_file import read_settings, write_settings

folder, begin, consoles = DataFolder(Path(sys.argv[1])), Console.start, []


def reopen():
    old = read_settings(folder.settings)
    write_settings(folder.settings, replace(old, screen=replace(old.screen, language="en")))
    consoles[0].reopening.emit()


def close():
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    assert consoles[0].window not in shown
    assert consoles[1].window in shown
    QApplication.exit(0)


def start(console):
    begin(console)
    consoles.append(console)
    print(console.site.settings.screen.language, folder.lock.exists(), flush=True)
    QTimer.singleShot(0, reopen if len(consoles) == 1 else close)


Console.start = start
sys.exit(run(Start(folder, demo_site=True, camera="")))
"""


def test_the_site_is_opened_anew_with_other_settings_under_the_same_lock(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "data")],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.split() == ["zh_CN", "True", "en", "True"]
