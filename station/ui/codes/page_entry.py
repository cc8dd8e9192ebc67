"""The page of codes as one of the window's pages: its keys and what they do."""

from __future__ import annotations

from collections.abc import Callable

from station.domain.staff import Permission
from station.ui.codes.codes_page import CodesPage
from station.ui.window_page import ShownKey, WindowPage

CODES = "codes"
# The desk is open; a code is shown.
OPEN, SHOWN = "codes.open", "codes.shown"
KEYS = (
    ShownKey("F2", "find_number", Permission.DRAW, when=OPEN),
    ShownKey("F3", "next_person", Permission.DRAW, when=OPEN),
    ShownKey("F4", "apply_relative", Permission.DRAW, when=OPEN),
    ShownKey("F6", "pending", Permission.APPROVE),
    ShownKey("F7", "choose_list", Permission.DRAW, when=OPEN),
    ShownKey("F9", "box", Permission.EXPORT, unless=Permission.REGISTER),
    ShownKey("Ctrl+P", "print", Permission.DRAW, when=SHOWN),
    ShownKey("Ctrl+S", "save_picture", Permission.DRAW, when=SHOWN),
)


def codes_entry(page: CodesPage, open_box: Callable[[], None]) -> WindowPage:
    """Return the entry of ``page``: for who may draw codes, and for who may approve relatives.

    ``open_box`` packs a box, for a coordinator, who sees no page of the booth.
    """
    return WindowPage(
        CODES,
        "Ctrl+4",
        (Permission.DRAW, Permission.APPROVE),
        page,
        KEYS,
        {
            "F2": page.begin_number,
            "F3": page.next_person,
            "F4": page.apply,
            "F6": page.open_pending,
            "F7": page.choose_list,
            "F8": page.lost,
            "F9": open_box,
            "Ctrl+P": page.print_code,
            "Ctrl+S": page.save_picture,
            "Esc": page.next_person,
        },
        enter=page.enter,
        forget=page.forget,
        reads=page.reads,
    )
