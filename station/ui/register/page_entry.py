"""The registration page as one of the window's pages: its keys and what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from station.domain.staff import Permission
from station.ui.register.register_page import RegisterPage
from station.ui.window_page import ShownKey, WindowPage

if TYPE_CHECKING:
    from station.ui.desk import Desk

REGISTER = "register"
KEYS = (
    ShownKey("F2", "manual"),
    ShownKey("F4", "seal"),
    ShownKey("F7", "single"),
    ShownKey("F8", "undo"),
    ShownKey("F9", "box", Permission.EXPORT),
    ShownKey("F11", "full_screen"),
    ShownKey("Esc", "cancel"),
)


def register_entry(page: RegisterPage, desk: Desk, open_box: Callable[[], None]) -> WindowPage:
    """Return the entry of ``page``; ``open_box`` packs a box."""
    return WindowPage(
        REGISTER,
        "Ctrl+1",
        Permission.REGISTER,
        page,
        KEYS,
        {
            "F2": page.manual.begin,
            "F4": desk.seal,
            "F7": desk.arm_single,
            "F8": desk.undo,
            "F9": open_box,
            "F12": page.register_again,
            "Return": page.leave,
            "Enter": page.leave,
            "Esc": page.cancel,
        },
        enter=lambda: page.setFocus(Qt.FocusReason.OtherFocusReason),
        forget=page.manual.clear,
    )
