"""Which rows a portion of the records holds: the one place that counts and lists ask."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from station.domain.portion import WAITING, Counted, Portion, Stage
from station.storage.local_hours import LocalHours
from station.storage.tables import batch, refusal, registration, tube

Conditions = list[ColumnElement[bool]]

IN_FORCE = registration.c.withdrawn_at.is_(None)
_SEALED = tube.c.status == "sealed"
_IN_BATCH = and_(_SEALED, tube.c.taken_out_at.is_(None))
_EXPORTED = batch.c.exported_at.is_not(None)

STAGES: dict[Stage, ColumnElement[bool]] = {
    Stage.OPEN: tube.c.status == "open",
    Stage.OUT: and_(_SEALED, tube.c.taken_out_at.is_not(None)),
    Stage.HANDED_OVER: and_(_IN_BATCH, _EXPORTED),
    Stage.SEALED: and_(_IN_BATCH, ~_EXPORTED, batch.c.status == "open"),
    Stage.BOXED: and_(_IN_BATCH, ~_EXPORTED, batch.c.status != "open"),
}
"""Each tube that counts is in one of them; the rows have to be joined with their batch's."""

STAGE = case(*((condition, stage.value) for stage, condition in STAGES.items())).label("stage")
HELD = (
    select(func.count())
    .where(registration.c.tube_id == tube.c.id, IN_FORCE)
    .correlate(tube)
    .scalar_subquery()
    .label("held")
)
"""The persons in a tube."""


def lacks_persons(
    is_sealed: ColumnElement[bool], held: ColumnElement[int], pool_size: ColumnElement[int]
) -> ColumnElement[bool]:
    """Return whether a tube is sealed with fewer persons than it has places."""
    return and_(is_sealed, held < pool_size)


PARTIAL = lacks_persons(_SEALED, HELD.element, tube.c.pool_size)


def conditions(portion: Portion, hours: LocalHours, booths: Sequence[str]) -> Conditions:
    """Return what a row of the portion's table fulfils; ``booths`` are all there are.

    ``hours`` are those of the portion's scope. Tubes have to be joined with their batches.
    """
    scope = portion.scope
    at_booths = [scope.booth] if scope.booth is not None else list(booths)
    if portion.of is Counted.PERSONS:
        return _persons(portion, hours, at_booths)
    if portion.of is Counted.TUBES:
        return _tubes(portion, hours, at_booths)
    found: Conditions = [
        refusal.c.booth.in_(at_booths),
        refusal.c.at >= hours.begin,
        refusal.c.at < hours.end,
    ]
    if portion.hour is not None:
        found.append(hours.hour(refusal.c.at) == portion.hour)
    if portion.reason is not None:
        found.append(refusal.c.reason == portion.reason)
    return found


def _persons(portion: Portion, hours: LocalHours, booths: list[str]) -> Conditions:
    scope = portion.scope
    found: Conditions = [IN_FORCE, registration.c.day.between(scope.first, scope.last)]
    if scope.booth is not None:
        found.append(registration.c.booth.in_(booths))
    if portion.hour is not None:
        found.append(hours.hour(registration.c.registered_at) == portion.hour)
    if portion.modes:
        found.append(registration.c.entry_mode.in_(sorted(each.value for each in portion.modes)))
    if portion.paced:
        found.append(registration.c.pace.is_not(None))
    return found


def _tubes(portion: Portion, hours: LocalHours, booths: list[str]) -> Conditions:
    stages = portion.stages
    found: Conditions = [tube.c.booth.in_(booths), tube.c.opened_at < hours.end]
    if not portion.earlier:
        found.append(tube.c.opened_at >= hours.begin)
    if portion.hour is not None:
        found.append(hours.hour(tube.c.opened_at) == portion.hour)
    if portion.pool_size is not None:
        found.append(tube.c.pool_size == portion.pool_size)
    if portion.partial:
        found.append(PARTIAL)
    if stages:
        found.append(or_(*(STAGES[stage] for stage in Stage if stage in stages)))
        if stages <= WAITING:
            # Said once more in a way that finds the few batches that are still here.
            here = select(batch.c.id).where(batch.c.exported_at.is_(None))
            found.append(tube.c.batch_id.in_(here))
    else:
        found.append(tube.c.status.in_(("open", "sealed")))
    return found
