"""The file of the settings: `settings.toml` of the data folder, each option under its meaning."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import tomli_w

from station.errors import StationError
from station.private_files import write_private_file
from station.settings import Settings, options, settings_from, table_of

_LONGEST_FILE = 100_000


class SettingsUnreadable(StationError):
    """The file cannot be opened, is no UTF-8 text, or is far too long."""

    code = "settings_unreadable"


class SettingsNotToml(StationError):
    """The file is no TOML. ``line`` is where reading stopped, 0 if that is not known."""

    code = "settings_not_toml"


class SettingsNotSaved(StationError):
    """The file could not be written; the old one is still there."""

    code = "settings_not_saved"


def read_settings(path: Path) -> Settings:
    """Return the settings in the file ``path``, the defaults if there is no file.

    Raises `SettingsUnreadable`, `SettingsNotToml` or what `settings_from` raises.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsUnreadable() from error
    if len(data) > _LONGEST_FILE:
        raise SettingsUnreadable()
    try:
        # Windows' Notepad begins a file with a byte order mark.
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SettingsUnreadable() from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line ([0-9]+)", str(error))
        raise SettingsNotToml(line=int(line[1]) if line else 0) from error
    return settings_from(table)


def write_settings(path: Path, settings: Settings) -> None:
    """Write all options to ``path`` with their meanings, whole or not at all, for its owner only.

    Raises what `settings_from` raises for a wrong value, `SettingsNotSaved` if the disk refuses.
    """
    settings_from(table_of(settings))
    try:
        write_private_file(path, settings_text(settings).encode())
    except OSError as error:
        raise SettingsNotSaved() from error


def settings_text(settings: Settings) -> str:
    """Return the file's text: TOML, each option under a comment with its meaning and range."""
    table = table_of(settings)
    lines: list[str] = []
    group = ""
    for option in options():
        if option.group != group:
            group = option.group
            lines += ["", f"[{group}]"] if lines else [f"[{group}]"]
        allowed = option.rule.allowed
        lines.append(f"# {option.meaning}{f' ({allowed})' if allowed else ''}")
        lines.append(tomli_w.dumps({option.name: table[group][option.name]}).rstrip("\n"))
    return "\n".join(lines) + "\n"
