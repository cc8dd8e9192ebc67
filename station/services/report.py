"""What the register service tells the screen after each read or key."""

from __future__ import annotations

from dataclasses import dataclass

from station.domain.batch import Batch
from station.domain.outcome import Outcome
from station.domain.registration import Registration, Shift
from station.domain.staff import StaffMember
from station.domain.tube_session import TubeSession


@dataclass(frozen=True, slots=True)
class BoothView:
    """The booth as it stands after the last committed change.

    ``recent`` are the latest registrations, newest first, withdrawn ones among them.
    ``batch_tubes`` counts the sealed tubes of the open batch, ``unexported`` are boxed batches
    whose sheet is still to be written. ``takes_persons``: a person who is read now may be
    registered, or wait for a tube.
    ``member`` is signed in; ``shift`` is theirs if they may register. While ``locked`` only badges
    are heard. ``needs_first_manager``: the site has no staff yet.
    """

    session: TubeSession
    shift: Shift | None = None
    recent: tuple[Registration, ...] = ()
    batch_tubes: int = 0
    unexported: tuple[Batch, ...] = ()
    takes_persons: bool = False
    member: StaffMember | None = None
    locked: bool = False
    needs_first_manager: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """An outcome and the booth after it. ``seconds``: from the read (or key) to the commit."""

    outcome: Outcome
    booth: BoothView
    seconds: float
