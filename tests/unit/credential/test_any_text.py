"""Whatever the text: a person or one refusal, and never a changed code that passes."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from station.credential import base45
from station.credential.cbor import encode
from station.credential.code import SamplingCode
from station.credential.keys import seal
from station.credential.refusals import CodeRefusal

KEYS = st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, -70001, -70002]) | st.integers() | st.text()
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.sampled_from([1_795_314_600, 1_795_400_000])
    | st.floats()
    | st.binary(max_size=80)
    | st.text(max_size=70)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=9),
    max_leaves=12,
)


def _outcome(desk: Any, text: str) -> SamplingCode | CodeRefusal:
    try:
        code = desk.verify(text)
    except CodeRefusal as refusal:
        return refusal
    assert isinstance(code, SamplingCode)
    return code


@given(st.text())
def test_any_text_is_refused(desk: Any, text: str) -> None:
    assert isinstance(_outcome(desk, text), CodeRefusal)
    assert isinstance(_outcome(desk, "NAC1:" + text), CodeRefusal)


@given(st.binary(max_size=700))
def test_any_bytes_are_refused(desk: Any, data: bytes) -> None:
    assert isinstance(_outcome(desk, "NAC1:" + base45.encode(data)), CodeRefusal)
    assert isinstance(_outcome(desk, "NAC1:" + base45.encode(b"\xd2" + data)), CodeRefusal)
    assert isinstance(_outcome(desk, data.decode("latin-1")), CodeRefusal)


@given(st.lists(VALUES, max_size=5), st.binary(max_size=3))
def test_any_envelope_is_refused(desk: Any, parts: list[object], after: bytes) -> None:
    try:
        body = encode(parts) + after
    except ValueError:
        return
    assert isinstance(_outcome(desk, "NAC1:" + base45.encode(b"\xd2" + body)), CodeRefusal)


@given(st.binary(max_size=200))
def test_any_signed_bytes_give_a_person_or_a_refusal(desk: Any, payload: bytes) -> None:
    _outcome(desk, desk.text(payload=payload))


@settings(max_examples=300)
@given(st.dictionaries(KEYS, VALUES, max_size=4), st.dictionaries(KEYS, VALUES, max_size=4))
def test_any_signed_claims_give_a_person_or_a_refusal(
    desk: Any, claims: dict[Any, Any], holder: dict[Any, Any]
) -> None:
    try:
        text = desk.text({**desk.claims(), -70001: {**desk.holder(), **holder}, **claims})
    except ValueError:
        # A drawn integer that only a tag could hold.
        return
    _outcome(desk, text)


@given(st.binary(max_size=120))
def test_any_sealed_bytes_give_a_person_or_a_refusal(desk: Any, plain: bytes) -> None:
    sealed = seal(plain, desk.reading_key.public)
    _outcome(desk, desk.text(desk.claims(**{"k-70001": None, "k-70002": sealed})))


def test_every_changed_bit_of_an_envelope_is_refused(desk: Any) -> None:
    for reading_key in (None, desk.reading_key.public):
        good = desk.draw(reading_key=reading_key)
        envelope = base45.decode(good.removeprefix("NAC1:"))
        passed = []
        for bit in range(len(envelope) * 8):
            changed = bytearray(envelope)
            changed[bit // 8] ^= 1 << bit % 8
            result = _outcome(desk, "NAC1:" + base45.encode(bytes(changed)))
            if isinstance(result, SamplingCode):
                passed.append(bit)
        assert passed == []
        assert isinstance(_outcome(desk, good), SamplingCode)


def test_every_shortened_or_lengthened_envelope_is_refused(desk: Any) -> None:
    envelope = base45.decode(desk.draw().removeprefix("NAC1:"))
    for changed in (*(envelope[:end] for end in range(len(envelope))), envelope + b"\0"):
        assert isinstance(_outcome(desk, "NAC1:" + base45.encode(changed)), CodeRefusal)


def test_ten_megabytes_are_refused_at_once(desk: Any) -> None:
    for text in ("NAC1:" + "A" * 10_000_000, "A" * 10_000_000, " " * 10_000_000):
        assert isinstance(_outcome(desk, text), CodeRefusal)
