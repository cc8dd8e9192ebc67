"""A real X server with a window manager, and a window under it to type into."""

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
WAIT_S = 15.0


class GunWindow:
    """The window of ``gun_window.py``, typed into by xdotool."""

    def __init__(self, display: str, state: Path, gap_ms: int, place: str) -> None:
        self._environ = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        # ibus and the like belong to the desktop that the tests were started from.
        self._environ["QT_IM_MODULE"] = "compose"
        self._environ["PYTHONPATH"] = str(ROOT)
        self._state = state
        script = Path(__file__).with_name("gun_window.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(state), str(gap_ms), place], env=self._environ
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

    def type(self, text: str, delay_ms: int) -> None:
        self._xdotool("type", "--delay", str(delay_ms), text)

    def press(self, *keys: str, delay_ms: int = 120) -> None:
        self._xdotool("key", "--delay", str(delay_ms), *keys)

    def settle(self) -> dict[str, Any]:
        """Return the state after every held key was given back."""
        time.sleep(0.4)
        return self.state

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
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1024x768x24", "-nolisten", "tcp"],
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
def open_window(display: str, tmp_path: Path) -> Iterator[Callable[..., GunWindow]]:
    windows: list[GunWindow] = []

    def open_one(place: str, gap_ms: int = 35) -> GunWindow:
        window = GunWindow(display, tmp_path / "state.json", gap_ms, place)
        windows.append(window)
        window.wait_for(lambda state: bool(state.get("ready")))
        return window

    yield open_one
    for window in windows:
        window.close()
