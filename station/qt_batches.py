"""What the page of batches asks for is done here: records, searches, sheets on paper, sticks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from station.domain.outcome import Outcome, Refused
from station.domain.search import FoundPage
from station.incoming.sticks import Labelled, labelled_sticks
from station.qt_answers import Answerer
from station.services.handover_sheets import HandoverSheets
from station.services.search import SearchBegun
from station.ui.batches import asks
from station.ui.batches_desk import BatchesDesk, Stick
from station.ui.language import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from station.catalogue import Catalogue
    from station.printing.handover_sheet import HandoverSheet
    from station.services.use_cases import UseCases
    from station.services.workers import Workers
    from station.settings import Settings
    from station.site import Site

LOOK_SECONDS = 1.0
_STOP_SECONDS = 2.0


class BatchesKeeper(Answerer):
    """Answers a `BatchesDesk`: lists and searches on ``figures``, what is stored on ``writer``,
    paper aside; sticks are looked for on the thread ``sticks`` while somebody watches."""

    _found = Signal(object)

    def __init__(
        self,
        desk: BatchesDesk,
        uses: UseCases,
        site: Site,
        workers: Workers,
        parent: QObject | None = None,
        *,
        sticks: Callable[[], Sequence[Labelled]] = labelled_sticks,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        super().__init__(desk, "batches", parent)
        self._uses = uses
        self._papers = HandoverSheets(site.database, uses.access, site.secrets.sheet_signer)
        self._site = site
        self._lab = site.settings.site.lab
        self._workers = workers
        self._look_for_sticks = sticks
        self._look_seconds = look_seconds
        self._watchers = 0
        self._wanted, self._end = threading.Event(), threading.Event()
        self._searching: set[threading.Event] = set()
        # A daemon: a stick that has died must not keep the console from ending.
        self._thread = threading.Thread(target=self._watch, name="sticks", daemon=True)
        batches, receipts = uses.batches, uses.receipts
        self.on_worker(
            workers.figures,
            {
                asks.ListBatches: lambda what: batches.batches(
                    what.first, what.last, after=what.after
                ),
                asks.LookBatch: lambda what: batches.batch(what.number),
                asks.ListTubes: self._tubes,
                asks.FindTube: lambda what: batches.find(what.barcode),
                asks.LookTube: lambda what: batches.tube(what.tube_id),
                asks.ListSheets: self._sheets,
                asks.ListDifferences: lambda what: batches.open_differences(),
                asks.LookOn: lambda what: self._page(what, what.begun, what.before),
            },
        )
        self.on_worker(
            workers.writer,
            {
                asks.TakeOut: lambda what: _done(batches.take_out(what.tube_id)),
                asks.PutBack: lambda what: _done(batches.put_back(what.tube_id)),
                asks.Received: self._receive,
                asks.Settle: lambda what: receipts.settle(what.receipt_id, what.reason),
            },
        )
        self.aside(
            {asks.PrintSheet: self._print, asks.SaveSheet: self._save},
            at_printer=(asks.PrintSheet,),
        )
        self.here({asks.Look: self._look})
        self._found.connect(desk.take_sticks, Qt.ConnectionType.QueuedConnection)
        desk.watching.connect(self._count_watchers)

    def start(self) -> None:
        self._thread.start()

    def apply(self, settings: Settings) -> None:
        # Read by the threads that draw.
        self._lab = settings.site.lab

    def stop(self) -> None:
        for cancel in tuple(self._searching):
            cancel.set()
        self._end.set()
        self._wanted.set()
        if self._thread.ident is not None:
            self._thread.join(_STOP_SECONDS)
        super().stop()

    # --- lists ---------------------------------------------------------------------------------

    def _tubes(self, what: asks.ListTubes) -> asks.Tubes:
        page = self._uses.batches.tubes(what.batch_id, what.after)
        opened = self._uses.batches.open_tubes() if what.is_open else []
        return asks.Tubes(page.tubes, page.after, tuple(opened))

    def _sheets(self, what: asks.ListSheets) -> asks.Sheets:
        exports = self._uses.batches.exports(what.number)
        return asks.Sheets(what.number, tuple(exports), tuple(self._uses.receipts.of(what.number)))

    def _receive(self, what: asks.Received) -> object:
        if what.count is None:
            return self._uses.receipts.scanned(what.number, what.barcodes)
        return self._uses.receipts.counted(what.number, what.count)

    # --- searching -----------------------------------------------------------------------------

    def _look(self, what: asks.Look) -> None:
        """Begin on the writer, which notes it in the trail; read on the thread for figures."""

        def begin() -> None:
            with self.telling(what):
                begun = self._uses.search.begin(what.wishes)
                self._workers.figures.submit(
                    lambda: self.answer(what, lambda: self._page(what, begun, None))
                )

        self._workers.writer.submit(begin)

    def _page(
        self, what: asks.Look | asks.LookOn, begun: SearchBegun, before: FoundPage | None
    ) -> asks.Looked:
        self._searching.add(what.cancel)
        if self._end.is_set():
            what.cancel.set()
        try:
            page = self._uses.search.page(
                begun,
                before,
                lambda done, total: self.tell_progress(what, done, total),
                what.cancel,
            )
        finally:
            self._searching.discard(what.cancel)
        return asks.Looked(begun, page)

    # --- paper ---------------------------------------------------------------------------------

    def _paper(self, number: str) -> HandoverSheet:
        from station.printing.handover_sheet import HandoverSheet

        facts = self._papers.of(number)
        return HandoverSheet(
            handover=facts.handover,
            code=facts.code,
            kid=facts.kid,
            site=facts.site_name or self._site.settings.site.name,
            booth=facts.batch.booth,
            lab=self._lab,
            day=facts.batch.day,
            zone=self._site.zone,
            by_pool_size=facts.by_pool_size,
            short=facts.short,
        )

    def _print(self, what: asks.PrintSheet) -> None:
        from station.printing.qt_handover_sheet import print_handover

        print_handover(what.printer, self._paper(what.batch.batch.number), _both(what.language))

    def _save(self, what: asks.SaveSheet) -> Path:
        # Only who wants paper waits for what draws it.
        from station.printing.qt_handover_sheet import save_handover_pdf

        paper = self._paper(what.batch.batch.number)
        save_handover_pdf(what.path, paper, _both(what.language))
        return what.path

    # --- sticks --------------------------------------------------------------------------------

    @Slot(bool)
    def _count_watchers(self, wanted: bool) -> None:
        self._watchers = max(0, self._watchers + (1 if wanted else -1))
        if self._watchers:
            self._wanted.set()
        elif not self._end.is_set():
            self._wanted.clear()

    def _watch(self) -> None:
        while True:
            self._wanted.wait()
            if self._end.is_set():
                return
            sticks = tuple(Stick(each.folder, each.label) for each in self._look_for_sticks())
            self._found.emit(sticks)
            self._end.wait(self._look_seconds)


def _both(language: str) -> tuple[Catalogue, ...]:
    """Return the words of both languages, those of ``language`` first."""
    other = "en" if language == "zh_CN" else "zh_CN"
    return load_catalogue(language), load_catalogue(other)


def _done(outcome: Outcome) -> Outcome:
    """Return an outcome; raise the fault of one that refuses."""
    if isinstance(outcome, Refused):
        raise outcome.error
    return outcome
