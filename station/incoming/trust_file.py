"""The file of a trust list, as somebody brings it."""

from __future__ import annotations

from pathlib import Path

from station.errors import StationError

SUFFIX = ".trust"
LARGEST = 8 * 2**20
"""Bytes that a trust list has at most: some 300,000 revocations."""


class TrustFileUnreadable(StationError):
    """``path``: a file that cannot be read, or is far too large."""

    code = "trust_file_unreadable"


def read_trust_file(path: Path) -> bytes:
    """Return the file's bytes. Raises `TrustFileUnreadable`."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError):
        raise TrustFileUnreadable(path=str(path)) from None
    if len(raw) > LARGEST:
        raise TrustFileUnreadable(path=str(path))
    return raw
