"""What stands on the hand-over sheet of a batch: the figures of its latest sheet, signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC

from station.credential.handover import Handover, handover_text
from station.credential.keys import SheetKey
from station.domain.batch import Batch
from station.domain.ports import Storage
from station.domain.receipt import BatchNotHandedOver
from station.domain.staff import Permission
from station.domain.tube import TubeStatus
from station.services.access import Access
from station.services.find_batch import batch_of


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """``code`` is the signed text of ``handover``, by the key of ``kid``: byte for byte the one on
    the cover of the package. ``by_pool_size`` counts tubes, void ones left out; ``short`` are the
    barcodes of those that are not full."""

    batch: Batch
    handover: Handover
    code: str = field(repr=False)
    kid: bytes
    site_name: str | None
    by_pool_size: Mapping[int, int]
    short: tuple[str, ...]


class HandoverSheets:
    """Makes them for who may export; on any thread."""

    def __init__(self, storage: Storage, access: Access, key: SheetKey) -> None:
        self._storage = storage
        self._access = access
        self._key = key

    def of(self, number: str) -> HandoverFacts:
        """Return the facts of the batch's latest sheet that was handed over.

        Raises what `Access.need` raises, `BatchNumberUnusable`, `BatchUnknown`,
        `BatchNotHandedOver`, or a fault of the storage.
        """
        self._access.need(Permission.EXPORT)
        with self._storage.reading() as unit:
            batch = batch_of(unit, number)
            exports = unit.batches.exports(batch.id)
            if not exports:
                raise BatchNotHandedOver(number=number)
            record = exports[-1]
            tubes = [
                entry.tube
                for entry in unit.batches.sheet_tubes(batch.id, record.version)
                if entry.tube.status is not TubeStatus.VOID
            ]
        handover = Handover(
            batch=batch.number,
            version=record.version,
            persons=record.persons,
            tubes=record.tubes,
            digest=bytes.fromhex(record.digest),
            box=record.box_code or batch.box_code or "",
            issued_at=record.at.astimezone(UTC).replace(microsecond=0),
        )
        return HandoverFacts(
            batch,
            handover,
            handover_text(handover, self._key),
            self._key.kid,
            record.site_name,
            Counter(tube.pool_size for tube in tubes),
            tuple(tube.barcode.text for tube in tubes if tube.count < tube.pool_size),
        )
