from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.credential.cbor import encode
from station.credential.keys import IssuerKey, RootKey
from station.credential.refusals import (
    TrustBelowLeast,
    TrustKidTwice,
    TrustKidWrong,
    TrustMalformed,
    TrustOfOtherRoot,
    TrustOlder,
    TrustRefusal,
    TrustSerialReused,
    TrustSignatureBad,
)
from station.credential.sign1 import CODE_AAD, TRUST_AAD, sig_structure, sign
from station.credential.trust import Issuer, SheetSigner, TrustList, accept_trust_list

BOOTH = IssuerKey(b"B" * 32)


def _payload(desk: Any, **changes: Any) -> dict[int, Any]:
    """A good payload map; change key 3 with ``k3=...``, drop it with ``k3=None``."""
    issuer = {1: desk.issuer.kid, 2: desk.issuer.public, 3: "测试领码处", 4: 1, 5: 2**33, 6: 30}
    values: dict[int, Any] = {1: 7, 2: desk.seconds, 3: [issuer], 4: [], 5: []}
    values.update({int(key[1:]): value for key, value in changes.items()})
    return {key: value for key, value in values.items() if value is not None}


def _open(desk: Any, payload: object) -> TrustList:
    return TrustList.open(sign(encode(payload), desk.root, TRUST_AAD), desk.root.public)


def test_a_list_comes_back_whole(desk: Any) -> None:
    signer = SheetSigner(BOOTH.public, "2", 5, 6)
    raw = desk.raw_trust(
        revoked_codes=[(desk.issuer.kid, b"cti-0001")],
        revoked_issuers=[b"another1"],
        sheet_signers=[signer],
    )
    trust = TrustList.open(raw, desk.root.public)
    assert trust.serial == 7
    assert trust.issued_at == desk.now - timedelta(days=1)
    assert trust.issuers == {desk.issuer.kid: desk.listed()}
    assert trust.revoked_codes == {(desk.issuer.kid, b"cti-0001")}
    assert trust.revoked_issuers == {b"another1"}
    assert trust.sheet_signers == {BOOTH.kid: signer}
    assert trust.raw == raw


def test_the_same_facts_in_another_order_make_the_same_bytes(desk: Any) -> None:
    codes = [(desk.issuer.kid, bytes([n]) * 8) for n in range(20)]
    assert desk.raw_trust(revoked_codes=codes) == desk.raw_trust(revoked_codes=set(codes))


def test_a_bad_signature_is_refused(desk: Any) -> None:
    raw = bytearray(desk.raw_trust())
    raw[-1] ^= 1
    with pytest.raises(TrustSignatureBad):
        TrustList.open(bytes(raw), desk.root.public)


def test_a_list_signed_for_another_purpose_is_refused(desk: Any) -> None:
    with pytest.raises(TrustSignatureBad):
        TrustList.open(sign(encode(_payload(desk)), desk.root, CODE_AAD), desk.root.public)


def test_a_list_of_another_root_is_refused(desk: Any) -> None:
    with pytest.raises(TrustOfOtherRoot):
        TrustList.open(desk.raw_trust(), RootKey.generate().public)


def test_a_sampling_code_is_no_trust_list(desk: Any) -> None:
    raw = sign(encode(desk.claims()), desk.root, CODE_AAD)
    with pytest.raises(TrustSignatureBad):
        TrustList.open(raw, desk.root.public)


def test_another_algorithm_is_malformed(desk: Any) -> None:
    protected = encode({1: -7, 4: desk.root.kid})
    payload = encode(_payload(desk))
    signature = desk.root.sign(sig_structure(protected, payload, TRUST_AAD))
    with pytest.raises(TrustMalformed):
        TrustList.open(b"\xd2" + encode([protected, {}, payload, signature]), desk.root.public)


@pytest.mark.parametrize(
    "changes",
    [
        {"k1": None},
        {"k1": True},
        {"k1": 7.0},
        {"k2": None},
        {"k2": "today"},
        {"k3": None},
        {"k3": {}},
        {"k3": [1]},
        {"k3": [{}]},
        {"k4": None},
        {"k4": [b"12345678"]},
        {"k4": [[b"12345678"]]},
        {"k4": [[b"12345678", b"1234567"]]},
        {"k4": [[b"1234567", b"12345678"]]},
        {"k4": [[b"12345678", b"12345678", b"12345678"]]},
        {"k5": None},
        {"k5": [b"1234567"]},
        {"k5": ["12345678"]},
        {"k6": {}},
        {"k6": [{}]},
    ],
)
def test_a_payload_of_a_wrong_form_is_malformed(desk: Any, changes: dict[str, Any]) -> None:
    assert _open(desk, _payload(desk)).serial == 7
    with pytest.raises(TrustMalformed):
        _open(desk, _payload(desk, **changes))


@pytest.mark.parametrize("key", range(1, 7))
def test_every_fact_of_an_issuer_is_needed_in_its_type(desk: Any, key: int) -> None:
    issuer = _payload(desk)[3][0]
    for wrong in (None, True, 1.0, b"short", []):
        with pytest.raises(TrustMalformed):
            _open(desk, _payload(desk, k3=[{**issuer, key: wrong}]))
    del issuer[key]
    with pytest.raises(TrustMalformed):
        _open(desk, _payload(desk, k3=[issuer]))


def test_unknown_keys_are_ignored(desk: Any) -> None:
    issuer = {**_payload(desk)[3][0], 7: "more"}
    assert list(_open(desk, _payload(desk, k3=[issuer], k99=[1])).issuers) == [desk.issuer.kid]


def test_a_kid_that_is_not_its_keys_hash_is_refused(desk: Any) -> None:
    issuer = {**_payload(desk)[3][0], 1: b"12345678"}
    with pytest.raises(TrustKidWrong):
        _open(desk, _payload(desk, k3=[issuer]))
    signer = {1: b"12345678", 2: BOOTH.public, 3: "2", 4: 1, 5: 2}
    with pytest.raises(TrustKidWrong):
        _open(desk, _payload(desk, k6=[signer]))


def test_a_kid_that_stands_twice_is_refused(desk: Any) -> None:
    twice: Issuer = desk.listed(name="again")
    signer = SheetSigner(BOOTH.public, "2", 5, 6)
    both = SheetSigner(desk.issuer.public, "2", 5, 6)
    for changes in (
        {"issuers": [desk.listed(), twice]},
        {"sheet_signers": [signer, signer]},
        {"sheet_signers": [both]},
    ):
        with pytest.raises(TrustKidTwice):
            desk.trust(**changes)


def test_a_first_list_a_newer_one_and_the_same_again_are_accepted(desk: Any) -> None:
    root = desk.root.public
    first = accept_trust_list(desk.raw_trust(serial=7), root, None, 0)
    assert accept_trust_list(desk.raw_trust(serial=7), root, first.mark, 7) == first
    assert accept_trust_list(desk.raw_trust(serial=8), root, first.mark, 7).serial == 8


def test_a_lower_serial_is_refused(desk: Any) -> None:
    with pytest.raises(TrustOlder) as refusal:
        accept_trust_list(desk.raw_trust(serial=6), desk.root.public, desk.trust(serial=7).mark, 0)
    assert refusal.value.params == {"serial": 6, "current": 7}


def test_an_equal_serial_with_other_bytes_is_refused(desk: Any) -> None:
    other = desk.raw_trust(serial=7, issued_at=desk.now)
    with pytest.raises(TrustSerialReused):
        accept_trust_list(other, desk.root.public, desk.trust(serial=7).mark, 0)


def test_a_serial_below_the_bundles_least_is_refused(desk: Any) -> None:
    with pytest.raises(TrustBelowLeast) as refusal:
        accept_trust_list(desk.raw_trust(serial=7), desk.root.public, None, 8)
    assert refusal.value.params == {"serial": 7, "least": 8}


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_reason(desk: Any, raw: bytes) -> None:
    for data in (raw, b"\xd2" + raw):
        with pytest.raises(TrustRefusal):
            TrustList.open(data, desk.root.public)


@given(st.binary(max_size=100))
def test_any_signed_bytes_are_refused_with_a_reason(desk: Any, payload: bytes) -> None:
    with pytest.raises(TrustRefusal):
        TrustList.open(sign(payload, desk.root, TRUST_AAD), desk.root.public)


def test_every_changed_bit_of_a_list_is_refused(desk: Any) -> None:
    raw = desk.raw_trust(revoked_codes=[(desk.issuer.kid, b"cti-0001")])
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(TrustRefusal):
            TrustList.open(bytes(changed), desk.root.public)
