"""One console per database: a lock of the operating system, which ends with its process."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from station.errors import StationError
from station.storage.faults import translated


class AlreadyRunning(StationError):
    """Another console works with this database."""

    code = "already_running"


class StationLock:
    """The lock on the station's folder, held from `acquire` to `release` or the process's end.

    The empty file stays: to remove it would let two consoles lock two files of the same name.
    """

    def __init__(self, path: Path) -> None:
        """``path`` is the lock's own file, in a folder that is there."""
        self._lock = FileLock(path, timeout=0, mode=0o600, thread_local=False)

    def acquire(self) -> None:
        """Take the lock.

        Raises `AlreadyRunning` at once if another console has it, or a `DatabaseFault`.
        """
        with translated():
            try:
                self._lock.acquire()
            except Timeout:
                raise AlreadyRunning() from None

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
