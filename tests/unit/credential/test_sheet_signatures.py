"""Manifests and hand-over codes: whole both ways, one refusal for whatever else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.credential import base45
from station.credential.cbor import BadForm, encode
from station.credential.handover import PREFIX, Handover, SignedHandover, handover_text
from station.credential.keys import RootKey, SheetKey
from station.credential.manifest import (
    MANIFEST_BYTES,
    Manifest,
    ManifestFile,
    SignedManifest,
    sign_manifest,
)
from station.credential.refusals import CodeRefusal, TrustRefusal
from station.credential.sheet_refusals import (
    SheetMalformed,
    SheetRefusal,
    SheetSignatureBad,
    SignerNotValid,
    UnknownSigner,
)
from station.credential.sign1 import HANDOVER_AAD, MANIFEST_AAD, sig_structure, sign
from station.credential.times import to_seconds
from station.credential.trust import SheetSigner, TrustList, issue_trust_list

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
BOOTH = SheetKey(b"B" * 32)
ROOT = RootKey(b"R" * 32)
DIGEST, HEAD = bytes(range(32)), bytes(range(32, 64))

MANIFEST = Manifest(
    batch="20261122-02-05",
    version=1,
    site="测试采样点",
    booth="02",
    issued_at=NOW,
    persons=187,
    tubes=20,
    digest=DIGEST,
    files=(
        ManifestFile("20261122-02-05-v1.xlsx", 34_567, b"x" * 32),
        ManifestFile("20261122-02-05-v1-persons.csv", 0, b"p" * 32),
    ),
    chain_length=412,
    chain_head=HEAD,
)
HANDOVER = Handover("20261122-02-05", 1, 187, 20, DIGEST, "BX20261122", NOW)
PAYLOAD = {1: HANDOVER.batch, 2: 1, 3: to_seconds(NOW), 4: 187, 5: 20, 6: DIGEST}
HANDOVER_MAP: dict[int, Any] = {**PAYLOAD, 7: HANDOVER.box}
MANIFEST_MAP: dict[int, Any] = {
    **PAYLOAD,
    8: MANIFEST.site,
    9: MANIFEST.booth,
    10: [{1: file.name, 2: file.size, 3: file.sha256} for file in MANIFEST.files],
    11: MANIFEST.chain_length,
    12: HEAD,
}


def trust(since: timedelta = timedelta(days=-1), until: timedelta = timedelta(days=1)) -> TrustList:
    signer = SheetSigner(BOOTH.public, "02", to_seconds(NOW + since), to_seconds(NOW + until))
    raw = issue_trust_list(ROOT, serial=1, issued_at=NOW, issuers=[], sheet_signers=[signer])
    return TrustList.open(raw, ROOT.public)


TRUST = trust()
NOBODY = TrustList.open(issue_trust_list(ROOT, serial=1, issued_at=NOW, issuers=[]), ROOT.public)


def as_text(raw: bytes) -> str:
    return PREFIX + base45.encode(raw)


@dataclass(frozen=True)
class Kind:
    """A signed thing, as bytes: a hand-over code is taken through its text."""

    good: bytes
    payload: dict[int, Any]
    aad: bytes
    other_aad: bytes
    value: object
    read: Callable[[bytes], Any]

    def open(self, raw: bytes, trust: TrustList = TRUST) -> object:
        signed = self.read(raw)
        signed.signer(trust)
        return signed

    def signed(self, payload: object) -> bytes:
        return sign(encode(payload), BOOTH, self.aad)


KINDS = {
    "manifest": Kind(
        sign_manifest(MANIFEST, BOOTH),
        MANIFEST_MAP,
        MANIFEST_AAD,
        HANDOVER_AAD,
        MANIFEST,
        SignedManifest.parse,
    ),
    "handover": Kind(
        base45.decode(handover_text(HANDOVER, BOOTH).removeprefix(PREFIX)),
        HANDOVER_MAP,
        HANDOVER_AAD,
        MANIFEST_AAD,
        HANDOVER,
        lambda raw: SignedHandover.parse(as_text(raw)),
    ),
}


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


def test_a_manifest_comes_back_whole_and_names_its_signer() -> None:
    signed = SignedManifest.parse(sign_manifest(MANIFEST, BOOTH))
    assert (signed.manifest, signed.kid) == (MANIFEST, BOOTH.kid)
    assert signed.signer(TRUST).booth == "02"


def test_a_hand_over_code_comes_back_whole_as_readers_read_it() -> None:
    text = handover_text(HANDOVER, BOOTH)
    assert text.startswith("NAH1:")
    for read in (text, text.lower() + " \r\n"):
        signed = SignedHandover.parse(read)
        assert (signed.handover, signed.signer(TRUST).kid) == (HANDOVER, BOOTH.kid)


def test_the_maps_are_as_documented(kind: Kind) -> None:
    assert kind.good == kind.signed(kind.payload)
    assert sign_manifest(MANIFEST, BOOTH) == sign_manifest(MANIFEST, BOOTH)


def test_unknown_keys_are_ignored(kind: Kind) -> None:
    kind.open(kind.signed({**kind.payload, 99: [1], "more": 2}))


def test_no_trusted_key_no_signature(kind: Kind) -> None:
    with pytest.raises(UnknownSigner) as refusal:
        kind.open(kind.good, NOBODY)
    assert refusal.value.params == {"kid": BOOTH.kid.hex()}


@pytest.mark.parametrize("span", [(-2, -1), (1, 2)])
def test_the_key_has_to_be_valid_when_it_signed(kind: Kind, span: tuple[int, int]) -> None:
    with pytest.raises(SignerNotValid) as refusal:
        kind.open(kind.good, trust(*(timedelta(days=days) for days in span)))
    assert refusal.value.params == {"booth": "02"}
    kind.open(kind.good, trust(timedelta(0), timedelta(0)))


def test_none_passes_for_another(desk: Any, kind: Kind) -> None:
    """Not by its bytes, not with another's signature, not with another's payload."""
    for other in KINDS.values():
        for aad in {kind.aad, kind.other_aad, b"", b"NAC1-trust"}:
            raw = sign(encode(other.payload), BOOTH, aad)
            if aad == kind.aad and other is kind:
                assert kind.open(raw)
                continue
            with pytest.raises(SheetRefusal):
                # The maps differ in what they must hold, so a payload of the other is malformed
                # too, but for a manifest's, which holds all but the box.
                kind.open(raw)
    with pytest.raises(CodeRefusal):
        desk.verify("NAC1:" + base45.encode(kind.good))
    with pytest.raises(CodeRefusal):
        desk.verify(as_text(kind.good))
    with pytest.raises(TrustRefusal):
        TrustList.open(kind.good, ROOT.public)
    with pytest.raises(SheetRefusal):
        kind.open(base45.decode(desk.draw().removeprefix("NAC1:")))
    with pytest.raises(SheetRefusal):
        SignedHandover.parse(desk.draw())


def test_a_sheets_key_that_signs_codes_is_no_issuer(desk: Any) -> None:
    protected = encode({1: -8, 4: BOOTH.kid})
    payload = encode(desk.claims())
    text = desk.text(
        protected=protected,
        payload=payload,
        signature=BOOTH.sign(sig_structure(protected, payload, b"")),
    )
    signer = SheetSigner(BOOTH.public, "02", 0, 2**40)
    with pytest.raises(CodeRefusal) as refusal:
        desk.verify(text, trust=desk.trust(sheet_signers=[signer]))
    assert refusal.value.code == "unknown_issuer"


def test_what_another_key_signed_or_somebody_altered_has_a_bad_signature(kind: Kind) -> None:
    protected, payload = encode({1: -8, 4: BOOTH.kid}), encode({**kind.payload, 4: 188})
    for signature in (
        SheetKey(b"C" * 32).sign(sig_structure(protected, payload, kind.aad)),
        BOOTH.sign(sig_structure(protected, encode(kind.payload), kind.aad)),
        BOOTH.sign(sig_structure(protected, payload, kind.other_aad)),
    ):
        with pytest.raises(SheetSignatureBad):
            kind.open(b"\xd2" + encode([protected, {}, payload, signature]))


def test_another_algorithm_is_malformed(kind: Kind) -> None:
    protected, payload = encode({1: -7, 4: BOOTH.kid}), encode(kind.payload)
    signature = BOOTH.sign(sig_structure(protected, payload, kind.aad))
    with pytest.raises(SheetMalformed):
        kind.read(b"\xd2" + encode([protected, {}, payload, signature]))


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        *((key, None) for key in range(1, 13)),
        *((key, True) for key in range(1, 13)),
        *((key, 1.0) for key in range(1, 13)),
        (1, "2026-1"),
        (1, "20261122-02-" + "5" * 30),
        (2, 0),
        (2, 2**31),
        (3, -1),
        (3, 253_402_300_800),
        (4, -1),
        (5, 2**31),
        (6, DIGEST[:31]),
        (7, "a\nb"),
        (7, "x" * 65),
        (8, "a\u202eb"),
        (9, "_x0041_"),
        (10, []),
        (10, [1]),
        (10, [{1: "a", 2: 1, 3: DIGEST}] * 2),
        (10, [{1: name, 2: 1, 3: DIGEST} for name in ("a.csv", "A.CSV")]),
        (10, [{1: f"{n}", 2: 1, 3: DIGEST} for n in range(65)]),
        *(
            (10, [{1: name, 2: 1, 3: DIGEST}])
            for name in ("", "..", "a/b", "a\\b", "c:d", "x" * 121)
        ),
        (10, [{1: "a", 2: -1, 3: DIGEST}]),
        (10, [{1: "a", 2: 1, 3: b""}]),
        (10, [{1: "a", 2: 1}]),
        (11, -1),
        (12, b"x" * 33),
    ],
)
def test_a_fact_that_is_missing_or_wrong_is_malformed(kind: Kind, key: int, wrong: object) -> None:
    if key not in kind.payload:
        return
    payload = {**kind.payload, key: wrong}
    if wrong is None:
        del payload[key]
    with pytest.raises(SheetMalformed):
        kind.read(kind.signed(payload))


def test_what_would_be_refused_is_not_signed() -> None:
    for changes in (
        {"batch": "5"},
        {"version": 0},
        {"persons": -1},
        {"digest": b""},
        {"issued_at": NOW.replace(tzinfo=None)},
        {"issued_at": NOW.replace(microsecond=1)},
        {"box": "\x00"},
    ):
        with pytest.raises(BadForm):
            replace(HANDOVER, **changes)  # type: ignore[arg-type]


def test_every_bit_counts(kind: Kind) -> None:
    for place in range(len(kind.good) * 8):
        raw = bytearray(kind.good)
        raw[place // 8] ^= 1 << place % 8
        with pytest.raises(SheetRefusal):
            kind.open(bytes(raw))


def test_a_cut_or_lengthened_one_is_refused(kind: Kind) -> None:
    for raw in (kind.good[:-1], kind.good + b"\0", kind.good[1:], b"", kind.good * 2):
        with pytest.raises(SheetRefusal):
            kind.open(raw)


def test_what_is_too_long_is_refused_unread() -> None:
    with pytest.raises(SheetMalformed):
        SignedManifest.parse(bytes(MANIFEST_BYTES + 1))
    with pytest.raises(SheetMalformed):
        SignedHandover.parse("NAH1:" + "A" * 1_020)


def test_a_usual_code_fits_a_small_qr() -> None:
    """Level M, alphanumeric: version 11 holds 366 characters, 61 modules of 0.65 mm in 40 mm."""
    assert len(handover_text(replace(HANDOVER, persons=2000, box="B" * 32), BOOTH)) <= 311


@given(st.text())
def test_any_text_gives_a_code_or_a_refusal(text: str) -> None:
    for read in (text, PREFIX + text):
        with pytest.raises(SheetRefusal):
            SignedHandover.parse(read)


@given(st.binary(max_size=700))
def test_any_bytes_give_a_value_or_a_refusal(raw: bytes) -> None:
    for kind in KINDS.values():
        for whole in (raw, b"\xd2" + raw):
            with pytest.raises(SheetRefusal):
                kind.read(whole)
        with suppress(SheetMalformed):
            kind.read(sign(raw, BOOTH, kind.aad))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats()
    | st.binary(max_size=40)
    | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.integers(0, 13), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.integers(0, 13), VALUES, max_size=3))
def test_any_signed_map_gives_a_value_that_signs_to_the_same_or_a_refusal(
    changes: dict[int, Any],
) -> None:
    for kind in KINDS.values():
        try:
            signed = kind.read(kind.signed({**kind.payload, **changes}))
        except SheetMalformed:
            continue
        again = (
            sign_manifest(signed.manifest, BOOTH)
            if isinstance(signed, SignedManifest)
            else base45.decode(handover_text(signed.handover, BOOTH).removeprefix(PREFIX))
        )
        assert kind.open(again)
        assert kind.read(again) == replace(signed, envelope=kind.read(again).envelope)
