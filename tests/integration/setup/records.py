"""Records of every kind that hold sealed fields, and all that is to be read of them again."""

from __future__ import annotations

from datetime import timedelta

from station.domain.batch import Batch, batch_number
from station.domain.code_desk import Application, ApplicationStatus, IssuedCode
from station.domain.documents import Document, DocumentType, Sex
from station.domain.ids import new_id
from station.domain.outcome import Change, RegistrationAdded, TubeAdded, TubeChanged
from station.domain.person import EntryMode, Ground, Person
from station.domain.registration import Registration, Shift
from station.domain.tube import SealCause, Slot, Tube, TubeBarcode
from station.site import Site
from station.storage.unit import SqlUnitOfWork
from tests.integration.setup.sites import MORNING

POOL = 20


def fill(site: Site, persons: int = 2 * POOL) -> None:
    """Store a shift's work of ``persons`` registrations, and a code desk's."""
    index, day = site.secrets.identity_index(), MORNING.date()
    shift = Shift(new_id(MORNING), "01", "登记员甲", "采样员乙", "throat", MORNING)
    batch = Batch(new_id(MORNING), batch_number(day, "01", 1), "01", day, 1)
    with site.database.writing() as unit:
        unit.shifts.add(shift)
        unit.batches.add(batch)
        unit.command_key.put(b"k" * 32)
        unit.lab_password.put("检测机构 2026")
        for first in range(0, persons, POOL):
            tube = Tube(new_id(MORNING), TubeBarcode(f"{first:012}"), POOL, Slot.POOLED, MORNING)
            changes: list[Change] = [TubeAdded(tube, shift)]
            for place in range(1, POOL + 1):
                number = f"E{first + place:08}"
                person = Person(
                    f"受检者{first + place}",
                    Document(DocumentType.PASSPORT, number),
                    phone=f"138{first + place:08}",
                    own_sex=Sex.FEMALE,
                )
                identity = index.digest(person.identity_text())
                row = Registration(
                    id=new_id(MORNING),
                    tube_id=tube.id,
                    place=place,
                    person=person,
                    identity=identity,
                    entry_mode=EntryMode.CODE,
                    registered_at=MORNING,
                    day=day,
                    repeat=1,
                    shift_id=shift.id,
                    booth="01",
                    note="备注",
                )
                changes.append(RegistrationAdded(row))
                tube = tube.take(row.id, identity)
            changes.append(TubeChanged(tube.seal(MORNING, SealCause.FULL, batch.id)))
            unit.apply(changes)
        _fill_desk(site, unit)
        unit.commit()


def _fill_desk(site: Site, unit: SqlUnitOfWork) -> None:
    index = site.secrets.identity_index()
    people = []
    for name, number in (("申请人", "E90000001"), ("老人", "E90000002")):
        person = Person(name, Document(DocumentType.PASSPORT, number), phone="13900000000")
        identity = index.digest(person.identity_text())
        people.append(unit.desk_persons.put(new_id(MORNING), identity, person, MORNING))
    application = Application(
        id=new_id(MORNING),
        applicant=people[0],
        person=people[1],
        relation="母亲",
        ground=Ground.SPECIAL_GROUP,
        reason="行动不便",
        status=ApplicationStatus.PENDING,
        applied_at=MORNING,
        applied_by=None,
    )
    unit.applications.add(application)
    until = MORNING + timedelta(days=30)
    code = IssuedCode(
        new_id(MORNING), people[0].id, b"k" * 8, b"c" * 8, "NAC1:TEXT", MORNING, until
    )
    unit.codes.add(code, None)


def all_read(site: Site) -> list[object]:
    """Return all that is sealed, as the program reads it."""
    with site.database.reading() as unit:
        (pending,) = unit.applications.pending()
        staff = unit.staff.all()
        return [
            unit.registrations.recent("01", 1_000_000),
            unit.shifts.latest("01"),
            unit.command_key.get(),
            unit.lab_password.get(),
            staff,
            [unit.staff.pin(member.id) for member in staff],
            pending,
            unit.codes.in_force(pending.applicant.id, MORNING),
        ]
