"""A booth made of plain values: persons, tubes and reports to show, and a desk that records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from station.domain import outcome as out
from station.domain.batch import Batch, BatchStatus
from station.domain.documents import Document, DocumentType
from station.domain.outcome import Outcome
from station.domain.person import EntryMode, Ground, Person, Relative
from station.domain.registration import Candidate, EarlierRegistration, Registration, Shift
from station.domain.staff import Role, StaffMember
from station.domain.tube import SealCause, Slot, Tube, TubeBarcode
from station.domain.tube_session import Question, TubeSession, Waiting
from station.printing.qt_code_picture import code_symbol_picture
from station.services.export_batch import Exported
from station.services.report import BoothView, Report
from station.ui.codes_desk import CodesDesk
from station.ui.facts import WindowFacts
from tests.integration.export.made_batch import SITE, made_receipt

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 2, 42, 7, tzinfo=UTC)
TODAY = date(2026, 11, 22)

# Made-up persons; the numbers pass their check.
PERSONS = (
    ("张小三", "310115199003074213"),
    ("李四", "310104198811020025"),
    ("王建华", "310110197505060938"),
    ("古丽提", "650102199512126620"),
    ("陈晨", "31011019660228093X"),
)


def check_character(first17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c) * w for c, w in zip(first17, weights, strict=True))
    return "10X98765432"[total % 11]


def number_of(index: int) -> str:
    first17 = PERSONS[index % len(PERSONS)][1][:17]
    return first17 + check_character(first17)


def person(index: int = 0, **changes: object) -> Person:
    name = PERSONS[index % len(PERSONS)][0]
    document = Document(DocumentType.RESIDENT_ID, number_of(index))
    return replace(Person(name, document), **changes)


RELATIVE = Relative("母亲", Ground.UNDER_18)


def candidate(
    whom: Person | None = None, mode: EntryMode = EntryMode.CODE, days_left: int | None = 18
) -> Candidate:
    whom = whom or person()
    identity = (whom.document.number if whom.document else whom.name).encode()
    return Candidate(whom, identity, mode, days_left=days_left)


SHIFT = Shift(
    UUID(int=1), "02", "王登记", "赵采样", "口咽拭子 OPS", datetime(2026, 11, 22, tzinfo=UTC)
)


def member(*roles: Role, name: str = "王登记", badge: str | None = "OP0001") -> StaffMember:
    """Somebody of the staff, an operator unless other roles are named."""
    return StaffMember(UUID(int=7), name, frozenset(roles or (Role.OPERATOR,)), badge)


def tube(
    count: int = 3, size: int = 10, slot: Slot = Slot.POOLED, barcode: str = "310115002871"
) -> Tube:
    made = Tube(uuid4(), TubeBarcode(barcode), size, slot, NOW - timedelta(minutes=1))
    for i in range(count):
        made = made.take(uuid4(), f"person {i}".encode())
    return made


def registration(
    whom: Person | None = None,
    place: int = 1,
    mode: EntryMode = EntryMode.CODE,
    at: datetime = NOW,
    repeat: int = 1,
) -> Registration:
    whom = whom or person()
    return Registration(
        id=uuid4(),
        tube_id=uuid4(),
        place=place,
        person=whom,
        identity=b"identity",
        entry_mode=mode,
        registered_at=at,
        day=TODAY,
        repeat=repeat,
        shift_id=SHIFT.id,
        booth="02",
    )


def registered(
    whom: Person | None = None,
    mode: EntryMode = EntryMode.CODE,
    before: int = 3,
    size: int = 10,
    slot: Slot = Slot.POOLED,
    repeat: int = 1,
) -> out.Registered:
    """The outcome of a person who came after ``before`` others into a tube of ``size``."""
    whom = whom or person()
    days = 18 if mode in (EntryMode.CODE, EntryMode.RELATIVE) else None
    who = candidate(whom, mode, days)
    filled = tube(before, size, slot)
    added = registration(whom, filled.free_place, mode, repeat=repeat)
    filled = filled.take(added.id, who.identity)
    if filled.is_full:
        filled = filled.seal(NOW, SealCause.FULL, uuid4())
    return out.Registered(added, who, filled)


def earlier(day: date = TODAY) -> EarlierRegistration:
    at = datetime(day.year, day.month, day.day, 1, 14, tzinfo=UTC)
    return EarlierRegistration(
        uuid4(), uuid4(), TubeBarcode("310115002816"), "01", at, day, repeat=1
    )


def asked(whom: Person | None = None) -> out.DuplicateAsked:
    return out.DuplicateAsked(candidate(whom or person(1)), earlier())


def recent(count: int = 5) -> tuple[Registration, ...]:
    """Some registrations, newest first."""
    modes = (EntryMode.CODE, EntryMode.CODE, EntryMode.TYPED, EntryMode.CARD, EntryMode.RELATIVE)
    return tuple(
        registration(person(i), 10 - i % 10, modes[i % len(modes)], NOW - timedelta(seconds=8 * i))
        for i in range(count)
    )


def session(**changes: object) -> TubeSession:
    return replace(TubeSession(pool_size=10, pooled=tube(4)), **changes)


def view(state: TubeSession | None = None, **changes: object) -> BoothView:
    booth = BoothView(state or session(), SHIFT, recent(), member=member(*Role))
    return replace(booth, **changes)


def report(outcome: Outcome, state: TubeSession | None = None, **changes: object) -> Report:
    return Report(outcome, view(state, **changes), 0.08)


def question_report() -> Report:
    asked_now = asked()
    question = Question(asked_now.candidate, asked_now.earlier)
    return report(asked_now, session(question=question))


def waiting_session() -> TubeSession:
    waits = Waiting(candidate(person(2)), NOW + timedelta(seconds=60))
    return TubeSession(waiting=waits)


def boxed_batch(sequence: int = 4) -> Batch:
    return Batch(
        uuid4(),
        f"20261122-02-{sequence:02}",
        "02",
        TODAY,
        sequence,
        BatchStatus.SEALED,
        "BX0001",
        NOW,
    )


def exported() -> Exported:
    return Exported(boxed_batch(), made_receipt(Path("export/20261122-02-04-v1")), SITE)


def facts(folder: Path = Path("out"), **changes: object) -> WindowFacts:
    made = WindowFacts(
        site_name="张江镇第三采样点",
        booth="02",
        zone=ZONE,
        specimens=("口咽拭子 OPS", "鼻咽拭子 NPS"),
        export_folder=folder,
        volume=0,
        now=lambda: NOW,
    )
    return replace(made, **changes)


def codes_desk() -> CodesDesk:
    """A code desk that nobody answers but the test."""
    return CodesDesk(code_symbol_picture)


class RecordingClock(QObject):
    """Stands in for `station.ui.clock_desk.ClockDesk`."""

    told = Signal(object)
    was_reset = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []

    def ask(self) -> None:
        self.calls.append("ask")

    def reset(self) -> None:
        self.calls.append("reset")


class RecordingDesk(QObject):
    """Stands in for `station.ui.desk.Desk`: the same signals; its methods note their calls."""

    reported = Signal(object)
    counted = Signal(object)
    export_progressed = Signal(int, int)
    exported = Signal(object)
    export_failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[object, ...]] = []
        self.clock = RecordingClock()

    def sign_in(self, who: str, pin: str, sampler: str, specimen: str) -> None:
        self.calls.append(("sign_in", who, pin, sampler, specimen))

    def unlock(self, who: str, pin: str) -> None:
        self.calls.append(("unlock", who, pin))

    def lock(self) -> None:
        self.calls.append(("lock",))

    def sign_out(self) -> None:
        self.calls.append(("sign_out",))

    def make_first_manager(self, name: str, badge: str, pin: str) -> None:
        self.calls.append(("make_first_manager", name, badge, pin))

    def take(self, view: object) -> None:
        self.calls.append(("take", view))

    def enter(self, entry: object) -> None:
        self.calls.append(("enter", entry))

    def choose_pool(self, pool_size: int) -> None:
        self.calls.append(("choose_pool", pool_size))

    def seal(self) -> None:
        self.calls.append(("seal",))

    def arm_single(self) -> None:
        self.calls.append(("arm_single",))

    def cancel(self) -> None:
        self.calls.append(("cancel",))

    def undo(self) -> None:
        self.calls.append(("undo",))

    def answer(self, again: bool) -> None:
        self.calls.append(("answer", again))

    def withdraw(self, registration_id: UUID, reason: object, swab_is_in: bool) -> None:
        self.calls.append(("withdraw", registration_id, reason, swab_is_in))

    def drop_tube(self) -> None:
        self.calls.append(("drop_tube",))

    def void_tube(self, tube_id: UUID) -> None:
        self.calls.append(("void_tube", tube_id))

    def seal_overnight(self, tube_id: UUID) -> None:
        self.calls.append(("seal_overnight", tube_id))

    def begin_boxing(self) -> None:
        self.calls.append(("begin_boxing",))

    def end_boxing(self) -> None:
        self.calls.append(("end_boxing",))

    def box(self, box_code: str, in_hand: int) -> None:
        self.calls.append(("box", box_code, in_hand))

    def box_scanned(self, box_code: str, barcodes: object) -> None:
        self.calls.append(("box_scanned", box_code, tuple(barcodes)))

    def export(self, number: str, folder: Path) -> None:
        self.calls.append(("export", number, folder))

    def cancel_export(self) -> None:
        self.calls.append(("cancel_export",))


class RecordingStaffDesk(QObject):
    """Stands in for `station.ui.staff_desk.StaffDesk`: its methods note their calls."""

    listed = Signal(object)
    changed = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[object, ...]] = []

    def ask(self) -> None:
        self.calls.append(("ask",))

    def add(self, name: str, roles: object, badge: str, pin: str) -> None:
        self.calls.append(("add", name, roles, badge, pin))

    def change(self, member_id: UUID, name: str, roles: object, badge: str) -> None:
        self.calls.append(("change", member_id, name, roles, badge))

    def set_pin(self, member_id: UUID, pin: str) -> None:
        self.calls.append(("set_pin", member_id, pin))

    def deactivate(self, member_id: UUID) -> None:
        self.calls.append(("deactivate", member_id))


def staff() -> list[StaffMember]:
    """Some members, the last of whom has left."""
    rows = (
        ("王登记", (Role.OPERATOR,), "OP1001", True),
        ("陈静", (Role.OPERATOR, Role.DESK), None, True),
        ("周文", (Role.COORDINATOR,), "OP3001", True),
        ("孙丽", (Role.MANAGER,), "OP9001", True),
        ("李离", (Role.OPERATOR,), "OP1002", False),
    )
    return [
        StaffMember(UUID(int=20 + i), name, frozenset(roles), badge, active)
        for i, (name, roles, badge, active) in enumerate(rows)
    ]
