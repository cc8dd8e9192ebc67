"""The one pass over a batch's records: each row goes to all who take rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from station.domain.sheet import SheetPerson
from station.export.faults import ExportCountsDiffer
from station.export.progress import Step, Watch
from station.export.rows import BatchSheet, Tally, person_row, tube_row
from station.export.sink import Sink


def pass_rows(sheet: BatchSheet, sinks: Sequence[Sink], watch: Watch) -> Tally:
    """Give each person's row and then their tube's to ``sinks``, tube by tube; return the counts.

    Raises `ExportCountsDiffer`, `ExportCancelled` and whatever the sinks or the records raise.
    """
    batch, site, tally = sheet.batch, sheet.site, Tally()
    persons = _Ahead(iter(sheet.persons))
    for tube in sheet.tubes:
        while (person := persons.next) is not None and person.tube.id == tube.tube.id:
            persons.go_on()
            tally.add_person()
            row = person_row(tally.persons, person, batch, site)
            for sink in sinks:
                sink.person(row)
            watch.row(Step.WRITING)
        tally.add_tube(tube.tube)
        row = tube_row(tube, batch, site)
        for sink in sinks:
            sink.tube(row)
        watch.row(Step.WRITING)
    left = 0
    while persons.next is not None:
        left += 1
        persons.go_on()
    if tally.persons + left != tally.persons_in_tubes or left:
        raise ExportCountsDiffer(persons=tally.persons + left, in_tubes=tally.persons_in_tubes)
    watch.finish(Step.WRITING)
    return tally


class _Ahead:
    """A stream of persons, of which the next one is seen before it is taken."""

    def __init__(self, persons: Iterator[SheetPerson]) -> None:
        self._persons = persons
        self.next: SheetPerson | None = next(persons, None)

    def go_on(self) -> None:
        self.next = next(self._persons, None)
