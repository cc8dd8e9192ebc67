"""A batch by the number that is printed on its papers."""

from __future__ import annotations

from station.domain.batch import Batch, check_batch_number
from station.domain.ports import UnitOfWork
from station.errors import StationError


class BatchUnknown(StationError):
    """There is no batch of this ``number``."""

    code = "batch_unknown"


def batch_of(unit: UnitOfWork, number: str) -> Batch:
    """Return the batch of a number. Raises `BatchNumberUnusable` or `BatchUnknown`."""
    batch = unit.batches.by_number(check_batch_number(number.strip()))
    if batch is None:
        raise BatchUnknown(number=number.strip())
    return batch
