"""What the first start comes to, and what is wrong with what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from station.errors import StationError
from station.passphrase import PassphraseTooShort
from station.passphrase import check_passphrase as check_new_passphrase
from station.settings import SettingPatternsOverlap, settings_from
from station.setup.wishes import Joining, NewSite

_WORDS = {
    "site.name": "bad_name",
    "site.lab": "bad_lab",
    "booth.number": "bad_booth",
    "site.time_zone": "bad_zone",
    "tubes.pattern": "bad_pattern",
    "tubes.pool_sizes": "bad_pools",
    "boxes.pattern": "bad_box_pattern",
    "badges.pattern": "bad_badge_pattern",
}


@dataclass(frozen=True, slots=True)
class FirstStart:
    """``wish`` is None for the demo site; ``out`` takes a new site's keys and bundle."""

    language: str
    wish: NewSite | Joining | None = None
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What became of it: the passphrase that opens the booth, and what is to be told of it.

    ``lines`` are words already; there are none for the demo site. ``sheet_key``: a joined
    booth's public sheet key in hex, for whoever issues the trust list.
    """

    passphrase: str
    lines: tuple[str, ...] = ()
    sheet_key: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """``word``: its key under `first`; ``detail`` fills its placeholder of that name; ``of``: the
    key of the field's own words, where several fields may have the same fault."""

    word: str
    detail: str = ""
    of: str = ""


def booth_number(typed: str) -> str:
    """Return the number of a booth with the two digits of the settings: 2 is 02."""
    return f"{typed:0>2}"


def check_site(
    name: str, booth: str, zone: str, pattern: str, box_pattern: str, badge_pattern: str
) -> Fault | None:
    """Return what is wrong with a site's facts as typed, or None.

    They have to pass the rules of the settings, which they become: no label may fit two of the
    patterns.
    """
    if not name:
        return Fault("bad_site")
    return fault_of(
        {
            "site": {"name": name, "time_zone": zone},
            "booth": {"number": booth_number(booth)},
            "tubes": {"pattern": pattern},
            "boxes": {"pattern": box_pattern},
            "badges": {"pattern": badge_pattern},
        }
    )


def fault_of(table: dict[str, dict[str, object]]) -> Fault | None:
    """Return what is wrong with some options, or None."""
    try:
        settings_from(table)
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


def check_file(typed: str) -> Fault | None:
    """Return what is wrong with a file's path as typed, or None. Its content is not read."""
    if not typed:
        return Fault("no_bundle")
    return None if Path(typed).is_file() else Fault("no_file", Path(typed).name)
