"""The start of a booth: it is back as the last power cut left it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from station.domain import outcome as out
from station.domain.outcome import Outcome
from station.domain.registration import Shift
from station.domain.tube import Slot, Tube
from station.domain.tube_session import TubeSession
from station.errors import StationError
from station.services.admission import Admission
from station.services.booth import Booth
from station.services.guard import check_clock
from station.services.labels import Labels


class ShiftService:
    """Restores the booth at the start. Only the worker calls it.

    ``restored`` tells whether that was done; nobody registers before.
    """

    def __init__(self, booth: Booth, admission: Admission, labels: Labels) -> None:
        self._booth = booth
        self._labels = labels
        self._admission = admission
        self.restored = False

    def restore(self) -> Outcome:
        """Bring back the open tubes, the latest registrations and the sheet of command codes.

        Tubes that were opened on an earlier day wait to be sealed or made void. A clock that
        cannot be right is refused here already.
        """
        booth = self._booth
        try:
            with booth.storage.writing() as unit:
                now = booth.clock.now()
                today = self._admission.day(now)
                tubes = unit.tubes.open_at(booth.number)
                booth.load(self._session(tubes, today), unit)
                self._labels.use_command_key(unit.command_key.get())
                self.restored = True
                check_clock(unit.clock_mark, now)
                unit.clock_mark.raise_to(now)
                unit.commit()
        except StationError as error:
            return out.Refused(error)
        return out.Ignored()

    def latest(self) -> Shift | None:
        """Return the booth's latest shift, to fill the sign-in with."""
        with self._booth.storage.reading() as unit:
            return unit.shifts.latest(self._booth.number)

    def _session(self, tubes: list[Tube], today: date) -> TubeSession:
        session = self._booth.session
        overnight = []
        for tube in tubes:
            if self._admission.day(tube.opened_at) != today:
                overnight.append(tube)
            elif tube.slot is Slot.SINGLE:
                session = replace(session, single=tube, single_armed=True)
            else:
                session = replace(session, pooled=tube)
        return replace(session, overnight=tuple(overnight))
