"""What the first start asks for, as plain values; and what is wrong with what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from station.errors import StationError
from station.passphrase import PassphraseTooShort
from station.passphrase import check_passphrase as check_new_passphrase
from station.settings import SettingPatternsOverlap, settings_from

ROOT_KEY_BYTES = 32
_WORDS = {
    "site.name": "bad_name",
    "booth.number": "bad_booth",
    "site.time_zone": "bad_zone",
    "tubes.pattern": "bad_pattern",
    "boxes.pattern": "bad_pattern",
}


@dataclass(frozen=True, slots=True)
class NewSite:
    """A site to be founded. ``booth`` has two digits; ``root_public_key`` 32 raw bytes.

    ``trust`` is the file of a trust list, ``reading_keys`` files of 32 raw bytes each.
    """

    name: str
    booth: str
    time_zone: str
    tube_pattern: str
    passphrase: str = field(repr=False)
    root_public_key: bytes
    trust: Path
    reading_keys: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class FirstStart:
    """``site`` is None for the demo site."""

    language: str
    site: NewSite | None


@dataclass(frozen=True, slots=True)
class Fault:
    """``word``: its key under `first`; ``detail`` fills its placeholder of that name."""

    word: str
    detail: str = ""


def booth_number(typed: str) -> str:
    """Return the number of a booth with the two digits of the settings: 2 is 02."""
    return f"{typed:0>2}"


def check_site(name: str, booth: str, zone: str, pattern: str, box_pattern: str) -> Fault | None:
    """Return what is wrong with a site's facts as typed, or None.

    They have to pass the rules of the settings, which they become. ``box_pattern`` is the
    settings' own: no label may fit both patterns.
    """
    if not name:
        return Fault("bad_site")
    try:
        settings_from(
            {
                "site": {"name": name, "time_zone": zone},
                "booth": {"number": booth_number(booth)},
                "tubes": {"pattern": pattern},
                "boxes": {"pattern": box_pattern},
            }
        )
    except SettingPatternsOverlap as error:
        return Fault("pattern_clash", str(error.params["example"]))
    except StationError as error:
        return Fault(_WORDS[str(error.params["key"])])
    return None


def check_passphrase(passphrase: str, again: str) -> Fault | None:
    """Return what is wrong with a new passphrase, typed twice, or None."""
    try:
        check_new_passphrase(passphrase)
    except PassphraseTooShort as error:
        return Fault("short_passphrase", str(error.params["shortest"]))
    return None if passphrase == again else Fault("other_passphrase")


def check_keys(trust: str, root: str, reading_keys: tuple[Path, ...]) -> Fault | None:
    """Return what is wrong with the files and the root key, or None. Their content is not read."""
    if not trust:
        return Fault("no_trust")
    if not re.fullmatch(f"[0-9A-Fa-f]{{{ROOT_KEY_BYTES * 2}}}", root):
        return Fault("bad_root")
    for path in (Path(trust), *reading_keys):
        if not path.is_file():
            return Fault("no_file", path.name)
    return None
