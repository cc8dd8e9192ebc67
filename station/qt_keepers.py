"""The desks of the window's pages beyond the booth, and who answers at each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from station.qt_answers import Answerer
from station.qt_check import CheckKeeper
from station.qt_keys import KeysKeeper
from station.qt_lab import LabKeeper
from station.qt_batches import BatchesKeeper
from station.services.worker import Worker
from station.ui.check_desk import CheckDesk
from station.ui.batches_desk import BatchesDesk
from station.ui.desks import Desks
from station.ui.keys_desk import KeysDesk
from station.ui.lab_desk import LabDesk

if TYPE_CHECKING:
    from collections.abc import Callable

    from station.services.use_cases import UseCases
    from station.site import Site


@dataclass(frozen=True, slots=True)
class Workers:
    """The threads of a running console: see "Threads" in ARCHITECTURE.md."""

    on_bug: Callable[[BaseException], None]
    writer: Worker = field(init=False)
    reader: Worker = field(init=False)
    figures: Worker = field(init=False)
    pins: Worker = field(init=False)

    def __post_init__(self) -> None:
        for name in ("writer", "reader", "figures", "pins"):
            object.__setattr__(self, name, Worker(name, self.on_bug))

    def start(self) -> None:
        for worker in (self.writer, self.reader, self.figures, self.pins):
            worker.start()

    def stop(self) -> None:
        """Finish what was asked; the writer ends last, since the others hand it work."""
        for worker in (self.pins, self.figures, self.reader, self.writer):
            worker.stop()


def make_desks(parent: QObject) -> Desks:
    """Return the desks of all pages and sections."""
    return Desks(
        check=CheckDesk(parent),
        keys=KeysDesk(parent),
        lab=LabDesk(parent),
        batches=BatchesDesk(parent),
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
    return tuple(keepers)
