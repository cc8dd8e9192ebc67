from __future__ import annotations

import ast
import importlib
import inspect
import re
import string
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from station import paths
from station.catalogue import LANGUAGES, Catalogue
from station.domain.audit import AuditKind
from station.errors import StationError
from station.setting_rules import SettingWrong

STATION = Path(__file__).resolve().parent.parent.parent / "station"
FOLDER = paths.resources() / "translations"

# What stays Latin in a Chinese text: keys, units, formats, options, examples and proper names.
LATIN = {
    *("Enter", "Esc", "Tab", "Ctrl", "Shift", "Alt", "Delete", "Caps", "Lock"),
    *("USB", "ID", "PDF", "Excel", "WPS", "QR", "UTF", "TOML", "ISO", "NAC", "BX", "OP"),
    *("SENAITE", "OpenELIS", "OpenSpecimen", "LibreOffice"),
    *("JSON", "CPU", "MB", "GB", "ms", "fps", "px", "settings", "toml", "trust", "xlsx"),
    *("Asia", "Shanghai", "Linux", "Windows", "PIN", "CSV", "PNG"),
}


def _texts(language: str) -> dict[str, str]:
    """Return every key's text with its placeholders unfilled."""
    return dict(Catalogue.load(FOLDER, language)._texts)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@cache
def _trees() -> dict[Path, ast.Module]:
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(STATION.rglob("*.py"))
        if "migrations" not in path.parts
    }


def _error_classes() -> Iterator[type[StationError]]:
    for path in _trees():
        name = ".".join(path.relative_to(STATION.parent).with_suffix("").parts)
        importlib.import_module(name.removesuffix(".__init__"))
    waiting = [StationError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("station."):
            yield kind


@cache
def _calls() -> dict[str, list[ast.Call]]:
    """Return the calls in the source by the name of what is called."""
    calls: dict[str, list[ast.Call]] = {}
    for tree in _trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                calls.setdefault(name, []).append(node)
    return calls


def _concrete_errors() -> list[type[StationError]]:
    """The classes that can be met: those that are made somewhere, and those without subclasses."""
    return [
        kind
        for kind in _error_classes()
        if kind is not StationError and (kind.__name__ in _calls() or not kind.__subclasses__())
    ]


def test_both_languages_have_the_same_texts() -> None:
    chinese, english = _texts("zh_CN"), _texts("en")
    assert chinese.keys() == english.keys()
    differing = [
        key for key in chinese if _placeholders(chinese[key]) != _placeholders(english[key])
    ]
    assert differing == []


def test_both_languages_have_the_same_files() -> None:
    names = [{path.name for path in (FOLDER / language).iterdir()} for language in LANGUAGES]
    assert names[0] == names[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_and_all_can_be_filled(language: str) -> None:
    for key, text in _texts(language).items():
        assert text.strip() == text != "", key
        filled = text.format_map(dict.fromkeys(_placeholders(text), 1))
        assert filled, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_says_what_happened_and_what_to_do(language: str) -> None:
    keys = _texts(language).keys()
    wanted = {
        f"error.{kind.code}.{part}" for kind in _concrete_errors() for part in ("title", "next")
    }
    assert wanted - keys == set()


def _given_params(kind: type[StationError]) -> Iterator[set[str]]:
    """Yield the names of the params that an error gets, for each place that makes it."""
    if kind.__init__ is StationError.__init__:
        calls = _calls().get(kind.__name__, [])
    else:
        body = ast.parse(textwrap.dedent(inspect.getsource(kind.__init__)))
        calls = [
            node
            for node in ast.walk(body)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "__init__"
        ]
    for call in calls:
        names = {keyword.arg for keyword in call.keywords}
        if None not in names:
            yield {name for name in names if name is not None}


def test_every_fact_that_an_error_tells_is_given_to_it() -> None:
    texts = _texts("en")
    missing = {}
    for kind in _concrete_errors():
        parts = (texts.get(f"error.{kind.code}.{part}", "") for part in ("title", "next"))
        told = set().union(*(_placeholders(text) for text in parts))
        for given in _given_params(kind):
            if told - given:
                missing[kind.__name__] = told - given
    assert missing == {}


def test_every_code_belongs_to_one_class() -> None:
    owners: dict[str, list[str]] = {}
    for kind in _error_classes():
        if "code" in vars(kind):
            owners.setdefault(kind.code, []).append(kind.__name__)
    assert {code: names for code, names in owners.items() if len(names) > 1} == {}
    assert [code for code in owners if not re.fullmatch(r"[a-z][a-z0-9_]*", code)] == []


def test_no_error_text_is_left_over() -> None:
    codes = {kind.code for kind in _error_classes()}
    texts = {key.split(".")[1] for key in _texts("en") if key.startswith("error.")}
    assert texts - codes == set()


def _used() -> re.Pattern[str]:
    """A pattern for all texts of the source that may be keys; an f-string's fields fit anything."""
    parts: set[str] = set()
    for tree in _trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"[a-z0-9_]+(\.[A-Za-z0-9_]+)*", node.value):
                    parts.add(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                pieces = [
                    re.escape(str(value.value)) if isinstance(value, ast.Constant) else r"[^.]+"
                    for value in node.values
                ]
                if re.match(r"[a-z0-9_]+\\\.", pieces[0]):
                    parts.add("".join(pieces))
    return re.compile("|".join(sorted(parts)))


def test_no_text_is_left_that_nothing_shows() -> None:
    used = _used()
    dead = [key for key in _texts("en") if not key.startswith("error.") and not used.fullmatch(key)]
    assert dead == []


def test_chinese_texts_hold_no_english_words() -> None:
    left = {}
    for key, text in _texts("zh_CN").items():
        shown = re.sub(r"\{[^{}]*\}|--[a-z-]+", " ", text)
        words = set(re.findall(r"[A-Za-z]{2,}", shown)) - LATIN
        if words and not key.endswith(".language"):
            left[key] = words
    assert left == {}


def test_english_texts_hold_no_chinese() -> None:
    left = [
        key
        for key, text in _texts("en").items()
        if re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", text)
        and not key.endswith(".language")
    ]
    assert left == []


def test_an_error_is_told_with_its_facts(catalogue: Catalogue) -> None:
    error = SettingWrong("gun.gap_ms", 5, "10 – 300")
    assert "gun.gap_ms" in catalogue.title(error)
    assert "10 – 300" in catalogue.next_step(error)
    assert catalogue.message(error) == catalogue.title(error) + (
        "。" if catalogue.language == "zh_CN" else ". "
    ) + catalogue.next_step(error)


def test_a_key_in_two_files_is_a_bug(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    for name in ("a.toml", "b.toml"):
        (tmp_path / "en" / name).write_text('[x]\ny = "z"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="two files"):
        Catalogue.load(tmp_path, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_audit_line_has_a_word(language: str) -> None:
    missing = [
        kind.value for kind in AuditKind if f"audit_kind.{kind.value}" not in _texts(language)
    ]
    assert missing == []
