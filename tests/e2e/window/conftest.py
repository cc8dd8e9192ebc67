"""The console's window on a real X server."""

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
WAIT_S = 20.0


class ConsoleWindow:
    """The window of ``console_window.py``, worked by xdotool."""

    def __init__(self, desktop: Desktop, folder: Path) -> None:
        self._desktop = desktop
        self.picture = folder / "window.png"
        self._state = folder / "state.json"
        script = Path(__file__).with_name("console_window.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(self._state), str(self.picture)],
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

    def type(self, text: str) -> None:
        self._desktop.type(text, 60)

    def press(self, *keys: str) -> None:
        self._desktop.press(*keys)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


@pytest.fixture
def console(desktop: Desktop, tmp_path: Path) -> Iterator[ConsoleWindow]:
    window = ConsoleWindow(desktop, tmp_path)
    window.wait_for(lambda state: bool(state.get("active")))
    yield window
    window.close()
