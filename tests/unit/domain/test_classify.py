"""Every read is classified by its content, in a fixed order."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.classify import (
    BoxCodeRead,
    Classifier,
    CodeRead,
    CommandRead,
    NumberRead,
    TubeRead,
    UnknownRead,
)
from station.domain.command import Command, command_text, parse_command
from station.domain.documents import DocumentType
from station.domain.scan import fold_text

KEY = bytes(range(32))
CLASSIFIER = Classifier(re.compile("[0-9]{12}"), re.compile("BX[0-9A-Z]{4,12}"), KEY)


def test_a_sampling_code_is_folded_and_stripped():
    assert CLASSIFIER.classify("nac1:ab%c \r\n") == CodeRead("NAC1:AB%C")


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
    classifier = Classifier(re.compile("[a-zA-Z0-9]{6}"), re.compile("BX.*"), KEY)
    assert classifier.classify("ab12CD").barcode.text == "ab12CD"


def test_a_whole_text_has_to_fit_the_pattern():
    assert isinstance(CLASSIFIER.classify("310115002871x"), UnknownRead)
    assert isinstance(CLASSIFIER.classify("310115002871\n310115002872"), UnknownRead)


def test_an_18_character_number_is_a_person_even_where_a_tube_pattern_would_take_it():
    loose = Classifier(re.compile(".*"), re.compile("BX.*"), KEY)
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
