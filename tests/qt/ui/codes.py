"""A code desk made of plain values: persons, codes and applications, and a desk that records."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from station.credential.code import draw_code
from station.credential.keys import IssuerKey
from station.domain.code_desk import Application, ApplicationStatus, DeskPerson, IssuedCode
from station.domain.documents import Document, DocumentType, Sex
from station.domain.person import Ground, Person
from station.domain.staff import Role
from station.printing.qt_code_picture import code_symbol_picture
from station.services.code_desk import DeskView, RelativeRow
from station.services.issue_code import DrawnCode
from station.ui.codes.asks import OpenIssuer
from station.ui.codes_desk import CodesDesk
from tests.qt.ui import booth

ISSUER = IssuerKey(bytes(range(32)))
CLERK = booth.member(Role.DESK, name="陈静", badge="OP2001")
MANAGER = booth.member(Role.MANAGER, name="孙丽", badge="OP9001")
COORDINATOR = booth.member(Role.COORDINATOR, name="周文", badge="OP3001")
OTHER = UUID(int=99)
Kind = TypeVar("Kind")


class RecordingCodesDesk(CodesDesk):
    """Notes what is asked; the test answers."""

    def __init__(self, issuer_file: Path | None = None) -> None:
        super().__init__(code_symbol_picture, issuer_file)
        self.asks: list[object] = []
        self.asked.connect(lambda what: self.asks.append(what))

    def open(self) -> None:
        """Be open, as after a right passphrase."""
        self.ask(OpenIssuer(Path("desk.issuer"), "words"))
        self.take(self.asks.pop(), None)

    def last(self, kind: type[Kind]) -> Kind:
        """Return what was asked last, which is of this kind."""
        last = self.asks[-1]
        assert isinstance(last, kind), last
        return last

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [each for each in self.asks if isinstance(each, kind)]


def resident(name: str, born: date, order: int = 1) -> Person:
    """Return a made-up resident of that birth date; an odd order is a man's."""
    first17 = f"310115{born:%Y%m%d}{order:03}"
    number = first17 + booth.check_character(first17)
    return Person(name, Document(DocumentType.RESIDENT_ID, number))


OWN = DeskPerson(UUID(int=1), resident("张小三", date(1990, 3, 7), 421))
MOTHER = DeskPerson(UUID(int=2), resident("张桂琴", date(1954, 5, 1), 2))
SON = DeskPerson(UUID(int=3), resident("张小宝", date(2018, 11, 3), 183))
FATHER = DeskPerson(UUID(int=4), resident("张自强", date(1968, 2, 9), 5))
CHILD = DeskPerson(
    UUID(int=5),
    Person(
        "张小妹",
        OWN.person.document,
        own_birth_date=date(2025, 1, 2),
        own_sex=Sex.FEMALE,
        guardian_number=True,
    ),
)


def code(
    person: DeskPerson = OWN, days: int = 18, application: Application | None = None
) -> IssuedCode:
    """Return a real code that has begun days left at the booth's present moment."""
    drawn = draw_code(
        person.person,
        issuer=ISSUER,
        now=booth.NOW - timedelta(days=30 - days),
        valid_days=30,
        reading_key=None,
    )
    return IssuedCode(
        uuid4(),
        person.id,
        drawn.kid,
        drawn.cti,
        drawn.text,
        drawn.issued_at,
        drawn.expires_at,
        None if application is None else application.id,
    )


def application(
    person: DeskPerson = MOTHER,
    relation: str = "母亲",
    status: ApplicationStatus = ApplicationStatus.APPROVED,
    reason: str | None = None,
    applied_by: UUID | None = OTHER,
    at: datetime = booth.NOW - timedelta(hours=1),
) -> Application:
    age = person.person.age(booth.TODAY)
    assert age is not None
    ground = Ground.UNDER_18 if age < 18 else Ground.AGED_60 if age >= 60 else Ground.SPECIAL_GROUP
    return Application(
        uuid4(), OWN, person, relation, ground, reason, status, at, applied_by=applied_by
    )


def family() -> DeskView:
    """The person of the design's drawing, with their relatives."""
    son = application(SON, "儿子")
    return DeskView(
        OWN,
        code(),
        (
            RelativeRow(application(), None),
            RelativeRow(son, code(SON, 22, son)),
            RelativeRow(
                application(FATHER, "父亲", ApplicationStatus.PENDING, "卧床，无法独立申领"), None
            ),
        ),
    )


def alone(own_code: IssuedCode | None = None) -> DeskView:
    return DeskView(OWN, own_code, ())


def drawn(person: DeskPerson = OWN, fresh: bool = True) -> DrawnCode:
    return DrawnCode(code(person, 30), person.person, fresh)
