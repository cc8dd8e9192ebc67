"""The answers of a command, on standard output, for a program or a person that waits for them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from station.catalogue import Catalogue
from station.errors import StationError
from station.paths import resources


class OutputClosed(StationError):
    """The command was started without a standard output."""

    code = "output_closed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says: as one JSON object, and in lines for a person.

    ``facts`` that hold an ``ok`` which is not true are a refusal.
    """

    facts: dict[str, Any]
    lines: list[str]


def answered(
    args: argparse.Namespace, work: Callable[[argparse.Namespace, Catalogue], Answer]
) -> int:
    """Do the work and print its answer, with ``--json`` as an object with ``ok``; return 0 or 1.

    A `StationError` is printed so too; without JSON it is raised, and said by the command line.
    Raises `OutputClosed` before there is any work.
    """
    need_output()
    words = Catalogue.load(resources() / "translations", args.language)
    try:
        answer = work(args, words)
    except StationError as error:
        if not args.json:
            raise
        failed = {"ok": False, "reason": error.code, "message": words.message(error)}
        print_answer(json.dumps(failed))
        return 1
    facts = {"ok": True, **answer.facts}
    for line in [json.dumps(facts)] if args.json else answer.lines:
        print_answer(line)
    return 0 if facts["ok"] else 1


def need_output() -> None:
    """Raise `OutputClosed` if there is nothing to print on."""
    if sys.stdout is None:
        raise OutputClosed()


def print_answer(line: str) -> None:
    """Print ``line`` at once."""
    # Bytes, so that a console's code page or a file name that is no UTF-8 cannot fail.
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def print_refusal(line: str) -> None:
    """Print ``line`` on standard error, which need not be there, so that it is in nobody's way."""
    if sys.stderr is not None:
        print(line, file=sys.stderr, flush=True)
