"""The console's window on a real X server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.watched_window import WatchedWindow


class ConsoleWindow(WatchedWindow):
    """The window of ``console_window.py``, worked by xdotool; ``picture`` is what it painted."""

    def __init__(self, desktop: Desktop, folder: Path, lock_minutes: float = 0.0) -> None:
        self.picture = folder / "window.png"
        script = Path(__file__).with_name("console_window.py")
        super().__init__(
            desktop, script, folder / "state.json", str(self.picture), str(lock_minutes)
        )

    def type(self, text: str) -> None:
        self.desktop.type(text, 60)

    def press(self, *keys: str) -> None:
        self.desktop.press(*keys)


@pytest.fixture
def console(desktop: Desktop, tmp_path: Path) -> Iterator[ConsoleWindow]:
    window = ConsoleWindow(desktop, tmp_path)
    window.wait_for(lambda state: bool(state.get("active")))
    yield window
    window.close()


@pytest.fixture
def forgotten(desktop: Desktop, tmp_path: Path) -> Iterator[ConsoleWindow]:
    """A window that locks itself after three seconds without anybody."""
    window = ConsoleWindow(desktop, tmp_path, lock_minutes=0.05)
    window.wait_for(lambda state: bool(state.get("active")))
    yield window
    window.close()
