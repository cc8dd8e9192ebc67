"""Made-up persons for the demo: no number here belongs to anybody that we know of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from station.domain.documents import (
    Document,
    DocumentType,
    Sex,
    gb11643_check_character,
    icao_check_digit,
)
from station.domain.person import Ground, Person, Relative

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = ("伟", "芳", "秀英", "敏", "静", "建国", "丽", "强", "磊", "洋", "晓燕", "志明", "玉兰")
_RARE = ("古丽·买买提", "㐀明", "𠮷田", "阿卜杜拉·艾合买提", "欧阳若兰")
_REGIONS = ("310115", "310104", "320583", "330106", "650102", "810000")


def resident(index: int) -> Person:
    """Return the ``index``-th person with a resident identity card; every one is another."""
    born = date(1938, 1, 1) + timedelta(days=index * 487 % 27000)
    region = _REGIONS[index % len(_REGIONS)]
    first17 = f"{region}{born:%Y%m%d}{index % 1000:03}"
    number = first17 + gb11643_check_character(first17)
    return Person(name(index), Document(DocumentType.RESIDENT_ID, number), f"138{index:08}")


def child(index: int) -> Person:
    """Return a child for whom a relative drew the code, under the guardian's number."""
    guardian = resident(index)
    return Person(
        name(index + 3),
        guardian.document,
        guardian.phone,
        own_birth_date=date(2020, 2, 29),
        own_sex=Sex.FEMALE,
        relative=Relative("母亲", Ground.UNDER_18),
        guardian_number=True,
    )


def others() -> tuple[Person, ...]:
    """Return one person for every other document type, and both foreign cards."""
    foreign = "93268219900101007"
    older = "KAZ1100" + "901231" + "0"
    return (
        Person("陳大文", Document(DocumentType.HK_MACAU_PERMIT, "H1234567801"), "13900000001"),
        Person("CHAN TAI MAN", Document(DocumentType.HK_MACAU_PERMIT, "MA7654321"), None),
        Person("林美玲", Document(DocumentType.TAIWAN_PERMIT, "12345678"), None),
        Person(
            "JANE DOE",
            Document(DocumentType.FOREIGN_PR, foreign + gb11643_check_character(foreign)),
            None,
        ),
        Person("АЙГУЛЬ", Document(DocumentType.FOREIGN_PR, older + icao_check_digit(older)), None),
        Person("O'NEILL, SEÁN", Document(DocumentType.PASSPORT, "PA1234567"), "+353861234567"),
    )


def card_holders() -> tuple[Person, ...]:
    """Return ten persons with a card each: citizens, permit holders and both foreign cards."""
    foreign, older = "93268219920229008", "KAZ1100" + "850615" + "2"
    return (
        *(replace(resident(index), phone=None) for index in range(40, 48)),
        Person(
            "安娜·伊万诺娃",
            Document(DocumentType.FOREIGN_PR, foreign + gb11643_check_character(foreign)),
        ),
        Person(
            "NURLAN AKHMETOV",
            Document(DocumentType.FOREIGN_PR, older + icao_check_digit(older)),
            own_birth_date=date(1985, 6, 15),
            own_sex=Sex.MALE,
        ),
    )


def newborn() -> Person:
    """Return a person without a document."""
    return Person("王小宝", None, "13700000099")


def name(index: int) -> str:
    """Return a made-up name; a few hold rare letters and dots."""
    if index % 9 == 4:
        return _RARE[index // 9 % len(_RARE)]
    return _SURNAMES[index % len(_SURNAMES)] + _GIVEN[index * 7 % len(_GIVEN)]
