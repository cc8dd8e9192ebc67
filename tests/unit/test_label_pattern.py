from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.label_pattern import PatternUnsupported, fits, overlap, parse_pattern

LETTERS = "AB1-"

ATOMS = st.sampled_from(["A", "B", "1", "-", ".", "[AB]", "[^A]", r"\d", "[A1-]", "[1-9]", r"\-"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    counts = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{,2}", "{1,}"])
    return (
        st.tuples(inner, inner).map("".join)
        | st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})")
        | st.tuples(inner, counts).map(lambda pair: f"(?:{pair[0]}){pair[1]}")
    )


PATTERNS = st.recursive(ATOMS, _grown, max_leaves=6)


@given(PATTERNS, st.text(LETTERS, max_size=5))
def test_a_parsed_pattern_fits_what_re_fits(pattern: str, text: str) -> None:
    assert fits(parse_pattern(pattern), text) == bool(re.fullmatch(pattern, text))


@given(PATTERNS, PATTERNS)
def test_a_text_that_fits_both_is_an_example_of_it(first: str, second: str) -> None:
    example = overlap(first, second)
    if example is not None:
        assert re.fullmatch(first, example)
        assert re.fullmatch(second, example)


@given(PATTERNS, PATTERNS, st.text(LETTERS, max_size=5))
def test_no_text_fits_two_disjoint_patterns(first: str, second: str, text: str) -> None:
    if overlap(first, second) is None:
        assert not (re.fullmatch(first, text) and re.fullmatch(second, text))


@pytest.mark.parametrize(
    ("first", "second", "example"),
    [
        ("[0-9]{12}", "BX[0-9A-Z]{4,12}", None),
        ("[0-9]{12}", "[0-9]{13}", None),
        ("[0-9A-Z]{6,12}", "BX[0-9A-Z]{4,12}", 6),
        (r"^\d{10,12}$", "[0-9]{12,14}", 12),
        ("T.+", ".*9", 2),
        ("[A-Z]{2}[0-9]+", "(BX|CX)[A-F]{4}", None),
    ],
)
def test_patterns_of_sites(first: str, second: str, example: int | None) -> None:
    found = overlap(first, second)
    assert (None if found is None else len(found)) == example


@pytest.mark.parametrize(
    "pattern", [r"(?=A)A", r"(A)\1", "A*?", r"A\b", "(A", "A)", "[A", "*", "A{3,2}", "A^B", "(?i)a"]
)
def test_what_labels_do_not_need_is_refused(pattern: str) -> None:
    with pytest.raises(PatternUnsupported):
        parse_pattern(pattern)


@given(st.text(max_size=12))
def test_any_text_is_a_pattern_or_is_refused(text: str) -> None:
    try:
        parse_pattern(text)
    except PatternUnsupported:
        return
    re.compile(text)


@pytest.mark.parametrize("pattern", ["AB$", r"AB\$", r"AB\\$", r"^AB\\\$"])
def test_a_dollar_at_the_end_is_the_end_unless_it_is_escaped(pattern: str) -> None:
    for text in ("AB", "AB$", "AB\\", "AB\\$"):
        assert fits(parse_pattern(pattern), text) == bool(re.fullmatch(pattern, text))
