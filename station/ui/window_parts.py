"""The pages that the window makes from its desks, and the order of all in the rail."""

from __future__ import annotations

from collections.abc import Iterable

from station.ui.batches.batches_page import BatchesPage
from station.ui.check.check_page import CheckPage
from station.ui.counts.counts_page import CountsPage
from station.ui.desks import Desks
from station.ui.window_page import WindowPage
from station.ui.window_part import PartFacts, WindowPart

ORDER = ("register", "batches", "counts", "codes", "check", "settings", "home")


def make_parts(desks: Desks, made: PartFacts) -> tuple[WindowPart, ...]:
    """Return the pages of the desks that there are."""
    parts: list[WindowPart] = []
    if desks.check is not None:
        parts.append(CheckPage(desks.check, made))
    if desks.batches is not None:
        parts.append(BatchesPage(desks.batches, made))
    if desks.counts is not None:
        parts.append(CountsPage(desks.counts, made))
    return tuple(parts)


def in_order(pages: Iterable[WindowPage]) -> list[WindowPage]:
    """Return the pages as they stand in the rail."""
    return sorted(pages, key=lambda page: ORDER.index(page.name))
