"""A site, its keys and a database of it, and a booth that makes rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from station.domain.batch import Batch, batch_number
from station.domain.documents import Document, DocumentType
from station.domain.ids import new_id
from station.domain.outcome import RegistrationAdded, TubeAdded, TubeChanged
from station.domain.person import EntryMode, Person
from station.domain.registration import Registration, Shift, Withdrawal, WithdrawReason
from station.domain.tube import SealCause, Slot, Tube, TubeBarcode
from station.keyring.site_secrets import SiteSecrets
from station.storage.database import Database, open_database


class Booth:
    """Makes domain values one second apart, and stores them in units of work of their own."""

    def __init__(self, database: Database, secrets: SiteSecrets, name: str = "02") -> None:
        self.database = database
        self.index = secrets.identity_index()
        self.name = name
        self.now = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
        self.day = date(2026, 11, 22)
        self.shift = Shift(new_id(self.now), name, "登记员甲", "采样员乙", "throat", self.now)
        self.batch = self.next_batch(1)
        self._made = 0
        with database.writing() as unit:
            unit.shifts.add(self.shift)
            unit.batches.add(self.batch)
            unit.commit()

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def next_batch(self, sequence: int) -> Batch:
        number = batch_number(self.day, self.name, sequence)
        return Batch(new_id(self.now), number, self.name, self.day, sequence)

    def person(self, number: str | None = None) -> Person:
        self._made += 1
        number = number or f"E{self._made:08}"
        return Person(f"受检者{self._made}", Document(DocumentType.PASSPORT, number))

    def tube(self, barcode: str, pool_size: int = 10, slot: Slot = Slot.POOLED) -> Tube:
        return Tube(new_id(self.tick()), TubeBarcode(barcode), pool_size, slot, self.now)

    def registration(
        self, tube: Tube, place: int = 1, person: Person | None = None
    ) -> Registration:
        person = person or self.person()
        return Registration(
            id=new_id(self.tick()),
            tube_id=tube.id,
            place=place,
            person=person,
            identity=self.index.digest(person.identity_text()),
            entry_mode=EntryMode.CODE,
            registered_at=self.now,
            day=self.day,
            repeat=1,
            shift_id=self.shift.id,
            booth=self.name,
        )

    def withdrawal(self, registration_id: UUID, swab_is_in: bool = False) -> Withdrawal:
        at = self.tick()
        return Withdrawal(registration_id, at, WithdrawReason.UNDONE, swab_is_in, self.shift.id)

    def apply(self, *changes: object) -> None:
        with self.database.writing() as unit:
            unit.apply(changes)  # type: ignore[arg-type]
            unit.commit()

    def open(self, barcode: str, pool_size: int = 10, slot: Slot = Slot.POOLED) -> Tube:
        tube = self.tube(barcode, pool_size, slot)
        self.apply(TubeAdded(tube, self.shift))
        return tube

    def register(self, tube: Tube, person: Person | None = None) -> tuple[Tube, Registration]:
        """Store a person in the tube's next place; return both as they are afterwards."""
        registration = self.registration(tube, tube.free_place, person)
        self.apply(RegistrationAdded(registration))
        return tube.take(registration.id, registration.identity), registration

    def seal(self, tube: Tube) -> Tube:
        sealed = tube.seal(self.tick(), SealCause.EARLY, self.batch.id)
        self.apply(TubeChanged(sealed))
        return sealed

    def again(self, registration: Registration, **changes: object) -> Registration:
        """The same person once more, with other fields where ``changes`` say so."""
        return replace(registration, id=new_id(self.tick()), **changes)  # type: ignore[arg-type]


@pytest.fixture
def secrets() -> SiteSecrets:
    return SiteSecrets(
        site_id="site-1",
        master_keys={1: os.urandom(32)},
        current_version=1,
        reading_keys=(os.urandom(32), os.urandom(32)),
        root_public_key=os.urandom(32),
        least_trust_serial=7,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "station.db"


@pytest.fixture
def zone() -> ZoneInfo:
    return ZoneInfo("Asia/Shanghai")


@pytest.fixture
def database(path: Path, secrets: SiteSecrets, zone: ZoneInfo) -> Iterator[Database]:
    database = open_database(path, secrets.field_vault(), zone=zone, busy_seconds=0.2)
    yield database
    database.close()


@pytest.fixture
def booth(database: Database, secrets: SiteSecrets) -> Booth:
    return Booth(database, secrets)


@pytest.fixture
def make_booth() -> type[Booth]:
    return Booth


@pytest.fixture
def reopen(secrets, path, zone):
    """A function that opens the database again, and sees that it is closed in the end."""
    opened: list[Database] = []

    def open_again(at: Path = path, **options: bool) -> Database:
        database = open_database(at, secrets.field_vault(), zone=zone, busy_seconds=0.2, **options)
        opened.append(database)
        return database

    yield open_again
    for database in opened:
        database.close()


@pytest.fixture
def closed(booth, path) -> Path:
    """A database with a few rows that nobody has open."""
    tube = booth.open("T1")
    for _ in range(5):
        tube, _ = booth.register(tube)
    booth.database.close()
    return path


@pytest.fixture
def count() -> Callable[[Database], int]:
    """A function that counts a database's registrations."""

    def counted(database: Database) -> int:
        with database.reading() as unit:
            return len(unit.registrations.recent("02", 100_000))

    return counted
