"""What the page of batches asks for as somebody chooses there, and where the answers are shown."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from station.domain.batch import BatchStatus
from station.domain.batch_view import BatchLine, BatchPage, BatchPosition, TubeDetail, TubeLine
from station.domain.search import Found
from station.errors import StationError
from station.ui.batches import asks
from station.ui.batches.batch_list import BatchList
from station.ui.batches.handover_card import HandoverCard
from station.ui.batches.page_entry import BATCHES, EXPORTED, MOVABLE
from station.ui.batches.sheets_card import SheetsCard
from station.ui.batches.tubes_card import TubesCard
from station.ui.batches_desk import BatchesDesk
from station.ui.result_shown import Sound
from station.ui.window_part import PartFacts
from station.ui.words import Words


class BatchesFlow(QObject):
    """Between ``desk`` and the page's cards. ``may_look``: who is here may see batches."""

    def __init__(
        self,
        desk: BatchesDesk,
        made: PartFacts,
        batches: BatchList,
        tubes: TubesCard,
        handover: HandoverCard,
        sheets: SheetsCard,
    ) -> None:
        super().__init__(batches)
        self._desk = desk
        self._made = made
        self._words = made.words
        self._batches, self._tubes = batches, tubes
        self._handover, self._sheets = handover, sheets
        self.may_look = False
        self._after: BatchPosition | None = None
        self._tubes_after: int | None = None
        self._days = 7
        self._want_tube: UUID | None = None
        batches.chosen.connect(self._choose_batch)
        batches.days_chosen.connect(self._choose_days)
        batches.more_asked.connect(self._ask_more_batches)
        tubes.find_asked.connect(self.find)
        tubes.tube_chosen.connect(self._choose_tube)
        tubes.more_asked.connect(self._ask_more_tubes)
        desk.answered.connect(self._take)
        desk.failed.connect(self._fail)

    def set_words(self, words: Words) -> None:
        self._words = words

    def forget(self) -> None:
        """Nobody is shown any more, and no answer is waited for."""
        self._desk.forget()
        self._want_tube = None

    def show_may_look(self, may: bool) -> None:
        """Whether who is here may see batches; what differs is counted on the rail."""
        self.may_look = may
        if may:
            self._desk.ask(asks.ListDifferences())
        else:
            self._made.around.counted.emit(BATCHES, 0)

    @Slot()
    def refresh(self) -> None:
        """Read anew what is shown; what is chosen stays so."""
        if not self.may_look:
            return
        today = self._words.day(self._made.facts.now())
        first = today - timedelta(days=self._days - 1)
        self._desk.forget(asks.ListBatches)
        self._desk.ask(asks.ListBatches(first, today + timedelta(days=1)))
        self._desk.ask(asks.ListDifferences())

    @Slot(str)
    def find(self, barcode: str) -> None:
        self._desk.forget(asks.FindTube)
        self._desk.ask(asks.FindTube(barcode))

    # --- choosing ------------------------------------------------------------------------------

    @Slot(object)
    def _choose_batch(self, line: BatchLine | None) -> None:
        self._tubes.show_batch(line)
        self._handover.show_batch(line)
        self._desk.forget(asks.ListTubes, asks.ListSheets)
        self._tubes_after = None
        self._made.around.key_shown.emit(EXPORTED, self._handover.was_exported)
        if line is None:
            self._sheets.show_sheets(())
            return
        is_open = line.batch.status is BatchStatus.OPEN
        self._desk.ask(asks.ListTubes(line.batch.id, is_open))
        self._desk.ask(asks.ListSheets(line.batch.number))

    @Slot(object)
    def _choose_tube(self, tube: TubeLine | None) -> None:
        self._made.around.key_shown.emit(MOVABLE, self._tubes.can_move)
        self._desk.forget(asks.LookTube)
        if tube is not None:
            self._desk.ask(asks.LookTube(tube.id))

    @Slot(int)
    def _choose_days(self, days: int) -> None:
        self._days = days
        self.refresh()

    @Slot()
    def _ask_more_batches(self) -> None:
        if self._after is not None and not self._desk.is_waiting_for(asks.ListBatches):
            today = self._words.day(self._made.facts.now())
            first = today - timedelta(days=self._days - 1)
            self._desk.ask(asks.ListBatches(first, today + timedelta(days=1), self._after))

    @Slot()
    def _ask_more_tubes(self) -> None:
        line = self._batches.present
        waits = self._desk.is_waiting_for(asks.ListTubes)
        if line is not None and self._tubes_after is not None and not waits:
            self._desk.ask(asks.ListTubes(line.batch.id, False, self._tubes_after))

    @Slot(object)
    def show_found(self, found: Found) -> None:
        """Show the tube of a search's result."""
        self._tubes.find.setText(found.barcode.text)
        self.find(found.barcode.text)

    def _show_tube(self, detail: TubeDetail) -> None:
        """Bring a tube into view, with its batch."""
        tube = detail.tube
        self._want_tube = tube.id
        present = self._batches.present
        if self._tubes.choose(tube.id):
            self._want_tube = None
            self._tubes.show_detail(detail)
        elif tube.batch_number is None:
            opened = [
                each for each in self._batches.model.rows if each.batch.status.value == "open"
            ]
            if opened:
                self._bring_batch(opened[0].batch.number)
        elif present is None or present.batch.number != tube.batch_number:
            self._bring_batch(tube.batch_number)
        else:
            self._desk.ask(asks.ListTubes(present.batch.id, False, tube.seq - 1))
        where = self._words("batches.found", tube=tube.barcode.grouped, number=tube.batch_number)
        if tube.batch_number is None:
            where = self._words("batches.found_open", tube=tube.barcode.grouped)
        self._tubes.note.show_text(where, "ok")

    def _bring_batch(self, number: str) -> None:
        row = self._batches.model.row_of(number)
        if row is None:
            self._desk.ask(asks.LookBatch(number))
        else:
            self._batches.show_batches(tuple(self._batches.model.rows), number)

    # --- answers -------------------------------------------------------------------------------

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        match what, answer:
            case asks.ListBatches(after=after), BatchPage(batches, following):
                self._after = following
                before = self._batches.model.rows if after is not None else ()
                self._batches.show_batches((*before, *batches))
            case asks.LookBatch(), BatchLine() as line:
                rest = [x for x in self._batches.model.rows if x.batch.id != line.batch.id]
                self._batches.show_batches((*rest, line), line.batch.number)
            case asks.ListTubes(after=after), asks.Tubes() as tubes:
                self._take_tubes(tubes, after is not None)
            case (asks.FindTube(), TubeDetail() as detail):
                self._show_tube(detail)
            case (asks.LookTube(), TubeDetail() as detail):
                self._tubes.show_detail(detail)
            case asks.ListSheets(), asks.Sheets() as sheets:
                self._sheets.show_sheets(sheets.exports)
            case asks.ListDifferences(), list():
                self._made.around.counted.emit(BATCHES, len(answer))
            case ((asks.TakeOut() | asks.PutBack()), _):
                key = "taken_out" if isinstance(what, asks.TakeOut) else "was_put_back"
                self._tubes.note.show_text(self._words(f"batches.{key}"), "ok")
                self.refresh()
            case ((asks.Received() | asks.Settle()), _):
                self.refresh()
            case asks.PrintSheet(), _:
                self._handover.note.show_text(self._words("handover.printed"), "ok")
            case asks.SaveSheet(path=path), _:
                self._handover.note.show_text(self._words("handover.saved", name=path.name), "ok")

    def _take_tubes(self, shown: asks.Tubes, more: bool) -> None:
        known = {tube.id for tube in self._tubes.tubes.rows} if more else set()
        fresh = tuple(tube for tube in shown.tubes if tube.id not in known)
        self._tubes_after = shown.after
        self._tubes.show_tubes(asks.Tubes(fresh, shown.after, shown.open_tubes), more)
        if not more:
            self._handover.show_batch(self._batches.present, len(shown.open_tubes))
        if self._want_tube is not None and self._tubes.choose(self._want_tube):
            self._want_tube = None
        elif not more and self._tubes.present is not None:
            self._desk.ask(asks.LookTube(self._tubes.present.id))
        self._made.around.key_shown.emit(MOVABLE, self._tubes.can_move)

    @Slot(object, object)
    def _fail(self, what: object, error: StationError) -> None:
        if isinstance(what, (asks.PrintSheet, asks.SaveSheet)):
            self._handover.note.show_error(error, self._words)
        elif isinstance(what, (asks.Received, asks.Settle, asks.Look, asks.LookOn)):
            return  # told by their dialogs
        else:
            self._tubes.note.show_error(error, self._words)
            if isinstance(what, (asks.FindTube, asks.TakeOut, asks.PutBack)):
                self._made.around.sounded.emit(Sound.REFUSED)
