"""A desktop without a screen: an X server with a window manager, and xdotool's hands."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PROGRAMS = ("Xvfb", "openbox", "xdotool")
WAIT_S = 30.0


def missing_programs() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name) is None]


class Desktop:
    """``display`` is the X server's name, as `:99`."""

    def __init__(self, display: str) -> None:
        self.display = display
        # ibus and the like belong to the desktop that the tests were started from.
        self.environ = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_IM_MODULE": "compose",
        }

    def type(self, text: str, delay_ms: int) -> None:
        """Type ``text``; a line feed in it is the key Linefeed, which some guns send."""
        self._xdotool("type", "--delay", str(delay_ms), text)

    def press(self, *keys: str, delay_ms: int = 120) -> None:
        self._xdotool("key", "--delay", str(delay_ms), *keys)

    def hold(self, key: str, seconds: float) -> None:
        """Keep ``key`` down for a while: the X server repeats it."""
        self._xdotool("keydown", key, "sleep", str(seconds), "keyup", key)

    def enter(self, *texts: str) -> None:
        """Type ``texts`` into one field after another, and press Enter in the last."""
        # As fast as a password manager.
        self.type("\t".join(texts), 12)
        self.press("Return")

    def active_title(self) -> str:
        """Return the title of the window that gets the keys, empty if there is none."""
        return self._xdotool("getactivewindow", "getwindowname", check=False)

    def wait_for_title(self, part: str) -> None:
        """Wait until the window that gets the keys has ``part`` in its title."""
        self.wait_for(lambda: part in self.active_title(), part)

    def wait_for(self, holds: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + WAIT_S
        while not holds():
            assert time.monotonic() < deadline, f"{what}: {self.active_title()!r} is active"
            time.sleep(0.05)

    def minimise(self) -> None:
        self._xdotool("getactivewindow", "windowminimize")

    def _xdotool(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.environ,
            capture_output=True,
            check=check,
            timeout=60,
        )
        return done.stdout.decode(errors="replace").strip()


@contextmanager
def running_desktop() -> Iterator[Desktop]:
    """Run an X server and openbox for the length of the block."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as numbers:
        desktop = Desktop(f":{numbers.readline().strip()}")
    manager = subprocess.Popen(["openbox"], env=desktop.environ, stderr=subprocess.DEVNULL)
    try:
        yield desktop
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)
