"""The signature layer, against the published vectors of COSE, Wycheproof and ed25519-speccheck."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cbor2
import pytest

from station.credential.cbor import BadForm, encode
from station.credential.keys import IssuerKey, RootKey
from station.credential.sign1 import (
    CODE_AAD,
    HANDOVER_AAD,
    MANIFEST_AAD,
    TRUST_AAD,
    Sign1,
    sig_structure,
    sign,
    verify_ed25519,
    verify_signature,
)

KEY = IssuerKey(b"I" * 32)


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_what_was_signed_is_read_back_and_verified() -> None:
    envelope = Sign1.parse(sign(b"payload", KEY, TRUST_AAD))
    assert (envelope.algorithm, envelope.kid, envelope.payload) == (-8, KEY.kid, b"payload")
    assert envelope.is_signed_by(KEY.public, TRUST_AAD)
    assert not envelope.is_signed_by(RootKey(b"R" * 32).public, TRUST_AAD)


def test_repr_leaves_out_what_was_signed() -> None:
    told = repr(Sign1.parse(sign("张三 13912345678".encode(), KEY, CODE_AAD)))
    assert "payload" not in told
    assert "13912345678" not in told


def test_no_signed_thing_passes_for_another() -> None:
    purposes = (CODE_AAD, TRUST_AAD, MANIFEST_AAD, HANDOVER_AAD)
    for signed_for in purposes:
        envelope = Sign1.parse(sign(b"payload", KEY, signed_for))
        fits = [purpose for purpose in purposes if envelope.is_signed_by(KEY.public, purpose)]
        assert fits == [signed_for]


PROTECTED = encode({1: -8, 4: b"12345678"})


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("three parts", [PROTECTED, {}, b""]),
        ("five parts", [PROTECTED, {}, b"", b"s" * 64, b""]),
        ("a map", {0: PROTECTED, 1: {}, 2: b"", 3: b"s" * 64}),
        ("something unprotected", [PROTECTED, {4: b"12345678"}, b"", b"s" * 64]),
        ("a list for the unprotected header", [PROTECTED, [], b"", b"s" * 64]),
        ("a detached payload", [PROTECTED, {}, None, b"s" * 64]),
        ("a text payload", [PROTECTED, {}, "", b"s" * 64]),
        ("a short signature", [PROTECTED, {}, b"", b"s" * 63]),
        ("a long signature", [PROTECTED, {}, b"", b"s" * 65]),
        ("a text signature", [PROTECTED, {}, b"", "s" * 64]),
        ("a map for the protected header", [{1: -8, 4: b"12345678"}, {}, b"", b"s" * 64]),
        ("an empty protected header", [b"", {}, b"", b"s" * 64]),
        ("no kid", [encode({1: -8}), {}, b"", b"s" * 64]),
        ("no algorithm", [encode({4: b"12345678"}), {}, b"", b"s" * 64]),
        ("a third parameter", [encode({1: -8, 3: 0, 4: b"12345678"}), {}, b"", b"s" * 64]),
        ("a kid of 7 bytes", [encode({1: -8, 4: b"1234567"}), {}, b"", b"s" * 64]),
        ("a kid in text", [encode({1: -8, 4: "12345678"}), {}, b"", b"s" * 64]),
        ("an algorithm in text", [encode({1: "EdDSA", 4: b"12345678"}), {}, b"", b"s" * 64]),
        ("a float algorithm", [encode({1: -8.0, 4: b"12345678"}), {}, b"", b"s" * 64]),
        ("a key that is true", [encode({True: -8, 4: b"12345678"}), {}, b"", b"s" * 64]),
        ("a key that is 4.0", [encode({1: -8, 4.0: b"12345678"}), {}, b"", b"s" * 64]),
        ("a header out of order", [b"\xa2\x04\x4812345678\x01\x27", {}, b"", b"s" * 64]),
        ("a header with more after it", [PROTECTED + b"\0", {}, b"", b"s" * 64]),
    ],
)
def test_another_shape_is_refused(name: str, parts: object) -> None:
    with pytest.raises(BadForm):
        Sign1.parse(b"\xd2" + encode(parts))


def test_another_outer_tag_is_refused() -> None:
    body = sign(b"", KEY, CODE_AAD)[1:]
    for tag in (b"", b"\xd1", b"\xd8\x12", b"\xd8\x62", b"\xd2\xd2", b"\xd9\xd9\xf7\xd2"):
        with pytest.raises(BadForm):
            Sign1.parse(tag + body)


def test_the_cose_example_with_ed25519_verifies_and_is_no_envelope_of_ours(vectors: Path) -> None:
    case = _load(vectors / "cose-wg-Examples" / "eddsa-examples" / "eddsa-sig-01.json")
    raw = bytes.fromhex(case["output"]["cbor"])
    public = bytes.fromhex(case["input"]["sign0"]["key"]["x_hex"])
    protected, _, payload, signature = cbor2.loads(raw).value

    assert sig_structure(protected, payload, b"") == bytes.fromhex(
        case["intermediates"]["ToBeSign_hex"]
    )
    assert verify_signature(protected, payload, signature, public, b"")
    assert not verify_signature(protected, payload + b"!", signature, public, b"")
    assert not verify_signature(protected, payload, signature, public, TRUST_AAD)
    with pytest.raises(BadForm):
        Sign1.parse(raw)


def test_ed448_and_cose_sign_are_refused(vectors: Path) -> None:
    folder = vectors / "cose-wg-Examples" / "eddsa-examples"
    ed448 = _load(folder / "eddsa-sig-02.json")
    protected, _, payload, signature = cbor2.loads(bytes.fromhex(ed448["output"]["cbor"])).value
    public = bytes.fromhex(ed448["input"]["sign0"]["key"]["x_hex"])
    assert not verify_signature(protected, payload, signature, public, b"")
    for path in (folder / "eddsa-sig-02.json", folder / "eddsa-01.json", folder / "eddsa-02.json"):
        with pytest.raises(BadForm):
            Sign1.parse(bytes.fromhex(_load(path)["output"]["cbor"]))


def test_no_published_cose_message_passes_for_an_envelope_of_ours(vectors: Path) -> None:
    paths = sorted((vectors / "cose-wg-Examples").rglob("*.json"))
    assert len(paths) > 20
    for path in paths:
        with pytest.raises(BadForm):
            Sign1.parse(bytes.fromhex(_load(path)["output"]["cbor"]))


def test_wycheproof_ed25519(vectors: Path) -> None:
    groups = _load(vectors / "wycheproof" / "testvectors_v1" / "ed25519_test.json")["testGroups"]
    wrong = [
        test["tcId"]
        for group in groups
        for test in group["tests"]
        if verify_ed25519(
            bytes.fromhex(test["msg"]),
            bytes.fromhex(test["sig"]),
            bytes.fromhex(group["publicKey"]["pk"]),
        )
        != (test["result"] == "valid")
    ]
    assert wrong == []
    assert sum(len(group["tests"]) for group in groups) > 100


def test_only_case_3_of_speccheck_is_accepted(vectors: Path) -> None:
    cases = _load(vectors / "ed25519-speccheck" / "cases.json")
    accepted = [
        number
        for number, case in enumerate(cases)
        if verify_ed25519(
            bytes.fromhex(case["message"]),
            bytes.fromhex(case["signature"]),
            bytes.fromhex(case["pub_key"]),
        )
    ]
    assert accepted == [3]
