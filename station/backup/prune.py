"""Taking away copies that a site no longer keeps: what was erased lies in them too."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from station.paths import DataFolder

_MADE = re.compile(r"backup-([0-9]{2})-([0-9]{8}T[0-9]{6}Z)(?:-[0-9]+)?\.backup")
_COPIES = ("station.db.before-*.bak", "station.db.replaced-*")


def prune_backups(folder: Path, booth: str, keep: int, days: int, now: datetime) -> int:
    """Remove the booth's older backups from ``folder``; return how many went.

    The newest ``keep`` stay, but for those that are older than ``days``. The newest of all is
    never removed. Raises OSError if the folder cannot be read.
    """
    made = []
    for path in folder.iterdir():
        named = _MADE.fullmatch(path.name)
        if named is not None and named[1] == booth:
            at = datetime.strptime(named[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            made.append((at, path))
    made.sort(reverse=True)
    oldest = now - timedelta(days=days)
    stale = [path for n, (at, path) in enumerate(made) if n > 0 and (n >= keep or at < oldest)]
    return sum(map(_removed, stale))


def prune_copies(folder: DataFolder, days: int, now: datetime) -> int:
    """Remove databases from before a migration or a restore that are older than ``days``.

    Returns how many files went.
    """
    oldest = (now - timedelta(days=days)).timestamp()
    stale = [
        path
        for pattern in _COPIES
        for path in folder.root.glob(pattern)
        if path.stat().st_mtime < oldest
    ]
    return sum(map(_removed, stale))


def _removed(path: Path) -> bool:
    with suppress(OSError):
        path.unlink()
        return True
    return False
