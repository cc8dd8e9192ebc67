"""The file of revoked codes on the disk: read, added to, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from station.credential.revocations import Revocation, read_revocations, revocations_file
from station.errors import StationError
from station.private_files import write_private_file


class RevocationsUnwritable(StationError):
    """The file of revocations cannot be read or written; it is as it was."""

    code = "revocations_unwritable"


def revocations_in(path: Path) -> list[Revocation]:
    """Return what the file at ``path`` holds; nothing if there is none.

    Raises `RevocationsUnwritable` and `RevocationsUnreadable`.
    """
    try:
        return read_revocations(path.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        raise RevocationsUnwritable() from None


def write_revocations(path: Path, revocations: Iterable[Revocation], now: datetime) -> None:
    """Write those that have not expired at ``now``, each code once.

    Raises `RevocationsUnwritable`.
    """
    try:
        write_private_file(path, revocations_file(revocations, now))
    except (OSError, ValueError):
        raise RevocationsUnwritable() from None
