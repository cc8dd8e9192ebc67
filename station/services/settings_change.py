"""Changing the settings: who may, and what the audit trail says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from station.domain.audit import AuditEvent, AuditKind
from station.domain.staff import Permission
from station.services.booth import Booth

FREE = frozenset({"screen.language", "desk.issuer_file"})
"""What everybody may change, before the sign-in too, and no line is written of: the desk's own
line is written as the issuer's file is opened."""


class SettingsChange:
    """Lets a change of settings pass. Only the worker thread calls it."""

    def __init__(self, booth: Booth) -> None:
        self._booth = booth

    def make(
        self, keys: Sequence[str], write: Callable[[], None], undo: Callable[[], None]
    ) -> None:
        """Call ``write``, which saves the settings of which the options ``keys`` are others now.

        The audit line names the keys, never a value. ``undo`` is called if the line could not be
        stored. Raises `NotPermitted` and its like, a fault of the storage, and what ``write``
        raises; nothing has changed then.
        """
        noted = [key for key in keys if key not in FREE]
        if not noted:
            write()
            return
        booth = self._booth
        actor = booth.access.need(Permission.SETTINGS)
        with booth.storage.writing() as unit:
            unit.audit.add(
                AuditEvent(
                    booth.clock.now(),
                    booth.number,
                    actor,
                    AuditKind.SETTINGS_CHANGED,
                    {"keys": " ".join(noted)},
                )
            )
            write()
            try:
                unit.commit()
            except BaseException:
                undo()
                raise
