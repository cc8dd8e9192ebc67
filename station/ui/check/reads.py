"""What readers see while the check page is in front: hand-over codes; nothing is registered."""

from __future__ import annotations

from dataclasses import replace

from station.domain.classify import BadgeRead, Classifier, HandoverRead, LabelPatterns
from station.domain.scan import View

# A camera sees a code again and again; one that left its view for so long is read anew.
REPEAT_SECONDS = 2.0


class CheckReads:
    """Tells what a view is to the check page."""

    def __init__(self, labels: LabelPatterns) -> None:
        self.use_patterns(labels)
        self._last: dict[str, float] = {}

    def use_patterns(self, labels: LabelPatterns) -> None:
        """Know the site's labels by these patterns from now on."""
        self._classifier = Classifier(labels, command_key=None)

    def take(self, view: View) -> list[str | None]:
        """Return the hand-over codes that are news in a view, None for each other thing."""
        news: list[str | None] = []
        for scan in view.scans:
            read = self._classifier.read(scan)
            known = scan.at - self._last.get(scan.text, -REPEAT_SECONDS) < REPEAT_SECONDS
            self._last[scan.text] = scan.at
            if not known and not isinstance(read, BadgeRead):
                news.append(read.text if isinstance(read, HandoverRead) else None)
        self._last = {
            text: at for text, at in self._last.items() if view.frame_at - at < REPEAT_SECONDS
        }
        return news

    def for_booth(self, view: View) -> View | None:
        """Return the badges of a view: who is signed in is the booth's matter on every page."""
        badges = tuple(
            scan for scan in view.scans if isinstance(self._classifier.read(scan), BadgeRead)
        )
        return replace(view, scans=badges) if badges else None

    def forget(self) -> None:
        """Forget what was read."""
        self._last.clear()
