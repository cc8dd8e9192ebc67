"""The window's way to keys, trust lists that are issued here, and the audit trail.

Answered by `station.qt_keys`; `station.qt_console` connects it.
"""

from __future__ import annotations

from PySide6.QtCore import Signal

from station.ui.page_desk import PageDesk
from station.ui.settings.key_asks import ChangeDataKey, TakeBundle


class KeysDesk(PageDesk):
    """What is asked are the classes of `settings.key_asks`.

    `reopening`: a bundle was taken, and the console is to close and open the site anew.
    """

    KEPT = (ChangeDataKey, TakeBundle)

    reopening = Signal()

    def note_answer(self, what: object, answer: object) -> None:
        if isinstance(what, TakeBundle):
            self.reopening.emit()
