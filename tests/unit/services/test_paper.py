"""Paper against file: what matches, what differs and in what, what is forged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.credential.handover import Handover, handover_text
from station.credential.keys import RootKey, SheetKey
from station.credential.trust import SheetSigner, TrustList, issue_trust_list
from station.services.paper import SheetFacts, Verdict, compare_paper

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
KEY, OTHER, ROOT = SheetKey(b"B" * 32), SheetKey(b"C" * 32), RootKey(b"R" * 32)
DIGEST = bytes(range(32))
PAPER = Handover("20261122-02-05", 2, 187, 20, DIGEST, "BX1", NOW)
SHEET = SheetFacts("b-v2.xlsx", "20261122-02-05", 2, 187, 20, DIGEST, "BX1")
CODE = handover_text(PAPER, KEY)


def trust(booth: str = "02") -> TrustList:
    signers = [SheetSigner(KEY.public, booth, 0, 2**33), SheetSigner(OTHER.public, "03", 0, 2**33)]
    raw = issue_trust_list(ROOT, serial=1, issued_at=NOW, issuers=[], sheet_signers=signers)
    return TrustList.open(raw, ROOT.public)


@pytest.mark.parametrize("booth", ["02", "2", "booth 2", "2 号台"])
def test_paper_and_file_that_are_the_same_match(booth: str) -> None:
    compared = compare_paper(CODE.lower() + "\r", trust(booth), [SHEET])
    assert (compared.verdict, compared.file) == (Verdict.MATCHES, "b-v2.xlsx")
    assert compared.signer == booth
    assert all(figure.is_same for figure in compared.figures)
    assert compare_paper(CODE, trust(), [replace(SHEET, box="")]).verdict is Verdict.MATCHES


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"version": 1}, "version"),
        ({"persons": 186}, "persons"),
        ({"tubes": 21}, "tubes"),
        ({"box": "BX2"}, "box"),
        ({"digest": bytes(32)}, "digest"),
        ({"digest": DIGEST[:31] + b"\xff"}, "digest"),
    ],
)
def test_the_figure_that_differs_is_named(change: dict[str, object], figure: str) -> None:
    compared = compare_paper(CODE, trust(), [replace(SHEET, **change)])  # type: ignore[arg-type]
    assert compared.verdict is Verdict.DIFFERS
    assert [each.name for each in compared.figures if not each.is_same] == [figure]


def test_of_several_versions_the_papers_own_is_compared() -> None:
    older = replace(SHEET, name="b-v1.xlsx", version=1, persons=188, digest=bytes(32))
    assert compare_paper(CODE, trust(), [older, SHEET]).file == "b-v2.xlsx"
    assert compare_paper(CODE, trust(), [older]).verdict is Verdict.DIFFERS


def test_a_batch_that_nobody_loaded_has_no_file() -> None:
    other = replace(SHEET, batch="20261122-02-06")
    compared = compare_paper(CODE, trust(), [other])
    assert (compared.verdict, compared.handover) == (Verdict.NO_FILE, PAPER)
    assert compare_paper(CODE, trust(), []).verdict is Verdict.NO_FILE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("NAH1:AB", "sheet_malformed"),
        ("310115002871", "sheet_malformed"),
        (handover_text(PAPER, SheetKey(b"D" * 32)), "unknown_signer"),
        (handover_text(PAPER, OTHER), "signer_of_other_booth"),
    ],
)
def test_what_no_booth_signed_is_told(text: str, reason: str) -> None:
    compared = compare_paper(text, trust(), [SHEET])
    assert compared.verdict is Verdict.FORGED
    assert compared.refusal is not None
    assert compared.refusal.code == reason


@given(st.text())
def test_any_text_is_compared(text: str) -> None:
    assert compare_paper("NAH1:" + text, trust(), [SHEET]).verdict is Verdict.FORGED
