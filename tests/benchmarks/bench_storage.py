"""How long one registration takes to be stored, against bare sqlite3 doing the same.

Ours is the register service of a demo site taking a typed document, whole: from the call to the
report after the commit, with the rules, the encryption and every tenth time the full tube. Bare
sqlite3 runs the same reads and writes the same rows with the same pragmas on the same file. Files
of every size and both ways take turns, so that all have the same machine.

Run from the project's folder: python -m tests.benchmarks.bench_storage [--rows 1000 1000000]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from station.assembly import SystemClock, make_use_cases
from station.demo.people import resident
from station.demo.site import DEMO_PIN, OPERATOR, PASSPHRASE, found_demo_site
from station.domain import outcome as out
from station.domain.scan import Scan, Source, Symbology, View
from station.paths import DataFolder
from station.services.entry import TypedEntry
from station.services.use_cases import UseCases
from station.settings import Settings
from station.site import open_site
from station.storage.engine import connect
from tests.benchmarks.bare_booth import POOL, BareBooth
from tests.benchmarks.figures import show

# Short turns, so that what else the machine does falls on all of them alike.
TURNS, WARMING = 50, 5
A_TURN = 2 * POOL
TIMES_BARE, TIMES_SMALLEST = 3.0, 1.3


class OurBooth:
    """Registers with the program's own services; a new tube whenever one is full."""

    def __init__(self, uses: UseCases) -> None:
        self._uses = uses
        self._tubes = 0
        uses.shifts.restore()
        uses.signing.sign_in(uses.signing.attempt(OPERATOR.badge, DEMO_PIN), "b", "throat")

    def register(self, number: int) -> float:
        """Register person ``number``; return the seconds from the call to its report."""
        if self._uses.booth.session.pooled is None:
            self._open_tube()
        person = resident(number)
        assert person.document is not None
        document, phone = person.document, person.phone or ""
        entry = TypedEntry(document.type, document.number, person.name, phone)
        begin = time.perf_counter()
        report = self._uses.register.enter(entry)
        seconds = time.perf_counter() - begin
        if not isinstance(report.outcome, out.Registered):
            raise RuntimeError(f"not registered: {type(report.outcome).__name__}")
        return seconds

    def _open_tube(self) -> None:
        self._tubes += 1
        at = time.monotonic()
        scan = Scan(f"{310115970000 + self._tubes}", Symbology.CODE_128, Source.GUN, at)
        self._uses.register.take(View((scan,), Source.GUN, at))


@dataclass(slots=True)
class Size:
    """A file with ``rows`` old registrations, and the seconds that each new one took on it."""

    rows: int
    our_booth: OurBooth
    bare_booth: BareBooth
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def opened(rows: int, folder: Path, closes: ExitStack) -> Size:
    """Return a new site's file, filled; it is closed with ``closes``."""
    data = DataFolder(folder / f"{rows}")
    found_demo_site(data, Settings(), datetime.now(UTC))
    site = closes.enter_context(closing(open_site(data, PASSPHRASE)))
    uses = make_use_cases(site, SystemClock())
    ours = OurBooth(uses)
    shift = uses.booth.shift
    assert shift is not None
    raw = closes.enter_context(closing(connect(data.database, 5.0, writes=True)))
    bare = BareBooth(raw, shift.id)
    bare.fill(rows)
    return Size(rows, ours, bare)


def measure(sizes: list[Size]) -> None:
    """Let every size and both ways take turns; the first ones warm the caches."""
    number = 0
    for turn in range(WARMING + TURNS):
        for size in sizes:
            ways: tuple[tuple[Callable[[int], float], list[float]], ...] = (
                (size.our_booth.register, size.ours),
                (size.bare_booth.register, size.bare),
            )
            for register, times in ways:
                taken = [register(number + count) for count in range(A_TURN)]
                times += taken if turn >= WARMING else []
        number += A_TURN


def show_sizes(sizes: list[Size]) -> None:
    for size in sizes:
        ours, bare, name = median(size.ours), median(size.bare), f"{size.rows:,} in the file"
        show(f"registration, {name}, median", 1e3 * ours, "ms")
        show(f"registration, {name}, p99", 1e3 * quantiles(size.ours, n=100)[98], "ms")
        show("the same reads and rows, bare sqlite3, median", 1e3 * bare, "ms")
        show("registration / bare sqlite3", ours / bare, "times", at_most=TIMES_BARE)
        # Every tenth fills its tube.
        filling = [median(times[POOL - 1 :: POOL]) for times in (size.ours, size.bare)]
        show("that fills its tube, median", 1e3 * filling[0], "ms")
        show("that fills its tube / bare sqlite3", filling[0] / filling[1], "times")
    first, last = sizes[0], sizes[-1]
    for name, small, large in (("ours", first.ours, last.ours), ("bare", first.bare, last.bare)):
        ratio = median(large) / median(small)
        goal = TIMES_SMALLEST if name == "ours" else None
        show(f"{name}, {last.rows:,} / {first.rows:,} in the file", ratio, "times", at_most=goal)


def main() -> None:
    """Print medians and ratios."""
    parser = argparse.ArgumentParser(description="One registration against bare sqlite3.")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 1_000_000])
    rows = sorted(parser.parse_args().rows)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as closes:
        sizes = [opened(count, Path(folder), closes) for count in rows]
        measure(sizes)
        show_sizes(sizes)


if __name__ == "__main__":
    main()
