"""Lines of the audit trail in words: every fact that the program writes has one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from uuid import UUID

import station
from station.domain.audit import AuditEvent, AuditKind, AuditLine, Fact
from station.domain.person import Ground
from station.domain.receipt import SettleReason
from station.domain.registration import WithdrawReason
from station.domain.search import SearchWishes
from station.domain.staff import Role
from station.services.audit_office import AuditPage
from station.services.trust_in_force import TrustWay
from station.ui.settings.audit_model import COLUMNS, AuditModel
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth
from tests.qt.ui.conftest import words_of

MEMBER_CHANGES = ("first_manager", "added", "changed", "pin_set", "deactivated")


@cache
def written() -> frozenset[tuple[str, str | None]]:
    """The facts in the program's source: their names, and their values where these are fixed."""
    found: set[tuple[str, str | None]] = set()
    for path in Path(station.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "demo" not in path.parts and "Audit" in text:
            for node in ast.walk(ast.parse(text)):
                found.update(_facts_of(node))
    return frozenset(found)


def _facts_of(node: ast.AST) -> Iterator[tuple[str, str | None]]:
    if isinstance(node, ast.Call):
        arguments = [*node.args, *(each.value for each in node.keywords)]
        if any(_is_kind(each) for each in node.args):
            yield from ((each.arg, None) for each in node.keywords if each.arg)
        elif not (isinstance(node.func, ast.Name) and node.func.id == "AuditEvent"):
            return
        for each in arguments:
            yield from _items(each)
    elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(_is_facts(target) for target in targets):
            yield from _items(node.value)
        for target in targets:
            if isinstance(target, ast.Subscript) and _is_facts(target.value):
                assert isinstance(target.slice, ast.Constant)
                yield str(target.slice.value), None


def _is_facts(node: ast.expr) -> bool:
    """`facts`, alone or beside others."""
    if isinstance(node, ast.Tuple):
        return any(_is_facts(each) for each in node.elts)
    return isinstance(node, ast.Name) and node.id == "facts"


def _is_kind(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "AuditKind"
    )


def _items(node: ast.expr) -> Iterator[tuple[str, str | None]]:
    for each in ast.walk(node):
        if isinstance(each, ast.Dict):
            for key, value in zip(each.keys, each.values, strict=True):
                if isinstance(key, ast.Constant):
                    fixed = isinstance(value, ast.Constant) and isinstance(value.value, str)
                    yield str(key.value), value.value if fixed else None


def shown(theme: Theme, words: Words, facts: Mapping[str, Fact]) -> str:
    model = AuditModel(theme, words)
    event = AuditEvent(booth.NOW, "02", UUID(int=1), AuditKind.SIGNED_IN, facts)
    model.show_page(AuditPage((AuditLine(1, event, bytes(32)),), {}, 1))
    return str(model.data(model.index(0, COLUMNS.index("facts"))))


def test_every_fact_has_its_word(both: Words) -> None:
    words = both
    names = {name for name, _ in written()}
    assert {"shift", "swab_is_in", "digest", "made_at", "roles", "cti", "site", "way"} <= names
    assert not {name for name in names if not words.has(f"audit_fact.{name}")}
    assert not {kind.value for kind in AuditKind if not words.has(f"audit_kind.{kind.value}")}


def test_every_code_has_its_word(theme: Theme, both: Words) -> None:
    words = both
    wishes = SearchWishes(
        *("number", "name", "tube", "booth", "operator"),
        first=booth.NOW.date(),
        since=booth.NOW,
    )
    facts = [
        *((name, value) for name, value in written() if value is not None),
        *(("reason", each.value) for each in (*WithdrawReason, *SettleReason)),
        *(("way", each) for each in ("sign_in", "unlock", *(way.value for way in TrustWay))),
        *(("what", each) for each in MEMBER_CHANGES),
        *(("secrecy", each) for each in ("none", "password", "lab_key")),
        *(("roles", each.value) for each in Role),
        ("reason", "trust_older"),
        *(("by", each) for each in wishes.asked),
    ]
    english = Words(words_of("en"), booth.ZONE)
    for name, code in facts:
        text = shown(theme, words, {name: code})
        assert "_" not in text, text
        if words.language == "zh_CN":
            assert shown(theme, english, {name: code}) != text
            assert code not in text, text


def test_what_holds_several_codes_moments_or_yes_and_no(theme: Theme) -> None:
    words = Words(words_of("en"), booth.ZONE)
    assert "Operator" in shown(theme, words, {"roles": "manager operator"}).title()
    assert shown(theme, words, {"by": "number,days"}) == "by: number, days"
    assert shown(theme, words, {"swab_is_in": 1}).endswith(": yes")
    assert shown(theme, words, {"repeat": 1}).endswith(": 1")
    assert "2026-11-22 10:42:07" in shown(theme, words, {"before": booth.NOW.isoformat()})
    assert "60" in shown(theme, words, {"ground": int(Ground.AGED_60)})
    # A newer program's.
    assert shown(theme, words, {"other": "thing"}) == "other: thing"
