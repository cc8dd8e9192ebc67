"""kill -9 in the middle of a queue: whoever was confirmed is there, each in their place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from station.demo.people import resident
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.services.audit_check import check_trail
from station.settings import Settings
from tests.integration.services.driver import BoothDriver

ROOT = Path(__file__).parents[3]
POOL, UNDONE_FROM = 10, 5000
WITHDRAWN = AuditKind.WITHDRAWN


def killed_after(folder: Path, lines: int) -> list[int]:
    """Let a booth register until ``lines`` persons are confirmed, kill it; return all of them."""
    command = [sys.executable, "-m", "tests.integration.services.registering_process", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        confirmed = [int(process.stdout.readline()) for _ in range(lines)]
        os.kill(process.pid, signal.SIGKILL)
        # What was in the pipe was confirmed as well; a line that was cut off was not.
        rest = process.stdout.read()
        confirmed += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    return confirmed


def check_the_trail(booth) -> None:
    """The chain is whole, and has a line for each withdrawal that is stored."""
    with booth.site.database.reading() as unit:
        assert check_trail(unit.audit, staffed=True).fault is None
        rows = unit.registrations.recent(booth.uses.booth.number, 10_000)
    told = [facts["registration"] for kind, _, facts in booth.trail() if kind is WITHDRAWN]
    undone = [str(row.id) for row in reversed(rows) if row.withdrawn_at is not None]
    assert told == undone


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 needs POSIX")
@pytest.mark.parametrize("lines", [1, 9, 27])
def test_whoever_was_confirmed_is_there_and_the_booth_is_in_its_place(folder, clock, lines):
    confirmed = killed_after(folder.root, lines)
    clock.advance(3600)
    booth = BoothDriver(folder, clock, Settings())
    try:
        check_the_trail(booth)
        stored = booth.registered()
        if stored[-1:] == [(resident(len(stored) - 1 + UNDONE_FROM), (len(stored) - 1) % POOL + 1)]:
            # Killed between somebody's registration and its undo.
            booth.sign_in().uses.operate.undo()
            stored = booth.registered()
        # One more may be stored than was said: killed between the two.
        assert len(stored) - len(confirmed) in (0, 1)
        persons = [resident(index) for index in range(len(stored))]
        assert stored == [(who, index % POOL + 1) for index, who in enumerate(persons)]
        assert confirmed == list(range(len(confirmed)))
        pooled = booth.session.pooled
        assert (pooled.count if pooled else 0) == len(stored) % POOL
        booth.sign_in()
        if pooled is None:
            booth.tube(9000)
        outcome = booth.person(9000, now=clock.now() - timedelta(days=1))
        assert isinstance(outcome, out.Registered)
        assert outcome.registration.place == len(stored) % POOL + 1
    finally:
        booth.close()
