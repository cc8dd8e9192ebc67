"""What readers see while the check page is in front: hand-over codes; nothing is registered."""

from __future__ import annotations

from station.domain.classify import BadgeRead, HandoverRead
from station.domain.scan import View
from station.ui.page_reads import PageReads


class CheckReads(PageReads):
    """Tells what a view is to the check page."""

    def take(self, view: View) -> list[str | None]:
        """Return the hand-over codes that are news in a view, None for each other thing."""
        news: list[str | None] = []
        for scan in view.scans:
            read = self._classifier.read(scan)
            if not isinstance(read, BadgeRead) and self.is_news(scan):
                news.append(read.text if isinstance(read, HandoverRead) else None)
        return news
