"""A passphrase for a command: from a file or the terminal, never from the command line."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from station.errors import StationError


class PassphraseNeeded(StationError):
    """No passphrase was given, and there is no terminal to ask at."""

    code = "passphrase_needed"


class PassphraseFileUnreadable(StationError):
    """The ``file`` that holds a passphrase or PIN cannot be read as text."""

    code = "passphrase_file_unreadable"


def passphrase_in(file: Path | None) -> str:
    """Return the first line of ``file``, or what is typed.

    Raises `PassphraseNeeded` or `PassphraseFileUnreadable`.
    """
    if file is not None:
        return first_line(file)
    if sys.stdin is None or not sys.stdin.isatty():
        raise PassphraseNeeded()
    try:
        return getpass.getpass("passphrase: ")
    except EOFError as error:
        raise PassphraseNeeded() from error


def first_line(file: Path) -> str:
    """Return the first line of a file that holds a secret. Raises `PassphraseFileUnreadable`."""
    return lines_of(file)[0]


def lines_of(file: Path) -> list[str]:
    """Return the lines of a small file of text, one at least."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PassphraseFileUnreadable(file=file.name) from error
    return [line.rstrip("\r") for line in text.split("\n")]
