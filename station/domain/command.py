"""Command codes: a printed sheet at the table that a gun reads instead of a key.

A code reads `NAX1:COMMAND:` and 16 hex digits of a BLAKE2b keyed with the booth's command key,
so that nobody's phone can show one. Printing a new sheet changes the key.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import Enum

PREFIX = "NAX1:"
_DIGEST_BYTES = 8


class Command(Enum):
    """What a command code asks for."""

    SEAL = "SEAL"
    UNDO = "UNDO"
    SINGLE = "SINGLE"
    CANCEL = "CANCEL"
    REPEAT = "REPEAT"
    BATCH = "BATCH"


def command_text(command: Command, key: bytes) -> str:
    """Return the text of a command's code under the booth's command key (16 to 64 bytes)."""
    return f"{PREFIX}{command.value}:{_digest(command, key)}"


def parse_command(text: str, key: bytes | None) -> Command | None:
    """Return the command that a folded text asks for, or None if this booth did not print it.

    ``key`` is None where no sheet was printed yet.
    """
    name, _, digest = text.removeprefix(PREFIX).partition(":")
    if key is None or name not in Command.__members__:
        return None
    command = Command[name]
    genuine = hmac.compare_digest(_digest(command, key).encode(), digest.encode())
    return command if genuine else None


def _digest(command: Command, key: bytes) -> str:
    digest = hashlib.blake2b(command.value.encode(), digest_size=_DIGEST_BYTES, key=key)
    return digest.hexdigest().upper()
