"""Examples of labels: what they are taken for, and the patterns that are proposed from them."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.classify import LabelPatterns
from station.domain.label_examples import (
    Fit,
    Letters,
    PatternPart,
    describe_pattern,
    example_of,
    example_text,
    judge_example,
    propose_pattern,
)
from station.domain.label_pattern import fits, parse_pattern

PATTERNS = LabelPatterns(
    tube=re.compile("[0-9]{12}"), box=re.compile("BX[0-9A-Z]{4,12}"), badge=re.compile("OP[0-9]{4}")
)
LABELS = st.text("".join(chr(c) for c in range(0x21, 0x7F)), min_size=1, max_size=32)


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("310115002871", Fit.TUBE),
        ("BX0417", Fit.BOX),
        ("OP1234", Fit.BADGE),
        ("31011500287", Fit.NOTHING),
        ("NAC1:6BF+", Fit.PERSON),
        ("nac1:6bf+", Fit.PERSON),
        ("11010519491231002X", Fit.PERSON),
        ("NAX1:SEAL:0123456789ABCDEF", Fit.COMMAND),
        ("管码", Fit.UNUSABLE),
        ("A" * 33, Fit.UNUSABLE),
    ],
)
def test_an_example_is_taken_for_what_a_read_would_be(text: str, fit: Fit) -> None:
    assert judge_example(text, PATTERNS) is fit


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        ("310115002871\r\n", "310115002871"),
        ("]C1310115002871\t", "310115002871"),
        ("\x02BX0417\x03\r", "BX0417"),
        (" BX0417 ", "BX0417"),
        ("\r", ""),
    ],
)
def test_what_a_gun_puts_around_a_label_is_taken_off(raw: str, label: str) -> None:
    assert example_text(raw) == label


@pytest.mark.parametrize(
    ("examples", "pattern"),
    [
        (["310115002871", "310115002872", "310115002873"], "[0-9]{12}"),
        (["BX0417", "BX0418"], "BX[0-9]{4}"),
        (["BX04A7", "BX0417"], "BX[0-9A-Z]{4}"),
        (["OP1234", "OP12345678"], "OP[0-9]{4,8}"),
        (["SH-2026-001", "SH-2026-114"], r"SH\-[0-9]{4}\-[0-9]{3}"),
        (["AB1", "CD2"], "[A-Z]{2}[0-9]"),
        (["A1", "A-1"], r"A[0-9\-]{1,2}"),
        (["A1", "A"], "A[0-9]{0,1}"),
        (["A1$"], "A[0-9][$]"),
        ([], None),
        ([""], None),
    ],
)
def test_a_pattern_is_proposed_from_labels_at_hand(
    examples: list[str], pattern: str | None
) -> None:
    assert propose_pattern(examples) == pattern


@given(st.lists(LABELS, min_size=1, max_size=6))
def test_a_proposed_pattern_fits_every_example_by_both_rules(examples: list[str]) -> None:
    pattern = propose_pattern(examples)
    assert pattern is not None
    tree = parse_pattern(pattern)
    for example in examples:
        assert re.fullmatch(pattern, example)
        assert fits(tree, example)


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("[0-9]{12}", (PatternPart("", Letters.DIGITS, 12, 12),)),
        (r"^\d+$", (PatternPart("", Letters.DIGITS, 1, None),)),
        (
            "BX[0-9A-Z]{4,12}",
            (PatternPart("BX"), PatternPart("", Letters.DIGITS_CAPITALS, 4, 12)),
        ),
        ("[A-Z0-9]", (PatternPart("", Letters.DIGITS_CAPITALS, 1, 1),)),
        ("[A-Za-z]?.{3,}", (PatternPart("", Letters.LETTERS, 0, 1),
                            PatternPart("", Letters.ANY, 3, None))),
        (r"SH\-A{2}", (PatternPart("SH-AA"),)),
        ("(A|B)[0-9]", None),
        ("[0-8]", None),
        ("[^0-9]", None),
        ("A*", None),
        (r"\w+", None),
        ("[0-9", None),
    ],
)  # fmt: skip
def test_a_plain_pattern_can_be_said_in_words(
    pattern: str, parts: tuple[PatternPart, ...] | None
) -> None:
    assert describe_pattern(pattern) == parts


@given(st.text(string.printable, max_size=40))
def test_any_text_can_be_asked_about(text: str) -> None:
    described = describe_pattern(text)
    assert described is None or all(part.text or part.letters for part in described) or not text


@given(st.lists(LABELS, min_size=1, max_size=4))
def test_what_is_proposed_from_digits_and_letters_can_be_described(examples: list[str]) -> None:
    words = [re.sub("[^0-9A-Z]", "0", example) for example in examples]
    pattern = propose_pattern(words)
    assert pattern is not None
    assert describe_pattern(pattern) is not None


@pytest.mark.parametrize("pattern", ["OP[0-9]{4,8}", "[0-9]{12}", "BX[0-9A-Z]{4,12}", "A|B"])
def test_an_example_fits_its_pattern(pattern: str) -> None:
    assert re.fullmatch(pattern, example_of(pattern))


def test_a_pattern_too_involved_stands_for_itself() -> None:
    assert example_of("(?=A)A") == "(?=A)A"
