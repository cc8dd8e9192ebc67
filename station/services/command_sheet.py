"""The sheet of command codes: each new one has a key of its own and ends the one before."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from station.domain.audit import AuditEvent, AuditKind
from station.domain.command import Command, command_text
from station.domain.staff import Permission
from station.services.booth import Booth
from station.services.labels import Labels

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """The codes of a sheet that is still to be printed: nothing hears them yet.

    ``actor`` asked for it.
    """

    key: bytes = field(repr=False)
    texts: Mapping[Command, str] = field(repr=False)
    actor: UUID | None = None


class CommandSheets:
    """Makes sheets, and says which one is heard."""

    def __init__(self, booth: Booth, labels: Labels) -> None:
        self._booth = booth
        self._labels = labels

    def draft(self) -> SheetDraft:
        """Return the codes of a new sheet, under a new key; for those who may change settings.

        It ends the sheet on the table, as settings change what is read. Any thread may call it.
        """
        actor = self._booth.access.need(Permission.SETTINGS)
        key = secrets.token_bytes(KEY_BYTES)
        texts = {command: command_text(command, key) for command in Command}
        return SheetDraft(key, texts, actor)

    def adopt(self, draft: SheetDraft) -> None:
        """The sheet lies printed: hear it, and none before it. Raises a `DatabaseFault`.

        Only the worker thread calls it. Whoever asked for the draft might: a sheet that is
        printed is heard, though the console was locked meanwhile.
        """
        booth = self._booth
        with booth.storage.writing() as unit:
            unit.command_key.put(draft.key)
            unit.audit.add(
                AuditEvent(
                    booth.clock.now(), booth.number, draft.actor, AuditKind.COMMAND_SHEET_MADE
                )
            )
            unit.commit()
        self._labels.use_command_key(draft.key)
