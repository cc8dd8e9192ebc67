"""The desks of the window's pages beyond the booth, and who answers at each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from station.qt_answers import Answerer
from station.qt_batches import BatchesKeeper
from station.qt_check import CheckKeeper
from station.qt_counts import CountsKeeper
from station.qt_keys import KeysKeeper
from station.qt_lab import LabKeeper
from station.services.workers import Workers
from station.ui.batches_desk import BatchesDesk
from station.ui.check_desk import CheckDesk
from station.ui.desks import Desks
from station.ui.keys_desk import KeysDesk
from station.ui.lab_desk import LabDesk
from station.ui.page_desk import PageDesk

if TYPE_CHECKING:
    from station.services.use_cases import UseCases
    from station.site import Site


def make_desks(parent: QObject) -> Desks:
    """Return the desks of all pages and sections."""
    return Desks(
        check=CheckDesk(parent),
        keys=KeysDesk(parent),
        lab=LabDesk(parent),
        batches=BatchesDesk(parent),
        counts=PageDesk(parent),
    )


def make_keepers(
    desks: Desks, site: Site, uses: UseCases, workers: Workers, parent: QObject
) -> tuple[Answerer, ...]:
    """Return those who answer at ``desks``; the console starts and stops them."""
    keepers: list[Answerer] = []
    if desks.check is not None:
        services = (uses.checks, site.trust, uses.access)
        keepers.append(CheckKeeper(desks.check, *services, workers.writer, parent))
    if desks.keys is not None:
        keepers.append(KeysKeeper(desks.keys, site, uses, workers.writer, parent))
    if desks.lab is not None:
        keepers.append(LabKeeper(desks.lab, uses.lab, workers.writer, parent))
    if desks.batches is not None:
        keepers.append(BatchesKeeper(desks.batches, uses, site, workers, parent))
    if desks.counts is not None:
        keepers.append(CountsKeeper(desks.counts, uses.counts, workers.figures, parent))
    return tuple(keepers)
