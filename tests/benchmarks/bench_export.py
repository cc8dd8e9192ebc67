"""What a batch's package costs, against bare openpyxl in the same run.

The floors write the same rows of persons with openpyxl's write-only mode and lxml: as bare values,
and with each text forced into a styled cell. Ours writes all four sheets with digests and proof;
"package" writes the CSV files and the manifest too, reads everything back and compares, and brings
it to its place. Each turn runs in a process of its own; what making the rows costs is taken off.
CPU time, medians; memory is the peak of the whole process.

Run from the project's folder: python -m tests.benchmarks.bench_export [--persons 1000 20000]
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
from station.export.package import write_package
from station.export.package_wishes import PackageWishes, Secrecy
from station.export.pass_rows import pass_rows
from station.export.progress import Watch
from station.export.rows import cover_facts, cover_signs, person_row
from station.export.workbook import BatchWorkbook
from tests.benchmarks.figures import show
from tests.integration.export.made_batch import AT, BATCH, CHAIN, SIGNER, SITE, large_sheet

ROOT = Path(__file__).resolve().parents[2]
TURNS = 5
# Ours forces all texts as well: a tenth more than openpyxl takes for that in the same run.
LIMITED, FORCED, MOST = "our workbook", "openpyxl, forced text", 1.1
# More than this once only: minutes.
MANY = 50_000


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


def workbook(persons: int, folder: Path) -> None:
    book, sheet = BatchWorkbook(folder / "built.xlsx", BATCH, AT), large_sheet(persons)
    digest = book.add_facts(cover_facts(BATCH, SITE, pass_rows(sheet, [book], Watch())))
    book.add_signs(cover_signs(digest, SIGNER.key_id, "NAH1:", CHAIN))
    book.finish()


def package(persons: int, folder: Path) -> None:
    write_package(folder / "whole", large_sheet(persons), SIGNER, work=folder / "work", at=AT)


def under_password(persons: int, folder: Path) -> None:
    wishes = PackageWishes(Secrecy(password="any of eight letters"))
    write_package(
        folder / "whole", large_sheet(persons), SIGNER, work=folder / "work", at=AT, wishes=wishes
    )


WRITERS = {
    "only rows": only_rows,
    "openpyxl, bare": bare,
    "openpyxl, forced text": forced,
    "our workbook": workbook,
    "our package": package,
    "our package under a password": under_password,
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


def _measured(persons: int, turns: int) -> None:
    made = [{name: _turn(name, persons) for name in WRITERS} for _ in range(turns)]
    print(f"{persons:,} persons, {turns} turns; CPU seconds without those of the rows")
    for name in list(WRITERS)[1:]:
        seconds = [turn[name][0] - turn["only rows"][0] for turn in made]
        floors = [turn["openpyxl, bare"][0] - turn["only rows"][0] for turn in made]
        ratio = median(ours / floor for ours, floor in zip(seconds, floors, strict=True))
        wall, peak = (median(turn[name][part] for turn in made) for part in (1, 2))
        show(name, median(seconds), "s")
        show(f"{name}, rows a second", persons / median(seconds), "rows/s", digits=0)
        show(f"{name} / bare", ratio, "times")
        if name == LIMITED:
            forced = [turn[FORCED][0] - turn["only rows"][0] for turn in made]
            ratio = median(ours / floor for ours, floor in zip(seconds, forced, strict=True))
            show(f"{name} / forced text", ratio, "times", at_most=MOST)
        show(f"{name}, peak memory of the process", peak, "MB", digits=0)
        show(f"{name}, by the clock with the rows", wall, "s")


def main() -> None:
    """Print rows a second, ratios to the floors, and peak memory."""
    parser = argparse.ArgumentParser(description="The package against bare openpyxl.")
    parser.add_argument("--persons", type=int, nargs="+", default=[1000, 20_000, 200_000])
    parser.add_argument("--turn", choices=WRITERS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.turn:
        _one_turn(asked.turn, asked.persons[0])
        return
    for persons in asked.persons:
        _measured(persons, TURNS if persons <= MANY else 1)


if __name__ == "__main__":
    main()
