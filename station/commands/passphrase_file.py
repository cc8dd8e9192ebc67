"""A passphrase for a command: from a file or the terminal, never from the command line."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from station.errors import StationError

_HEAD = 4096


class PassphraseNeeded(StationError):
    """No passphrase was given, and there is no terminal to ask at."""

    code = "passphrase_needed"


class RootPassphraseNeeded(PassphraseNeeded):
    """The same, of the root key's passphrase."""

    code = "root_passphrase_needed"


class IssuerPassphraseNeeded(PassphraseNeeded):
    """The same, of an issuer key's passphrase."""

    code = "issuer_passphrase_needed"


class PassphraseFileUnreadable(StationError):
    """The ``file`` that holds a passphrase or PIN cannot be read as text, or its first line has no
    end within 4 KiB."""

    code = "passphrase_file_unreadable"


def passphrase_in(file: Path | None, needed: type[PassphraseNeeded] = PassphraseNeeded) -> str:
    """Return the first line of ``file``, or what is typed.

    Raises ``needed``, which says whose passphrase it is, or `PassphraseFileUnreadable`.
    """
    if file is not None:
        return first_line(file)
    if sys.stdin is None or not sys.stdin.isatty():
        raise needed()
    try:
        return getpass.getpass("passphrase: ")
    except EOFError as error:
        raise needed() from error


def first_line(file: Path) -> str:
    """Return the first line of a file that holds a secret. Raises `PassphraseFileUnreadable`."""
    return lines_of(file)[0]


def lines_of(file: Path) -> list[str]:
    """Return the lines of a small file of text, one at least; of a large one those that end in
    its first 4 KiB. A device without an end is not read for ever.

    Raises `PassphraseFileUnreadable`.
    """
    try:
        with file.open("rb") as source:
            head = source.read(_HEAD + 1)
        if len(head) > _HEAD:
            head = head[: head.rindex(b"\n")]
        text = head.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise PassphraseFileUnreadable(file=file.name) from error
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
