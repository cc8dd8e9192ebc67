"""Killed at any moment: nothing acknowledged is lost, and nothing is left half done."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from uuid import UUID

from station.domain.tube import TubeStatus

WRITER = Path(__file__).with_name("writer_process.py")
ROOT = WRITER.parents[3]
KILLS = 8


def killed_writer(path: Path, master: bytes, first: int, seconds: float) -> list[UUID]:
    """Let a process register for ``seconds`` after its first, kill it, return what it said."""
    process = subprocess.Popen(
        [sys.executable, str(WRITER), str(path), master.hex(), str(first)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    with process:
        assert process.stdout is not None
        said = [process.stdout.readline()]
        time.sleep(seconds)
        process.kill()
        said += process.stdout.readlines()
    return [UUID(line.strip()) for line in said if line.endswith("\n")]


def test_every_acknowledged_registration_outlives_kill_9(booth, path, secrets):
    (master,) = secrets.master_keys.values()
    acknowledged: set[UUID] = set()
    dice = random.Random(9)
    for kill in range(KILLS):
        acknowledged |= set(killed_writer(path, master, kill * 1_000_000, dice.uniform(0, 0.3)))
    with booth.database.reading() as unit:
        stored = unit.registrations.recent("02", 1_000_000)
        tubes = [unit.tubes.get(tube_id) for tube_id in {row.tube_id for row in stored}]
    assert acknowledged <= {registration.id for registration in stored}
    # What was committed and not said in time is at most one registration for each kill.
    assert len(acknowledged) <= len(stored) <= len(acknowledged) + KILLS
    assert all((tube.status is TubeStatus.SEALED) == (tube.count == 5) for tube in tubes)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
