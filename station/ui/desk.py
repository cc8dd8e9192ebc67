"""The window's way to the booth: commands go to the worker thread, reports come as signals."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from station.domain.outcome import Outcome, Refused
from station.domain.registration import WithdrawReason
from station.domain.scan import Source, View
from station.errors import StationError
from station.services.entry import TypedEntry
from station.services.export_batch import ExportBroken, Exported
from station.services.report import Report
from station.services.sign_in import SignInBroken, Tried
from station.services.use_cases import UseCases
from station.services.worker import Worker
from station.ui.clock_desk import ClockDesk

TICK_MS = 1000

Slow = TypeVar("Slow")

_log = logging.getLogger(__name__)


class Desk(QObject):
    """The booth as the window sees it. Every method returns at once.

    ``writer`` is the one worker that stores; ``reader`` exports beside it; ``pins`` tries PINs,
    which is slow; ``figures`` counts, so that no export delays the counts.
    """

    reported = Signal(object)  # Report
    counted = Signal(object)  # DayCounts
    export_progressed = Signal(int, int)  # rows written, rows in all
    exported = Signal(object)  # Exported
    export_failed = Signal(object)  # StationError

    def __init__(
        self,
        use_cases: UseCases,
        writer: Worker,
        reader: Worker,
        pins: Worker,
        figures: Worker,
    ) -> None:
        super().__init__()
        self._use_cases = use_cases
        self._writer = writer
        self._reader = reader
        self._pins = pins
        self._figures = figures
        self._cancel_export = threading.Event()
        self._counting = threading.Event()
        self.clock = ClockDesk(use_cases.clock, writer, self)
        self._timer = QTimer(self, interval=TICK_MS, timeout=self._tick)

    def start(self) -> None:
        """Report the booth as it stands and begin to watch the time."""
        self._key(self._use_cases.shifts.restore)
        self._timer.start()

    def stop(self) -> None:
        """Stop watching the time; an export under way is cancelled."""
        self._timer.stop()
        self._cancel_export.set()

    # --- the shift -----------------------------------------------------------------------------

    def sign_in(self, who: str, pin: str, sampler: str, specimen: str) -> None:
        """``who`` is a badge's text or a name. Whoever was signed in before is signed out."""
        signing = self._use_cases.signing
        self._try(who, pin, lambda tried: signing.sign_in(tried, sampler, specimen))

    def unlock(self, who: str, pin: str) -> None:
        """Another member than the one who locked takes over with the same sampler."""
        self._try(who, pin, self._use_cases.signing.unlock)

    def lock(self) -> None:
        self._key(self._use_cases.signing.lock)

    def sign_out(self) -> None:
        self._key(self._use_cases.signing.sign_out)

    def make_first_manager(self, name: str, badge: str, pin: str) -> None:
        """For a site without staff: see `BoothView.needs_first_manager`."""
        office = self._use_cases.staff
        self._aside(
            lambda: office.hashed(pin),
            lambda hashed: office.make_first_manager(name, badge, hashed),
        )

    # --- reads ---------------------------------------------------------------------------------

    def take(self, view: View) -> None:
        """A reader saw something."""
        self._writer.submit(lambda: self._use_cases.register.take(view), self._deliver_all)

    def read_failed(self, error: StationError, source: Source) -> None:
        """A reader saw something that it could not read whole."""
        self._writer.submit(lambda: self._use_cases.register.failed(error, source), self._deliver)

    def enter(self, entry: TypedEntry) -> None:
        """The manual form was sent."""
        self._writer.submit(lambda: self._use_cases.register.enter(entry), self._deliver)

    def answer(self, again: bool) -> None:
        """The open question is answered."""
        self._writer.submit(lambda: self._use_cases.register.answer(again), self._deliver)

    # --- keys ----------------------------------------------------------------------------------

    def choose_pool(self, pool_size: int) -> None:
        self._key(lambda: self._use_cases.operate.choose_pool(pool_size))

    def seal(self) -> None:
        self._key(self._use_cases.operate.seal)

    def arm_single(self) -> None:
        self._key(self._use_cases.operate.arm_single)

    def cancel(self) -> None:
        self._key(self._use_cases.operate.cancel)

    def undo(self) -> None:
        self._key(self._use_cases.operate.undo)

    def withdraw(self, registration_id: UUID, reason: WithdrawReason, swab_is_in: bool) -> None:
        self._key(lambda: self._use_cases.operate.withdraw(registration_id, reason, swab_is_in))

    def drop_tube(self) -> None:
        self._key(self._use_cases.operate.drop_tube)

    def void_tube(self, tube_id: UUID) -> None:
        self._key(lambda: self._use_cases.operate.void_tube(tube_id))

    def seal_overnight(self, tube_id: UUID) -> None:
        self._key(lambda: self._use_cases.operate.seal_overnight(tube_id))

    # --- the box -------------------------------------------------------------------------------

    def begin_boxing(self) -> None:
        self._key(self._use_cases.boxes.begin)

    def end_boxing(self) -> None:
        self._key(self._use_cases.boxes.end)

    def box(self, box_code: str, in_hand: int) -> None:
        """Seal the open batch into a box; answered by a report."""
        self._key(lambda: self._use_cases.boxes.box(box_code, in_hand))

    def box_scanned(self, box_code: str, barcodes: Sequence[str]) -> None:
        """Seal the open batch into a box: ``barcodes`` are the tubes that were scanned."""
        texts = tuple(barcodes)
        self._key(lambda: self._use_cases.boxes.box_scanned(box_code, texts))

    def export(self, number: str, folder: Path) -> None:
        """Write a batch's sheet; answered by `exported` or `export_failed`."""
        self._cancel_export.clear()
        self._reader.submit(lambda: self._export(number, folder))

    def cancel_export(self) -> None:
        self._cancel_export.set()

    # --- inside --------------------------------------------------------------------------------

    def _try(self, who: str, pin: str, settle: Callable[[Tried], Outcome]) -> None:
        self._aside(lambda: self._use_cases.signing.attempt(who, pin), settle)

    def _aside(self, work: Callable[[], Slow], settle: Callable[[Slow], Outcome]) -> None:
        """Do what is slow on the thread of PINs, and settle it as a key.

        A bug in either is a refusal too, since a dialog waits; it is told and logged on its way up.
        """

        def refuse() -> Outcome:
            return Refused(SignInBroken())

        def settled(result: Slow) -> None:
            try:
                self._report(lambda: settle(result))
            except Exception:
                self._report(refuse)
                raise

        def job() -> None:
            try:
                result = work()
            except Exception:
                self._key(refuse)
                raise
            self._writer.submit(lambda: settled(result))

        self._pins.submit(job)

    def _export(self, number: str, folder: Path) -> None:
        try:
            exported = self._use_cases.exporter.write(
                number, folder, self.export_progressed.emit, self._cancel_export
            )
        except StationError as error:
            self.export_failed.emit(error)
            return
        except Exception:
            # A bug is told and logged on its way up; the dialog must not wait for ever.
            self.export_failed.emit(ExportBroken())
            raise
        self._writer.submit(lambda: self._mark_exported(exported))

    def _mark_exported(self, exported: Exported) -> None:
        since = self._use_cases.booth.clock.monotonic()
        outcome = self._use_cases.boxes.exported(exported)
        if isinstance(outcome, Refused):
            self.export_failed.emit(outcome.error)
        else:
            self.exported.emit(exported)
        self._deliver(self._use_cases.booth.report(outcome, since))

    def _key(self, work: Callable[[], Outcome]) -> None:
        self._writer.submit(lambda: self._report(work))

    def _report(self, work: Callable[[], Outcome]) -> None:
        since = self._use_cases.booth.clock.monotonic()
        self._deliver(self._use_cases.booth.report(work(), since))

    def _deliver_all(self, reports: list[Report]) -> None:
        for report in reports:
            self._deliver(report)

    def _deliver(self, report: Report) -> None:
        self.reported.emit(report)
        self._count()

    def _count(self) -> None:
        """Count once after however many reports came meanwhile."""
        if not self._counting.is_set():
            self._counting.set()
            self._figures.submit(self._counted)

    def _counted(self) -> None:
        self._counting.clear()
        try:
            self.counted.emit(self._use_cases.counter.today())
        except StationError as error:
            _log.warning("the day was not counted: %s", error.code)

    def _tick(self) -> None:
        self._writer.submit(self._use_cases.register.tick, self._deliver_all)
