"""Whether there is a screen to show a window on."""

from __future__ import annotations

import os
import sys

from station.errors import StationError


class NoDisplay(StationError):
    """The window was asked for where there is no screen."""

    code = "no_display"


def has_display() -> bool:
    """Tell whether a window can be shown; a Qt platform that was chosen by name is believed."""
    if "QT_QPA_PLATFORM" in os.environ or sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
