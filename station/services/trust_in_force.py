"""The trust list in force: every verification asks here, so that a new one counts at once.

A list is accepted by one transaction of the database, which holds its bytes, its mark and the
audit line; the file `site.trust` is a mirror of it, written afterwards. A power cut leaves the
list before or the new one. At the start a mirror that is newer is taken as an offer, and one that
is missing, damaged, older or foreign is refused and written anew from the database.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from station.credential.refusals import TrustRefusal
from station.credential.trust import TrustList, TrustMark, accept_trust_list, check_newer
from station.domain.audit import AuditEvent, AuditKind, Fact
from station.domain.ports import Storage, UnitOfWork
from station.domain.trust_ports import RefusedList
from station.errors import MachineFault, StationError

_log = logging.getLogger(__name__)


class TrustMissing(StationError):
    """The site's trust list is not there or cannot be read."""

    code = "trust_missing"


class TrustWay(Enum):
    """How a list came to this station; stands in the audit trail."""

    START = "start"
    FOLDER = "folder"
    STICK = "stick"
    HAND = "hand"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class TrustAnchor:
    """What lists are judged by: the site's public ``root`` key (32 bytes), and the serial that
    the site's bundle asks for at least. ``booth`` is its number, for the audit trail."""

    root: bytes
    least_serial: int
    booth: str


class TrustInForce:
    """Holds the list in force and takes a newer one in its place; never an older or weaker one.

    ``present`` may be read and `check` called on any thread; `accept` belongs to the writer's.
    ``refused_at_start`` is why the file that lay there was not taken, None if all was well.
    """

    def __init__(
        self,
        present: TrustList,
        storage: Storage,
        anchor: TrustAnchor,
        mirror: Callable[[bytes], None],
        refused_at_start: StationError | None = None,
    ) -> None:
        """``mirror`` writes the file `site.trust` whole; it may raise OSError."""
        self._present = present
        self._storage = storage
        self._anchor = anchor
        self._mirror = mirror
        self.refused_at_start = refused_at_start

    @classmethod
    def at_start(
        cls,
        offered: bytes | None,
        storage: Storage,
        anchor: TrustAnchor,
        mirror: Callable[[bytes], None],
        at: datetime,
    ) -> TrustInForce:
        """Return the list in force after a start at ``at`` (aware).

        ``offered`` are the bytes of the file, None if it cannot be read. Raises the offer's
        `TrustRefusal` or `TrustMissing` if the database holds no list that could stay in force,
        and a `MachineFault`.
        """
        with storage.reading() as unit:
            row, raw = unit.trust.mark(), unit.trust.raw()
        mark = None if row is None else TrustMark(*row)
        kept = _kept(raw, anchor, mark)
        refused: StationError
        try:
            if offered is None:
                raise TrustMissing()
            new = accept_trust_list(offered, anchor.root, mark, anchor.least_serial)
        except (TrustRefusal, TrustMissing) as error:
            if kept is None:
                raise
            refused = error
        else:
            if mark != new.mark or kept is None:
                with storage.writing() as unit:
                    _put(unit, new, anchor, at, TrustWay.START, None, is_news=mark != new.mark)
                    unit.commit()
            return cls(new, storage, anchor, mirror)
        trust = cls(kept, storage, anchor, mirror)
        if offered is None or not trust.was_judged(offered):
            trust.refuse(refused, offered, at, TrustWay.START, None)
            trust.refused_at_start = refused
        trust._write_mirror()
        return trust

    @property
    def present(self) -> TrustList:
        return self._present

    @property
    def root(self) -> bytes:
        return self._anchor.root

    def check(self, raw: bytes) -> TrustList:
        """Return the list in ``raw`` if it may take the present one's place, or is the same.

        Raises a `TrustRefusal`. Nothing changes.
        """
        return accept_trust_list(raw, self.root, self._present.mark, self._anchor.least_serial)

    def accept(self, raw: bytes, at: datetime, way: TrustWay, actor: UUID | None = None) -> bool:
        """Put the list in ``raw`` in force; return False if it is so already.

        ``at`` is aware; ``actor`` is who brought it, None if nobody is known to have. Raises a
        `TrustRefusal`, which is audited, or a `MachineFault`; the list before stays in force.
        """
        try:
            return self.take(TrustList.open(raw, self.root), at, way, actor)
        except TrustRefusal as error:
            self.refuse(error, raw, at, way, actor)
            raise

    def take(self, new: TrustList, at: datetime, way: TrustWay, actor: UUID | None = None) -> bool:
        """Do what `accept` does with a list that was opened before; a refusal is not audited."""
        with self._storage.writing() as unit:
            # The database's mark may be later: a command may have worked beside the console.
            row = unit.trust.mark()
            mark = self._present.mark if row is None else TrustMark(*row)
            check_newer(new, mark, self._anchor.least_serial)
            if new.mark == self._present.mark:
                return False
            _put(unit, new, self._anchor, at, way, actor, is_news=new.mark != mark)
            unit.commit()
        self._present = new
        self._write_mirror()
        return True

    def was_judged(self, raw: bytes) -> bool:
        """Tell whether the list in ``raw`` was accepted or refused before, in any run."""
        with self._storage.reading() as unit:
            return unit.trust.was_judged(hashlib.sha256(raw).digest())

    def last_refused(self) -> RefusedList | None:
        with self._storage.reading() as unit:
            return unit.trust.last_refused()

    def refuse(
        self,
        error: StationError,
        raw: bytes | None,
        at: datetime,
        way: TrustWay,
        actor: UUID | None = None,
    ) -> None:
        """Audit that the list in ``raw`` was refused (None: it could not be read).

        If that fails, the refusal itself still stands.
        """
        serial = error.params.get("serial")
        facts: dict[str, Fact] = {"reason": error.code, "way": way.value}
        if isinstance(serial, int):
            facts["serial"] = serial
        event = AuditEvent(at, self._anchor.booth, actor, AuditKind.TRUST_REFUSED, facts)
        try:
            with self._storage.writing() as unit:
                unit.audit.add(event)
                if raw is not None:
                    refused = RefusedList(
                        at, error.code, serial if isinstance(serial, int) else None
                    )
                    unit.trust.refuse(hashlib.sha256(raw).digest(), refused)
                unit.commit()
        except MachineFault as fault:
            _log.warning("a refused trust list was not noted: %s", fault.code)

    # --- inside --------------------------------------------------------------------------------

    def _write_mirror(self) -> None:
        try:
            self._mirror(self._present.raw)
        except OSError:
            # The database has the list; the file is written again at the next start.
            _log.warning("the trust list's file could not be written")


def found_trust(raw: bytes, storage: Storage, root: bytes, at: datetime) -> None:
    """Put a new site's first list in force. Raises a `TrustRefusal` or a `MachineFault`."""
    first = accept_trust_list(raw, root, None, least_serial=0)
    with storage.writing() as unit:
        unit.trust.accept(first.serial, first.mark.sha256, first.raw, at)
        unit.commit()


def _kept(raw: bytes | None, anchor: TrustAnchor, mark: TrustMark | None) -> TrustList | None:
    """Return the list that the database holds, if it is whole and the one accepted last."""
    if raw is None or mark is None:
        return None
    try:
        kept = accept_trust_list(raw, anchor.root, mark, anchor.least_serial)
    except TrustRefusal:
        return None
    return kept if kept.mark == mark else None


def _put(
    unit: UnitOfWork,
    new: TrustList,
    anchor: TrustAnchor,
    at: datetime,
    way: TrustWay,
    actor: UUID | None,
    is_news: bool = True,
) -> None:
    unit.trust.accept(new.serial, new.mark.sha256, new.raw, at)
    if is_news:
        facts: dict[str, Fact] = {"serial": new.serial, "way": way.value}
        unit.audit.add(AuditEvent(at, anchor.booth, actor, AuditKind.TRUST_ACCEPTED, facts))
