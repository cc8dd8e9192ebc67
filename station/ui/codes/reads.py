"""What a read is to the code desk: a person to look up, a badge for the booth, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from station.domain.card import IdentityCard
from station.domain.classify import (
    BadgeRead,
    BoxCodeRead,
    CardRead,
    CodeRead,
    NumberRead,
    Read,
    TubeRead,
)
from station.domain.documents import Document
from station.domain.scan import View
from station.ui.page_reads import PageReads


@dataclass(frozen=True, slots=True)
class Shown:
    """A document that somebody shows; ``card`` if a card reader took it."""

    document: Document = field(repr=False)
    card: IdentityCard | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NotHere:
    """Something that is not used at the desk: its word is `codes.read.WHAT`."""

    what: str


class DeskReads(PageReads):
    """Tells what views are to the desk. Nothing is registered from here."""

    def take(self, view: View) -> list[Shown | NotHere]:
        """Return what is news in a view, badges left out."""
        news: list[Shown | NotHere] = []
        for scan in view.scans:
            read = self._classifier.read(scan)
            if not isinstance(read, BadgeRead) and self.is_news(scan):
                news.append(_told(read))
        return news


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
