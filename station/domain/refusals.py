"""What the booth's rules refuse. One class per reason; none holds anything personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from station.domain.documents import Document
from station.domain.tube import TubeBarcode, TubeStatus
from station.errors import StationError


class StateRefusal(StationError):
    """Refused by the present state, not by what was read: the same read may do later."""

    code = "state_refusal"


class QuestionOpen(StateRefusal):
    """A question waits for its answer."""

    code = "question_open"


class TubeStillOpen(StateRefusal):
    """A pooled tube is open; it has to be sealed before another opens. ``barcode`` is its own."""

    code = "tube_still_open"


class SingleTubeOpen(StateRefusal):
    """The single tube is open and waits for its person. ``barcode`` is its own."""

    code = "single_tube_open"


class PersonWaiting(StateRefusal):
    """A person waits for a tube; another cannot be read before."""

    code = "person_waiting"


class OvernightTubes(StateRefusal):
    """Tubes of an earlier day are open. ``count`` of them."""

    code = "overnight_tubes"


class BoxingOpen(StateRefusal):
    """A box is being packed: persons and tubes wait until it is done or cancelled."""

    code = "boxing_open"


class BoxNotExpected(StateRefusal):
    """A box code was read while no box is being packed."""

    code = "box_not_expected"


class TwoPersons(StateRefusal):
    """Two different person codes in one view: both are refused."""

    code = "two_persons"


class NotSignedIn(StateRefusal):
    """No shift has begun."""

    code = "not_signed_in"


class SingleArmed(StateRefusal):
    """The pooled tube cannot be sealed while a single tube is under way."""

    code = "single_armed"


class NoTubeOpen(StateRefusal):
    code = "no_tube_open"


class TubeNotOpen(StateRefusal):
    """The tube was sealed, dropped or made void meanwhile."""

    code = "tube_not_open"


class TubeEmpty(StateRefusal):
    """The tube holds nobody: it can be dropped, not sealed."""

    code = "tube_empty"


class TubeHoldsPersons(StateRefusal):
    """The tube holds ``count`` persons, so it cannot be dropped without a word."""

    code = "tube_holds_persons"


class NoQuestion(StateRefusal):
    """An answer came while no question was open."""

    code = "no_question"


class NothingToUndo(StateRefusal):
    code = "nothing_to_undo"


class AlreadyUndone(StateRefusal):
    """The last registration was undone already; an older one needs a reason."""

    code = "already_undone"


class AlreadyWithdrawn(StateRefusal):
    code = "already_withdrawn"


class AlreadyInTube(StationError):
    """The person is in this tube already, at ``place``."""

    code = "already_in_tube"


@dataclass(frozen=True, slots=True)
class TubeUse:
    """An earlier use of a barcode: booth, opening time (UTC), state and number of persons."""

    booth: str
    opened_at: datetime
    status: TubeStatus
    count: int


class TubeUsed(StationError):
    """The tube's barcode was used before; ``earlier`` says where and when."""

    code = "tube_used"

    def __init__(self, barcode: TubeBarcode, earlier: TubeUse) -> None:
        super().__init__()
        self.barcode = barcode
        self.earlier = earlier


class UnknownText(StationError):
    """A read that is no sampling code, command, box, tube or document number.

    ``length``: how many characters it has.
    """

    code = "unknown_text"


class HandoverCodeHere(StationError):
    """A hand-over sheet's code, which no registration takes."""

    code = "handover_code_here"


class NameNeeded(StationError):
    """``document`` is of somebody who is not known here: the form asks for the name."""

    code = "name_needed"

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document


class NoDocumentIncomplete(StationError):
    """A person without a document needs a name, a phone and a reason."""

    code = "no_document_incomplete"


class ClockWrong(StationError):
    """The station's clock stands before what it has recorded.

    ``mark`` is the latest recorded time, ``now`` the clock's, both ISO 8601 in UTC.
    """

    code = "clock_wrong"


class CommandRefused(StationError):
    """A command code that this site did not print, or that a camera read."""

    code = "command_refused"
