"""Walking the audit trail: every line must be as it was written, and where it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from station.domain.audit import EMPTY_TRAIL, AuditHead, AuditKind, AuditLine, AuditUnreadable
from station.domain.staff_ports import AuditTrail
from station.errors import StationError
from station.services.sheet_chain import SheetChain

_BEFORE_ALL = -(2**62)


class AuditLineAltered(StationError):
    """Line ``number`` is not as it was written, or was written elsewhere."""

    code = "audit_line_altered"


class AuditLineRemoved(StationError):
    """Line ``number`` is not there, though later ones are."""

    code = "audit_line_removed"


class AuditBeginningGone(StationError):
    """The lines that this booth's trail began with are not there: cut off whole, whatever was
    written since."""

    code = "audit_beginning_gone"


class AuditTailCut(StationError):
    """The trail ends before line ``number``, which was there when the sheet ``file`` was made."""

    code = "audit_tail_cut"


class AuditTailReplaced(StationError):
    """Line ``number`` is another than when the sheet ``file`` was made: the lines from there on,
    or some before, were cut off and others written. Or the sheet is another booth's."""

    code = "audit_tail_replaced"


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """What a walk found: the head after the last good line, and what is wrong.

    After a ``fault`` in the trail itself the lines behind it, and the sheets that name them, were
    not looked at. ``sheets`` has a fault, or None, for each sheet that was.
    """

    head: AuditHead
    fault: StationError | None
    sheets: dict[SheetChain, StationError | None]

    @property
    def faults(self) -> list[StationError]:
        found = [fault for fault in self.sheets.values() if fault is not None]
        return found if self.fault is None else [self.fault, *found]


def check_trail(
    trail: AuditTrail, sheets: Sequence[SheetChain] = (), *, staffed: bool
) -> TrailCheck:
    """Walk ``trail`` from its first line, holding one at a time; compare it with ``sheets``.

    ``staffed``: the site has staff on record. A trail begins as the site is founded or joined; in
    a database from before there were trails, with whatever nobody in particular did until its
    first member of staff was made, which is a line as well. So where there is staff a trail
    without either is not whole, be it empty or begun anew. Raises a fault of the storage.
    """
    waiting = sorted(sheets, key=lambda sheet: sheet.head.length)
    judged: dict[SheetChain, StationError | None] = {}
    head: AuditHead = EMPTY_TRAIL
    fault: StationError | None = None
    begun = gone = False

    def judge(head: AuditHead) -> None:
        while waiting and waiting[0].head.length == head.length:
            sheet = waiting.pop(0)
            same = sheet.head.seal == head.seal
            judged[sheet] = None if same else AuditTailReplaced(number=head.length, file=sheet.file)

    judge(head)
    try:
        for line in trail.lines(after=_BEFORE_ALL):
            wanted = head.length + 1
            if line.number > wanted:
                fault = AuditLineRemoved(number=wanted)
            elif line.number < wanted or line.seal != trail.expected_seal(line, head.seal):
                fault = AuditLineAltered(number=line.number)
            if fault is not None:
                break
            head = AuditHead(line.number, line.seal)
            begun = begun or _begins(line)
            gone = gone or (not begun and line.event.actor is not None)
            judge(head)
    except AuditUnreadable as error:
        fault = AuditLineAltered(**error.params)
    if fault is None:
        for sheet in waiting:
            judged[sheet] = AuditTailCut(number=head.length + 1, file=sheet.file)
        if gone or (staffed and not begun):
            fault = AuditBeginningGone()
    return TrailCheck(head, fault, judged)


def _begins(line: AuditLine) -> bool:
    event = line.event
    if event.kind in (AuditKind.SITE_FOUNDED, AuditKind.SITE_JOINED):
        return line.number == 1
    # With nobody on the staff, nobody is signed in who could add to it.
    return event.kind is AuditKind.STAFF_CHANGED and event.actor is None
