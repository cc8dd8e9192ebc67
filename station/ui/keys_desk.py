"""The window's way to keys, trust lists that are issued here, and the audit trail.

Answered by `station.qt_keys`; `station.qt_console` connects it.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from station.ui.page_desk import PageDesk
from station.ui.settings.key_asks import ChangeDataKey, IssueList, TakeBundle


class KeysDesk(PageDesk):
    """What is asked are the classes of `settings.key_asks`.

    `reopening`: a bundle was taken, and the console is to close and open the site anew.
    `list_taken` carries the `TrustView` of a list that was issued and put in force here.
    """

    KEPT = (ChangeDataKey, TakeBundle)

    reopening = Signal()
    list_taken = Signal(object)

    def note_answer(self, what: object, answer: Any) -> None:
        if isinstance(what, TakeBundle):
            self.reopening.emit()
        elif isinstance(what, IssueList):
            _, view = answer
            if view is not None:
                self.list_taken.emit(view)
