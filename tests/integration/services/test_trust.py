"""Trust lists that come in mid-shift: through the register service, over a real site."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from station.credential.code import draw, verify
from station.credential.keys import IssuerKey, RootKey
from station.credential.refusals import TrustOlder, TrustRefusal
from station.credential.trust import Issuer, issue_trust_list
from station.demo.people import resident
from station.demo.site import PASSPHRASE
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.code_desk import IssuedCode
from station.domain.ids import new_id
from station.errors import MachineFault
from station.services.trust_in_force import TrustWay
from station.settings import Settings
from station.site import open_site
from tests.integration.services.driver import BoothDriver

ROOT = Path(__file__).parents[3]
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


def code_of(booth: BoothDriver, index: int, key: IssuerKey, now: datetime | None = None) -> str:
    """A code that ``key`` signed, an hour ago unless ``now`` says when."""
    now = booth.clock.now() - timedelta(hours=1) if now is None else now
    return draw(resident(index), issuer=key, now=now, reading_key=booth.keys.reading.public)


def test_an_issuer_beside_the_desk(booth: BoothDriver) -> None:
    booth.tube(1)
    citys = code_of(booth, 3, CITY)
    assert reason(booth.read(citys)) == "unknown_issuer"
    both = [listed(booth, booth.keys.issuer), listed(booth, CITY)]
    accept(booth, trust(booth, 2, issuers=both))
    assert isinstance(booth.read(citys), out.Registered)
    assert isinstance(booth.person(4), out.Registered)


def test_a_key_is_changed_without_a_gap(booth: BoothDriver) -> None:
    """New key beside the old, the old one ended: its codes stay good, it signs no new ones."""
    booth.tube(1)
    old, new = booth.keys.issuer, CITY
    before = [code_of(booth, index, old) for index in (1, 2)]
    accept(booth, trust(booth, 2, issuers=[listed(booth, old), listed(booth, new)]))
    assert isinstance(booth.read(before[0]), out.Registered)
    assert isinstance(booth.read(code_of(booth, 3, new)), out.Registered)
    ended = listed(booth, old, valid_until=int(booth.clock.now().timestamp()))
    accept(booth, trust(booth, 3, issuers=[ended, listed(booth, new)]))
    assert isinstance(booth.read(before[1]), out.Registered)
    booth.clock.advance(120)
    late = code_of(booth, 4, old, now=booth.clock.now())
    assert reason(booth.read(late)) == "issuer_not_valid"
    assert isinstance(booth.read(code_of(booth, 5, new)), out.Registered)
    accept(booth, trust(booth, 4, issuers=[ended, listed(booth, new)], revoked_issuers=[old.kid]))
    assert reason(booth.read(code_of(booth, 6, old))) == "issuer_revoked"
    assert isinstance(booth.read(code_of(booth, 7, new)), out.Registered)


def test_an_issuer_that_is_not_valid_yet(booth: BoothDriver) -> None:
    ahead = int(booth.clock.now().timestamp()) + 3600
    accept(booth, trust(booth, 2, issuers=[listed(booth, booth.keys.issuer, valid_from=ahead)]))
    booth.tube(1)
    assert reason(booth.person(1)) == "issuer_not_valid"


def test_a_revoked_code_and_no_other(booth: BoothDriver) -> None:
    booth.tube(1)
    revoked = named(booth, 1)
    accept(booth, trust(booth, 2, revoked_codes=[revoked]))
    assert reason(booth.person(1)) == "revoked"
    assert isinstance(booth.person(2), out.Registered)


def named(booth: BoothDriver, index: int) -> tuple[bytes, bytes]:
    """Return kid and cti of a person's code."""
    code = verify(
        booth.code(index),
        trust=booth.site.trust.present,
        reading_keys=booth.site.reading_keys,
        now=booth.clock.now(),
        today=booth.clock.now().date(),
    )
    return code.kid, code.cti


def test_who_waits_for_a_tube_is_judged_by_the_list_that_came_meanwhile(
    booth: BoothDriver,
) -> None:
    assert isinstance(booth.person(1), out.PersonWaits)
    accept(booth, trust(booth, 2, revoked_codes=[named(booth, 1)]))
    opened, lapsed = booth.see("310115000001")
    assert isinstance(opened.outcome, out.TubeOpened)
    assert reason(lapsed.outcome) == "revoked"
    assert booth.registered() == []


def test_who_waits_for_a_tube_stays_good_under_a_new_list(booth: BoothDriver) -> None:
    assert isinstance(booth.person(1), out.PersonWaits)
    accept(booth, trust(booth, 2, issuers=[listed(booth, booth.keys.issuer), listed(booth, CITY)]))
    booth.tube(1)
    assert len(booth.registered()) == 1


def test_a_repeat_is_judged_by_the_list_that_came_meanwhile(booth: BoothDriver) -> None:
    booth.tube(1)
    booth.person(1)
    booth.uses.operate.seal()
    booth.tube(2)
    assert isinstance(booth.person(1), out.DuplicateAsked)
    accept(booth, trust(booth, 2, revoked_issuers=[booth.keys.issuer.kid]))
    assert reason(booth.uses.register.answer(again=True).outcome) == "issuer_revoked"


# --- what this booth's own desk revoked --------------------------------------------------------


def revoke_here(booth: BoothDriver, index: int) -> None:
    """Let the desk of this station have drawn the person's code, and revoke it."""
    kid, cti = named(booth, index)
    now = booth.clock.now()
    person = resident(index)
    with booth.site.database.writing() as unit:
        identity = booth.site.secrets.identity_index().digest(person.identity_text())
        kept = unit.desk_persons.put(new_id(now), identity, person, now)
        issued_at, expires_at = now - timedelta(days=1), now + timedelta(days=29)
        code = IssuedCode(new_id(now), kept.id, kid, cti, booth.code(index), issued_at, expires_at)
        unit.codes.add(code, None)
        unit.codes.revoke(code.id, now, None)
        unit.commit()


def test_a_code_that_this_desk_revoked_is_refused_at_once(booth: BoothDriver) -> None:
    booth.tube(1)
    revoke_here(booth, 1)
    assert reason(booth.person(1)) == "revoked"
    assert isinstance(booth.person(2), out.Registered)
    assert booth.site.trust.present.revoked_codes == frozenset()


def test_a_code_revoked_here_while_its_person_waits(booth: BoothDriver) -> None:
    assert isinstance(booth.person(1), out.PersonWaits)
    revoke_here(booth, 1)
    _, lapsed = booth.see("310115000001")
    assert reason(lapsed.outcome) == "revoked"


# --- what may break in the middle --------------------------------------------------------------


def test_a_file_that_cannot_be_written_keeps_the_list_in_force(booth: BoothDriver) -> None:
    booth.folder.trust.unlink()
    booth.folder.trust.mkdir()
    raw = trust(booth, 2)
    assert accept(booth, raw)
    assert booth.site.trust.present.raw == raw
    booth.folder.trust.rmdir()
    again = booth.restart()
    assert again.site.trust.present.raw == raw
    assert again.folder.trust.read_bytes() == raw
    again.close()


def test_a_database_that_cannot_be_written_leaves_the_list_before(folder, clock) -> None:
    booth = BoothDriver(folder, clock, Settings(), busy_seconds=0.05)
    before = booth.site.trust.present
    raw = trust(booth, 2)
    in_force = booth.site.trust
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MachineFault):
            in_force.accept(raw, clock.now(), TrustWay.FOLDER)
        with pytest.raises(TrustRefusal):
            in_force.accept(raw[:-1], clock.now(), TrustWay.FOLDER)
        other.execute("ROLLBACK")
    assert in_force.present is before
    assert folder.trust.read_bytes() == before.raw
    assert in_force.accept(raw, clock.now(), TrustWay.FOLDER)
    booth.close()


def test_a_list_taken_beside_the_console_cannot_be_undone_by_it(booth: BoothDriver) -> None:
    """Another program put a list in force that this one has not seen: the later mark counts."""
    beside = open_site(booth.folder, PASSPHRASE)
    beside.trust.accept(trust(booth, 7), booth.clock.now(), TrustWay.COMMAND)
    beside.close()
    with pytest.raises(TrustOlder):
        accept(booth, trust(booth, 6))
    assert accept(booth, trust(booth, 8))


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 needs POSIX")
@pytest.mark.parametrize("lines", [1, 4, 9])
def test_killed_while_lists_come_in_the_last_that_was_said_is_in_force(folder, clock, lines):
    BoothDriver(folder, clock, Settings()).close()
    command = [sys.executable, "-m", "tests.integration.services.accepting_process", folder.root]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [int(process.stdout.readline()) for _ in range(lines)]
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read()
        said += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    booth = BoothDriver(folder, clock, Settings())
    present = booth.site.trust.present
    assert present.serial - said[-1] in (0, 1)
    assert folder.trust.read_bytes() == present.raw
    accepted = [facts["serial"] for kind, facts in audited(booth)]
    assert accepted == list(range(2, present.serial + 1))
    booth.close()
