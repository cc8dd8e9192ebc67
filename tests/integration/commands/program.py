"""The program as somebody starts it from a shell, and a site for it to work on."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from station.paths import DataFolder

ROOT = Path(__file__).parents[3]
BOXED, OPEN = "20261122-02-01", "20261122-02-02"
PERSONS = 10
MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
PASSPHRASE = "正确的 horse battery"


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended. Neither stream ever holds a traceback."""

    code: int
    out: str
    err: str


def run(*arguments: str | Path, cwd: Path = ROOT, **environ: str) -> Ran:
    """Run the program with nobody at a terminal."""
    done = subprocess.run(
        [sys.executable, "run_station.py", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ran.out + ran.err, ran.err
    return ran


def files_of(folder: DataFolder) -> dict[str, bytes]:
    """Return every file of the data folder, to see that nothing has changed."""
    return {
        str(path.relative_to(folder.root)): path.read_bytes()
        for path in sorted(folder.root.rglob("*"))
        if path.is_file() and path != folder.lock
    }
