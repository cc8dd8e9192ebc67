"""What a read is to the code desk."""

from __future__ import annotations

from datetime import date

import pytest

from station.domain.card import IdentityCard
from station.domain.documents import Document, DocumentType, Sex
from station.domain.scan import Scan, Source, Symbology, View
from station.settings import Settings, label_patterns
from station.ui.codes.reads import DeskReads, NotHere, Shown

NUMBER = "11010519491231002X"
DOCUMENT = Document(DocumentType.RESIDENT_ID, NUMBER)


@pytest.fixture
def reads() -> DeskReads:
    return DeskReads(label_patterns(Settings()))


def scan(text: str, at: float = 10.0, card: IdentityCard | None = None) -> Scan:
    source = Source.GUN if card is None else Source.CARD
    return Scan(text, Symbology.UNKNOWN, source, at, card=card)


def view(*scans: Scan) -> View:
    return View(scans, Source.GUN, 10.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NUMBER, Shown(DOCUMENT)),
        (NUMBER.lower() + "\r\n", Shown(DOCUMENT)),
        ("NAC1:6BF", NotHere("code")),
        ("310115002871", NotHere("label")),
        ("BX202611", NotHere("label")),
        ("NAX1:COMMAND:SEAL:0011223344556677", NotHere("other")),
        ("110105194912310021", NotHere("other")),
        ("hello", NotHere("other")),
    ],
)
def test_a_number_is_looked_up_and_all_else_is_not_for_the_desk(
    reads: DeskReads, text: str, told: object
) -> None:
    assert reads.take(view(scan(text))) == [told]
    assert reads.for_booth(view(scan(text))) is None


def test_a_card_is_looked_up_with_what_stands_on_it(reads: DeskReads) -> None:
    card = IdentityCard(DOCUMENT, "张小三", date(1949, 12, 31), Sex.FEMALE)
    assert reads.take(view(scan(NUMBER, card=card))) == [Shown(DOCUMENT, card)]


def test_a_badge_is_the_booths_matter(reads: DeskReads) -> None:
    badge, number = scan("OP2001"), scan(NUMBER)
    seen = view(badge, number)

    assert reads.take(seen) == [Shown(DOCUMENT)]
    left = reads.for_booth(seen)
    assert left is not None
    assert left.scans == (badge,)


def test_what_stays_in_a_cameras_view_is_read_once(reads: DeskReads) -> None:
    assert len(reads.take(view(scan(NUMBER, 10.0)))) == 1
    assert reads.take(view(scan(NUMBER, 11.5))) == []
    assert reads.take(view(scan(NUMBER, 13.0))) == []
    assert len(reads.take(view(scan(NUMBER, 15.5)))) == 1
    reads.forget()
    assert len(reads.take(view(scan(NUMBER, 15.6)))) == 1
