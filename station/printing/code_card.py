"""A sampling code as it is handed out: what stands beside it, the papers, and what may go wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from station.errors import StationError


class CodePictureNotSaved(StationError):
    """The picture could not be written."""

    code = "code_picture_not_saved"


class CodePdfNotSaved(StationError):
    """The PDF could not be written; what was there before is as it was."""

    code = "code_pdf_not_saved"


class CodesNotPrinted(StationError):
    """The printer did not take the pages."""

    code = "codes_not_printed"


class CodePaperTooSmall(StationError):
    """The printer has no page that the cards fit on; ``width`` and ``height`` in mm do."""

    code = "code_paper_too_small"


class CodePrintCancelled(StationError):
    """The user called it off; no file is left of it."""

    code = "code_print_cancelled"


CardProgress = Callable[[int, int], None]
"""Takes how many cards are done, and of how many; called once a page, in the drawing thread."""


@dataclass(frozen=True, slots=True)
class CodeCard:
    """A code and what its holder sees beside it. Shown as given: the maker decides what is masked.

    ``text`` is the code's own, from `NAC1:` on. ``expires_on`` is the site's date. ``days_left``
    is for a screen that is looked at today; pictures and paper leave it out, since it ages.
    ``relation`` is given for a code that a relative drew.
    """

    text: str = field(repr=False)
    name: str = field(repr=False)
    number_masked: str = field(repr=False)
    expires_on: date
    days_left: int
    relation: str | None = field(repr=False)
    site: str

    @property
    def file_stem(self) -> str:
        """A name for the card's file, always the same, that tells nothing of the person."""
        return f"code-{hashlib.sha256(self.text.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A page and the cards on it, in mm: ``columns`` times ``rows`` of them within ``margin``.

    ``code_room`` is the side of the square that the QR code has, its quiet zone counted.
    """

    width: float
    height: float
    margin: float
    columns: int
    rows: int
    code_room: float

    @property
    def cards(self) -> int:
        """How many cards a page has."""
        return self.columns * self.rows


class Layout(Enum):
    """The papers that codes are printed on; labels are named by their width in mm."""

    A4_ONE = "a4_one"
    A4_EIGHT = "a4_eight"
    LABEL_40 = "label_40"
    LABEL_50 = "label_50"
    LABEL_60 = "label_60"

    @property
    def paper(self) -> Paper:
        """The measures of this layout."""
        return _PAPERS[self]


# A code of up to version 21 is then at least 60 mm wide on A4, and 39 mm on a card; a usual
# person's 67 and 43. Wider ones would not fit what a gun sees at 15 cm. A label is as narrow as it
# is, so its code has the whole width; label printers need no margin but their own.
_PAPERS = {
    Layout.A4_ONE: Paper(210, 297, 12, 1, 1, 78),
    Layout.A4_EIGHT: Paper(210, 297, 10, 2, 4, 51),
    Layout.LABEL_40: Paper(40, 60, 0, 1, 1, 40),
    Layout.LABEL_50: Paper(50, 70, 0, 1, 1, 50),
    Layout.LABEL_60: Paper(60, 80, 0, 1, 1, 60),
}
