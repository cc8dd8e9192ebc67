"""The answers of a command: one line each on standard output, for a program that waits for it."""

from __future__ import annotations

import sys

from station.errors import StationError


class OutputClosed(StationError):
    """The command was started without a standard output."""

    code = "output_closed"


def need_output() -> None:
    """Raise `OutputClosed` if there is nothing to print on."""
    if sys.stdout is None:
        raise OutputClosed()


def print_answer(line: str) -> None:
    """Print ``line`` at once."""
    # Bytes, so that a console's code page or a file name that is no UTF-8 cannot fail.
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
