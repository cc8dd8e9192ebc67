"""The demo's roll: who comes to the booth, how they are read, and what the sheet should hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from station.credential import base45
from station.credential.code import PREFIX, draw
from station.demo.clip import Carrier, Showing
from station.demo.people import card_holders, child, newborn, others, resident
from station.demo.site import DemoKeys
from station.domain.person import EntryMode, Ground, Person, Relative

CAMERA_TUBES = ("310115990001", "310115990002")
GUN_TUBES = ("310115990003", "310115990004")
CARD_TUBE = "310115990005"
TYPED_TUBE = "310115990006"
SINGLE_TUBE = "310115990100"
BOX = "BX20260001"
POOL = 10
NO_DOCUMENT_REASON = "newborn"
CHILD = 7
_AT_DESK_BY_GUN = 10

_CARRIERS = (Carrier.PHONE, Carrier.SCREENSHOT, Carrier.PAPER, Carrier.DARK_PHONE)


@dataclass(frozen=True, slots=True)
class Expected:
    """A row that the sheet of persons should hold."""

    tube: str
    place: int
    person: Person = field(repr=False)
    mode: EntryMode


@dataclass(frozen=True, slots=True)
class Roll:
    """60 persons: 20 before the camera, 21 by the gun (one in a single tube), 10 by card, 9 typed.

    The desk draws for all who come before the camera and for some of the others: for ``listed``
    from a list of residents, for the ``child`` because the ``guardian`` applies for them.
    """

    by_camera: tuple[Person, ...] = field(repr=False)
    by_gun: tuple[Person, ...] = field(repr=False)
    single: Person = field(repr=False)
    undone: Person = field(repr=False)
    by_card: tuple[Person, ...] = field(repr=False)
    typed: tuple[Person, ...] = field(repr=False)
    typed_tubes: tuple[str, ...]

    @property
    def child(self) -> Person:
        """Who comes before the camera with a code that a relative drew."""
        return self.by_camera[CHILD]

    @property
    def guardian(self) -> Person:
        """Whose number the child has."""
        return resident(CHILD)

    @property
    def listed(self) -> tuple[Person, ...]:
        """Who stands in the desk's list."""
        persons = (*self.by_camera, *self.by_gun[:_AT_DESK_BY_GUN])
        return tuple(person for person in persons if person.relative is None)

    def showings(
        self, issued: Mapping[Person, str], keys: DemoKeys, now: datetime
    ) -> tuple[Showing, ...]:
        """Return the camera's clip: two tubes with ten persons each, and between them an expired
        code, a forged one, a person who was there already, and a tube that was used.

        ``issued`` has the code of everybody who comes before the camera; ``now`` is aware.
        """
        codes = [issued[person] for person in self.by_camera]
        shown = [Showing(text, _CARRIERS[i % len(_CARRIERS)]) for i, text in enumerate(codes)]
        expired = code_of(resident(90), keys, now - timedelta(days=33), sealed=True)
        return (
            Showing(CAMERA_TUBES[0], Carrier.TUBE),
            *shown[:10],
            Showing(expired, Carrier.PHONE),
            Showing(_forged(keys, now), Carrier.SCREENSHOT),
            Showing(CAMERA_TUBES[1], Carrier.TUBE),
            *shown[10:15],
            Showing(codes[3], Carrier.PAPER),
            *shown[15:],
            Showing(CAMERA_TUBES[0], Carrier.TUBE),
        )

    def expected(self) -> list[Expected]:
        """Return the rows of the sheet, by tube and place."""
        rows = [
            *_in_tubes(CAMERA_TUBES, self.by_camera),
            *_in_tubes(GUN_TUBES, self.by_gun),
            *_in_tubes((CARD_TUBE,), self.by_card, EntryMode.CARD),
            *_in_tubes(self.typed_tubes, self.typed, EntryMode.TYPED),
            Expected(SINGLE_TUBE, 1, self.single, EntryMode.CODE),
        ]
        return sorted(rows, key=lambda row: (row.tube, row.place))


def make_roll(with_cards: bool = True) -> Roll:
    """Return the demo's roll, the same each time. Without cards their holders are typed."""
    by_camera = tuple(_child() if i == CHILD else resident(i) for i in range(20))
    by_gun = (*others(), *(resident(i) for i in range(20, 34)))
    typed = (*(replace(resident(i), phone=None) for i in range(50, 58)), newborn())
    by_card = card_holders()
    typed_tubes: tuple[str, ...] = (TYPED_TUBE,)
    if not with_cards:
        by_card, typed, typed_tubes = (), (*by_card, *typed), (CARD_TUBE, TYPED_TUBE)
    return Roll(by_camera, by_gun, resident(60), resident(61), by_card, typed, typed_tubes)


def _child() -> Person:
    """Return a grandchild of who applies: the desk asks for no phone of a relative."""
    relative = Relative("孙女", Ground.UNDER_18)
    return replace(child(CHILD), name="赵小雨", phone=None, relative=relative)


def code_of(person: Person, keys: DemoKeys, now: datetime, sealed: bool) -> str:
    """Return a code for ``person`` that is valid for 30 days from ``now``."""
    reading_key = keys.reading.public if sealed else None
    return draw(person, issuer=keys.issuer, now=now, reading_key=reading_key)


def _forged(keys: DemoKeys, now: datetime) -> str:
    """Return a code whose signature was altered by one bit."""
    raw = base45.decode(code_of(resident(91), keys, now, sealed=False).removeprefix(PREFIX))
    return PREFIX + base45.encode(raw[:-1] + bytes([raw[-1] ^ 1]))


def _in_tubes(
    tubes: tuple[str, ...], persons: tuple[Person, ...], mode: EntryMode | None = None
) -> Iterator[Expected]:
    for index, person in enumerate(persons):
        own = EntryMode.CODE if person.relative is None else EntryMode.RELATIVE
        if mode is not None:
            own = EntryMode.NO_DOCUMENT if person.document is None else mode
        yield Expected(tubes[index // POOL], index % POOL + 1, person, own)
