"""Qt for a command that draws pictures and pages without a window."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QGuiApplication


@contextmanager
def drawing() -> Iterator[None]:
    """Let the code within draw, on any thread: Qt needs an application for its fonts.

    Makes one that needs no screen, and ends it afterwards; does nothing where there is one. To be
    entered on the program's main thread.
    """
    if QGuiApplication.instance() is not None:
        yield
        return
    # Windows and macOS have their fonts through their own platform only, and need no screen.
    offscreen = [] if sys.platform in ("win32", "darwin") else ["-platform", "offscreen"]
    application = QGuiApplication(["station", *offscreen])
    try:
        yield
    finally:
        application.shutdown()
