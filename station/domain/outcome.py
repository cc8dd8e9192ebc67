"""What came of a read or a key: the outcome that is shown, and the changes that are stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from station.domain.batch import Batch
from station.domain.person import Person
from station.domain.registration import (
    Candidate,
    EarlierRegistration,
    Registration,
    Shift,
    Withdrawal,
)
from station.domain.test_code import Arrived
from station.domain.tube import Tube
from station.errors import StationError

# --- changes: what one transaction stores -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class TubeAdded:
    """A tube was opened by ``shift``."""

    tube: Tube
    shift: Shift


@dataclass(frozen=True, slots=True)
class TubeChanged:
    """The tube's status, seal or batch is another than before."""

    tube: Tube


@dataclass(frozen=True, slots=True)
class RegistrationAdded:
    registration: Registration


@dataclass(frozen=True, slots=True)
class RegistrationWithdrawn:
    withdrawal: Withdrawal


Change = TubeAdded | TubeChanged | RegistrationAdded | RegistrationWithdrawn

# --- outcomes: what the operator sees and hears ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Registered:
    """``tube`` is the tube with the person in it; it is sealed if that filled it."""

    registration: Registration
    candidate: Candidate
    tube: Tube


@dataclass(frozen=True, slots=True)
class TubeOpened:
    tube: Tube


@dataclass(frozen=True, slots=True)
class TubeSealed:
    tube: Tube


@dataclass(frozen=True, slots=True)
class TubeDropped:
    """The tube was dropped (barcode free again) or made void; its status tells which."""

    tube: Tube


@dataclass(frozen=True, slots=True)
class PersonWaits:
    """A person was read before a tube; they are registered with the next tube, until then."""

    candidate: Candidate
    until: datetime


@dataclass(frozen=True, slots=True)
class DuplicateAsked:
    """The person was registered before: the question that waits for its answer."""

    candidate: Candidate
    earlier: EarlierRegistration


@dataclass(frozen=True, slots=True)
class DuplicateLeft:
    """The question was answered: the person is not registered again."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class RegistrationUndone:
    """A registration was withdrawn; ``reopened`` tells whether its tube is open again for it."""

    registration: Registration
    tube: Tube
    reopened: bool


@dataclass(frozen=True, slots=True)
class SingleReady:
    """A single tube is armed: scan its tube and its person, in either order."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """``what``: `single`, `waiting` or `nothing`."""

    what: str


@dataclass(frozen=True, slots=True)
class WaitEnded:
    """Nobody scanned a tube in time; the waiting person was let go."""


@dataclass(frozen=True, slots=True)
class PoolChosen:
    pool_size: int


@dataclass(frozen=True, slots=True)
class BoxRead:
    """A transport box's code was read while a box is being packed."""

    box_code: str


@dataclass(frozen=True, slots=True)
class BatchBoxed:
    """The batch was sealed into its box; its sheet is to be exported."""

    batch: Batch


@dataclass(frozen=True, slots=True)
class BatchExported:
    """The batch's sheet was written and read back."""

    batch: Batch


@dataclass(frozen=True, slots=True)
class TubeTakenOut:
    """A sealed tube was taken out of the open batch."""

    tube: Tube


@dataclass(frozen=True, slots=True)
class TubePutBack:
    """A tube that was taken out is in the open batch again."""

    tube: Tube


@dataclass(frozen=True, slots=True)
class BoxingAsked:
    """The command code BATCH was read: the box dialog is to open."""


@dataclass(frozen=True, slots=True)
class BoxingCancelled:
    """The command code CANCEL was read while a box is packed: the box dialog is to close."""


@dataclass(frozen=True, slots=True)
class TestCodeRead:
    """A test code of the sheet was read: ``arrived`` tells whether the gun handed it on whole."""

    __test__ = False

    arrived: Arrived


@dataclass(frozen=True, slots=True)
class Repeated:
    """The command code REPEAT was read: ``outcome`` came last and is shown again."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody signed in; ``shift`` is None for those who do not register."""

    shift: Shift | None


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Nobody is signed in any more; tubes stay open."""


@dataclass(frozen=True, slots=True)
class Locked:
    """The console is locked until somebody signs in."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The lock is over: the same member's shift goes on, or another member's begins."""


@dataclass(frozen=True, slots=True)
class BadgeShown:
    """A staff badge was read: it says who is to sign in."""

    badge: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FirstManagerMade:
    """A site without staff has its first manager, who may sign in now."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A read that is no news: the open tube's own label, or the person who waits already."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused with a reason. ``person`` is set where the screen may show whom it concerns."""

    error: StationError
    person: Person | None = None


Outcome = (
    Registered
    | TubeOpened
    | TubeSealed
    | TubeDropped
    | PersonWaits
    | DuplicateAsked
    | DuplicateLeft
    | RegistrationUndone
    | SingleReady
    | Cancelled
    | WaitEnded
    | PoolChosen
    | BoxRead
    | BatchBoxed
    | BatchExported
    | TubeTakenOut
    | TubePutBack
    | BoxingAsked
    | BoxingCancelled
    | TestCodeRead
    | Repeated
    | SignedIn
    | SignedOut
    | Locked
    | Unlocked
    | BadgeShown
    | FirstManagerMade
    | Ignored
    | Refused
)
