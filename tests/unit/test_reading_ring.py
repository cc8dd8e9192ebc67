"""Two rings become one: nothing dropped comes back, nothing new is lost or put behind."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.credential.keys import ReadingKey
from station.keyring.reading_ring import merged_ring

KEYS = {name: hashlib.sha256(name.encode()).digest() for name in "abcdefgh"}
NAMES = {key: name for name, key in KEYS.items()}


def merged(leading: str, other: str, dropped: str = "") -> str:
    ring = merged_ring(
        [KEYS[name] for name in leading],
        [KEYS[name] for name in other],
        {ReadingKey(KEYS[name]).public for name in dropped},
    )
    return "".join(NAMES[key] for key in ring)


@pytest.mark.parametrize(
    ("leading", "other", "dropped", "ring"),
    [
        ("ba", "ba", "", "ba"),
        ("cba", "ba", "", "cba"),
        ("ba", "cba", "", "cba"),
        ("ca", "ba", "", "cba"),
        ("ba", "cb", "a", "cb"),
        ("ba", "ca", "b", "ca"),
        ("a", "b", "a", "b"),
        ("ab", "ba", "", "ab"),
        ("", "a", "", "a"),
        ("a", "a", "a", ""),
    ],
)
def test_the_newest_of_both_comes_first(leading: str, other: str, dropped: str, ring: str):
    assert merged(leading, other, dropped) == ring


names = st.permutations(list(KEYS)).flatmap(
    lambda every: st.integers(0, len(every)).map(lambda count: "".join(every[:count]))
)


@given(leading=names, other=names, dropped=names)
def test_every_key_that_was_not_dropped_is_there_once(leading: str, other: str, dropped: str):
    ring = merged(leading, other, dropped)
    assert sorted(ring) == sorted({*leading, *other} - {*dropped})
    kept = [name for name in leading if name in ring]
    assert [name for name in ring if name in leading] == kept
