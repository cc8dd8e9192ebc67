"""How long a sampling code takes to verify, in the clear and sealed.

Median and 99th percentile of wall time, and the median as a multiple of one bare Ed25519
verification of the same bytes in the same run, which does not depend on the machine.

Run from the project's folder: python -m tests.benchmarks.bench_verify
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from station.credential import base45
from station.credential.code import draw, verify
from station.credential.keys import IssuerKey, ReadingKey, RootKey
from station.credential.sign1 import CODE_AAD, Sign1, sig_structure, verify_ed25519
from station.credential.times import to_seconds
from station.credential.trust import Issuer, TrustList, issue_trust_list
from station.domain.documents import Document, DocumentType, gb11643_check_character
from station.domain.person import Person
from tests.benchmarks.figures import show

ROUNDS = 3000
GOALS_MS = {"clear": 0.5, "sealed": 0.8}


def main() -> None:
    """Print the figures of both kinds of code."""
    now = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
    root, issuer, reading_key = RootKey.generate(), IssuerKey.generate(), ReadingKey.generate()
    listed = Issuer(
        public_key=issuer.public,
        name="领码处",
        valid_from=to_seconds(now - timedelta(days=1)),
        valid_until=to_seconds(now + timedelta(days=365)),
        longest_validity_days=30,
    )
    raw = issue_trust_list(root, serial=1, issued_at=now, issuers=[listed])
    trust = TrustList.open(raw, root.public)
    number = "31011519900307421"
    document = Document(DocumentType.RESIDENT_ID, number + gb11643_check_character(number))
    person = Person("测试人", document)

    for name, sealed_to in (("clear", None), ("sealed", reading_key.public)):
        text = draw(person, issuer=issuer, now=now, reading_key=sealed_to)
        envelope = Sign1.parse(base45.decode(text.removeprefix("NAC1:")))
        message = sig_structure(envelope.protected, envelope.payload, CODE_AAD)

        def bare(message: bytes = message, signature: bytes = envelope.signature) -> object:
            return verify_ed25519(message, signature, issuer.public)

        def whole(text: str = text) -> object:
            return verify(text, trust=trust, reading_keys=[reading_key], now=now, today=now.date())

        bare_median, _ = _measure(bare)
        median, p99 = _measure(whole)
        show(f"code verified, {name}, median", median, "ms", at_most=GOALS_MS[name], digits=3)
        show(f"code verified, {name}, p99", p99, "ms", digits=3)
        show(f"bare Ed25519 verification, {name}, median", bare_median, "ms", digits=3)
        show(f"code verified / bare Ed25519, {name}", median / bare_median, "times", digits=1)


def _measure(action: Callable[[], object]) -> tuple[float, float]:
    """Return median and 99th percentile of ``action`` in ms."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


if __name__ == "__main__":
    main()
