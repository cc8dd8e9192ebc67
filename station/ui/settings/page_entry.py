"""The settings page as one of the window's pages: its keys and what they do."""

from __future__ import annotations

from collections.abc import Callable

from station.domain.staff import Permission
from station.ui.settings.page import SettingsPage
from station.ui.window_page import ShownKey, WindowPage

SETTINGS = "settings"
KEYS = (
    ShownKey("Ctrl+S", "apply", Permission.SETTINGS),
    ShownKey("Ctrl+R", "revert", Permission.SETTINGS),
    ShownKey("Ctrl+PgDn", "next_section"),
    ShownKey("F11", "full_screen"),
    ShownKey("Esc", "to_register", Permission.REGISTER),
)


def settings_entry(page: SettingsPage, go_back: Callable[[], None]) -> WindowPage:
    """Return the entry of ``page``; ``go_back`` leaves it for the registration page."""
    return WindowPage(
        SETTINGS,
        "Ctrl+6",
        (Permission.SETTINGS, Permission.AUDIT),
        page,
        KEYS,
        {
            "Ctrl+S": page.apply,
            "Ctrl+R": page.revert,
            "Ctrl+PgDown": page.next_section,
            "Ctrl+PgUp": page.previous_section,
            "Esc": go_back,
        },
        enter=page.enter,
        leave=page.leave,
        # A test of readers ends, so that badges are read again.
        forget=page.leave,
    )
