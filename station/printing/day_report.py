"""What a report of days tells, and how it may fail; without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from station.catalogue import Catalogue
from station.domain.figures import Figures
from station.errors import StationError
from station.figure_words import scope_text

SHOWN = (
    *("persons", "tubes", "handed_over", "waiting"),
    *("sealed", "boxed", "open", "out"),
    *("pool_fill", "partial", "typed_share", "refusals"),
    *("pace_median", "pace_p90"),
)
"""The figures at the report's head, in their order."""


class ReportNotSaved(StationError):
    """The place of the file cannot be written."""

    code = "report_not_saved"


class ReportNotPrinted(StationError):
    """The printer took no page."""

    code = "report_not_printed"


@dataclass(frozen=True, slots=True)
class DayReport:
    """The figures of a site; ``printed_at`` is now, aware. Times are shown in ``zone``."""

    site_name: str
    figures: Figures
    zone: ZoneInfo
    printed_at: datetime

    def title(self, words: Catalogue) -> str:
        name = "report.title" if self.figures.scope.is_day else "report.title_range"
        return f"{words.text(name)} · {scope_text(self.figures.scope, words)}"

    def moment(self, at: datetime) -> str:
        """Return a moment of the site, as 2026-11-22 18:02."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"


def report_stem(report: DayReport, words: Catalogue) -> str:
    """Return the name of the report's files, without a suffix: days and booth."""
    scope = report.figures.scope
    days = scope.first.isoformat() if scope.is_day else f"{scope.first}_{scope.last}"
    booth = "" if scope.booth is None else f"-{scope.booth:0>2}"
    return words.text("report.file", scope=f"{days}{booth}")
