"""Every reason for which a sampling code is refused, and which comes first when there are two."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from station.credential.cbor import encode
from station.credential.keys import IssuerKey, ReadingKey, seal
from station.credential.refusals import (
    BadDocument,
    BadSignature,
    CannotOpen,
    Expired,
    IssuerNotValid,
    IssuerRevoked,
    Malformed,
    NotACode,
    NotYetValid,
    Revoked,
    UnknownIssuer,
    UnsupportedAlgorithm,
    ValidityTooLong,
)
from station.credential.sign1 import HANDOVER_AAD, MANIFEST_AAD, TRUST_AAD
from station.credential.trust import SheetSigner
from station.domain.person import EntryMode

CTI = b"cti-0001"


# The good code, and what the text may suffer.


def test_a_good_code_gives_the_person(desk: Any) -> None:
    code = desk.verify(desk.text())
    assert code.person == desk.person
    assert code.entry_mode is EntryMode.CODE
    assert (code.issuer, code.kid, code.cti) == ("测试领码处", desk.issuer.kid, CTI)
    assert code.issued_at == desk.now - timedelta(seconds=60)
    assert code.expires_at == desk.now + timedelta(days=1)
    assert code.days_left == 1


def test_line_ends_spaces_and_caps_lock_do_no_harm(desk: Any) -> None:
    text = desk.text()
    for worn in (text + "\r\n", text + "\t \n ", text.lower(), text.swapcase() + "\r"):
        assert desk.verify(worn).person == desk.person


def test_only_ascii_letters_are_folded(desk: Any) -> None:
    text = desk.text()
    # "ſ".upper() is "S", which would make this the good code again.
    long_s = text.replace("S", "ſ", 1)
    assert long_s != text
    assert long_s.upper() == text
    with pytest.raises(Malformed):
        desk.verify(long_s)


# Each reason.


@pytest.mark.parametrize(
    "text", ["", " ", "NAC1", "NAC2:BB8", " NAC1:BB8", "\ufeffNAC1:", "HC1:BB8", "３NAC1:", "\0"]
)
def test_not_a_code(desk: Any, text: str) -> None:
    with pytest.raises(NotACode):
        desk.verify(text)


@pytest.mark.parametrize(
    "text", ["NAC1:", "NAC1:A", "NAC1:GGW", "NAC1:BB8", "NAC1:ÄÖÜ", "nac1:\ud800", "NAC1:\0\0"]
)
def test_malformed_text(desk: Any, text: str) -> None:
    with pytest.raises(Malformed):
        desk.verify(text)


def test_a_code_has_1024_characters_at_most(desk: Any) -> None:
    def padded(length: int) -> str:
        return str(desk.text(desk.claims(**{"k-70099": b"x" * length})))

    pads = {len(padded(length)): length for length in range(400, 700)}
    longest = max(length for length in pads if length <= 1024)
    too_long = min(length for length in pads if length > 1024)
    assert longest in (1023, 1024)
    assert desk.verify(padded(pads[longest]) + "  \r\n").person == desk.person
    with pytest.raises(Malformed):
        desk.verify(padded(pads[too_long]))


@pytest.mark.parametrize(
    "changes",
    [
        {"k4": None},
        {"k6": None},
        {"k7": None},
        {"k-70001": None},
        {"k-70002": b"sealed"},
        {"k4": 1.8e9},
        {"k4": True},
        {"k4": "1800000000"},
        {"k6": 1.7e9},
        {"k6": False},
        {"k5": 1.7e9},
        {"k5": True},
        {"k5": "now"},
        {"k7": b"cti-001"},
        {"k7": b"cti-00001"},
        {"k7": "cti-0001"},
        {"k-70001": []},
        {"k-70001": b"\xa0"},
        {"k-70001": None, "k-70002": {}},
        {"k-70001": None, "k-70002": "sealed"},
    ],
)
def test_malformed_claims(desk: Any, changes: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        desk.verify(desk.text(desk.claims(**changes)))


def test_a_claim_that_is_null_is_of_a_wrong_type(desk: Any) -> None:
    for key in (4, 5, 6, 7, -70001, -70002):
        with pytest.raises(Malformed):
            desk.verify(desk.text({**desk.claims(), key: None}))


def test_keys_that_only_equal_the_right_ones_are_others(desk: Any) -> None:
    claims = desk.claims(k4=None)
    with pytest.raises(Malformed):
        desk.verify(desk.text({**claims, 4.0: desk.seconds + 86_400}))
    holder = desk.holder(k1=None)
    with pytest.raises(Malformed):
        desk.verify(desk.text(desk.claims(**{"k-70001": {**holder, True: 1}})))


@pytest.mark.parametrize(
    "payload", [b"", b"\x80", b"\x01", b"\xa0\x00", b"\xbf\xff", b"\xd2\xa0", b"\xff", b"\xc1\x01"]
)
def test_a_payload_that_is_no_strict_map_is_malformed(desk: Any, payload: bytes) -> None:
    with pytest.raises(Malformed):
        desk.verify(desk.text(payload=payload))


def test_claims_out_of_order_are_malformed(desk: Any) -> None:
    body = encode(desk.claims())[1:]
    first = encode(4) + encode(desk.seconds + 86_400)
    assert body.startswith(first)
    with pytest.raises(Malformed):
        desk.verify(desk.text(payload=b"\xa4" + body[len(first) :] + first))


@pytest.mark.parametrize("algorithm", [-7, -9, 0, 8, -19, 2**64 - 1, -(2**64)])
def test_unsupported_algorithm(desk: Any, algorithm: int) -> None:
    protected = encode({1: algorithm, 4: desk.issuer.kid})
    with pytest.raises(UnsupportedAlgorithm):
        desk.verify(desk.text(protected=protected))


def test_headers_that_only_equal_the_right_one_are_malformed(desk: Any) -> None:
    kid = desk.issuer.kid
    for header in ({True: -8, 4: kid}, {1: -8.0, 4: kid}, {1.0: -8, 4: kid}, {1: -8, 4.0: kid}):
        with pytest.raises(Malformed):
            desk.verify(desk.text(protected=encode(header)))


def test_unknown_issuer(desk: Any) -> None:
    with pytest.raises(UnknownIssuer):
        desk.verify(desk.text(), trust=desk.trust(issuers=[]))


def test_a_sheet_signer_is_an_unknown_issuer(desk: Any) -> None:
    booth = SheetSigner(desk.issuer.public, "2", 0, 2**40)
    with pytest.raises(UnknownIssuer):
        desk.verify(desk.text(), trust=desk.trust(issuers=[], sheet_signers=[booth]))


def test_issuer_revoked(desk: Any) -> None:
    with pytest.raises(IssuerRevoked):
        desk.verify(desk.text(), trust=desk.trust(revoked_issuers=[desk.issuer.kid]))


def test_bad_signature(desk: Any) -> None:
    for signature in (bytes(64), b"\xff" * 64):
        with pytest.raises(BadSignature):
            desk.verify(desk.text(signature=signature))


def test_what_was_signed_for_another_purpose_has_a_bad_signature(desk: Any) -> None:
    for purpose in (TRUST_AAD, MANIFEST_AAD, HANDOVER_AAD):
        with pytest.raises(BadSignature):
            desk.verify(desk.text(aad=purpose))


def test_a_forger_with_the_issuers_kid_has_a_bad_signature(desk: Any) -> None:
    protected = encode({1: -8, 4: desk.issuer.kid})
    forger = IssuerKey.generate()
    payload = encode(desk.claims())
    message = encode(["Signature1", protected, b"", payload])
    with pytest.raises(BadSignature):
        desk.verify(desk.text(payload=payload, signature=forger.sign(message)))


def test_issuer_not_valid_before_and_after_its_time(desk: Any) -> None:
    issued_at = desk.claims()[6]
    text = desk.text()
    for span in ((issued_at + 1, issued_at + 9), (issued_at - 9, issued_at - 1)):
        listed = desk.listed(valid_from=span[0], valid_until=span[1])
        with pytest.raises(IssuerNotValid):
            desk.verify(text, trust=desk.trust(issuers=[listed]))


def test_an_issuer_that_has_ended_still_serves_what_it_signed_in_time(desk: Any) -> None:
    issued_at = desk.claims()[6]
    listed = desk.listed(valid_from=issued_at, valid_until=issued_at)
    assert desk.verify(desk.text(), trust=desk.trust(issuers=[listed])).person == desk.person


@pytest.mark.parametrize(("listed_days", "allowed_days"), [(30, 30), (7, 7), (90, 30), (1, 1)])
def test_validity_too_long(desk: Any, listed_days: int, allowed_days: int) -> None:
    trust = desk.trust(issuers=[desk.listed(longest_validity_days=listed_days)])
    issued_at = desk.claims()[6]
    longest = issued_at + allowed_days * 86_400
    assert desk.verify(desk.text(desk.claims(k4=longest)), trust=trust).person == desk.person
    with pytest.raises(ValidityTooLong):
        desk.verify(desk.text(desk.claims(k4=longest + 1)), trust=trust)


@pytest.mark.parametrize("claim", ["k5", "k6"])
def test_five_minutes_ahead_is_borne_and_a_second_more_is_not(desk: Any, claim: str) -> None:
    def verify(seconds_ahead: int) -> Any:
        return desk.verify(desk.text(desk.claims(**{claim: desk.seconds + seconds_ahead})))

    assert verify(300).person == desk.person
    with pytest.raises(NotYetValid):
        verify(301)


def test_expired_has_no_tolerance(desk: Any) -> None:
    def verify(seconds_left: int) -> Any:
        return desk.verify(desk.text(desk.claims(k4=desk.seconds + seconds_left)))

    assert verify(1).days_left == 1
    assert verify(86_400).days_left == 1
    assert verify(86_401).days_left == 2
    for seconds_left in (0, -1):
        with pytest.raises(Expired):
            verify(seconds_left)


def test_parts_of_a_second_count(desk: Any) -> None:
    text = desk.text(desk.claims(k4=desk.seconds + 1, k5=desk.seconds + 300))
    half = desk.now + timedelta(milliseconds=999)
    assert desk.verify(text, now=half).days_left == 1
    with pytest.raises(NotYetValid):
        desk.verify(text, now=desk.now - timedelta(microseconds=1))
    with pytest.raises(Expired):
        desk.verify(text, now=desk.now + timedelta(seconds=1))


def test_an_expired_code_still_shows_whom_it_concerns(desk: Any) -> None:
    then = desk.now - timedelta(days=33)
    for reading_key in (None, desk.reading_key.public):
        text = desk.draw(now=then, valid_days=30, reading_key=reading_key)
        with pytest.raises(Expired) as refusal:
            desk.verify(text)
        assert refusal.value.person == desk.person
        assert refusal.value.expires_at == desk.now - timedelta(days=3)


def test_an_expired_code_that_cannot_be_opened_is_expired_all_the_same(desk: Any) -> None:
    claims = {"k4": desk.seconds - 1}
    for holder in ({"k-70001": None, "k-70002": b"x" * 60}, {"k-70001": {}}):
        with pytest.raises(Expired) as refusal:
            desk.verify(desk.text(desk.claims(**claims, **holder)))
        assert refusal.value.person is None


def test_an_expiry_beyond_all_calendars_is_only_expired(desk: Any) -> None:
    with pytest.raises(Expired) as refusal:
        desk.verify(desk.text(desk.claims(k4=-(2**64))))
    assert refusal.value.expires_at.year == 1


@pytest.mark.parametrize(("exp", "iat"), [(2**64 - 1, 2**64 - 1), (0, -(2**64)), (2**64 - 1, 0)])
def test_times_beyond_all_calendars_are_refused(desk: Any, exp: int, iat: int) -> None:
    text = desk.text(desk.claims(k4=exp, k6=iat))
    with pytest.raises(IssuerNotValid):
        desk.verify(text)
    forever = desk.trust(issuers=[desk.listed(valid_from=-(2**64), valid_until=2**64 - 1)])
    with pytest.raises((NotYetValid, ValidityTooLong)):
        desk.verify(text, trust=forever)


def test_revoked(desk: Any) -> None:
    kid = desk.issuer.kid
    with pytest.raises(Revoked):
        desk.verify(desk.text(), trust=desk.trust(revoked_codes=[(kid, CTI)]))
    others = [(kid, b"cti-0002"), (b"another1", CTI)]
    assert desk.verify(desk.text(), trust=desk.trust(revoked_codes=others)).person == desk.person


def test_cannot_open(desk: Any) -> None:
    text = desk.draw(reading_key=desk.reading_key.public)
    for ring in ([], [ReadingKey.generate()], [ReadingKey.generate(), ReadingKey.generate()]):
        with pytest.raises(CannotOpen) as refused:
            desk.verify(text, reading_keys=ring)
        assert refused.value.params == {"keys": len(ring)}
    ring = [ReadingKey.generate(), desk.reading_key]
    assert desk.verify(text, reading_keys=ring).person == desk.person


def test_a_box_that_opens_to_something_else_is_malformed(desk: Any) -> None:
    lax = encode(desk.holder()) + b"\0"
    for plain in (b"", b"\x80", b"\xbf\xff", lax, encode({}), encode(desk.holder(k1=True))):
        sealed = seal(plain, desk.reading_key.public)
        with pytest.raises(Malformed):
            desk.verify(desk.text(desk.claims(**{"k-70001": None, "k-70002": sealed})))


def test_bad_document(desk: Any) -> None:
    wrong = desk.number[:17] + ("0" if desk.number[17] != "0" else "1")
    with pytest.raises(BadDocument) as refusal:
        desk.verify(desk.text(desk.claims(**{"k-70001": desk.holder(k2=wrong)})))
    assert refusal.value.params == {"why": "number_check_wrong"}
    assert refusal.value.fault.code == "number_check_wrong"
    assert wrong not in f"{refusal.value} {refusal.value!r} {refusal.value.args}"


# Which of two reasons is told.


def _faults(desk: Any) -> list[tuple[str, dict[str, Any], type[Exception]]]:
    """Where each fault of a signed code lies, in the order of the checks."""
    return [
        ("claims", {"k7": None}, Malformed),
        ("trust", {"issuers": [desk.listed(valid_from=0, valid_until=0)]}, IssuerNotValid),
        ("claims", {"k4": desk.seconds + 40 * 86_400}, ValidityTooLong),
        ("claims", {"k5": desk.seconds + 301}, NotYetValid),
        ("claims", {"k4": desk.seconds - 1}, Expired),
        ("trust", {"revoked_codes": [(desk.issuer.kid, CTI)]}, Revoked),
        ("claims", {"k-70001": None, "k-70002": b"x" * 60}, CannotOpen),
        ("claims", {"k-70001": desk.holder(k2="1")}, BadDocument),
    ]


PAIRS = [
    (first, second)
    for first, second in combinations(range(8), 2)
    # These two cannot be wrong in one code.
    if (first, second) not in ((2, 4), (6, 7))
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_of_two_faults_the_earlier_check_speaks(desk: Any, first: int, second: int) -> None:
    faults = _faults(desk)
    claims: dict[str, Any] = {}
    trust: dict[str, Any] = {}
    for where, changes, _ in (faults[second], faults[first]):
        (claims if where == "claims" else trust).update(changes)
    with pytest.raises(faults[first][2]):
        desk.verify(desk.text(desk.claims(**claims)), trust=desk.trust(**trust))


def test_the_prefix_comes_before_the_length(desk: Any) -> None:
    with pytest.raises(NotACode):
        desk.verify("X" * 2000)


def test_the_header_comes_before_the_algorithm(desk: Any) -> None:
    with pytest.raises(Malformed):
        desk.verify(desk.text(protected=encode({1: -7, 4: b"short"})))


def test_the_algorithm_comes_before_the_kid(desk: Any) -> None:
    with pytest.raises(UnsupportedAlgorithm):
        desk.verify(desk.text(protected=encode({1: -7, 4: b"unknown!"})))


def test_an_unknown_kid_comes_before_its_revocation(desk: Any) -> None:
    trust = desk.trust(issuers=[], revoked_issuers=[desk.issuer.kid])
    with pytest.raises(UnknownIssuer):
        desk.verify(desk.text(), trust=trust)


def test_a_revoked_issuer_comes_before_a_bad_signature(desk: Any) -> None:
    trust = desk.trust(revoked_issuers=[desk.issuer.kid])
    with pytest.raises(IssuerRevoked):
        desk.verify(desk.text(signature=bytes(64)), trust=trust)


def test_a_bad_signature_comes_before_the_claims(desk: Any) -> None:
    with pytest.raises(BadSignature):
        desk.verify(desk.text(payload=b"\xff", signature=bytes(64)))
