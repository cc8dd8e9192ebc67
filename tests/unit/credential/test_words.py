from __future__ import annotations

import tomllib
from string import Formatter

import pytest

from station.catalogue import LANGUAGES
from station.commands import verify
from station.credential import refusals, sheet_refusals
from station.domain import documents, person
from station.errors import StationError
from station.paths import resources

ERRORS = sorted(
    {
        value
        for module in (verify, refusals, sheet_refusals, documents, person)
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, StationError)
        and value.__module__ == module.__name__
    },
    key=lambda error: error.code,
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_refusal_has_words_with_the_same_placeholders(error: type[StationError]) -> None:
    words = [_words(language, error) for language in LANGUAGES]
    assert all(text for title_and_next in words for text in title_and_next)
    chinese, english = (_placeholders("".join(title_and_next)) for title_and_next in words)
    assert chinese == english


def test_codes_are_unique() -> None:
    assert len({error.code for error in ERRORS}) == len(ERRORS)


def _words(language: str, error: type[StationError]) -> tuple[str, str]:
    folder = resources() / "translations" / language
    for path in folder.glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("error", {})
        if error.code in table:
            return table[error.code]["title"], table[error.code]["next"]
    return "", ""


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
