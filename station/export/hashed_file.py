"""A new file for its owner alone, and the SHA-256 of what it is given."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path


class HashedFile:
    """Takes bytes in order. Its making and each method but `abandon` raise OSError."""

    def __init__(self, path: Path) -> None:
        """Raises FileExistsError if there is anything at ``path``."""
        self._digest = hashlib.sha256()
        self._file = open(path, "xb", opener=owner_only)  # noqa: SIM115

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return self._file.write(data)

    def finish(self) -> str:
        """Close it; return the SHA-256 of what was to be written, in hexadecimal."""
        self._file.close()
        return self._digest.hexdigest()

    def abandon(self) -> None:
        """Close it, whatever is left to be written. Raises nothing."""
        with suppress(OSError):
            self._file.close()


def owner_only(path: str, flags: int) -> int:
    """Open a file for `open` that only its owner may read, where the file system knows owners."""
    return os.open(path, flags, 0o600)
