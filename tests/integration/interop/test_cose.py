"""An independent implementation of COSE accepts what we sign, and we what it signs.

pycose needs an older cbor2 than ours, so it lives in an environment of its own that is made once a
run. Where no registry can be reached these tests are skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from station.credential import base45
from station.credential.cbor import encode
from station.credential.code import SamplingCode, draw_code, verify
from station.credential.keys import IssuerKey, ReadingKey, RootKey, seal
from station.credential.refusals import BadSignature, TrustSignatureBad
from station.credential.trust import Issuer, TrustList, issue_trust_list
from station.demo.people import child, resident
from station.domain.person import Ground, Relative

PEER = Path(__file__).with_name("cose_peer.py")
PACKAGES = ("pycose==1.1.0", "cbor2<6")
_PATIENCE = 40

ROOT, ISSUER, OTHER = RootKey(b"1" * 32), IssuerKey(b"2" * 32), IssuerKey(b"3" * 32)
READING = ReadingKey(b"4" * 32)
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
TRUST_AAD = b"NAC1-trust".hex()

Ask = Callable[..., list[Any]]


@pytest.fixture(scope="session")
def peer_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has pycose."""
    home = tmp_path_factory.mktemp("pycose")
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    options = ("--no-input", "--retries", "0", "--timeout", "5", "--only-binary", ":all:")
    for command in ((sys.executable, "-m", "venv", home), (*install, *options, *PACKAGES)):
        try:
            done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            pytest.skip(f"no environment with pycose: {type(error).__name__}")
        if done.returncode:
            pytest.skip("no environment with pycose: pip could not install it from any registry")
    return python


@pytest.fixture
def ask(peer_python: Path) -> Ask:
    def ask(*requests: dict[str, object]) -> list[Any]:
        done = subprocess.run(
            [peer_python, "-I", PEER],
            input=json.dumps(requests).encode(),
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        answers: list[Any] = json.loads(done.stdout)
        return answers

    return ask


def envelope(text: str) -> str:
    return base45.decode(text.removeprefix("NAC1:")).hex()


def raw_trust() -> bytes:
    issuer = Issuer(ISSUER.public, "演示", SECONDS - 999, SECONDS + 999, 30)
    revoked = [(ISSUER.kid, bytes(8))]
    return issue_trust_list(ROOT, serial=7, issued_at=NOW, issuers=[issuer], revoked_codes=revoked)


def read(text: str) -> SamplingCode:
    trust = TrustList.open(raw_trust(), ROOT.public)
    day = date(2026, 11, 22)
    return verify(text, trust=trust, reading_keys=[READING], now=NOW, today=day)


def test_it_accepts_our_codes(ask):
    person = replace(child(4), relative=Relative("母亲", Ground.UNDER_18))
    clear = draw_code(person, issuer=ISSUER, now=NOW, not_before=NOW)
    sealed = draw_code(person, issuer=ISSUER, now=NOW, reading_key=READING.public)
    request = {"do": "read", "public": ISSUER.public.hex(), "aad": ""}
    answers = ask(*({**request, "envelope": envelope(code.text)} for code in (clear, sealed)))
    for code, answer in zip((clear, sealed), answers, strict=True):
        assert answer["signed"] is True
        assert answer["algorithm"] == "EDDSA"
        assert answer["kid"] == ISSUER.kid.hex()
        assert answer["headers"] == [2, 0]
        assert answer["canonical"] is True
        claims = answer["claims"]
        assert claims["4"] == SECONDS + 30 * 86_400
        assert claims["6"] == SECONDS
        assert claims["7"] == {"bytes": code.cti.hex()}
    assert answers[0]["claims"]["5"] == SECONDS
    assert answers[0]["claims"]["-70001"] == {
        "map": {
            "1": 1,
            "2": person.document.number,
            "3": person.name,
            "4": person.phone,
            "5": {"map": {"1": "母亲", "2": 1}},
            "6": True,
            "7": "2020-02-29",
            "8": 2,
        }
    }
    assert list(answers[1]["claims"]) == ["4", "6", "7", "-70002"]


def test_it_accepts_our_trust_lists_for_what_they_are_only(ask):
    request = {"do": "read", "public": ROOT.public.hex(), "envelope": raw_trust().hex()}
    right, other = ask({**request, "aad": TRUST_AAD}, {**request, "aad": ""})
    assert (right["signed"], other["signed"]) == (True, False)
    assert right["claims"]["1"] == 7
    assert right["claims"]["4"] == [[{"bytes": ISSUER.kid.hex()}, {"bytes": "00" * 8}]]


def test_it_refuses_what_was_altered_or_another_signed(ask):
    code = envelope(draw_code(resident(0), issuer=ISSUER, now=NOW).text)
    altered = code[:-1] + ("0" if code[-1] != "0" else "1")
    request = {"do": "read", "aad": "", "envelope": code, "public": ISSUER.public.hex()}
    answers = ask({**request, "envelope": altered}, {**request, "public": OTHER.public.hex()})
    assert [answer["signed"] for answer in answers] == [False, False]


def written(key: IssuerKey | RootKey, claims: list[tuple[int, object]], aad: str = "") -> dict:
    return {
        "do": "write",
        "kid": key.kid.hex(),
        "public": key.public.hex(),
        "seed": key.seed.hex(),
        "aad": aad,
        "claims": claims,
    }


def test_we_accept_its_codes_in_the_clear_and_sealed(ask):
    person = resident(0)
    holder = {"1": 1, "2": person.document.number, "3": person.name, "4": person.phone}
    times = [
        (4, int((NOW + timedelta(days=3)).timestamp())),
        (6, SECONDS),
        (7, {"bytes": "0102030405060708"}),
    ]
    inside = seal(encode({int(key): value for key, value in holder.items()}), READING.public)
    # A forger knows the kid, but has a key of their own.
    forged = {**written(OTHER, [*times, (-70001, {"map": holder})]), "kid": ISSUER.kid.hex()}
    clear, sealed, bad = ask(
        written(ISSUER, [*times, (-70001, {"map": holder})]),
        written(ISSUER, [*times, (-70002, {"bytes": inside.hex()})]),
        forged,
    )
    for made in (clear, sealed):
        code = read("NAC1:" + base45.encode(bytes.fromhex(made)))
        assert code.person == person
        assert code.cti == bytes(range(1, 9))
        assert code.days_left == 3
    with pytest.raises(BadSignature):
        read("NAC1:" + base45.encode(bytes.fromhex(bad)))


def test_we_accept_its_trust_lists_for_what_they_are_only(ask):
    issuer = {
        "1": {"bytes": ISSUER.kid.hex()},
        "2": {"bytes": ISSUER.public.hex()},
        "3": "演示",
        "4": SECONDS - 999,
        "5": SECONDS + 999,
        "6": 30,
    }
    revoked = [[{"bytes": ISSUER.kid.hex()}, {"bytes": "00" * 8}]]
    claims = [(1, 7), (2, SECONDS), (3, [{"map": issuer}]), (4, revoked), (5, [])]
    right, other = ask(written(ROOT, claims, TRUST_AAD), written(ROOT, claims))
    assert bytes.fromhex(right) == raw_trust()
    assert TrustList.open(bytes.fromhex(right), ROOT.public).serial == 7
    with pytest.raises(TrustSignatureBad):
        TrustList.open(bytes.fromhex(other), ROOT.public)
