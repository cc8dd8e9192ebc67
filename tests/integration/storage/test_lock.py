"""One console per database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from station.storage.faults import DatabaseFault
from station.storage.lock import AlreadyRunning, StationLock

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys
from pathlib import Path
from station.storage.lock import StationLock
lock = StationLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_console_is_told_so_until_the_first_is_gone(tmp_path: Path):
    path = tmp_path / "station.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunning):
            StationLock(path).acquire()
        holder.kill()
    with StationLock(path):
        pass


def test_two_locks_of_one_process_exclude_each_other(tmp_path: Path):
    path = tmp_path / "station.lock"
    with StationLock(path), pytest.raises(AlreadyRunning):
        StationLock(path).acquire()
    with StationLock(path):
        pass


def test_a_folder_in_the_locks_place_is_a_known_fault(tmp_path: Path):
    with pytest.raises(DatabaseFault):
        StationLock(tmp_path).acquire()
