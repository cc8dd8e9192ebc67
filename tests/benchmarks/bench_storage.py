"""How long one registration takes to be stored, against bare sqlite3 doing the same.

One registration is what the register service does in one transaction: look for an earlier one,
get the repeat number, insert it with its fields encrypted, raise the clock mark and, for every
tenth, seal the tube. Bare sqlite3 runs the same reads and writes the same rows (encrypted before),
with the same pragmas, on the same file, in turns with ours.

Run from the project's folder: python -m tests.benchmarks.bench_storage [--rows 1000 1000000]
Floors: at most 3 times bare sqlite3; the largest database at most 1.3 times the smallest.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from station.domain.batch import Batch
from station.domain.documents import Document, DocumentType
from station.domain.ids import new_id
from station.domain.outcome import Change, RegistrationAdded, TubeChanged
from station.domain.person import EntryMode, Person
from station.domain.registration import Registration, Shift
from station.domain.tube import SealCause, Slot, Tube, TubeBarcode
from station.storage.columns import to_microseconds
from station.storage.database import Database, open_database
from station.storage.engine import connect
from station.storage.vault import FieldVault

TURNS = 10
A_TURN = 100
POOL = 10
BOOTH = "02"
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)

INSERT_TUBE = (
    "INSERT INTO tube (id, barcode, pool_size, slot, booth, shift_id, opened_at, status)"
    " VALUES (?, ?, 10, 'pooled', ?, ?, ?, 'open')"
)
INSERT_REGISTRATION = (
    "INSERT INTO registration (id, tube_id, place, identity, entry_mode, registered_at, day,"
    " repeat, shift_id, booth, document_type, name, document_number, phone)"
    " VALUES (?, ?, ?, ?, 'CODE', ?, ?, ?, ?, ?, 1, ?, ?, ?)"
)
EARLIER = (
    "SELECT registration.id, tube_id, barcode, registration.booth, registered_at, day, repeat"
    " FROM registration JOIN tube ON tube.id = registration.tube_id"
    " WHERE identity = ? AND day >= ? AND withdrawn_at IS NULL"
    " ORDER BY day DESC, repeat DESC LIMIT 1"
)
REPEAT = (
    "SELECT max(repeat) FROM registration WHERE identity = ? AND day = ? AND withdrawn_at IS NULL"
)
RAISE = "UPDATE clock_mark SET at = ? WHERE at < ?"
SEAL = (
    "UPDATE tube SET status = 'sealed', sealed_at = ?, seal_cause = 'full', batch_id = ?"
    " WHERE id = ?"
)


@dataclass
class Place:
    """The next place to fill: tubes are opened beforehand."""

    tubes: Iterator[Tube]
    tube: Tube
    place: int = 0

    def next(self) -> tuple[Tube, int]:
        if self.place == POOL:
            self.tube, self.place = next(self.tubes), 0
        self.place += 1
        return self.tube, self.place


def identity_of(number: int) -> bytes:
    return hashlib.blake2b(number.to_bytes(8, "big"), digest_size=32).digest()


def fill(raw: sqlite3.Connection, rows: int, shift: Shift) -> None:
    """Store ``rows`` registrations of earlier days, 2,000 a day, ten to a tube."""
    name, number, phone = (os.urandom(42 + size) for size in (9, 18, 11))

    def registrations() -> Iterator[tuple[object, ...]]:
        for count in range(rows):
            if count % POOL == 0:
                at = NOW - timedelta(days=1 + (rows - count) // 2000, seconds=rows - count)
                tube_id = new_id(at).bytes
                barcode = f"F{count:09}"
                raw.execute(
                    INSERT_TUBE, (tube_id, barcode, BOOTH, shift.id.bytes, to_microseconds(at))
                )
                day = at.date().isoformat()
            row = (new_id(at).bytes, tube_id, count % POOL + 1, identity_of(count))
            yield (*row, to_microseconds(at), day, 1, shift.id.bytes, BOOTH, name, number, phone)

    raw.execute("PRAGMA synchronous = OFF")
    raw.execute("BEGIN")
    raw.executemany(INSERT_REGISTRATION, registrations())
    raw.execute("COMMIT")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.execute("PRAGMA synchronous = FULL")


def open_tubes(raw: sqlite3.Connection, count: int, shift: Shift) -> Iterator[Tube]:
    tubes = [
        Tube(new_id(NOW), TubeBarcode(f"B{number:09}"), POOL, Slot.POOLED, NOW)
        for number in range(count)
    ]
    raw.execute("BEGIN")
    for tube in tubes:
        at = to_microseconds(tube.opened_at)
        raw.execute(INSERT_TUBE, (tube.id.bytes, tube.barcode.text, BOOTH, shift.id.bytes, at))
    raw.execute("COMMIT")
    return iter(tubes)


def store_ours(database: Database, shift: Shift, batch: Batch, place: Place, number: int) -> float:
    """Return the seconds from the begin of the transaction to its commit."""
    at = NOW + timedelta(seconds=number)
    person = Person(
        "欧阳测试", Document(DocumentType.PASSPORT, f"E{number:08}"), phone="13800000000"
    )
    identity = identity_of(1 << 40 | number)
    tube, position = place.next()
    begin = time.perf_counter()
    with database.writing() as unit:
        unit.registrations.earlier(identity, TODAY)
        repeat = unit.registrations.next_repeat(identity, TODAY)
        registration = Registration(
            id=new_id(at),
            tube_id=tube.id,
            place=position,
            person=person,
            identity=identity,
            entry_mode=EntryMode.CODE,
            registered_at=at,
            day=TODAY,
            repeat=repeat,
            shift_id=shift.id,
            booth=BOOTH,
        )
        changes: list[Change] = [RegistrationAdded(registration)]
        if position == POOL:
            changes.append(TubeChanged(tube.seal(at, SealCause.FULL, batch.id)))
        unit.apply(changes)
        unit.clock_mark.raise_to(at)
        unit.commit()
    return time.perf_counter() - begin


def store_bare(
    raw: sqlite3.Connection, shift: Shift, batch: Batch, place: Place, number: int
) -> float:
    at = to_microseconds(NOW + timedelta(seconds=number))
    identity = identity_of(1 << 40 | number)
    row_id = new_id(NOW).bytes
    sealed = tuple(os.urandom(42 + size) for size in (12, 9, 11))
    tube, position = place.next()
    today = TODAY.isoformat()
    begin = time.perf_counter()
    raw.execute("BEGIN IMMEDIATE")
    raw.execute(EARLIER, (identity, today)).fetchone()
    repeat = (raw.execute(REPEAT, (identity, today)).fetchone()[0] or 0) + 1
    row = (row_id, tube.id.bytes, position, identity, at, today, repeat, shift.id.bytes, BOOTH)
    raw.execute(INSERT_REGISTRATION, (*row, *sealed))
    if position == POOL:
        raw.execute(SEAL, (at, batch.id.bytes, tube.id.bytes))
    raw.execute(RAISE, (at, at))
    raw.execute("COMMIT")
    return time.perf_counter() - begin


def measure(rows: int, folder: Path) -> tuple[list[float], list[float]]:
    """Return the seconds of each registration at ``rows`` rows: ours, bare sqlite3's."""
    path = folder / f"{rows}.db"
    vault = FieldVault("bench", {1: os.urandom(32)}, 1)
    database = open_database(path, vault, zone=UTC)
    shift = Shift(new_id(NOW), BOOTH, "a", "b", "throat", NOW)
    batch = Batch(new_id(NOW), "20261122-02-01", BOOTH, TODAY, 1)
    with database.writing() as unit:
        unit.shifts.add(shift)
        unit.batches.add(batch)
        unit.clock_mark.raise_to(NOW)
        unit.commit()
    raw = connect(path, 5.0, writes=True)
    try:
        fill(raw, rows, shift)
        tubes = open_tubes(raw, 2 * (TURNS + 1) * A_TURN // POOL + 1, shift)
        place = Place(tubes, next(tubes))
        return _in_turns(
            lambda number: store_ours(database, shift, batch, place, number),
            lambda number: store_bare(raw, shift, batch, place, number),
        )
    finally:
        raw.close()
        database.close()


def _in_turns(
    ours: Callable[[int], float], bare: Callable[[int], float]
) -> tuple[list[float], list[float]]:
    taken: tuple[list[float], list[float]] = ([], [])
    number = 0
    for turn in range(TURNS + 1):
        for store, times in zip((ours, bare), taken, strict=True):
            for _ in range(A_TURN):
                number += 1
                seconds = store(number)
                if turn:  # The first turn warms the caches.
                    times.append(seconds)
    return taken


def main() -> None:
    """Print medians and ratios."""
    parser = argparse.ArgumentParser(description="One registration against bare sqlite3.")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 1_000_000])
    medians = []
    with tempfile.TemporaryDirectory() as folder:
        for rows in sorted(parser.parse_args().rows):
            begin = time.perf_counter()
            ours, bare = measure(rows, Path(folder))
            medians.append(median(ours))
            p99 = quantiles(ours, n=100)[98]
            print(
                f"{rows:>9,} rows: ours {median(ours) * 1e3:.2f} ms (p99 {p99 * 1e3:.2f}), "
                f"bare {median(bare) * 1e3:.2f} ms, ratio {median(ours) / median(bare):.2f} "
                f"[{time.perf_counter() - begin:.0f} s]"
            )
    print(f"largest to smallest: {medians[-1] / medians[0]:.2f}")


if __name__ == "__main__":
    main()
