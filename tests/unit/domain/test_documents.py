"""Identity documents: every type, and a reason that an operator can act on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain import documents
from station.domain.documents import (
    Document,
    DocumentError,
    DocumentType,
    Sex,
    gb11643_check_character,
    icao_check_digit,
    is_resident_number,
    normalise_number,
)

TODAY = date(2026, 11, 22)


def with_check(first17: str) -> str:
    return first17 + gb11643_check_character(first17)


@pytest.mark.parametrize(
    ("type", "text"),
    [
        (DocumentType.RESIDENT_ID, "11010519491231002X"),  # GB 11643-1999, its own example
        (DocumentType.RESIDENT_ID, with_check("44052419800101001")),
        (DocumentType.RESIDENT_ID, with_check("31011519351231001")),  # born before 1980
        (DocumentType.RESIDENT_ID, with_check("81000019900101001")),
        (DocumentType.RESIDENT_ID, with_check("82000020051230002")),
        (DocumentType.RESIDENT_ID, with_check("83000019770228003")),
        (DocumentType.HK_MACAU_PERMIT, "H12345678"),
        (DocumentType.HK_MACAU_PERMIT, "M1234567801"),
        (DocumentType.HK_MACAU_PERMIT, "HA1234567"),
        (DocumentType.HK_MACAU_PERMIT, "MA7654321"),
        (DocumentType.TAIWAN_PERMIT, "12345678"),
        (DocumentType.TAIWAN_PERMIT, "1234567890"),
        (DocumentType.FOREIGN_PR, "932682198501010017"),
        (DocumentType.FOREIGN_PR, "KAZ110090123105"),
        (DocumentType.PASSPORT, "E12345678"),
        (DocumentType.PASSPORT, "12345"),
    ],
)
def test_a_number_of_each_type_is_accepted(type, text):
    assert Document.parse(type, text, TODAY).number == text


@pytest.mark.parametrize(
    ("type", "text", "code", "params"),
    [
        (1, "", "number_missing", {}),
        (1, "31011519900307", "number_too_short", {"missing": 4}),
        (1, "3101151990030742131", "number_too_long", {"extra": 1}),
        (1, "31011519901307421X", "number_month_wrong", {"month": "13"}),
        (1, "310115199002304213", "number_day_wrong", {"day": "30"}),
        (1, "310115200002290000"[:17] + "Y", "number_form_wrong", {}),
        (1, "A10115199003074213", "number_form_wrong", {}),
        (1, "932682198501010017", "number_form_wrong", {}),
        (1, with_check("31011520270101001"), "number_in_future", {}),
        (2, "X12345678", "number_form_wrong", {}),
        (2, "H1234567", "number_too_short", {"missing": 1}),
        (2, "H123456789", "number_form_wrong", {}),
        (3, "1234567", "number_too_short", {"missing": 1}),
        (3, "ABCDEFGH", "number_form_wrong", {}),
        (4, with_check("11010519491231002"), "number_form_wrong", {}),
        (4, "KAZ110090133105", "number_month_wrong", {"month": "13"}),
        (4, "KAZ110090123106", "number_check_wrong", {"expected": "5", "found": "6"}),
        (5, "AB12", "number_too_short", {"missing": 1}),
        (5, "E123456789", "number_too_long", {"extra": 1}),
        (5, "E1234567é", "number_form_wrong", {}),
    ],
)
def test_a_wrong_number_says_what_is_wrong(type, text, code, params):
    with pytest.raises(DocumentError) as refused:
        Document.parse(DocumentType(type), text, TODAY)
    assert refused.value.code == code
    assert refused.value.params == params


def test_a_wrong_check_character_says_which_one_fits():
    with pytest.raises(documents.NumberCheckWrong) as refused:
        Document.parse(DocumentType.RESIDENT_ID, "110105194912310021", TODAY)
    assert refused.value.params == {"expected": "X", "found": "1"}


def test_a_first_generation_card_offers_its_18_characters():
    with pytest.raises(documents.FirstGenerationCard) as refused:
        Document.parse(DocumentType.RESIDENT_ID, "110105491231002", TODAY)
    assert refused.value.suggestion == "11010519491231002X"
    assert "110105" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231-002X\t"],
)
def test_numbers_are_normalised_first(text):
    assert normalise_number(text) == "11010519491231002X"


def test_a_number_tells_birth_and_sex():
    document = Document(DocumentType.RESIDENT_ID, "11010519491231002X")
    assert document.birth_date == date(1949, 12, 31)
    assert document.sex is Sex.FEMALE
    assert Document(DocumentType.FOREIGN_PR, "932682198501010017").sex is Sex.MALE
    assert Document(DocumentType.FOREIGN_PR, "KAZ110090123105").birth_date is None


def test_a_renewed_permit_is_the_same_identity():
    first = Document(DocumentType.HK_MACAU_PERMIT, "H1234567801")
    renewed = Document(DocumentType.HK_MACAU_PERMIT, "H1234567802")
    assert first.identity_number == renewed.identity_number == "H12345678"


def test_icao_9303_check_digit():
    # ICAO 9303 part 3, appendix A: the examples of section 4.9.
    assert icao_check_digit("520727") == "3"
    assert icao_check_digit("AB2134<<<") == "5"


def test_a_document_never_shows_its_number():
    document = Document(DocumentType.RESIDENT_ID, "11010519491231002X")
    assert "1101" not in repr(document)


@given(st.text(), st.sampled_from(list(DocumentType)))
def test_any_text_gives_a_document_or_a_document_error(text, type):
    try:
        document = Document.parse(type, text, TODAY)
    except DocumentError:
        return
    assert document.number.isascii()
    assert Document.parse(type, document.number, TODAY) == document


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 17))
def test_one_wrong_digit_is_always_noticed(born, sequence, position):
    number = with_check(f"310115{born:%Y%m%d}{sequence:03}")
    assert is_resident_number(number)
    other = "1" if number[position] != "1" else "2"
    changed = number[:position] + other + number[position + 1 :]
    assert not is_resident_number(changed)
