from __future__ import annotations

import time

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.credential.cbor import BadForm, decode, encode

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.binary(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("nothing", ""),
        ("bytes left over", "0102"),
        ("a key twice", "a201020103"),
        ("a key twice, not a number twice", "a2f97e0001f97e0002"),
        ("keys out of order", "a204000100"),
        ("shorter key first, as RFC 7049 has it", "a220001903e800"),
        ("an array without length", "9f01ff"),
        ("a map without length", "bf0102ff"),
        ("a text without length", "7f6161ff"),
        ("bytes without length", "5f4161ff"),
        ("an integer too long", "1801"),
        ("a length too long", "5801ff"),
        ("a float too long", "fb3ff8000000000000"),
        ("another NaN", "f97e01"),
        ("a tagged date", "c074323032362d31312d32325430303a30303a30305a"),
        ("a bignum that is small", "c24101"),
        ("a bignum that is big", "c249010000000000000000"),
        ("a self-described value", "d9d9f701"),
        ("a shared value", "d81c01"),
        ("a value that holds itself", "d81c81d81d00"),
        ("a reference to nothing", "d81d05"),
        ("an unknown tag", "d903e801"),
        ("text that is not UTF-8", "61ff"),
        ("a surrogate", "63eda080"),
        ("4 GB of bytes", "5b00000000ffffffff"),
        ("more bytes than there are addresses", "5bffffffffffffffff"),
        ("more items than there are addresses", "9bffffffffffffffff"),
        ("more keys than there are addresses", "bbffffffffffffffff"),
        ("a reserved length", "1c"),
        ("a lone break", "ff"),
        ("a simple value in two bytes that needs one", "f810"),
    ],
)
def test_what_is_not_strict_is_refused(name: str, data: str) -> None:
    with pytest.raises(BadForm):
        decode(bytes.fromhex(data))


def test_eight_levels_are_read_and_nine_are_not() -> None:
    assert decode(b"\x81" * 8 + b"\x01") == [[[[[[[[1]]]]]]]]
    with pytest.raises(BadForm):
        decode(b"\x81" * 9 + b"\x01")


def test_a_hundred_thousand_levels_are_refused_like_nine() -> None:
    with pytest.raises(BadForm):
        decode(b"\x81" * 100_000)


def test_keys_are_in_the_order_of_rfc_8949() -> None:
    # Bytewise: 04, 1903e8, 20, 3a…, 61…; RFC 7049 would put the shorter ones first.
    value = {"a": 1, -70001: 2, -1: 3, 1000: 4, 4: 5}
    assert encode(value).hex() == "a504051903e80420033a0001117002616101"
    assert decode(encode(value)) == value


def test_plain_values_that_a_claim_may_hold_are_read() -> None:
    for data in ("f6", "f4", "f5", "f7", "f0", "f8ff", "f93e00", "a1810102", "a1a1010202"):
        assert encode(decode(bytes.fromhex(data))).hex() == data


def test_what_needs_a_tag_is_not_written() -> None:
    for value in (2**64, -(2**64) - 1, [{1: 2**70}], {1, 2}, object()):
        with pytest.raises(BadForm):
            encode(value)


def test_a_tag_is_refused_before_its_content_is_acted_upon() -> None:
    slow = cbor2.dumps(cbor2.CBORTag(35, "(?i)" + "[\0-\U0010ffff]" * 60))
    began = time.thread_time()
    with pytest.raises(BadForm):
        decode(slow)
    # Compiled, this expression takes a third of a second.
    assert time.thread_time() - began < 0.05


@given(VALUES)
def test_every_plain_value_comes_back(value: object) -> None:
    assert decode(encode(value)) == value


@given(st.binary(max_size=200))
def test_any_bytes_have_one_meaning_or_none(data: bytes) -> None:
    try:
        value = decode(data)
    except BadForm:
        return
    assert encode(value) == data
