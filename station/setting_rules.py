"""What a value of an option may be; each kind of rule checks one value and names its range."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass, field
from typing import Any, Protocol

from station.domain.label_pattern import PatternUnsupported, parse_pattern
from station.domain.person import TextUnusable, check_text
from station.errors import StationError

_LONGEST_SHOWN = 40
_LONGEST_PATTERN = 200


def option(default: Any, rule: Rule, meaning: str) -> Any:
    """Declare an option of a group. ``meaning`` stands in both languages: `中文 · English`."""
    return field(default=default, metadata={"rule": rule, "meaning": meaning})


class SettingWrong(StationError):
    """An option has a value that it cannot have.

    ``key`` names the option, ``value`` is its value, shortened, ``allowed`` its range.
    """

    code = "setting_wrong"

    def __init__(self, key: str, value: object, allowed: str = "") -> None:
        super().__init__(key=key, value=_shown(value), allowed=allowed)


class SettingTextWrong(SettingWrong):
    """A text that is too short, too long, or holds something that cannot be shown.

    ``allowed``: the fewest and the most characters.
    """

    code = "setting_text_wrong"


class SettingTextUnusable(SettingWrong):
    """A text that holds `_x0041_` or the like, which a sheet would show as another."""

    code = "setting_text_unusable"


class SettingListWrong(SettingWrong):
    """A list of texts with too few, too many or the same one twice; ``allowed``: how many."""

    code = "setting_list_wrong"


class SettingPatternWrong(SettingWrong):
    """A pattern that is none of `label_pattern`, or that fits the empty text."""

    code = "setting_pattern_wrong"


class SettingZoneWrong(SettingWrong):
    """A time zone that is not in the IANA database."""

    code = "setting_zone_wrong"


class Rule(Protocol):
    """Checks the values of one option."""

    @property
    def allowed(self) -> str:
        """The range in signs that need no words, empty if there are none."""

    def check(self, key: str, value: object) -> Any:
        """Return ``value`` as the program keeps it, or raise a `SettingWrong`."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``low`` to ``high``, both included; whole unless they are floats."""

    low: float
    high: float

    @property
    def allowed(self) -> str:
        return f"{self.low} – {self.high}"

    def check(self, key: str, value: object) -> int | float:
        whole = isinstance(self.low, int)
        # A bool is an int in Python, and `true` is no number.
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise SettingWrong(key, value, self.allowed)
        if not self.low <= value <= self.high:
            raise SettingWrong(key, value, self.allowed)
        return value if whole else float(value)


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    @property
    def allowed(self) -> str:
        return "true, false"

    def check(self, key: str, value: object) -> bool:
        if not isinstance(value, bool):
            raise SettingWrong(key, value, self.allowed)
        return value


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of ``choices``. ``shown`` stands for them where there are many."""

    choices: tuple[str, ...] | tuple[int, ...]
    shown: str = ""

    @property
    def allowed(self) -> str:
        return self.shown or ", ".join(str(choice) for choice in self.choices)

    def check(self, key: str, value: object) -> str | int:
        for choice in self.choices:
            if value == choice and type(value) is type(choice):
                return choice
        raise SettingWrong(key, value, self.allowed)


@dataclass(frozen=True, slots=True)
class Subset:
    """A list of some of ``choices``, at least one, each once; kept in their order."""

    choices: tuple[int, ...]

    @property
    def allowed(self) -> str:
        return ", ".join(str(choice) for choice in self.choices)

    def check(self, key: str, value: object) -> tuple[int, ...]:
        if not isinstance(value, list) or not value:
            raise SettingWrong(key, value, self.allowed)
        for each in value:
            if type(each) is not int or each not in self.choices or value.count(each) > 1:
                raise SettingWrong(key, value, self.allowed)
        return tuple(choice for choice in self.choices if choice in value)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of ``shortest`` to ``longest`` characters on one line, no space at its ends.

    It may stand on a sheet: see `station.domain.person.check_text`.
    """

    shortest: int
    longest: int

    @property
    def allowed(self) -> str:
        return ""

    def check(self, key: str, value: object) -> str:
        if (
            not isinstance(value, str)
            or not self.shortest <= len(value) <= self.longest
            or not value.isprintable()
            or value != value.strip()
        ):
            raise SettingTextWrong(key, value, f"{self.shortest} – {self.longest}")
        try:
            return check_text(value, key, self.longest)
        except TextUnusable as error:
            raise SettingTextUnusable(key, value) from error


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of ``fewest`` to ``most`` different texts of 1 to ``longest`` characters."""

    fewest: int
    most: int
    longest: int

    @property
    def allowed(self) -> str:
        return ""

    def check(self, key: str, value: object) -> tuple[str, ...]:
        counts = f"{self.fewest} – {self.most}"
        if not isinstance(value, list) or not self.fewest <= len(value) <= self.most:
            raise SettingListWrong(key, value, counts)
        texts = tuple(Text(1, self.longest).check(key, each) for each in value)
        if len(set(texts)) < len(texts):
            raise SettingListWrong(key, value, counts)
        return texts


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of labels (see `station.domain.label_pattern`) that does not fit the empty text."""

    @property
    def allowed(self) -> str:
        return ""

    def check(self, key: str, value: object) -> str:
        if not isinstance(value, str) or len(value) > _LONGEST_PATTERN:
            raise SettingPatternWrong(key, value)
        try:
            parse_pattern(value)
            pattern = re.compile(value)
        except (PatternUnsupported, re.error, RecursionError, OverflowError) as error:
            raise SettingPatternWrong(key, value) from error
        if pattern.fullmatch(""):
            raise SettingPatternWrong(key, value)
        return value


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone's name in the IANA database, as Asia/Shanghai."""

    @property
    def allowed(self) -> str:
        return ""

    def check(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise SettingZoneWrong(key, value)
        try:
            zoneinfo.ZoneInfo(value)
        # A folder of the database raises OSError, a path out of it ValueError.
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise SettingZoneWrong(key, value) from error
        return value


def _shown(value: object) -> str:
    text = str(value)
    if len(text) > _LONGEST_SHOWN:
        text = text[: _LONGEST_SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else "?" for c in text)
