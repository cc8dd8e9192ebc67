"""What the tests of handing over share: batches boxed and handed over without a workbook."""

from __future__ import annotations

from dataclasses import replace

from station.assembly import make_use_cases
from station.demo.site import DEMO_PIN, OPERATOR
from station.domain import outcome as out
from station.domain.batch import Batch
from station.domain.batch_view import TubeDetail
from station.pin import PinCost
from station.services.use_cases import UseCases
from tests.integration.services.driver import BoothDriver


def barcode(number: int) -> str:
    """Return the label of the driver's tube ``number``."""
    return f"{310115000000 + number}"


def detail(booth: BoothDriver, number: int) -> TubeDetail:
    return booth.uses.batches.find(barcode(number))


def fill(booth: BoothDriver, *tubes: int, persons: int = 1) -> None:
    """Seal tubes, each with ``persons`` of their own."""
    for tube in tubes:
        booth.fill(tube, range(tube * 20, tube * 20 + persons))
        if booth.session.pooled is not None:
            assert isinstance(booth.uses.operate.seal(), out.TubeSealed)


def boxed(booth: BoothDriver, tubes: int, box: str = "BX0001") -> Batch:
    outcome = booth.uses.boxes.box(box, tubes)
    assert isinstance(outcome, out.BatchBoxed), outcome
    return outcome.batch


def hand_over(booth: BoothDriver, number: str) -> Batch:
    """Mark a batch as exported in its present version, as an export does."""
    with booth.site.database.writing() as unit:
        batch = unit.batches.by_number(number)
        assert batch is not None
        at = booth.clock.now()
        tubes = list(unit.batches.sheet_tubes(batch.id))
        persons = sum(entry.tube.count for entry in tubes)
        unit.batches.add_export(batch.id, batch.version, at, "d", "s", persons, len(tubes))
        exported = batch.export(at)
        unit.batches.save(exported)
        unit.commit()
    return exported


def other_booth(booth: BoothDriver, number: str = "03") -> UseCases:
    """Return another booth's use cases over the same records, with an operator signed in."""
    settings = booth.site.settings
    theirs = replace(settings, booth=replace(settings.booth, number=number))
    uses = make_use_cases(replace(booth.site, settings=theirs), booth.clock, pin_cost=PinCost.LEAST)
    uses.shifts.restore()
    tried = uses.signing.attempt(OPERATOR.badge, DEMO_PIN)
    assert isinstance(uses.signing.sign_in(tried, "李二", "OPS"), out.SignedIn)
    return uses
