"""Trust lists that come in mid-shift: through the register service, over a real site."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

import pytest

from station.credential.keys import IssuerKey, RootKey
from station.credential.refusals import TrustRefusal
from station.credential.trust import Issuer, issue_trust_list
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.services.trust_in_force import TrustWay
from tests.integration.services.driver import BoothDriver

CITY = IssuerKey(bytes([7]) * 32)


def listed(booth: BoothDriver, key: IssuerKey, **changes: object) -> Issuer:
    """An issuer that may sign from a year ago to a year ahead, unless ``changes`` say else."""
    now = int(booth.clock.now().timestamp())
    year = 365 * 86_400
    given = {"valid_from": now - year, "valid_until": now + year, "longest_validity_days": 30}
    return Issuer(key.public, "issuer", **{**given, **changes})  # type: ignore[arg-type]


def trust(
    booth: BoothDriver,
    serial: int,
    issuers: Sequence[Issuer] | None = None,
    root: RootKey | None = None,
    **lists: object,
) -> bytes:
    """A list with the demo's issuer, unless ``issuers`` are given."""
    if issuers is None:
        issuers = [listed(booth, booth.keys.issuer)]
    return issue_trust_list(
        booth.keys.root if root is None else root,
        serial=serial,
        issued_at=booth.clock.now(),
        issuers=issuers,
        **lists,  # type: ignore[arg-type]
    )


def accept(booth: BoothDriver, raw: bytes) -> bool:
    return booth.site.trust.accept(raw, booth.clock.now(), TrustWay.FOLDER)


def audited(booth: BoothDriver) -> list[tuple[AuditKind, dict[str, object]]]:
    kinds = (AuditKind.TRUST_ACCEPTED, AuditKind.TRUST_REFUSED)
    with booth.site.database.reading() as unit:
        events = [line.event for line in unit.audit.lines()]
    return [(event.kind, dict(event.facts)) for event in events if event.kind in kinds]


def reason(outcome: out.Outcome) -> str:
    assert isinstance(outcome, out.Refused), outcome
    return outcome.error.code


def test_a_new_list_counts_from_the_next_read_on(booth: BoothDriver) -> None:
    booth.tube(1)
    assert isinstance(booth.person(1), out.Registered)
    assert accept(booth, trust(booth, 2, revoked_issuers=[booth.keys.issuer.kid]))
    assert reason(booth.person(2)) == "issuer_revoked"
    assert booth.folder.trust.read_bytes() == booth.site.trust.present.raw
    assert audited(booth) == [(AuditKind.TRUST_ACCEPTED, {"serial": 2, "way": "folder"})]


def test_the_same_list_again_is_no_news(booth: BoothDriver) -> None:
    raw = trust(booth, 2)
    assert [accept(booth, raw), accept(booth, raw)] == [True, False]
    assert len(audited(booth)) == 1


def test_it_is_still_in_force_after_a_restart(booth: BoothDriver) -> None:
    raw = trust(booth, 2, revoked_issuers=[booth.keys.issuer.kid])
    accept(booth, raw)
    again = booth.restart()
    assert again.site.trust.present.raw == raw
    again.close()


def bit_changed(raw: bytes) -> bytes:
    return raw[:-1] + bytes([raw[-1] ^ 1])


REFUSED = {
    "lower serial": (lambda booth: trust(booth, 4), "trust_older"),
    "below the bundle's": (lambda booth: trust(booth, 0), "trust_below_least"),
    "equal serial": (lambda booth: trust(booth, 5, issuers=[]), "trust_serial_reused"),
    "another root's": (lambda booth: trust(booth, 9, root=RootKey(bytes(32))), "trust_other_root"),
    "forged": (lambda booth: bit_changed(trust(booth, 9)), "trust_bad_signature"),
    "a kid twice": (
        lambda booth: trust(booth, 9, issuers=[listed(booth, CITY)] * 2),
        "trust_kid_twice",
    ),
    "half a file": (lambda booth: trust(booth, 9)[:100], "trust_malformed"),
    "an endless serial": (lambda booth: trust(booth, 2**63), "trust_malformed"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_refused_list_changes_nothing_but_the_audit_trail(booth: BoothDriver, fault: str) -> None:
    make, code = REFUSED[fault]
    accept(booth, trust(booth, 5))
    before = booth.site.trust.present
    bad = make(booth)
    with pytest.raises(TrustRefusal) as refused:
        accept(booth, bad)
    assert refused.value.code == code
    assert booth.site.trust.present is before
    assert booth.folder.trust.read_bytes() == before.raw
    kind, facts = audited(booth)[-1]
    assert (kind, facts["reason"]) == (AuditKind.TRUST_REFUSED, code)
    with booth.site.database.reading() as unit:
        assert unit.trust.was_judged(hashlib.sha256(bad).digest())
        noted = unit.trust.last_refused()
    assert noted is not None
    assert noted.reason == code
    booth.tube(1)
    assert isinstance(booth.person(1), out.Registered)


def test_an_issuer_beside_the_desk(booth: BoothDriver) -> None:
    from station.credential.code import draw
    from station.demo.people import resident

    now = booth.clock.now() - timedelta(hours=1)
    citys = draw(resident(3), issuer=CITY, now=now, reading_key=booth.keys.reading.public)
    booth.tube(1)
    assert reason(booth.read(citys)) == "unknown_issuer"
    both = [listed(booth, booth.keys.issuer), listed(booth, CITY)]
    accept(booth, trust(booth, 2, issuers=both))
    assert isinstance(booth.read(citys), out.Registered)
    assert isinstance(booth.person(4), out.Registered)
