"""A window in a process of its own that writes what happens to it into a file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.desktop import Desktop

ROOT = Path(__file__).parents[2]
WAIT_S = 20.0


class WatchedWindow:
    """The window of ``script``, which gets the file to write its facts to and ``arguments``."""

    def __init__(self, desktop: Desktop, script: Path, state: Path, *arguments: str) -> None:
        self.desktop = desktop
        self._state = state
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(state), *arguments],
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

    def hang(self, seconds: float) -> None:
        """Stop the whole process for a while; its keys wait in the X server."""
        os.kill(self._process.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self._process.pid, signal.SIGCONT)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
