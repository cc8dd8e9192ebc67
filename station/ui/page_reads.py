"""What a page in front knows of what readers see: whose matter it is, and whether it is news."""

from __future__ import annotations

from dataclasses import replace

from station.domain.classify import BadgeRead, Classifier, LabelPatterns
from station.domain.scan import Scan, View

# A camera sees a code again and again; one that left its view for so long is read anew.
REPEAT_SECONDS = 2.0


class PageReads:
    """A class of this one says what the reads are to its page; none of them registers anybody."""

    def __init__(self, labels: LabelPatterns) -> None:
        self.use_patterns(labels)
        self._last: dict[str, float] = {}

    def use_patterns(self, labels: LabelPatterns) -> None:
        """Know the site's labels by these patterns from now on."""
        # Whose sheet a command code is from does not matter: a page takes none.
        self._classifier = Classifier(labels, command_key=None)

    def for_booth(self, view: View) -> View | None:
        """Return the badges of a view: who is signed in is the booth's matter on every page."""
        badges = tuple(
            scan for scan in view.scans if isinstance(self._classifier.read(scan), BadgeRead)
        )
        return replace(view, scans=badges) if badges else None

    def forget(self) -> None:
        """Forget what was read."""
        self._last.clear()

    def is_news(self, scan: Scan) -> bool:
        """Tell whether a text was not seen for `REPEAT_SECONDS`, and note that it is seen now."""
        self._last = {text: at for text, at in self._last.items() if scan.at - at < REPEAT_SECONDS}
        known = scan.text in self._last
        self._last[scan.text] = scan.at
        return not known
