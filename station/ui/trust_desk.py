"""The window's way to the trust list: what it asks for, and what it hears.

Answered by `station.qt_trust`; `station.qt_console` connects it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from station.errors import StationError
from station.services.trust_office import TrustNews
from station.services.trust_view import TrustView


class TrustDesk(QObject):
    """``view`` is the list in force as it was told last, None before the first time.

    `import_asked` is answered by `imported` or `import_failed`. `came` tells of a list that came
    by itself, whether it was taken or refused.
    """

    import_asked = Signal(object)  # Path

    changed = Signal(object)  # TrustView
    came = Signal(object)  # TrustNews
    imported = Signal(object)  # TrustView
    import_failed = Signal(object)  # StationError

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view: TrustView | None = None

    def bring(self, path: Path) -> None:
        """Ask that the list in the file ``path`` be put in force."""
        self.import_asked.emit(path)

    def take_news(self, news: TrustNews) -> None:
        """A list came by itself."""
        self.take_view(news.view)
        self.came.emit(news)

    def take_imported(self, view: TrustView) -> None:
        """The list that was asked for is in force."""
        self.take_view(view)
        self.imported.emit(view)

    def take_failed(self, error: StationError, view: TrustView | None) -> None:
        """The list that was asked for was not taken; ``view`` tells of the one in force."""
        if view is not None:
            self.take_view(view)
        self.import_failed.emit(error)

    def take_view(self, view: TrustView) -> None:
        self.view = view
        self.changed.emit(view)
