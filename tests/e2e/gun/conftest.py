"""A window on a real X server to type into."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desktop import Desktop

ROOT = Path(__file__).parents[3]
WAIT_S = 15.0


class GunWindow:
    """The window of ``gun_window.py``, typed into by xdotool."""

    def __init__(self, desktop: Desktop, state: Path, gap_ms: int, place: str) -> None:
        self._desktop = desktop
        self._state = state
        script = Path(__file__).with_name("gun_window.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(state), str(gap_ms), place],
            env={**desktop.environ, "PYTHONPATH": str(ROOT)},
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
        self._desktop.type(text, delay_ms)

    def press(self, *keys: str, delay_ms: int = 120) -> None:
        self._desktop.press(*keys, delay_ms=delay_ms)

    def settle(self) -> dict[str, Any]:
        """Return the state after every held key was given back."""
        time.sleep(0.4)
        return self.state

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


@pytest.fixture
def open_window(desktop: Desktop, tmp_path: Path) -> Iterator[Callable[..., GunWindow]]:
    windows: list[GunWindow] = []

    def open_one(place: str, gap_ms: int = 35) -> GunWindow:
        window = GunWindow(desktop, tmp_path / "state.json", gap_ms, place)
        windows.append(window)
        window.wait_for(lambda state: bool(state.get("ready")))
        return window

    yield open_one
    for window in windows:
        window.close()
