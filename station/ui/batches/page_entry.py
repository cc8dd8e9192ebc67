"""The page of batches as one of the window's pages: its name and its keys."""

from __future__ import annotations

from station.domain.staff import Permission
from station.ui.window_page import ShownKey

BATCHES = "batches"
# The present tube may be moved; the chosen batch was handed over.
MOVABLE, EXPORTED = "batches.movable", "batches.exported"
KEYS = (
    ShownKey("F2", "find_tube", Permission.LOOK_UP),
    ShownKey("Ctrl+F", "search", Permission.LOOK_UP),
    ShownKey("F4", "take_out", Permission.EXPORT, when=MOVABLE),
    ShownKey("F9", "box", Permission.EXPORT),
    ShownKey("F6", "receipt", Permission.EXPORT, when=EXPORTED),
    ShownKey("Ctrl+P", "print_sheet", Permission.EXPORT, when=EXPORTED),
)
