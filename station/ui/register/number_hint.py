"""The hint under a document number that is being typed. It never refuses: the rules do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from station.domain.documents import (
    Document,
    DocumentError,
    DocumentType,
    FirstGenerationCard,
    NumberMissing,
    NumberTooShort,
    normalise_number,
)
from station.ui.words import Words

if TYPE_CHECKING:
    from stdnum.numdb import NumDB


@dataclass(frozen=True, slots=True)
class Hint:
    """``tone``: muted while something is missing, ok, or bad where it cannot be right.

    ``suggestion``: the 18-digit form of a first-generation card's number, or empty.
    """

    text: str = field(repr=False)
    tone: str = "muted"
    suggestion: str = field(default="", repr=False)


def hint_for(type: DocumentType, text: str, today: date, words: Words) -> Hint:
    """Return what to say of a number as typed so far; ``today`` is the site's date."""
    if type is DocumentType.NONE:
        return Hint(words("manual.no_document"))
    number = normalise_number(text)
    told = _told(type, number)
    try:
        Document.parse(type, number, today)
    except NumberMissing:
        return Hint(words("manual.idle"))
    except NumberTooShort as error:
        return Hint(_join(words("manual.missing", count=error.params["missing"]), *told))
    except FirstGenerationCard as error:
        suggestion = error.suggestion
        return Hint(words("manual.suggestion", number=suggestion), "warn", suggestion)
    except DocumentError as error:
        return Hint(_join(words.title(error), words.next_step(error)), "bad")
    return Hint(_join(words("manual.complete"), *told), "ok")


def load_regions() -> NumDB:
    """Return the table of regions, which takes a moment the first time: call it in advance.

    The table is not the law: it lacks old and new regions, so that nothing is refused by it.
    """
    from stdnum import numdb

    return numdb.get("cn/loc")


def _told(type: DocumentType, number: str) -> list[str]:
    """What the number tells of its holder so far: region and birth date."""
    if type not in (DocumentType.RESIDENT_ID, DocumentType.FOREIGN_PR):
        return []
    told = [_region(number)] if type is DocumentType.RESIDENT_ID else []
    born = number[6:14]
    if len(born) == 8 and born.isascii() and born.isdigit():
        told.append(f"{born[:4]}-{born[4:6]}-{born[6:]}")
    return [part for part in told if part]


def _region(number: str) -> str:
    """Return the name of the region that the number begins with, as far as the table has it."""
    if len(number) < 2:
        return ""
    found = [facts for _, facts in load_regions().info(number[:6])]
    province = next((facts["province"] for facts in found if "province" in facts), "")
    county = next((facts["county"] for facts in found if "county" in facts), "")
    return province + county.split(",")[-1].rpartition("]")[2]


def _join(*parts: str) -> str:
    return " · ".join(parts)
