"""Checking sheets as the laboratory does, at the window of whoever may.

Reading and writing may be done on any thread; only the worker notes it in the trail.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from uuid import UUID

from station.check.process import ReadCancelled
from station.check.run import CheckReport, CheckWishes, Progress, check_files
from station.check.write import Say, Written, write_results
from station.credential.trust import TrustList
from station.domain.audit import AuditEvent, AuditKind
from station.domain.ports import Clock, Storage
from station.domain.staff import Permission
from station.errors import StationError
from station.services.access import Access

OpenLabKey = Callable[[Path, str], bytes]
"""Returns the laboratory's private key (32 bytes) in a file, by its passphrase."""


class CheckCancelled(StationError):
    """Whoever asked for the check called it off."""

    code = "check_cancelled"


@dataclass(frozen=True, slots=True)
class Checked:
    """A report, and who asked for it."""

    report: CheckReport
    actor: UUID | None = None


class CheckSheets:
    """Checks sheets against the trust list in force; for those who may check."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        access: Access,
        booth: str,
        trust: Callable[[], TrustList],
        open_lab_key: OpenLabKey,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._access = access
        self._booth = booth
        self._trust = trust
        self._open_lab_key = open_lab_key

    def check(
        self,
        paths: Sequence[Path],
        passwords: Sequence[str] = (),
        lab_key: Path | None = None,
        passphrase: str = "",
        progress: Progress | None = None,
        cancel: Event | None = None,
    ) -> Checked:
        """Check files and folders; ``lab_key`` is a key file under its ``passphrase``.

        Raises `NotPermitted` and its like, `CheckCancelled`, and what `OpenLabKey` does.
        """
        actor = self._access.need(Permission.CHECK)
        key = None if lab_key is None else self._open_lab_key(lab_key, passphrase)
        wishes = CheckWishes(tuple(paths), self._trust(), tuple(passwords), key, wants_rows=True)
        try:
            return Checked(check_files(wishes, progress, cancel), actor)
        except ReadCancelled:
            raise CheckCancelled() from None

    def note(self, checked: Checked) -> None:
        """Write into the trail that sheets were checked: how many files and findings, no more.

        Only the worker calls it, though the console was locked meanwhile. Raises a fault of the
        storage.
        """
        facts = {"files": len(checked.report.files), "findings": checked.report.counted}
        with self._storage.writing() as unit:
            unit.audit.add(
                AuditEvent(
                    self._clock.now(), self._booth, checked.actor, AuditKind.SHEETS_CHECKED, facts
                )
            )
            unit.commit()

    def write(
        self, checked: Checked, folder: Path, say: Say, cancel: Event | None = None
    ) -> Written:
        """Write report and merged sheet into ``folder``, where neither may be yet.

        Raises `NotPermitted` and its like, an `ExportError`, `CheckCancelled`.
        """
        self._access.need(Permission.CHECK)
        try:
            return write_results(checked.report, folder, say, cancel)
        except ReadCancelled:
            raise CheckCancelled() from None
