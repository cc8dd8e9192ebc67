"""What the first start asks for, as plain values; and what is wrong with what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import available_timezones

BOOTHS = range(1, 41)
SHORTEST_PASSPHRASE = 8
ROOT_KEY_BYTES = 32


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
    """``word``: its key under `first`; ``name`` the file that it is about."""

    word: str
    name: str = ""


def check_site(name: str, booth: str, zone: str, pattern: str) -> Fault | None:
    """Return what is wrong with a site's facts as typed, or None."""
    if not name.strip():
        return Fault("bad_site")
    if not (booth.isascii() and booth.isdigit() and int(booth) in BOOTHS):
        return Fault("bad_booth")
    if zone not in available_timezones():
        return Fault("bad_zone")
    return None if _is_pattern(pattern) else Fault("bad_pattern")


def check_passphrase(passphrase: str, again: str) -> Fault | None:
    """Return what is wrong with a new passphrase, typed twice, or None."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return Fault("short_passphrase")
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


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return bool(text)
