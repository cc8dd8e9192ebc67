from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from station.credential.refusals import BadDocument, Malformed
from station.domain.documents import Document, DocumentType, NumberMissing, Sex
from station.domain.person import EntryMode, Ground, Person, Relative, TextTooLong, TextUnusable

CHILD_BORN = date(2024, 5, 6)


def _verify(desk: Any, holder: dict[Any, Any]) -> Any:
    return desk.verify(desk.text(desk.claims(**{"k-70001": holder})))


@pytest.fixture(scope="module")
def child(desk: Any) -> Person:
    return Person(
        "小测试",
        desk.person.document,
        phone="13800000000",
        own_birth_date=CHILD_BORN,
        own_sex=Sex.FEMALE,
        relative=Relative("母亲", Ground.UNDER_18),
        guardian_number=True,
    )


@pytest.mark.parametrize("sealed", [False, True])
def test_a_child_under_the_guardians_number_comes_back_whole(
    desk: Any, child: Person, sealed: bool
) -> None:
    text = desk.draw(child, reading_key=desk.reading_key.public if sealed else None)
    code = desk.verify(text)
    assert code.person == child
    assert code.entry_mode is EntryMode.RELATIVE
    assert (code.person.birth_date, code.person.sex) == (CHILD_BORN, Sex.FEMALE)


def test_a_child_is_another_identity_than_its_guardian_and_sibling(
    desk: Any, child: Person
) -> None:
    persons = (desk.person, child, replace(child, name="小小测试"))
    codes = [desk.verify(desk.draw(person)) for person in persons]
    assert len({code.person.identity_text() for code in codes}) == 3


@pytest.mark.parametrize(
    ("type", "number"),
    [
        (DocumentType.HK_MACAU_PERMIT, "H12345678"),
        (DocumentType.TAIWAN_PERMIT, "12345678"),
        (DocumentType.FOREIGN_PR, "932682198501010017"),
        (DocumentType.PASSPORT, "E12345678"),
    ],
)
def test_every_document_type_comes_back(desk: Any, type: DocumentType, number: str) -> None:
    person = Person("测试人", Document(type, number), own_sex=Sex.MALE)
    assert desk.verify(desk.draw(person)).person == person


def test_unknown_claims_and_keys_are_ignored(desk: Any) -> None:
    unknown = {99: [1, {2: 3.5}], "note": "x", -1: None, True: False, b"b": -0.5}
    relative = {1: "父亲", 2: 2, **{key: value for key, value in unknown.items() if key != 1}}
    holder = desk.holder(k5=relative) | {key: value for key, value in unknown.items() if key != 1}
    code = desk.verify(desk.text({**desk.claims(**{"k-70001": holder}), **unknown}))
    assert code.person == replace(desk.person, relative=Relative("父亲", Ground.AGED_60))


def test_a_number_in_another_writing_is_normalised(desk: Any) -> None:
    spaced = f" {desk.number[:6]} {desk.number[6:14]}-{desk.number[14:]}"
    assert _verify(desk, desk.holder(k2=spaced)).person == desk.person


@pytest.mark.parametrize(
    "changes",
    [
        {"k1": None},
        {"k1": 0},
        {"k1": 6},
        {"k1": -1},
        {"k1": True},
        {"k1": 1.0},
        {"k1": "1"},
        {"k2": None},
        {"k2": 310115},
        {"k2": b"310115"},
        {"k3": None},
        {"k3": ""},
        {"k3": "x" * 65},
        {"k3": "a\nb"},
        {"k3": "a\0"},
        {"k3": "a_x0041_b"},
        {"k3": b"name"},
        {"k3": "\u202e三张"},
        {"k3": "张\u200b三"},
        {"k4": "138\u202d"},
        {"k4": 13800000000},
        {"k4": "1\t2"},
        {"k4": "1" * 65},
        {"k5": "母亲"},
        {"k5": {}},
        {"k5": {1: "母亲"}},
        {"k5": {2: 1}},
        {"k5": {1: "母亲", 2: 0}},
        {"k5": {1: "母亲", 2: 4}},
        {"k5": {1: "母亲", 2: 1.0}},
        {"k5": {1: "母亲", 2: True}},
        {"k5": {1: 1, 2: 1}},
        {"k5": {1: "母\ufeff亲", 2: 1}},
        {"k6": 1},
        {"k6": "true"},
        {"k7": "2024-13-01"},
        {"k7": "2024-02-30"},
        {"k7": "20240201"},
        {"k7": "2024-2-1"},
        {"k7": "2024-W05-1"},
        {"k7": "２０２４-01-01"},
        {"k7": "0000-01-01"},
        {"k7": "2024-01-01\n"},
        {"k7": 20240201},
        {"k8": 0},
        {"k8": 3},
        {"k8": True},
        {"k8": 1.0},
        {"k8": "1"},
    ],
)
def test_a_holder_of_a_wrong_form_is_malformed(desk: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        _verify(desk, desk.holder(**changes))


def test_null_is_no_way_to_leave_a_key_out(desk: Any) -> None:
    for key in range(1, 9):
        with pytest.raises(Malformed):
            _verify(desk, {**desk.holder(), key: None})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"k2": ""}, "number_missing"),
        ({"k2": "31011519900307"}, "number_too_short"),
        ({"k2": "310115900307421"}, "number_first_generation"),
        ({"k1": 2, "k2": "X12345678"}, "number_form_wrong"),
        ({"k1": 5, "k2": "E1"}, "number_too_short"),
    ],
)
def test_a_number_that_fails_says_why(desk: Any, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(BadDocument) as refusal:
        _verify(desk, desk.holder(**changes))
    assert refusal.value.params == {"why": why}


def test_a_birth_date_after_the_sites_day_is_a_bad_document(desk: Any) -> None:
    text = desk.text()
    with pytest.raises(BadDocument) as refusal:
        desk.verify(text, today=date(1990, 3, 6))
    assert refusal.value.params == {"why": "number_in_future"}
    assert desk.verify(text, today=date(1990, 3, 7)).person == desk.person


def test_the_form_of_the_whole_holder_comes_before_its_number(desk: Any) -> None:
    with pytest.raises(Malformed):
        _verify(desk, desk.holder(k2="1", k8=3))


def test_a_person_without_a_document_gets_no_code(desk: Any) -> None:
    with pytest.raises(NumberMissing):
        desk.draw(Person("测试人", None))


def test_a_relation_that_a_station_would_refuse_is_not_drawn(desk: Any) -> None:
    with pytest.raises(TextUnusable):
        desk.draw(replace(desk.person, relative=Relative("a\nb", Ground.UNDER_18)))
    with pytest.raises(TextTooLong):
        desk.draw(replace(desk.person, relative=Relative("母" * 65, Ground.UNDER_18)))


def test_a_code_shows_nothing_personal_in_its_repr(desk: Any, child: Person) -> None:
    shown = repr(desk.verify(desk.draw(child)))
    for personal in (child.name, desk.number, "13800000000", "2024"):
        assert personal not in shown.replace("datetime.datetime(20", "")
