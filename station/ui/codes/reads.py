"""What a read is to the code desk: a person to look up, a badge for the booth, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from station.domain.card import IdentityCard
from station.domain.classify import (
    BadgeRead,
    BoxCodeRead,
    CardRead,
    Classifier,
    CodeRead,
    LabelPatterns,
    NumberRead,
    Read,
    TubeRead,
)
from station.domain.documents import Document
from station.domain.scan import Scan, View

# A camera sees a code again and again; one that left its view for so long is read anew.
REPEAT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A document that somebody shows; ``card`` if a card reader took it."""

    document: Document = field(repr=False)
    card: IdentityCard | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NotHere:
    """Something that is not used at the desk: its word is `codes.read.WHAT`."""

    what: str


class DeskReads:
    """Tells what views are to the desk. Nothing is registered from here."""

    def __init__(self, labels: LabelPatterns) -> None:
        self.use_patterns(labels)
        self._last: dict[str, float] = {}

    def use_patterns(self, labels: LabelPatterns) -> None:
        """Know the site's labels by these patterns from now on."""
        # Whose sheet a command code is from does not matter: the desk takes none.
        self._classifier = Classifier(labels, command_key=None)

    def take(self, view: View) -> list[Shown | NotHere]:
        """Return what is news in a view, badges left out."""
        news: list[Shown | NotHere] = []
        for scan in view.scans:
            read = self._classifier.read(scan)
            if not isinstance(read, BadgeRead) and self._is_news(scan):
                news.append(_told(read))
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

    def _is_news(self, scan: Scan) -> bool:
        self._last = {text: at for text, at in self._last.items() if scan.at - at < REPEAT_SECONDS}
        known = scan.text in self._last
        self._last[scan.text] = scan.at
        return not known


def _told(read: Read) -> Shown | NotHere:
    if isinstance(read, CardRead):
        return Shown(read.card.document, read.card)
    if isinstance(read, NumberRead):
        return Shown(read.document)
    if isinstance(read, CodeRead):
        return NotHere("code")
    if isinstance(read, (TubeRead, BoxCodeRead)):
        return NotHere("label")
    return NotHere("other")
