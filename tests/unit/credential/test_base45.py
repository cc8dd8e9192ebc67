from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.credential import base45
from station.credential.cbor import BadForm


def test_published_vectors(vectors: Path) -> None:
    cases = json.loads((vectors / "base45" / "base45.json").read_text(encoding="utf-8"))
    assert cases["good_hex_b45"]
    for data, text in cases["good_hex_b45"]:
        assert base45.encode(bytes.fromhex(data)) == text
        assert base45.decode(text) == bytes.fromhex(data)
    assert cases["bad"]
    for text in cases["bad"]:
        with pytest.raises(BadForm):
            base45.decode(text)


@pytest.mark.parametrize(
    "text",
    ["A", "ABCD", ":::", "GGW", "::", "bb8", "BB8\n", "B\nB", "BB8é", "\ud800AB", "０0", "\0\0"],
)
def test_what_the_rfc_refuses_is_refused(text: str) -> None:
    with pytest.raises(BadForm):
        base45.decode(text)


@given(st.binary())
def test_every_byte_string_comes_back(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@given(st.text())
def test_a_text_has_one_meaning_or_none(text: str) -> None:
    try:
        data = base45.decode(text)
    except BadForm:
        return
    assert base45.encode(data) == text
