"""The sheet of command codes: each new one has a key of its own and ends the one before."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from station.domain.command import Command, command_text
from station.domain.ports import Storage
from station.services.labels import Labels

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """The codes of a sheet that is still to be printed: nothing hears them yet."""

    key: bytes = field(repr=False)
    texts: Mapping[Command, str] = field(repr=False)


def draft_sheet() -> SheetDraft:
    """Return the codes of a new sheet, under a new key."""
    key = secrets.token_bytes(KEY_BYTES)
    return SheetDraft(key, {command: command_text(command, key) for command in Command})


class CommandSheets:
    """Says which sheet is heard. Only the worker thread calls it."""

    def __init__(self, storage: Storage, labels: Labels) -> None:
        self._storage = storage
        self._labels = labels

    def adopt(self, draft: SheetDraft) -> None:
        """The sheet lies printed: hear it, and none before it. Raises a `DatabaseFault`."""
        with self._storage.writing() as unit:
            unit.command_key.put(draft.key)
            unit.commit()
        self._labels.use_command_key(draft.key)
