"""The sheet of command codes that lies at the table, and what may go wrong in printing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from station.domain.command import Command
from station.errors import StationError


class SheetNotSaved(StationError):
    """The file could not be written."""

    code = "sheet_not_saved"


class SheetNotPrinted(StationError):
    """The printer did not take the page."""

    code = "sheet_not_printed"


class SheetPageTooSmall(StationError):
    """The printer has no A4 page with the sheet's margins."""

    code = "sheet_page_too_small"


@dataclass(frozen=True, slots=True)
class CommandSheet:
    """What stands on the sheet: ``texts`` holds the code of each command."""

    site_name: str
    booth: str
    printed_on: date
    texts: Mapping[Command, str] = field(repr=False)
