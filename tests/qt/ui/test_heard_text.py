"""What a gun sent is made visible, and nothing personal with it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.test_code import printed_codes
from station.ui.settings.heard_text import bare_text, visible_text

CODE = "6BFOXN*TS0BI$ZD.P9UOL97O4-2HH77HRM3DSPTLRR+%3.ZH9M9ESIGUBA"
BASE45 = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=40, max_size=300)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("310115002813\r\n", "310115002813‹CR›‹LF›"),
        ("\x02]C0XD11 1203-21\t", "‹STX›‹]C0›XD11␣1203-21‹TAB›"),
        ("[F13]]E0691234567890\r", "‹F13›‹]E0›691234567890‹CR›"),
        ("]C1A\x1dB\x7f\u200e", "‹]C1›A‹GS›B‹DEL›‹U+200E›"),
        ("管码", "管码"),
        ("", ""),
    ],
)
def test_signs_that_are_not_seen_are_named(raw: str, shown: str) -> None:
    assert visible_text(raw) == shown


@pytest.mark.parametrize("prefix", ["NAC1:", "nac1:", "AC1:", "C1:", "NAC1;", "x\rNAC1:"])
def test_of_a_sampling_code_only_the_prefix_is_shown(prefix: str) -> None:
    shown = visible_text(f"]Q1{prefix}{CODE}\r")
    assert shown.startswith("‹]Q1›")
    assert shown.endswith("…‹CR›")
    assert CODE[:3] not in shown


@pytest.mark.parametrize(
    "number",
    ["310115199003074213", "31011019660228093X", "31011019660228093x", "10115199003074213"],
)
def test_of_an_identity_number_only_the_ends_are_shown(number: str) -> None:
    shown = visible_text(f"A{number}\r")
    assert shown == f"A{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}‹CR›"


def test_a_long_test_code_loses_its_middle() -> None:
    (text,) = (code.text for code in printed_codes() if code.name == "long")
    shown = visible_text(f"{text}\r", 40)
    assert shown.startswith(text[:30].replace(" ", "␣"))
    assert f"…{len(text) + 1 - 40}…" in shown


def test_of_an_unknown_long_text_hardly_anything_is_shown() -> None:
    assert visible_text(CODE) == f"{CODE[:12]}…{len(CODE) - 16}…{CODE[-4:]}"


@given(st.text(max_size=400), st.integers(8, 80))
def test_any_text_is_shown_in_few_characters_that_can_be_seen(raw: str, most: int) -> None:
    shown = visible_text(raw, most)
    assert shown.isprintable()
    assert len(re.findall(r"‹[^›]*›|.", shown)) <= most + 24
    assert not re.search(r"[0-9]{15,}", shown)


@given(BASE45)
def test_a_code_without_its_beginning_stays_hidden(rest: str) -> None:
    shown = re.sub(r"…[0-9]+…", "…", visible_text(rest))
    assert len(shown) <= 40


@given(st.sampled_from(["", "\x02", "[F13]"]), st.sampled_from(["", "]Q1", "]C0"]))
def test_what_a_gun_sends_first_is_no_part_of_the_text(prefix: str, aim: str) -> None:
    assert bare_text(f"{prefix}{aim}NAX1:TEST:0") == "NAX1:TEST:0"
