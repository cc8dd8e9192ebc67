"""A booth in bare sqlite3: the reads and rows of one registration, and a file full of old ones.

The statements are those that `services/register.py` and `services/booth.py` run in the transaction
of one registration, in their order. Fields that the program encrypts are random bytes of the same
size, made beforehand.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from station.domain.ids import new_id
from station.storage.columns import to_microseconds

POOL = 10
A_DAY = 2000
_OVERHEAD = 42  # key version, nonce and tag of a sealed field

BOOTH, OLD_BOOTH = "40", "39"

INSERT_BATCH = (
    "INSERT INTO batch (id, number, booth, day, sequence, status, version)"
    " VALUES (?, ?, ?, ?, 1, ?, 1)"
)
INSERT_TUBE = (
    "INSERT INTO tube (id, barcode, pool_size, slot, booth, shift_id, opened_at, status,"
    " sealed_at, seal_cause, batch_id) VALUES (?, ?, 10, 'pooled', ?, ?, ?, ?, ?, ?, ?)"
)
INSERT_REGISTRATION = (
    "INSERT INTO registration (id, tube_id, place, identity, entry_mode, registered_at, day,"
    " repeat, shift_id, booth, document_type, name, document_number, phone, details, note,"
    " pace) VALUES (?, ?, ?, ?, 'TYPED', ?, ?, ?, ?, ?, 1, ?, ?, ?, NULL, NULL, 5)"
)
MARK = "SELECT at FROM clock_mark"
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
BATCHES = "SELECT * FROM batch WHERE booth = ? AND status = ? ORDER BY day, sequence"
SEALED_TUBES = (
    "SELECT count(*) FROM tube WHERE batch_id = ? AND status = 'sealed' AND taken_out_at IS NULL"
)


class BareBooth:
    """Stores one registration after another on the file of ``raw``, by ``shift_id``."""

    def __init__(self, raw: sqlite3.Connection, shift_id: UUID) -> None:
        self._raw = raw
        self._shift = shift_id.bytes
        self._batch = self._new_batch(BOOTH, "open")
        self._tube = b""
        self._place = POOL
        self._tubes = 0

    def fill(self, rows: int) -> None:
        """Store ``rows`` registrations of earlier days, 2,000 a day, ten to a tube."""
        raw = self._raw
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("BEGIN")
        raw.executemany(INSERT_REGISTRATION, self._old_registrations(rows))
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("PRAGMA synchronous = FULL")

    def register(self, number: int) -> float:
        """Register person ``number``; return the seconds from the begin to the commit."""
        if self._place == POOL:
            self._open_tube()
        self._place += 1
        now = datetime.now(UTC)
        at, today, row_id = to_microseconds(now), now.date().isoformat(), new_id(now).bytes
        identity, fields = _identity(1 << 40 | number), _sealed_fields()
        raw = self._raw
        begin = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(MARK).fetchone()
        raw.execute(EARLIER, (identity, today)).fetchone()
        repeat = (raw.execute(REPEAT, (identity, today)).fetchone()[0] or 0) + 1
        row = (row_id, self._tube, self._place, identity, at, today, repeat, self._shift)
        raw.execute(INSERT_REGISTRATION, (*row, BOOTH, *fields))
        if self._place == POOL:
            raw.execute(SEAL, (at, self._batch, self._tube))
        raw.execute(RAISE, (at, at))
        if self._place == POOL:
            self._read_batches()
        raw.execute("COMMIT")
        return time.perf_counter() - begin

    def _open_tube(self) -> None:
        now = datetime.now(UTC)
        self._tubes, self._tube, self._place = self._tubes + 1, new_id(now).bytes, 0
        row = (self._tube, f"B{self._tubes:09}", BOOTH, self._shift, to_microseconds(now))
        self._raw.execute(INSERT_TUBE, (*row, "open", None, None, None))

    def _new_batch(self, booth: str, status: str) -> bytes:
        now = datetime.now(UTC)
        batch, day = new_id(now).bytes, now.date().isoformat()
        self._raw.execute(INSERT_BATCH, (batch, f"{booth}-{status}", booth, day, status))
        return batch

    def _read_batches(self) -> None:
        raw = self._raw
        batch = raw.execute(BATCHES, (BOOTH, "open")).fetchall()[0]
        raw.execute(SEALED_TUBES, (batch[0],)).fetchone()
        raw.execute(BATCHES, (BOOTH, "sealed")).fetchall()

    def _old_registrations(self, rows: int) -> Iterator[tuple[object, ...]]:
        now, fields = datetime.now(UTC), _sealed_fields()
        batch, owner = self._new_batch(OLD_BOOTH, "exported"), (self._shift, OLD_BOOTH)
        for count in range(rows):
            if count % POOL == 0:
                at = now - timedelta(days=1 + (rows - count) // A_DAY, seconds=rows - count)
                moment, day, tube = to_microseconds(at), at.date().isoformat(), new_id(at).bytes
                row = (tube, f"F{count:09}", OLD_BOOTH, self._shift, moment)
                self._raw.execute(INSERT_TUBE, (*row, "sealed", moment, "full", batch))
            place, identity = count % POOL + 1, _identity(count)
            yield (new_id(at).bytes, tube, place, identity, moment, day, 1, *owner, *fields)


def _identity(number: int) -> bytes:
    return hashlib.blake2b(number.to_bytes(8, "big"), digest_size=32).digest()


def _sealed_fields() -> tuple[bytes, ...]:
    """Return a name, a document number and a phone as they lie in the file."""
    return tuple(os.urandom(_OVERHEAD + size) for size in (9, 18, 11))
