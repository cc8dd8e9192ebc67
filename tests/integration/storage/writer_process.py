"""Registers without end, and prints each registration's key once it is committed.

Run by ``test_power_cut.py`` in a process of its own: path, master key in hex, first number.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from station.domain.documents import Document, DocumentType
from station.domain.ids import new_id
from station.domain.outcome import Change, RegistrationAdded, TubeAdded, TubeChanged
from station.domain.person import EntryMode, Person
from station.domain.registration import Registration
from station.domain.tube import SealCause, Slot, Tube, TubeBarcode
from station.storage.database import open_database
from station.storage.vault import FieldVault

POOL = 5


def main() -> None:
    path, master = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
    vault = FieldVault("site-1", {1: master}, 1)
    database = open_database(path, vault, zone=UTC)
    index = vault.index
    with database.reading() as unit:
        shift = unit.shifts.latest("02")
        batch = unit.batches.open_at("02")
    assert shift is not None
    assert batch is not None
    for number in count(int(sys.argv[3])):
        now = datetime.now(UTC)
        tube = Tube(new_id(now), TubeBarcode(f"T{number:08}"), POOL, Slot.POOLED, now)
        for place in range(1, POOL + 1):
            person = Person("某人", Document(DocumentType.PASSPORT, f"{number:08}{place}"))
            registration = Registration(
                id=new_id(now),
                tube_id=tube.id,
                place=place,
                person=person,
                identity=index.digest(person.identity_text()),
                entry_mode=EntryMode.CODE,
                registered_at=now,
                day=date(2026, 11, 22),
                repeat=1,
                shift_id=shift.id,
                booth="02",
            )
            changes: list[Change] = [RegistrationAdded(registration)]
            if place == 1:
                changes.insert(0, TubeAdded(tube, shift))
            if place == POOL:
                changes.append(TubeChanged(tube.seal(now, SealCause.FULL, batch.id)))
            with database.writing() as unit:
                unit.apply(changes)
                unit.commit()
            print(registration.id, flush=True)


if __name__ == "__main__":
    main()
