"""`trust show`: what a trust list holds, in words and as JSON."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import datetime
from typing import Any

from station.catalogue import Catalogue
from station.commands.answers import Answer
from station.credential.refusals import TrustOfOtherRoot, TrustSignatureBad
from station.credential.times import from_seconds
from station.credential.trust import TrustList
from station.incoming.trust_file import read_trust_file


def show_list(args: argparse.Namespace, words: Catalogue) -> Answer:
    """Return what the file holds. Raises `TrustFileUnreadable` or a `TrustRefusal`.

    A list that another root signed, or nobody, is shown too; it is not ``ok`` then.
    """
    raw = read_trust_file(args.file)
    listed = TrustList.peek(raw)
    signature = _signature(raw, args.root)
    described = describe(listed, words)
    described.facts["ok"] = signature in ("good", "unchecked")
    described.facts["signature"] = signature
    described.lines.append(words.text(f"trust_command.signature_{signature}"))
    return described


def describe(listed: TrustList, words: Catalogue) -> Answer:
    """Return a list's facts, and lines that tell them; ``ok`` is True."""
    revoked = Counter(kid for kid, _ in listed.revoked_codes)
    issuers = [
        {
            "kid": kid.hex(),
            "name": issuer.name,
            "public_key": issuer.public_key.hex(),
            "valid_from": _iso(issuer.valid_from),
            "valid_until": _iso(issuer.valid_until),
            "longest_days": issuer.longest_validity_days,
            "revoked": kid in listed.revoked_issuers,
            "revoked_codes": revoked[kid],
        }
        for kid, issuer in listed.issuers.items()
    ]
    signers = [
        {
            "kid": kid.hex(),
            "booth": signer.booth,
            "public_key": signer.public_key.hex(),
            "valid_from": _iso(signer.valid_from),
            "valid_until": _iso(signer.valid_until),
        }
        for kid, signer in listed.sheet_signers.items()
    ]
    facts = {
        "ok": True,
        "serial": listed.serial,
        "issued_at": listed.issued_at.isoformat(timespec="seconds"),
        "sha256": listed.mark.sha256.hex(),
        "issuers": issuers,
        "revoked_codes": len(listed.revoked_codes),
        "revoked_issuers": sorted(kid.hex() for kid in listed.revoked_issuers),
        "sheet_signers": signers,
    }
    lines = [
        words.text("trust_command.head", serial=listed.serial, at=_local(listed.issued_at)),
        *(_issuer_line(issuer, words) for issuer in issuers),
        words.text(
            "trust_command.counts",
            codes=len(listed.revoked_codes),
            issuers=len(listed.revoked_issuers),
        ),
        *(
            words.text(
                "trust_command.signer",
                booth=signer["booth"],
                kid=signer["kid"],
                **_span(signer),
            )
            for signer in signers
        ),
    ]
    return Answer(facts, lines)


def _signature(raw: bytes, root: bytes | None) -> str:
    if root is None:
        return "unchecked"
    try:
        TrustList.open(raw, root)
    except TrustOfOtherRoot:
        return "other_root"
    except TrustSignatureBad:
        return "bad"
    return "good"


def _issuer_line(issuer: dict[str, Any], words: Catalogue) -> str:
    key = "revoked_issuer" if issuer["revoked"] else "issuer"
    return words.text(
        f"trust_command.{key}",
        name=issuer["name"],
        kid=issuer["kid"],
        days=issuer["longest_days"],
        codes=issuer["revoked_codes"],
        **_span(issuer),
    )


def _span(key: dict[str, Any]) -> dict[str, str]:
    return {
        "start": _local(datetime.fromisoformat(key["valid_from"])),
        "end": _local(datetime.fromisoformat(key["valid_until"])),
    }


def _iso(seconds: int) -> str:
    return from_seconds(seconds).isoformat(timespec="seconds")


def _local(at: datetime) -> str:
    try:
        return at.astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):
        # A year that the system's own clock cannot show.
        return at.strftime("%Y-%m-%d %H:%M")
