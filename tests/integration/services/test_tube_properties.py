"""Tubes of two booths moved, boxed and withdrawn in any order: none is lost, none counted twice."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from station.domain import outcome as out
from station.domain.batch import BatchStatus
from station.domain.documents import DocumentType
from station.domain.registration import WithdrawReason
from station.domain.scan import Scan, Source, Symbology, View
from station.domain.tube import TubeStatus
from station.paths import DataFolder
from station.services.entry import TypedEntry
from station.settings import Settings
from tests.conftest import FakeClock
from tests.integration.services.driver import BoothDriver
from tests.integration.services.handing import barcode, hand_over, other_booth

BOOTHS = st.sampled_from(["02", "03"])
WHICH = st.integers(0, 8)
START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@cache
def founded() -> Path:
    """A site that was founded once, to be copied: founding one takes most of the time."""
    folder = Path(tempfile.mkdtemp(prefix="station-founded-"))
    BoothDriver(DataFolder(folder / "data"), FakeClock(START), Settings()).close()
    return folder / "data"


def teardown_module() -> None:
    shutil.rmtree(founded().parent)
    founded.cache_clear()


class Moved(RuleBasedStateMachine):
    """Keeps what should be so beside what the records say."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="station-moved-"))
        shutil.copytree(founded(), self.folder / "data")
        clock = FakeClock(START)
        self.driver = BoothDriver(DataFolder(self.folder / "data"), clock, Settings()).sign_in()
        self.uses = {"02": self.driver.uses, "03": other_booth(self.driver, "03")}
        self.made = 0
        self.booth_of: dict[str, str] = {}
        self.is_out: set[str] = set()
        self.box_of: dict[str, str] = {}
        self.void: set[str] = set()

    def teardown(self) -> None:
        self.driver.close()
        shutil.rmtree(self.folder)

    # --- what is done --------------------------------------------------------------------------

    @rule(booth=BOOTHS, persons=st.integers(1, 2))
    def seal_a_tube(self, booth, persons):
        uses, number = self.uses[booth], barcode(self.made)
        self.driver.clock.advance(3)
        at = self.driver.clock.monotonic()
        scan = Scan(number, Symbology.UNKNOWN, Source.GUN, at)
        uses.register.take(View((scan,), Source.GUN, at))
        for person in range(persons):
            name = f"{self.made}-{person}"
            entry = TypedEntry(DocumentType.NONE, "", name, "13900000001", "lost")
            assert isinstance(uses.register.enter(entry).outcome, out.Registered)
        assert isinstance(uses.operate.seal(), out.TubeSealed)
        self.booth_of[number] = booth
        self.made += 1

    @rule(booth=BOOTHS, which=WHICH)
    def take_out(self, booth, which):
        for tube in self.chosen(which):
            outcome = self.uses[booth].batches.take_out(self.id_of(tube))
            may = tube in self.in_hand(booth)
            assert isinstance(outcome, out.TubeTakenOut) == may, outcome
            if may:
                self.is_out.add(tube)

    @rule(booth=BOOTHS, which=WHICH)
    def put_back(self, booth, which):
        for tube in self.chosen(which):
            outcome = self.uses[booth].batches.put_back(self.id_of(tube))
            may = tube in self.is_out and self.booth_of[tube] == booth
            assert isinstance(outcome, out.TubePutBack) == may, outcome
            if may:
                self.is_out.discard(tube)

    @rule(booth=BOOTHS, counted=st.integers(-1, 1), scans=st.booleans())
    def box(self, booth, counted, scans):
        """Box what is in the hand, or one tube too few or too many."""
        held = sorted(self.in_hand(booth))
        code = f"BX{len(set(self.box_of.values())):04}"
        boxes = self.uses[booth].boxes
        if scans:
            scanned = held[:counted] if counted < 0 else held + ["X-99"] * counted
            outcome = boxes.box_scanned(code, scanned)
        else:
            outcome = boxes.box(code, max(0, len(held) + counted))
        assert isinstance(outcome, out.BatchBoxed) == (bool(held) and counted == 0), outcome
        if isinstance(outcome, out.BatchBoxed):
            in_batch = self.void_in_batch(booth)
            self.box_of |= dict.fromkeys([*held, *in_batch], outcome.batch.number)

    @rule(number=st.integers(0, 30))
    def hand_over(self, number):
        boxed = sorted(set(self.box_of.values()))
        for chosen in boxed[number : number + 1]:
            hand_over(self.driver, chosen)

    @rule(which=WHICH)
    def withdraw(self, which):
        for tube in self.chosen(which):
            uses = self.uses[self.booth_of[tube]]
            persons = uses.batches.find(tube).persons
            in_force = [line for line in persons if line.withdrawn_at is None]
            for line in in_force[:1]:
                reason = WithdrawReason.WRONG_PERSON
                outcome = uses.operate.withdraw(line.registration_id, reason, False)
                assert isinstance(outcome, out.RegistrationUndone)
                if len(in_force) == 1:
                    self.void.add(tube)

    @rule()
    def restart(self):
        self.driver.close()
        clock = self.driver.clock
        self.driver = BoothDriver(self.driver.folder, clock, Settings()).sign_in()
        self.uses = {"02": self.driver.uses, "03": other_booth(self.driver, "03")}

    # --- what holds ----------------------------------------------------------------------------

    @invariant()
    def each_tube_is_where_it_was_put(self):
        for number in self.booth_of:
            tube = self.uses["03"].batches.find(number).tube
            assert (tube.taken_out_at is not None) == (number in self.is_out)
            assert (tube.status is TubeStatus.VOID) == (number in self.void)
            boxed = self.box_of.get(number)
            if boxed is None:
                assert tube.batch_status is BatchStatus.OPEN
            else:
                assert (tube.batch_number, number in self.is_out) == (boxed, False)

    @invariant()
    def sheets_hold_what_was_boxed_and_nothing_else(self):
        with self.driver.site.database.reading() as unit:
            for boxed in set(self.box_of.values()):
                batch = unit.batches.by_number(boxed)
                tubes = {entry.tube.barcode.text for entry in unit.batches.sheet_tubes(batch.id)}
                assert tubes == {one for one, number in self.box_of.items() if number == boxed}
                persons = {
                    entry.tube.barcode.text for entry in unit.batches.sheet_persons(batch.id)
                }
                assert persons == tubes - self.void

    @invariant()
    def the_counts_in_hand_agree(self):
        for booth, uses in self.uses.items():
            held = self.in_hand(booth)
            assert uses.booth.view().batch_tubes == len(held)
            batch = uses.batches.open_batch()
            if batch is None:
                assert held == set()
                continue
            out_here = {tube for tube in self.is_out if self.booth_of[tube] == booth}
            assert (batch.tubes, batch.out) == (len(held), len(out_here))
            assert {line.barcode.text for line in uses.batches.taken_out()} == out_here

    # --- inside --------------------------------------------------------------------------------

    def chosen(self, which: int) -> list[str]:
        return sorted(self.booth_of)[which : which + 1]

    def id_of(self, number: str):
        return self.uses["02"].batches.find(number).tube.id

    def in_hand(self, booth: str) -> set[str]:
        gone = self.is_out | self.void | self.box_of.keys()
        return {tube for tube, at in self.booth_of.items() if at == booth} - gone

    def void_in_batch(self, booth: str) -> set[str]:
        here = {tube for tube in self.void if self.booth_of[tube] == booth}
        return here - self.is_out - self.box_of.keys()


TestMoved = Moved.TestCase
TestMoved.settings = settings(max_examples=12, stateful_step_count=25)
