"""How long a search takes among a million registrations, and how soon it ends once cancelled.

The file holds sealed names as the program seals them; the search service is a demo site's.

Run from the project's folder: python -m tests.benchmarks.bench_search [--rows 1000000]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from threading import Event, Timer

from station.assembly import SystemClock, make_use_cases
from station.demo.people import resident
from station.demo.site import DEMO_PIN, OPERATOR, PASSPHRASE, found_demo_site
from station.domain.ids import new_id
from station.domain.search import FoundPage, SearchWishes
from station.paths import DataFolder
from station.services.use_cases import UseCases
from station.settings import Settings
from station.site import Site, open_site
from station.storage.columns import to_microseconds
from station.storage.engine import connect
from tests.benchmarks.bare_booth import A_DAY, INSERT_REGISTRATION, INSERT_TUBE, POOL
from tests.benchmarks.figures import show

TIMES = 20
PEOPLE = 5_000
NUMBER_MS, CANCEL_MS = 50, 200


def fill(site: Site, uses: UseCases, rows: int) -> date:
    """Store ``rows`` registrations of earlier days; return the first one's day."""
    shift, vault = uses.booth.shift, site.secrets.field_vault()
    assert shift is not None
    now, identities = SystemClock().now(), site.secrets.identity_index()
    people = [resident(number) for number in range(PEOPLE)]
    digests = [identities.digest(person.identity_text()) for person in people]
    begin = now - timedelta(days=rows // A_DAY + 1)
    tubes: list[tuple[object, ...]] = []

    def registrations() -> Iterator[tuple[object, ...]]:
        tube = b""
        for count in range(rows):
            at = begin + timedelta(days=count // A_DAY, seconds=10 * (count % A_DAY))
            moment, row = to_microseconds(at), new_id(at)
            if count % POOL == 0:
                tube = new_id(at).bytes
                owner = (f"F{count:09}", shift.booth, shift.id.bytes)
                tubes.append((tube, *owner, moment, "void", moment, "full", None))
            who = count % PEOPLE
            # Nobody but one in five thousand comes twice: the others' identities are their own.
            identity = digests[who] if count < PEOPLE else os.urandom(32)
            person = people[who]
            assert person.document is not None
            name = vault.seal("registration", row, "name", person.name)
            number = vault.seal("registration", row, "document_number", person.document.number)
            day = at.astimezone(site.zone).date().isoformat()
            place = count % POOL + 1
            yield (
                *(row.bytes, tube, place, identity, moment, day, 1, shift.id.bytes, shift.booth),
                *(name, number, None),
            )

    with closing(connect(site.folder.database, 5.0, writes=True)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("BEGIN")
        raw.executemany(INSERT_REGISTRATION, registrations())
        raw.executemany(INSERT_TUBE, tubes)
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return begin.astimezone(site.zone).date()


def page(
    uses: UseCases, wishes: SearchWishes, cancel: Event, limit: int = 50
) -> tuple[float, FoundPage]:
    """Return the seconds that a search's first page took, and the page."""
    begin = time.perf_counter()
    begun = uses.search.begin(wishes)
    found = uses.search.page(begun, None, lambda done, rows: None, cancel, limit)
    return time.perf_counter() - begin, found


def timed(work: Callable[[], object], times: int = TIMES) -> float:
    """Return the median of the seconds that ``work`` took."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return median(taken)


def cancelled(uses: UseCases, wishes: SearchWishes, after: float) -> float:
    """Return the seconds from cancelling a long search, ``after`` seconds on, to its end."""
    cancel, set_at = Event(), 0.0

    def stop() -> None:
        nonlocal set_at
        set_at = time.perf_counter()
        cancel.set()

    timer = Timer(after, stop)
    timer.start()
    _, found = page(uses, wishes, cancel)
    ended = time.perf_counter()
    timer.join()
    if not found.cancelled:
        raise RuntimeError("the search was over before it was cancelled")
    return ended - set_at


def measure(site: Site, uses: UseCases, rows: int) -> None:
    first = fill(site, uses, rows)
    last = datetime.now(site.zone).date()
    document = resident(PEOPLE // 2).document
    assert document is not None
    by_number = SearchWishes(number=document.number)
    found = page(uses, by_number, Event())[1].found
    if len(found) != 1:
        raise RuntimeError(f"{len(found)} found by number")
    show(
        "by number, median",
        1e3 * timed(lambda: page(uses, by_number, Event())),
        "ms",
        at_most=NUMBER_MS,
    )
    by_tube = SearchWishes(barcode=found[0].barcode.text)
    show("by tube, median", 1e3 * timed(lambda: page(uses, by_tube, Event())), "ms")
    everybody = SearchWishes(first=first, last=last)
    show("first page of all days", 1e3 * page(uses, everybody, Event())[0], "ms")
    nobody = SearchWishes(name="无此人", first=first, last=last)
    begin = time.process_time()
    seconds, _ = page(uses, nobody, Event())
    show("by a name that nobody has, all days", seconds, "s", digits=1)
    show("names looked at", rows / (time.process_time() - begin), "rows/CPU s", digits=0)
    slowest = max(cancelled(uses, nobody, part * seconds) for part in (0, 0.02, 0.1, 0.2, 0.3))
    show("from cancelling to the end, slowest of 5", 1e3 * slowest, "ms", at_most=CANCEL_MS)
    day = last - timedelta(days=3)
    one_day = SearchWishes(name="无此人", first=day, last=day)
    show("by name, one day of 2,000", 1e3 * page(uses, one_day, Event())[0], "ms")


def main() -> None:
    """Print medians."""
    parser = argparse.ArgumentParser(description="Searches among many registrations.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        data = DataFolder(Path(folder) / "data")
        found_demo_site(data, Settings(), datetime.now().astimezone())
        with closing(open_site(data, PASSPHRASE)) as site:
            uses = make_use_cases(site, SystemClock())
            uses.shifts.restore()
            uses.signing.sign_in(uses.signing.attempt(OPERATOR.badge, DEMO_PIN), "b", "throat")
            measure(site, uses, rows)


if __name__ == "__main__":
    main()
