"""The text blocks of the four kinds of card, and of those that cannot be right."""

from __future__ import annotations

import traceback
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.demo import people
from station.demo.card_text import CardFields, CardKind, card_of, text_block
from station.domain.documents import DocumentType, Sex
from station.domain.person import Person
from station.scanner.serial.sdt_card import CardNotSupported, CardUnreadable, identity_card

CITIZEN = CardFields(
    CardKind.CITIZEN,
    name="张三",
    sex="2",
    birth="19491231",
    number="11010519491231002X",
    until="20301130",
)
PERMIT = replace(CITIZEN, kind=CardKind.PERMIT, number="810101199001010010", birth="19900101")
FOREIGN_2017 = CardFields(
    CardKind.FOREIGN_2017,
    latin_name="AIGUL  BEKOVA",
    sex="2",
    birth="19901231",
    number="KAZ110090123105",
    until="20271130",
)
FOREIGN_2023 = CardFields(
    CardKind.FOREIGN_2023,
    latin_name="DOE, JANE",
    sex="1",
    birth="19990101",
    number="932682198501010017",
    until="长期",
)
ALL = [CITIZEN, PERMIT, FOREIGN_2017, FOREIGN_2023]


def test_a_citizens_card() -> None:
    card = identity_card(text_block(CITIZEN))
    assert (card.document.type, card.document.number) == (
        DocumentType.RESIDENT_ID,
        "11010519491231002X",
    )
    assert (card.name, card.sex, card.birth_date) == ("张三", Sex.FEMALE, date(1949, 12, 31))


def test_a_block_laid_out_by_hand() -> None:
    text = (
        f"{'张三':15}2" + "01" + "19491231" + f"{'北京市朝阳区':35}"
        "11010519491231002X" + f"{'北京市公安局':15}" + "20101130" + f"{'长期':8}" + " " * 18
    )
    card = identity_card(text.encode("utf-16-le"))
    assert (card.name, card.document.number) == ("张三", "11010519491231002X")


def test_a_permit_for_hong_kong_macau_and_taiwan_has_a_resident_number() -> None:
    card = identity_card(text_block(PERMIT))
    assert card.document.type is DocumentType.RESIDENT_ID
    assert card.document.number == "810101199001010010"


def test_a_foreign_card_of_2017() -> None:
    card = identity_card(text_block(FOREIGN_2017))
    assert (card.document.type, card.document.number) == (
        DocumentType.FOREIGN_PR,
        "KAZ110090123105",
    )
    # The number tells neither sex nor century.
    assert (card.sex, card.person().birth_date) == (Sex.FEMALE, date(1990, 12, 31))
    assert card.name == "AIGUL BEKOVA"


def test_a_foreign_card_of_2023() -> None:
    card = identity_card(text_block(FOREIGN_2023))
    assert (card.document.type, card.document.number) == (
        DocumentType.FOREIGN_PR,
        "932682198501010017",
    )
    # Where the number tells the birth date, it counts.
    assert (card.birth_date, card.person().birth_date) == (date(1999, 1, 1), date(1985, 1, 1))
    assert card.name == "DOE, JANE"


@pytest.mark.parametrize("foreign", [FOREIGN_2017, FOREIGN_2023])
def test_a_foreigners_chinese_name_comes_first(foreign: CardFields) -> None:
    assert identity_card(text_block(replace(foreign, name="珍妮"))).name == "珍妮"


@pytest.mark.parametrize("last_of_the_first_part", ["X", " "])
def test_a_long_latin_name_goes_on_in_the_second_part(last_of_the_first_part: str) -> None:
    name = "A" * 20 + " " + "B" * 13 + last_of_the_first_part + "CCCC"
    assert identity_card(text_block(replace(FOREIGN_2023, latin_name=name))).name == name


@pytest.mark.parametrize(
    "name", ["古丽·买买提", "𠮷田", "㐀明", "\ue000\ue815明", "阿卜杜拉·艾合买提江·买买"]
)
def test_rare_letters_are_kept(name: str) -> None:
    assert identity_card(text_block(replace(CITIZEN, name=name))).name == name


def test_padding_may_be_zeros_too() -> None:
    text = text_block(CITIZEN).replace("三 ".encode("utf-16-le"), "三\0".encode("utf-16-le"))
    assert identity_card(text).name == "张三"


@pytest.mark.parametrize(
    ("code", "sex"), [("1", Sex.MALE), ("2", Sex.FEMALE), ("0", None), ("9", None)]
)
def test_the_codes_of_sex(code: str, sex: Sex | None) -> None:
    assert identity_card(text_block(replace(FOREIGN_2017, sex=code))).sex is sex


@pytest.mark.parametrize("until", ["20200101", "长期", "20300230", "2030.1.1", ""])
def test_until_when_a_card_is_valid_does_not_matter(until: str) -> None:
    card = identity_card(text_block(replace(CITIZEN, until=until)))
    assert card == identity_card(text_block(CITIZEN))


def test_a_card_whose_end_of_validity_cannot_be_decoded_is_a_card() -> None:
    block = text_block(CITIZEN)
    assert identity_card(block[:204] + b"\x42\xd8" + block[206:]).name == "张三"


@pytest.mark.parametrize(
    "change",
    [
        {"number": "110105194912310021"},
        {"number": "110105491231002"},
        {"number": ""},
        {"name": ""},
        {"name": "张\n三"},
        {"name": "_x0041_"},
        {"sex": "7"},
        {"birth": "19491331"},
        {"birth": ""},
    ],
)
def test_what_cannot_be_right_is_no_card(change: dict[str, str]) -> None:
    with pytest.raises(CardUnreadable):
        identity_card(text_block(replace(CITIZEN, **change)))


def test_a_foreign_number_on_a_citizens_card_is_no_card() -> None:
    with pytest.raises(CardUnreadable):
        identity_card(text_block(replace(CITIZEN, number=FOREIGN_2023.number)))


def test_half_a_letter_in_the_name_is_no_card() -> None:
    with pytest.raises(CardUnreadable):
        identity_card(b"\x42\xd8" + text_block(CITIZEN)[2:])


@pytest.mark.parametrize("kind", ["K", "Z", "i", "\ud842"])
def test_another_kind_of_card_is_not_supported(kind: str) -> None:
    block = text_block(CITIZEN)
    letter = kind.encode("utf-16-le", "surrogatepass")
    with pytest.raises(CardNotSupported):
        identity_card(block[:248] + letter + block[250:])


@pytest.mark.parametrize(
    "change", [{"number": "110105491231002"}, {"number": "110105194912310021"}, {"name": "张\n三"}]
)
def test_what_is_raised_holds_nothing_of_the_card(change: dict[str, str]) -> None:
    fields = replace(CITIZEN, **change)
    with pytest.raises(CardUnreadable) as raised:
        identity_card(text_block(fields))
    error = raised.value
    assert (error.params, error.__cause__, error.__context__) == ({}, None, None)
    told = "".join(traceback.format_exception(error)) + repr(fields)
    assert fields.number not in told
    assert "张" not in told


def _is_card(text: bytes) -> bool:
    """Tell a card from a fault; whatever else is raised fails the test."""
    try:
        return bool(identity_card(text).name)
    except (CardUnreadable, CardNotSupported):
        return False


@given(st.binary(min_size=256, max_size=256))
def test_any_block_is_a_card_or_a_fault(text: bytes) -> None:
    assert not _is_card(text)


@given(st.sampled_from(ALL), st.integers(0, 127), st.characters(max_codepoint=0xFFFF))
def test_any_letter_in_any_place_raises_nothing_else(
    fields: CardFields, place: int, letter: str
) -> None:
    block = bytearray(text_block(fields))
    block[2 * place : 2 * place + 2] = letter.encode("utf-16-le", "surrogatepass")
    assert _is_card(bytes(block)) in (True, False)


@pytest.mark.parametrize("person", [*map(people.resident, range(60)), people.others()[3]])
def test_made_up_persons_have_cards(person: Person) -> None:
    card = identity_card(text_block(card_of(person, date(2030, 1, 1))))
    assert replace(card.person(), phone=person.phone).identity_text() == person.identity_text()
    assert card.name == person.name
    assert (card.birth_date, card.sex) == (person.birth_date, person.sex)


def test_a_passport_has_no_text_block() -> None:
    passport = people.others()[-1]
    with pytest.raises(ValueError, match="no card"):
        card_of(passport)


def test_a_field_that_is_too_long_has_no_text_block() -> None:
    with pytest.raises(ValueError, match="holds 30 bytes"):
        text_block(replace(CITIZEN, name="张" * 16))


def test_a_card_shows_nothing() -> None:
    assert "张" not in repr(identity_card(text_block(CITIZEN)))
