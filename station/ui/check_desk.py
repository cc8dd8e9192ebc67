"""The window's way to the laboratory's desk: the check page asks, and hears the answers.

Answered by `station.qt_check`.
"""

from __future__ import annotations

from PySide6.QtCore import Signal

from station.ui.page_desk import PageDesk


class CheckDesk(PageDesk):
    """What is asked is one of `check.asks`; `progressed` counts files, `rows_read` carries what was
    asked and how many rows of persons were read so far."""

    rows_read = Signal(object, int)
