"""Files of one kind in a few folders, handed on once nobody seems to write them any more."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

MOST_ENTRIES = 2000
MOST_FILES = 64
_STAMPS = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class SettledFile:
    """A file's bytes; ``place`` is the folder that was looked into.

    ``unchanged_for``: for how many seconds it has looked the same.
    """

    path: Path
    place: Path
    raw: bytes = field(repr=False)
    unchanged_for: float


@dataclass(slots=True)
class _Seen:
    stamps: _STAMPS
    since: float
    is_done: bool = False


class SettledFiles:
    """Looks for files with ``suffix`` in the root of each place and one folder below.

    A file is handed on from the second look on at which it has the same size and time, again and
    again until it is `done` with or changes. Larger ones than ``largest`` bytes are passed over;
    of a place the `MOST_FILES` newest among its first `MOST_ENTRIES` entries count.
    """

    def __init__(self, suffix: str, largest: int) -> None:
        self._suffix = suffix
        self._largest = largest
        self._seen: dict[Path, _Seen] = {}

    def look(self, places: Sequence[Path], now: float) -> list[SettledFile]:
        """Return the settled files; ``now`` is in monotonic seconds. Never raises OSError."""
        found: list[SettledFile] = []
        present: dict[Path, _Seen] = {}
        for place in places:
            for path, stamps in self._files(place):
                seen = self._seen.get(path)
                if seen is None or seen.stamps != stamps:
                    present[path] = _Seen(stamps, now)
                    continue
                present[path] = seen
                raw = None if seen.is_done else self._read(path, stamps)
                if raw is not None:
                    found.append(SettledFile(path, place, raw, now - seen.since))
        self._seen = present
        return found

    def done(self, path: Path) -> None:
        """Hand the file on no more until it changes."""
        if path in self._seen:
            self._seen[path].is_done = True

    # --- inside --------------------------------------------------------------------------------

    def _files(self, place: Path) -> list[tuple[Path, _STAMPS]]:
        """Return the newest files of the place, `MOST_FILES` at most."""
        found: list[tuple[Path, _STAMPS]] = []
        entries = 0
        folders = [place]
        for folder in folders:
            with suppress(OSError), os.scandir(folder) as scan:
                for entry in islice(scan, MOST_ENTRIES - entries):
                    entries += 1
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        if folder == place:
                            folders.append(Path(entry.path))
                    elif entry.name.lower().endswith(self._suffix):
                        stamps = self._stamps(entry.stat(follow_symlinks=False))
                        if stamps is not None and entry.is_file(follow_symlinks=False):
                            found.append((Path(entry.path), stamps))
        found.sort(key=lambda each: each[1][1], reverse=True)
        return found[:MOST_FILES]

    def _stamps(self, facts: os.stat_result) -> _STAMPS | None:
        if not 0 < facts.st_size <= self._largest:
            return None
        return facts.st_size, facts.st_mtime_ns, facts.st_ino

    def _read(self, path: Path, stamps: _STAMPS) -> bytes | None:
        """Return the bytes if the file is still what was seen."""
        try:
            with path.open("rb") as file:
                raw = file.read(self._largest + 1)
        except OSError:
            return None
        return raw if len(raw) == stamps[0] else None
