"""The two languages say the same things, and every rule's refusal has words."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.catalogue import LANGUAGES, Catalogue
from station.domain import batch, refusals, tube
from station.errors import StationError
from station.paths import resources

FILES = ("ui.toml", "rules.toml")


def texts(language: str, name: str) -> dict[str, str]:
    path = resources() / "translations" / language / name
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(table: dict[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", FILES)
def test_both_languages_have_the_same_keys_and_placeholders(name: str) -> None:
    chinese, english = (texts(language, name) for language in LANGUAGES)

    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert placeholders(text) == placeholders(english[key]), key


def test_the_english_words_hold_no_chinese_but_the_name_of_the_language() -> None:
    for name in FILES:
        for key, text in texts("en", name).items():
            left = text.replace("语言", "")
            assert not re.search("[\u3000-\u9fff\uff00-\uffef]", left), key


def errors() -> list[type[StationError]]:
    found = []
    for module in (refusals, batch, tube):
        for value in vars(module).values():
            own = getattr(value, "__module__", "") == module.__name__
            if own and isinstance(value, type) and issubclass(value, StationError):
                found.append(value)
    return found


@pytest.mark.parametrize("error", errors(), ids=lambda error: error.code)
def test_every_rule_has_words_for_its_refusal(
    error: type[StationError], catalogue: Catalogue
) -> None:
    assert f"error.{error.code}.title" in catalogue.keys()  # noqa: SIM118
    assert f"error.{error.code}.next" in catalogue.keys()  # noqa: SIM118


def test_every_word_of_the_window_is_used(root: Path) -> None:
    """A key is named whole, or begins with what a program text puts a name behind."""
    sources = "\n".join(path.read_text() for path in (root / "station" / "ui").rglob("*.py"))
    named = set(re.findall(r'"([a-z_A-Z0-9.]+)"', sources))
    prefixes = set(re.findall(r'f"([a-z_A-Z0-9.]+?)\{', sources))
    for key in texts("en", "ui.toml"):
        assert key in named or any(key.startswith(prefix) for prefix in prefixes), key
