"""The window's ways to the services beyond the booth: one a page, or a section of the settings."""

from __future__ import annotations

from dataclasses import dataclass

from station.ui.batches_desk import BatchesDesk
from station.ui.check_desk import CheckDesk
from station.ui.keys_desk import KeysDesk
from station.ui.lab_desk import LabDesk
from station.ui.page_desk import PageDesk


@dataclass(frozen=True, slots=True)
class Desks:
    """What has no desk has no page, and no section: see `window_parts` and `settings.sections`.

    `station.qt_keepers` makes them and those who answer.
    """

    check: CheckDesk | None = None
    keys: KeysDesk | None = None
    lab: LabDesk | None = None
    batches: BatchesDesk | None = None
    counts: PageDesk | None = None


NO_DESKS = Desks()
"""A window of the booth, the codes and the settings alone."""
