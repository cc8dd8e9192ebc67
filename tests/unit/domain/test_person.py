"""Persons: what makes two the same, what a sheet can hold, what a screen shows."""

from __future__ import annotations

from datetime import date

import pytest

from station.domain.documents import Document, DocumentType, Sex
from station.domain.masking import mask_name, mask_number
from station.domain.person import NameMissing, Person, TextTooLong, TextUnusable, seen_text

UNSEEN = [
    *(0x061C, 0x200B, 0x200E, 0x200F, 0xFEFF),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
]
CARD = Document(DocumentType.RESIDENT_ID, "11010519491231002X")


@pytest.mark.parametrize("name", ["张三", "㐀𠮷", "古丽·买买提", "O'Neill", "عبد الله", "名" * 64])
def test_a_name_that_a_sheet_can_hold_is_kept_whole(name):
    assert Person(name, CARD).name == name


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", NameMissing),
        ("   ", NameMissing),
        ("名" * 65, TextTooLong),
        ("a\x00b", TextUnusable),
        ("a\nb", TextUnusable),
        ("a\x85b", TextUnusable),
        ("a￾", TextUnusable),
        ("a￿", TextUnusable),
        ("a\ud800", TextUnusable),
        ("_x0041_", TextUnusable),
        *((f"张{chr(unseen)}三", TextUnusable) for unseen in UNSEEN),
        ("\u200c", NameMissing),
        (" \u200d", NameMissing),
    ],
)
def test_a_name_that_would_break_a_sheet_is_refused(name, error):
    with pytest.raises(error):
        Person(name, CARD)


@pytest.mark.parametrize("name", ["علی\u200cرضا", "ක\u200dෂ", "O'NEILL, SEÁN", "𠮷田"])
def test_a_name_is_written_as_its_script_is(name):
    assert Person(name, CARD).name == name


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b"])
def test_a_phone_holds_nothing_unseen(unseen):
    with pytest.raises(TextUnusable):
        Person("张三", CARD, f"138{unseen}00000000")


def test_what_was_kept_before_is_read_without_what_nobody_sees():
    assert seen_text("\u202d13800000000\u202c") == "13800000000"
    assert seen_text("علی\u200cرضا") == "علی\u200cرضا"
    assert seen_text("\u200b") == "?"


def test_identity_is_type_and_number():
    assert Person("甲", CARD).identity_text() == Person("乙", CARD, "138").identity_text()
    passport = Document(DocumentType.PASSPORT, "12345678")
    permit = Document(DocumentType.TAIWAN_PERMIT, "12345678")
    assert Person("甲", passport).identity_text() != Person("甲", permit).identity_text()


def test_a_guardians_number_takes_the_childs_name_into_the_identity():
    first = Person("小明", CARD, guardian_number=True)
    second = Person("小红", CARD, guardian_number=True)
    own = Person("父", CARD)
    assert len({p.identity_text() for p in (first, second, own)}) == 3


def test_dots_in_a_name_are_folded_for_matching_only():
    first = Person("古丽·买", CARD, guardian_number=True)
    second = Person("古丽•买", CARD, guardian_number=True)
    assert first.identity_text() == second.identity_text()
    assert first.name != second.name


def test_without_a_document_phone_and_name_are_the_identity():
    assert (
        Person("新生儿", None, "138").identity_text()
        == Person(" 新生儿", None, "138").identity_text()
    )
    assert (
        Person("新生儿", None, "138").identity_text()
        != Person("新生儿", None, "139").identity_text()
    )


def test_a_guardians_number_tells_nothing_of_the_child():
    child = Person("小明", CARD, guardian_number=True, own_birth_date=date(2020, 2, 29))
    assert child.birth_date == date(2020, 2, 29)
    assert child.sex is None
    assert Person("甲", CARD).sex is Sex.FEMALE


def test_age_counts_birthdays():
    child = Person(
        "甲", Document(DocumentType.PASSPORT, "E1234567"), own_birth_date=date(2008, 11, 23)
    )
    assert child.age(date(2026, 11, 22)) == 17
    assert child.age(date(2026, 11, 23)) == 18
    assert child.age(date(2007, 1, 1)) is None
    assert Person("甲", Document(DocumentType.PASSPORT, "E1234567")).age(date(2026, 1, 1)) is None


def test_a_person_never_shows_themselves():
    text = repr(Person("张三丰", CARD, "13812345678"))
    assert "张" not in text
    assert "138" not in text
    assert "1101" not in text


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张小三", "张*三"), ("李四", "李*"), ("古丽·买提", "古*提"), ("王", "*"), ("", "*")],
)
def test_names_are_masked(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("310115199003074213", "310115********4213"),
        ("M12345678", "M12****78"),
        ("KAZ110090123105", "KAZ110*****3105"),
        ("E1234", "E***4"),
        ("", "*"),
    ],
)
def test_numbers_are_masked(number, shown):
    assert mask_number(number) == shown
