"""What the workbook of 10,000 persons costs, against bare openpyxl in the same run.

The floors write the same rows of persons with openpyxl's write-only mode and lxml: as bare values,
and with each text forced into a styled cell. Ours writes all three sheets with digests; "whole"
also brings the file to its place, reads it back from there and compares. Each turn runs in a
process of its own; what making the rows costs is taken off. CPU time, medians; memory is the
peak of the whole process.

Run from the project's folder: python -m tests.benchmarks.bench_export [--persons 10000]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from station.export.digest import Row
from station.export.progress import Watch
from station.export.rows import person_row
from station.export.save import write_workbook
from station.export.workbook import build_workbook
from tests.benchmarks.figures import show
from tests.integration.export.made_batch import AT, BATCH, SITE, large_sheet

ROOT = Path(__file__).resolve().parents[2]
TURNS = 5
# What openpyxl itself takes for forced text, in times of bare values: sheets.md, "Floors".
FLOOR = 1.74


def _rows(persons: int) -> Iterator[Row]:
    """Yield the persons' rows, and go through the tubes, so that every writer has that to pay."""
    sheet = large_sheet(persons)
    for number, person in enumerate(sheet.persons, 1):
        yield person_row(number, person, BATCH, SITE)
    for _ in sheet.tubes:
        pass


def only_rows(persons: int, folder: Path) -> None:
    for _ in _rows(persons):
        pass


def bare(persons: int, folder: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Persons")
    for row in _rows(persons):
        sheet.append(row)
    book.save(folder / "bare.xlsx")


def forced(persons: int, folder: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Persons")
    for row in _rows(persons):
        cells: list[object] = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.number_format = "@"
            cells.append(cell)
        sheet.append(cells)
    book.save(folder / "forced.xlsx")


def built(persons: int, folder: Path) -> None:
    build_workbook(folder, "built.xlsx", large_sheet(persons), AT, Watch())


def whole(persons: int, folder: Path) -> None:
    write_workbook(folder / "whole.xlsx", large_sheet(persons), work=folder / "work", at=AT)


WRITERS = {
    "only rows": only_rows,
    "openpyxl, bare": bare,
    "openpyxl, forced text": forced,
    "ours, written": built,
    "ours, whole": whole,
}


def _peak_mb() -> float:
    """The most memory that this process ever held, in MB (Linux only, else 0).

    Not `ru_maxrss`: that begins with what the parent held when it forked.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _one_turn(name: str, persons: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        begin, wall = time.process_time(), time.perf_counter()
        WRITERS[name](persons, Path(folder))
        figures = [time.process_time() - begin, time.perf_counter() - wall, _peak_mb()]
    print(json.dumps(figures))


def _turn(name: str, persons: int) -> list[float]:
    command = [sys.executable, "-m", "tests.benchmarks.bench_export", "--turn", name]
    command += ["--persons", str(persons)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return list(json.loads(done.stdout))


def main() -> None:
    """Print rows a second, ratios to the floors, and peak memory."""
    parser = argparse.ArgumentParser(description="The workbook against bare openpyxl.")
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--turn", choices=WRITERS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.turn:
        _one_turn(asked.turn, asked.persons)
        return
    turns = [{name: _turn(name, asked.persons) for name in WRITERS} for _ in range(TURNS)]
    print(f"{asked.persons:,} persons, {TURNS} turns; CPU seconds without those of the rows")
    for name in list(WRITERS)[1:]:
        seconds = [turn[name][0] - turn["only rows"][0] for turn in turns]
        floors = [turn["openpyxl, bare"][0] - turn["only rows"][0] for turn in turns]
        ratio = median(ours / floor for ours, floor in zip(seconds, floors, strict=True))
        wall, peak = (median(turn[name][part] for turn in turns) for part in (1, 2))
        show(name, median(seconds), "s")
        show(f"{name}, rows a second", asked.persons / median(seconds), "rows/s", digits=0)
        show(f"{name} / bare", ratio, "times", at_most=FLOOR if name == "ours, written" else None)
        show(f"{name}, peak memory of the process", peak, "MB", digits=0)
        show(f"{name}, by the clock with the rows", wall, "s")


if __name__ == "__main__":
    main()
