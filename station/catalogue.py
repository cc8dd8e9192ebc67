"""The words of the screens and the command line, by language.

One catalogue serves both, without Qt. Each language is a folder of TOML files under
``resources/translations``; a key is the dotted path of tables and names in them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from station.errors import StationError

LANGUAGES = ("zh_CN", "en")


class _Unknown(dict[str, str]):
    """Fills any placeholder with dots."""

    def __missing__(self, key: str) -> str:
        return "…"


class Catalogue:
    """The texts of one language. Raises KeyError for a key that is not there: that is a bug."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    @classmethod
    def load(cls, folder: Path, language: str) -> Catalogue:
        """Read the catalogue of ``language`` (`zh_CN` or `en`) from ``folder/language/*.toml``."""
        texts: dict[str, str] = {}
        for path in sorted((folder / language).glob("*.toml")):
            for key, text in _flat(tomllib.loads(path.read_text(encoding="utf-8"))):
                if key in texts:
                    raise ValueError(f"{key} stands in two files of {language}")
                texts[key] = text
        return cls(language, texts)

    def keys(self) -> frozenset[str]:
        return frozenset(self._texts)

    def has(self, key: str) -> bool:
        """Tell whether there is such a text."""
        return key in self._texts

    def text(self, key: str, /, **params: object) -> str:
        """Return the text of ``key`` with its ``{placeholders}`` filled."""
        return self._texts[key].format_map(params)

    def title(self, error: StationError) -> str:
        """Return what happened, in a few words."""
        return self.text(f"error.{error.code}.title", **error.params)

    def next_step(self, error: StationError) -> str:
        """Return what to do about it."""
        return self.text(f"error.{error.code}.next", **error.params)

    def reason(self, code: str) -> str:
        """Return what faults of ``code`` are called where the facts of a single one are not known;
        ``code`` itself if it is of another version's program."""
        for key in (f"reason.{code}", f"error.{code}.title"):
            if key in self._texts:
                return self._texts[key].format_map(_Unknown())
        return code

    def message(self, error: StationError) -> str:
        """Return what happened and what to do, on one line."""
        gap = "。" if self.language == "zh_CN" else ". "
        return f"{self.title(error)}{gap}{self.next_step(error)}"


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
