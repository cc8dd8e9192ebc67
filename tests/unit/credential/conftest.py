"""A code desk, its trust list and a station, for every test of the sampling code."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from station.credential import base45, cbor
from station.credential.code import SamplingCode, draw, verify
from station.credential.keys import IssuerKey, ReadingKey, RootKey
from station.credential.sign1 import CODE_AAD, sig_structure
from station.credential.times import to_seconds
from station.credential.trust import Issuer, TrustList, issue_trust_list
from station.domain.documents import Document, DocumentType, gb11643_check_character
from station.domain.person import Person

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
CTI = b"cti-0001"


def resident_number(first17: str) -> str:
    return first17 + gb11643_check_character(first17)


@dataclass(frozen=True)
class Desk:
    """A desk that draws codes, right and wrong ones, and a station that verifies them."""

    root: RootKey = field(default_factory=lambda: RootKey(b"R" * 32))
    issuer: IssuerKey = field(default_factory=lambda: IssuerKey(b"I" * 32))
    reading_key: ReadingKey = field(default_factory=lambda: ReadingKey(b"K" * 32))
    now: datetime = NOW
    today: date = TODAY
    number: str = resident_number("31011519900307421")

    @property
    def seconds(self) -> int:
        return to_seconds(self.now)

    @property
    def person(self) -> Person:
        return Person("测试人", Document(DocumentType.RESIDENT_ID, self.number))

    def listed(self, **changes: Any) -> Issuer:
        """The desk as a trust list names it."""
        facts: dict[str, Any] = {
            "public_key": self.issuer.public,
            "name": "测试领码处",
            "valid_from": to_seconds(self.now - timedelta(days=400)),
            "valid_until": to_seconds(self.now + timedelta(days=400)),
            "longest_validity_days": 30,
        }
        return Issuer(**{**facts, **changes})

    def raw_trust(self, **changes: Any) -> bytes:
        facts: dict[str, Any] = {
            "serial": 7,
            "issued_at": self.now - timedelta(days=1),
            "issuers": [self.listed()],
        }
        return issue_trust_list(self.root, **{**facts, **changes})

    def trust(self, **changes: Any) -> TrustList:
        return TrustList.open(self.raw_trust(**changes), self.root.public)

    def draw(self, person: Person | None = None, **options: Any) -> str:
        options.setdefault("now", self.now)
        return draw(person or self.person, issuer=self.issuer, **options)

    def holder(self, **changes: Any) -> dict[Any, Any]:
        """A holder map; change key 2 with ``k2=...``, drop it with ``k2=None``."""
        return _changed({1: 1, 2: self.number, 3: "测试人"}, changes)

    def claims(self, **changes: Any) -> dict[Any, Any]:
        """The claims of a good code; change claim 4 with ``k4=...``, drop it with ``k4=None``."""
        good = {4: self.seconds + 86_400, 6: self.seconds - 60, 7: CTI, -70001: self.holder()}
        return _changed(good, changes)

    def text(
        self,
        claims: Any = None,
        *,
        protected: bytes | None = None,
        payload: bytes | None = None,
        aad: bytes = CODE_AAD,
        signature: bytes | None = None,
    ) -> str:
        """A signed code of any content whatever; ``claims`` are encoded, ``payload`` is not."""
        if payload is None:
            payload = cbor.encode(self.claims() if claims is None else claims)
        if protected is None:
            protected = cbor.encode({1: -8, 4: self.issuer.kid})
        if signature is None:
            signature = self.issuer.sign(sig_structure(protected, payload, aad))
        return as_text(b"\xd2" + cbor.encode([protected, {}, payload, signature]))

    def verify(self, text: str, **changes: Any) -> SamplingCode:
        facts: dict[str, Any] = {
            "trust": self.trust(),
            "reading_keys": [self.reading_key],
            "now": self.now,
            "today": self.today,
        }
        return verify(text, **{**facts, **changes})


def as_text(envelope: bytes) -> str:
    return "NAC1:" + base45.encode(envelope)


def _changed(values: dict[Any, Any], changes: dict[str, Any]) -> dict[Any, Any]:
    for key, value in changes.items():
        values[int(key.removeprefix("k"))] = value
    return {key: value for key, value in values.items() if value is not None}


@pytest.fixture(scope="session")
def desk() -> Desk:
    return Desk()


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The published test vectors, which are not part of this repository."""
    beside = Path(__file__).resolve().parents[4] / "shared"
    folder = Path(os.environ.get("STATION_SHARED", beside)) / "vectors"
    if not folder.is_dir():
        pytest.skip(f"no test vectors: set STATION_SHARED ({folder.name} is absent)")
    return folder
