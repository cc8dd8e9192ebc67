"""A window on a real X server to type into."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.watched_window import WatchedWindow

SETTLED_S = 0.4


class GunWindow(WatchedWindow):
    """The window of ``gun_window.py``, typed into by xdotool."""

    def __init__(self, desktop: Desktop, state: Path, gap_ms: int, place: str) -> None:
        script = Path(__file__).with_name("gun_window.py")
        super().__init__(desktop, script, state, str(gap_ms), place)

    def type(self, text: str, delay_ms: int) -> None:
        self.desktop.type(text, delay_ms)

    def type_twice(self, first: str, second: str, delay_ms: int) -> None:
        """Type two texts at once, as two guns do."""
        other = threading.Thread(target=self.type, args=(second, delay_ms))
        other.start()
        self.type(first, delay_ms)
        other.join()

    def press(self, *keys: str, delay_ms: int = 120) -> None:
        self.desktop.press(*keys, delay_ms=delay_ms)

    def lean_on(self, key: str, seconds: float) -> None:
        """Hold ``key`` down so long that it repeats."""
        self.desktop.hold(key, seconds)

    def settle(self) -> dict[str, Any]:
        """Return the state after every held key was given back."""
        time.sleep(SETTLED_S)
        return self.state


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


@pytest.fixture
def dead_keys(desktop: Desktop) -> Iterator[None]:
    """The layout `us(intl)`, whose quotes and accents are dead keys, for the length of a test."""
    subprocess.run(["setxkbmap", "us", "intl"], env=desktop.environ, check=True)
    yield
    subprocess.run(["setxkbmap", "us"], env=desktop.environ, check=True)
