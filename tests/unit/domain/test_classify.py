"""Every read is classified by its content, in a fixed order."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.card import IdentityCard
from station.domain.classify import (
    BadgeRead,
    BoxCodeRead,
    CardRead,
    Classifier,
    CodeRead,
    CommandRead,
    HandoverRead,
    LabelPatterns,
    NumberRead,
    TestRead,
    TubeRead,
    UnknownRead,
    is_person,
)
from station.domain.command import Command, command_text, parse_command
from station.domain.documents import Document, DocumentType
from station.domain.scan import Scan, Source, Symbology, fold_text
from station.domain.test_code import Arrived, printed_codes
from station.domain.tube import BarcodeUnusable, TubeBarcode

KEY = bytes(range(32))


def _classifier(tube: str = "[0-9]{12}", box: str = "BX[0-9A-Z]{4,12}") -> Classifier:
    badge = "OP[0-9]{4,8}"
    return Classifier(LabelPatterns(*map(re.compile, (tube, box, badge))), KEY)


CLASSIFIER = _classifier()


def test_a_sampling_code_is_folded_and_stripped():
    assert CLASSIFIER.classify("nac1:ab%c \r\n") == CodeRead("NAC1:AB%C")


@pytest.mark.parametrize("text", ["NAH1:AB%C", "nah1:ab%c \r\n"])
def test_a_hand_over_code_is_no_person_and_no_label(text):
    read = _classifier(".*", "BX.*").classify(text)
    assert read == HandoverRead("NAH1:AB%C")
    assert not is_person(read)
    with pytest.raises(BarcodeUnusable):
        TubeBarcode("NAH1:AB")


def test_only_ascii_is_folded():
    assert fold_text("straße ﬁ\t") == "STRAßE ﬁ"


@pytest.mark.parametrize("command", Command)
def test_a_command_code_that_this_site_printed_is_heard(command):
    text = command_text(command, KEY)
    assert re.fullmatch(r"NAX1:[A-Z]+:[0-9A-F]{16}", text)
    assert CLASSIFIER.classify(text.lower()) == CommandRead(command)


def test_a_command_code_of_another_key_is_nobodys():
    text = command_text(Command.SEAL, b"another key, 16+")
    assert CLASSIFIER.classify(text) == CommandRead(None)
    assert parse_command("NAX1:FORMAT:0000000000000000", KEY) is None


def test_a_command_codes_digest_serves_no_other_command():
    digest = command_text(Command.SEAL, KEY).rpartition(":")[2]
    assert parse_command(f"NAX1:UNDO:{digest}", KEY) is None


def test_tube_and_box_by_the_sites_patterns():
    assert isinstance(CLASSIFIER.classify("310115002871\r"), TubeRead)
    assert CLASSIFIER.classify("BX2026A") == BoxCodeRead("BX2026A")


def test_a_label_keeps_its_letters_as_printed():
    classifier = _classifier("[a-zA-Z0-9]{6}", "BX.*")
    assert classifier.classify("ab12CD").barcode.text == "ab12CD"


def test_a_whole_text_has_to_fit_the_pattern():
    assert isinstance(CLASSIFIER.classify("310115002871x"), UnknownRead)
    assert isinstance(CLASSIFIER.classify("310115002871\n310115002872"), UnknownRead)


def test_an_18_character_number_is_a_person_even_where_a_tube_pattern_would_take_it():
    loose = _classifier(".*", "BX.*")
    read = loose.classify("11010519491231002x")
    assert isinstance(read, NumberRead)
    assert read.document.number == "11010519491231002X"
    foreign = loose.classify("932682198501010017")
    assert foreign.document.type is DocumentType.FOREIGN_PR


def test_an_18_character_number_that_fails_its_check_is_nobody():
    assert CLASSIFIER.classify("110105194912310021") == UnknownRead(18)


@given(st.text(max_size=5000))
def test_any_text_is_classified(text):
    CLASSIFIER.classify(text)


def test_a_badge_is_told_from_a_tube_and_a_box():
    assert CLASSIFIER.classify("OP0042\r") == BadgeRead("OP0042")


def test_no_command_is_heard_before_a_sheet_was_printed():
    silent = Classifier(CLASSIFIER.labels, None)
    assert silent.classify(command_text(Command.UNDO, KEY)) == CommandRead(None)


@pytest.mark.parametrize("code", printed_codes(), ids=lambda code: code.name)
def test_a_test_code_tells_how_it_arrived(code):
    assert CLASSIFIER.classify(f"{code.text}\r\n") == TestRead(Arrived.WHOLE)
    assert CLASSIFIER.classify(code.text.swapcase()) == TestRead(Arrived.CASE)
    assert CLASSIFIER.classify(code.text[:-1]) == TestRead(Arrived.DAMAGED)


def test_what_a_card_reader_took_is_a_card_whatever_its_number_looks_like():
    card = IdentityCard(Document(DocumentType.RESIDENT_ID, "11010519491231002X"), "张三")
    scan = Scan("11010519491231002X", Symbology.UNKNOWN, Source.CARD, 0.0, card=card)
    assert CLASSIFIER.read(scan) == CardRead(card)
