"""A real X server with a window manager, and the console's window on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PROGRAMS = ("Xvfb", "openbox", "xdotool")
WAIT_S = 20.0


class ConsoleWindow:
    """The window of ``console_window.py``, worked by xdotool."""

    def __init__(self, display: str, folder: Path) -> None:
        self._environ = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        # ibus and the like belong to the desktop that the tests were started from.
        self._environ["QT_IM_MODULE"] = "compose"
        self._environ["PYTHONPATH"] = str(ROOT)
        self.picture = folder / "window.png"
        self._state = folder / "state.json"
        script = Path(__file__).with_name("console_window.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(self._state), str(self.picture)], env=self._environ
        )

    @property
    def state(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(self._state.read_text()) if self._state.exists() else {}
        return facts

    def wait_for(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the state once it ``holds``; fail with the last one if that takes too long."""
        deadline = time.monotonic() + WAIT_S
        while not holds(self.state):
            assert self._process.poll() is None, "the window died"
            assert time.monotonic() < deadline, self.state
            time.sleep(0.05)
        return self.state

    def type(self, text: str) -> None:
        self._xdotool("type", "--delay", "60", text)

    def press(self, *keys: str) -> None:
        self._xdotool("key", "--delay", "120", *keys)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environ, check=True, timeout=60)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as numbers:
        display = f":{numbers.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": display})
    yield display
    for process in (manager, server):
        process.terminate()
        process.wait(10)


@pytest.fixture
def console(display: str, tmp_path: Path) -> Iterator[ConsoleWindow]:
    window = ConsoleWindow(display, tmp_path)
    window.wait_for(lambda state: bool(state.get("active")))
    yield window
    window.close()
