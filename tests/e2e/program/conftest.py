"""The program itself on a real X server, started as an operator starts it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from station.demo.site import DEMO_PIN, OPERATOR
from station.paths import DataFolder
from tests.e2e.desktop import Desktop

ROOT = Path(__file__).parents[3]
TAKE_UP_THE_GUN_S = 0.6
MAIN, SIGN_IN = "Sampling registration", "Sign in"
# A gun's keys come late on a busy machine; nobody is here to hear the sounds.
SETTINGS = """
[gun]
gap_ms = 200
replay_ms = 250
[sound]
on = false
"""


class Program:
    """``run_station.py`` in a process of its own, with the hands of ``desktop`` at it."""

    def __init__(self, desktop: Desktop, folder: DataFolder, *arguments: str) -> None:
        self.desktop = desktop
        self.folder = folder
        self._process = subprocess.Popen(
            [
                *(sys.executable, "run_station.py", "--data", str(folder.root)),
                *("--language", "en", "--camera", "", *arguments),
            ],
            cwd=ROOT,
            # What Qt's multimedia says of its version and of missing libraries is no fault.
            env=desktop.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def sign_in(self) -> None:
        self.desktop.wait_for_title(SIGN_IN)
        self.shoot(OPERATOR.badge)
        # The badge is in its field, and the PIN's has the keys.
        time.sleep(TAKE_UP_THE_GUN_S)
        self.desktop.enter(DEMO_PIN, "Li")
        self.desktop.wait_for_title(MAIN)
        self.wait_for_count("shift", 1)
        # Two letters this close before a gun's are taken for the first part of a torn code.
        time.sleep(TAKE_UP_THE_GUN_S)

    def shoot(self, text: str) -> None:
        """Read ``text`` with a gun."""
        self.desktop.type(f"{text}\n", 5)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what another program reads in the database."""
        uri = f"{self.folder.database.as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return connection.execute(query).fetchall()

    def wait_for_count(self, table: str, least: int) -> None:
        def there() -> bool:
            return len(self.rows(f"SELECT 1 FROM {table}")) >= least

        self.desktop.wait_for(there, f"{least} rows of {table}")

    def close(self) -> int:
        """Close the window by its key; return the exit code."""
        self.desktop.press("alt+F4")
        return self.wait()

    def wait(self) -> int:
        return self._process.wait(30)

    @property
    def errors(self) -> str:
        """What an ended program said on standard error."""
        assert self._process.stderr is not None
        return self._process.stderr.read()

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(10)

    def end(self) -> None:
        """See that it is gone, whatever the test came to."""
        if self._process.poll() is None:
            self.kill()
        if self._process.stderr is not None:
            self._process.stderr.close()


Start = Callable[..., Program]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder with no site in it, but with settings."""
    root = tmp_path / "data"
    root.mkdir()
    (root / "settings.toml").write_text(SETTINGS)
    return DataFolder(root)


@pytest.fixture
def start(desktop: Desktop, folder: DataFolder) -> Iterator[Start]:
    started: list[Program] = []

    def start_one(*arguments: str) -> Program:
        program = Program(desktop, folder, *arguments)
        started.append(program)
        return program

    yield start_one
    for program in started:
        program.end()
