"""The page of batches as one of the window's pages: its keys and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from station.domain.staff import Permission
from station.ui.window_page import ShownKey, WindowPage

if TYPE_CHECKING:
    from station.ui.batches.batches_page import BatchesPage

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


def batches_entry(page: BatchesPage) -> WindowPage:
    """Return the entry of ``page``."""
    return WindowPage(
        BATCHES,
        "Ctrl+2",
        Permission.LOOK_UP,
        page,
        KEYS,
        {
            "F2": page.find,
            "F4": page.move,
            "F5": page.refresh,
            "F6": page.enter_receipt,
            "F9": page.export,
            "Ctrl+F": page.search,
            "Ctrl+P": page.print_sheet,
            "Ctrl+S": page.save_sheet,
        },
        enter=page.enter,
        forget=page.forget,
        reads=page.reads,
    )
