"""What checking a package costs, against bare openpyxl reading the same workbook in the same run.

The floor reads the sheet of persons with openpyxl's read-only mode and does nothing with it. Ours
runs as the program does, each file in a process of its own: the workbook alone, and the whole
package (workbook and CSV) with signatures, report and merged sheet. CPU time of all processes;
memory is what all of them hold at once at most. The large one runs once.

Run from the project's folder: python -m tests.benchmarks.bench_check [--persons 1000 20000]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

from openpyxl import load_workbook

from tests.benchmarks.figures import show
from tests.integration.check.made_sheets import ROOT, package, trust
from tests.integration.export.made_batch import large_sheet

_PROJECT = Path(__file__).resolve().parents[2]
TURNS = 3
# More than this once only: minutes.
MANY = 50_000
# Of the issue: 200,000 rows by the clock, and what all processes hold.
SECONDS, MEGABYTES = 60, 500


def read_bare(path: Path) -> None:
    book = load_workbook(path, read_only=True)
    for _ in book.worksheets[0].iter_rows(values_only=True):
        pass
    book.close()


def _tree(process: int) -> list[int]:
    """Return a process and those that it started (Linux only, else none)."""
    found = [process]
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text(encoding="ascii").split():
            found += _tree(int(child))
    return found


def _held_mb(process: int) -> float:
    """Return what a process and its children hold just now, in MB."""
    pages = 0
    try:
        for each in _tree(process):
            statm = Path(f"/proc/{each}/statm").read_text(encoding="ascii")
            pages += int(statm.split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0  # One of them ended meanwhile.
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _measured(command: list[str]) -> tuple[float, float, float]:
    """Return CPU seconds, seconds by the clock, and the most memory of a command's processes."""
    before = os.times()
    begun = time.perf_counter()
    with subprocess.Popen(command, cwd=_PROJECT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        peak, done = 0.0, threading.Event()
        reader = threading.Thread(target=lambda: (process.stdout.read(), done.set()))
        reader.start()
        while not done.wait(0.02):
            peak = max(peak, _held_mb(process.pid))
        reader.join()
    assert process.returncode == 0, process.returncode
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return cpu, time.perf_counter() - begun, peak


def _turn(folder: Path, out: Path, workbook: Path, proofs: list[str]) -> dict[str, list[float]]:
    program = [sys.executable, "run_station.py", "check"]
    for old in out.iterdir():
        old.unlink()
    bare = [sys.executable, "-m", "tests.benchmarks.bench_check", "--bare", str(workbook)]
    return {
        "openpyxl, read-only": list(_measured(bare)),
        "our check, workbook": list(_measured([*program, str(workbook), "--json"])),
        "our check, package and results": list(
            _measured([*program, str(folder), *proofs, "--out", str(out), "--json"])
        ),
    }


def _measure(persons: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        stick, out, listed = place / "stick", place / "out", place / "site.trust"
        stick.mkdir()
        out.mkdir()
        made = package(stick, large_sheet(persons))
        listed.write_bytes(trust().raw)
        proofs = ["--trust", str(listed), "--root", ROOT.public.hex()]
        turns = [
            _turn(made.folder, out, made.workbook, proofs)
            for _ in range(1 if persons > MANY else TURNS)
        ]
    print(f"{persons:,} persons, {len(turns)} turns")
    is_goal = persons >= 200_000
    for what in turns[0]:
        cpu, wall, peak = (median(turn[what][part] for turn in turns) for part in range(3))
        floor = median(turn["openpyxl, read-only"][0] for turn in turns)
        show(what, cpu, "s CPU")
        show(f"{what} / floor", cpu / floor, "times")
        show(f"{what}, by the clock", wall, "s", at_most=SECONDS if is_goal else None)
        show(f"{what}, memory", peak, "MB", at_most=MEGABYTES if is_goal else None, digits=0)


def main() -> None:
    """Print times, ratios to the floor, and peak memory."""
    parser = argparse.ArgumentParser(description="The check against bare openpyxl.")
    parser.add_argument("--persons", type=int, nargs="+", default=[1_000, 20_000, 200_000])
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.bare is not None:
        read_bare(asked.bare)
        print(json.dumps(True))
        return
    for persons in asked.persons:
        _measure(persons)


if __name__ == "__main__":
    main()
