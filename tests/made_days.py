"""Days of several booths, made up at random and written straight into a database."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from station.storage.columns import to_microseconds

MODES = ("CODE", "RELATIVE", "CARD", "TYPED", "NODOC")
REASONS = ("expired", "bad_signature", "already_in_tube", "tube_used", "unknown_text")


@dataclass(frozen=True, slots=True)
class MadePerson:
    booth: str
    at: datetime
    mode: str
    pace: int | None
    tube: int
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class MadeTube:
    """``batch`` is one of `MadeDays.batches`; None for a tube that is in none."""

    booth: str
    at: datetime
    pool_size: int
    status: str
    out: bool = False
    batch: int | None = None
    sealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MadeBatch:
    booth: str
    status: str
    exported_at: datetime | None = None


@dataclass
class MadeDays:
    zone: ZoneInfo
    persons: list[MadePerson] = field(default_factory=list)
    tubes: list[MadeTube] = field(default_factory=list)
    batches: list[MadeBatch] = field(default_factory=list)
    refusals: list[tuple[str, datetime, str]] = field(default_factory=list)


def made_days(
    rng: random.Random,
    zone: ZoneInfo,
    booths: Sequence[str],
    begin: datetime,
    span: timedelta,
    tubes: int,
) -> MadeDays:
    """Return about ``tubes`` tubes with their persons, at any time of ``span`` after ``begin``."""
    made = MadeDays(zone)
    for booth in booths:
        made.batches.append(MadeBatch(booth, "open"))
        made.batches.append(MadeBatch(booth, "sealed"))
        made.batches.append(MadeBatch(booth, "sealed", begin))
        made.batches.append(MadeBatch(booth, "exported", begin))
    for _ in range(tubes):
        number = rng.randrange(len(booths))
        booth, at = booths[number], begin + span * rng.random()
        size = rng.choice((1, 5, 10, 10, 20))
        status = rng.choice(("sealed",) * 6 + ("void", "dropped"))
        batch = rng.randrange(4) + 4 * number if status in ("sealed", "void") else None
        out = status == "sealed" and batch == 4 * number and rng.random() < 0.5
        sealed_at = at + timedelta(minutes=rng.randrange(30)) if status == "sealed" else None
        made.tubes.append(MadeTube(booth, at, size, status, out, batch, sealed_at))
        place = len(made.tubes) - 1
        for _ in range(0 if status == "dropped" else rng.randint(0, size)):
            at += timedelta(seconds=rng.randint(1, 400))
            withdrawn = status == "void" or rng.random() < 0.1
            pace = rng.choice((None, rng.randrange(600)))
            made.persons.append(MadePerson(booth, at, rng.choice(MODES), pace, place, withdrawn))
    for booth in booths:
        made.tubes.append(MadeTube(booth, begin + span / 2, 10, "open"))
        for _ in range(tubes // 4):
            at = begin + span * rng.random()
            made.refusals.append((booth, at, rng.choice(REASONS)))
    return made


def write_days(path: Path, made: MadeDays, seal_name=lambda row_id: b"x" * 60) -> None:
    """Write ``made`` into the database at ``path``; names are what ``seal_name`` makes."""
    rng = random.Random(0)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("PRAGMA cache_size = -200000")
        raw.execute("BEGIN")
        booths = sorted({tube.booth for tube in made.tubes})
        shifts = {booth: _key(1, number) for number, booth in enumerate(booths)}
        for booth, key in shifts.items():
            raw.execute(
                "INSERT INTO shift (id, booth, operator, sampler, specimen, started_at)"
                " VALUES (?, ?, x'00', x'00', 'OPS', 0)",
                (key, booth),
            )
        raw.executemany(
            "INSERT INTO batch (id, number, booth, day, sequence, status, exported_at, version)"
            " VALUES (?, ?, ?, '2026-11-22', ?, ?, ?, 1)",
            (
                (_key(2, i), f"B{i}", b.booth, i + 1, b.status, _micro(b.exported_at))
                for i, b in enumerate(made.batches)
            ),
        )
        raw.executemany(
            "INSERT INTO tube (id, barcode, pool_size, slot, booth, shift_id, opened_at, status,"
            " sealed_at, seal_cause, batch_id, taken_out_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_tube_row(i, tube, shifts) for i, tube in enumerate(made.tubes)),
        )
        raw.executemany(
            "INSERT INTO registration (id, tube_id, place, identity, entry_mode, registered_at,"
            " day, repeat, shift_id, booth, document_type, name, pace, withdrawn_at,"
            " withdrawn_reason, withdrawn_shift_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, 0, ?, ?, ?, ?, ?)",
            _person_rows(made, shifts, rng, seal_name),
        )
        raw.executemany(
            "INSERT INTO refusal (id, at, booth, source, reason) VALUES (?, ?, ?, 'gun', ?)",
            (
                (_key(5, i), to_microseconds(at), booth, reason)
                for i, (booth, at, reason) in enumerate(made.refusals)
            ),
        )
        raw.execute("COMMIT")


def _tube_row(number: int, tube: MadeTube, shifts: dict[str, bytes]) -> tuple[object, ...]:
    return (
        _key(3, number),
        f"{310115000000 + number}",
        tube.pool_size,
        "single" if tube.pool_size == 1 else "pooled",
        tube.booth,
        shifts[tube.booth],
        to_microseconds(tube.at),
        tube.status,
        _micro(tube.sealed_at),
        "full" if tube.status == "sealed" else None,
        None if tube.batch is None else _key(2, tube.batch),
        _micro(tube.sealed_at) if tube.out else None,
    )


def _person_rows(
    made: MadeDays, shifts: dict[str, bytes], rng: random.Random, seal_name
) -> Iterator[tuple[object, ...]]:
    places: dict[int, int] = {}
    for number, person in enumerate(made.persons):
        places[person.tube] = place = places.get(person.tube, 0) + 1
        key = _key(4, number)
        withdrawn = (_micro(person.at), "undone", shifts[person.booth])
        yield (
            key,
            _key(3, person.tube),
            place,
            rng.randbytes(32),
            person.mode,
            to_microseconds(person.at),
            local_day(person.at, made.zone).isoformat(),
            shifts[person.booth],
            person.booth,
            seal_name(UUID(bytes=key)),
            person.pace,
            *(withdrawn if person.withdrawn else (None, None, None)),
        )


def local_day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _micro(at: datetime | None) -> int | None:
    return None if at is None else to_microseconds(at.astimezone(UTC))


def _key(table: int, number: int) -> bytes:
    return bytes([table]) + number.to_bytes(15, "big")
