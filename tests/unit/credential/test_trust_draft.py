"""The next trust list: what is carried over, what is left out, what is not issued at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.credential.keys import IssuerKey, RootKey, key_id
from station.credential.refusals import TrustKidTwice, TrustOfOtherRoot
from station.credential.revocations import Revocation
from station.credential.times import to_seconds
from station.credential.trust import Issuer, SheetSigner, TrustList
from station.credential.trust_draft import (
    KeyNameWrong,
    KeyRevoked,
    KeyValidityWrong,
    KidUnknown,
    SerialTooLarge,
    SerialWrong,
    TrustDraft,
)
from station.domain.refusals import ClockWrong

ROOT = RootKey(bytes([1]) * 32)
DESK, CITY, BOOTH = (IssuerKey(bytes([n]) * 32).public for n in (2, 3, 4))
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
DAY = 86_400
START = to_seconds(NOW)


def issuer(public: bytes = DESK, **changes: object) -> Issuer:
    given = {"name": "desk", "valid_from": START - DAY, "valid_until": START + 100 * DAY}
    return Issuer(public, **{**given, "longest_validity_days": 30, **changes})  # type: ignore[arg-type]


def revocation(cti: int, days: float, public: bytes = DESK) -> Revocation:
    return Revocation(NOW + timedelta(days=days), key_id(public), bytes([cti]) * 8)


def names(listed: TrustList) -> set[int]:
    return {cti[0] for _, cti in listed.revoked_codes}


@pytest.fixture
def first() -> TrustList:
    """A list with two issuers, a signer, a revoked code of the desk's and a revoked issuer."""
    draft = TrustDraft(None)
    draft.put_issuer(issuer())
    draft.put_issuer(issuer(CITY))
    draft.put_sheet_signer(SheetSigner(BOOTH, "02", START, START + DAY))
    draft.revoke_codes([revocation(1, 10)])
    draft.revoke_issuer(key_id(CITY))
    return draft.issue(ROOT, NOW)


def test_everything_is_carried_over_and_the_serial_rises(first: TrustList) -> None:
    second = TrustDraft(first).issue(ROOT, NOW + timedelta(days=1))
    assert (first.serial, second.serial) == (1, 2)
    assert second.issued_at == NOW + timedelta(days=1)
    carried = ("issuers", "sheet_signers", "revoked_codes", "revoked_issuers")
    for field in carried:
        assert getattr(second, field) == getattr(first, field) != {}


@given(st.integers(0, 2**63 - 1), st.integers(-1, 2**64))
def test_only_a_rising_serial_is_issued(last: int, chosen: int) -> None:
    before = None if last == 0 else TrustDraft(None).issue(ROOT, NOW, last)
    draft = TrustDraft(before)
    if last < chosen < 2**63:
        assert draft.issue(ROOT, NOW, chosen).serial == chosen
    else:
        with pytest.raises(SerialTooLarge if chosen >= 2**63 else SerialWrong):
            draft.issue(ROOT, NOW, chosen)


def test_a_revocation_stays_until_its_code_has_expired(first: TrustList) -> None:
    draft = TrustDraft(first)
    draft.revoke_codes([revocation(2, 5), revocation(3, 0), revocation(4, -1)])
    assert names(draft.issue(ROOT, NOW)) == {1, 2}


def test_the_latest_of_several_expiries_counts() -> None:
    for order in ((-1, 5), (5, -1)):
        draft = TrustDraft(None)
        draft.revoke_codes(revocation(2, days) for days in order)
        assert names(draft.issue(ROOT, NOW)) == {2}


def test_an_expiry_that_is_told_later_lets_an_old_revocation_go(first: TrustList) -> None:
    later = NOW + timedelta(days=11)
    assert names(TrustDraft(first).issue(ROOT, later)) == {1}
    draft = TrustDraft(first)
    draft.revoke_codes([revocation(1, 10)])
    assert names(draft.issue(ROOT, later)) == set()


def test_an_unknown_expiry_is_that_of_the_issuer_s_last_code(first: TrustList) -> None:
    last = NOW + timedelta(days=130)
    assert names(TrustDraft(first).issue(ROOT, last - timedelta(seconds=1))) == {1}
    assert names(TrustDraft(first).issue(ROOT, last)) == set()


def test_a_key_that_is_ended_keeps_the_revocations_of_what_it_signed(first: TrustList) -> None:
    draft = TrustDraft(first)
    draft.end_issuer(key_id(DESK), START)
    assert names(draft.issue(ROOT, NOW + timedelta(days=40))) == {1}


def test_the_revocations_of_an_issuer_that_is_not_listed_stay(first: TrustList) -> None:
    draft = TrustDraft(first)
    draft.remove_issuer(key_id(DESK))
    second = draft.issue(ROOT, NOW)
    assert key_id(DESK) not in second.issuers
    assert names(TrustDraft(second).issue(ROOT, NOW + timedelta(days=4000))) == {1}


def test_a_key_put_again_changes_its_entry(first: TrustList) -> None:
    draft = TrustDraft(first)
    draft.put_issuer(issuer(name="new name", longest_validity_days=7))
    second = draft.issue(ROOT, NOW)
    assert len(second.issuers) == 2
    assert second.issuers[key_id(DESK)].longest_validity_days == 7


def test_an_issuer_can_be_ended_but_not_prolonged_that_way(first: TrustList) -> None:
    for until, expected in ((START + 5, START + 5), (START + 900 * DAY, START + 100 * DAY)):
        draft = TrustDraft(first)
        draft.end_issuer(key_id(DESK), until)
        assert draft.issue(ROOT, NOW).issuers[key_id(DESK)].valid_until == expected


WRONG = {
    "an unknown kid to revoke": (lambda d: d.revoke_issuer(bytes(8)), KidUnknown),
    "an unknown kid to end": (lambda d: d.end_issuer(bytes(8), START), KidUnknown),
    "an unknown kid to remove": (lambda d: d.remove_issuer(bytes(8)), KidUnknown),
    "an unknown signer": (lambda d: d.remove_sheet_signer(key_id(DESK)), KidUnknown),
    "a revoked issuer again": (lambda d: d.put_issuer(issuer(CITY)), KeyRevoked),
    "an end before the start": (
        lambda d: d.put_issuer(issuer(valid_until=START - 2 * DAY)),
        KeyValidityWrong,
    ),
    "ended before it began": (lambda d: d.end_issuer(key_id(DESK), 0), KeyValidityWrong),
    "no day": (lambda d: d.put_issuer(issuer(longest_validity_days=0)), KeyValidityWrong),
    "too many days": (lambda d: d.put_issuer(issuer(longest_validity_days=31)), KeyValidityWrong),
    "no name": (lambda d: d.put_issuer(issuer(name=" ")), KeyNameWrong),
    "a name of two lines": (lambda d: d.put_issuer(issuer(name="a\nb")), KeyNameWrong),
    "a long name": (lambda d: d.put_issuer(issuer(name="a" * 65)), KeyNameWrong),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_makes_no_sense_is_refused(first: TrustList, wrong: str) -> None:
    act, error = WRONG[wrong]
    with pytest.raises(error):
        act(TrustDraft(first))


def test_what_a_station_would_refuse_is_not_issued(first: TrustList) -> None:
    draft = TrustDraft(first)
    draft.put_sheet_signer(SheetSigner(DESK, "03", START, START + DAY))
    with pytest.raises(TrustKidTwice):
        draft.issue(ROOT, NOW)


def test_a_clock_before_the_last_list_issues_nothing(first: TrustList) -> None:
    with pytest.raises(ClockWrong):
        TrustDraft(first).issue(ROOT, NOW - timedelta(minutes=6))
    assert TrustDraft(first).issue(ROOT, NOW - timedelta(minutes=4)).serial == 2


def test_a_list_may_be_looked_at_without_its_root(first: TrustList) -> None:
    assert TrustList.peek(first.raw) == first
    with pytest.raises(TrustOfOtherRoot):
        TrustList.open(first.raw, DESK)
