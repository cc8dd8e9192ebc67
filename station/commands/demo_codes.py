"""`demo-codes`: pictures of codes and tube labels to try the demo site with."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from station.catalogue import LANGUAGES, Catalogue
from station.paths import resources


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Draw sampling codes and tube labels of made-up persons, for the demo site."
    parser = subparsers.add_parser("demo-codes", help=sentence, description=sentence)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="made if missing")
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the pictures; return 0."""
    from station.demo.pictures import write_pictures

    count = write_pictures(args.out, datetime.now(UTC))
    words = Catalogue.load(resources() / "translations", args.language)
    print(words.text("demo.pictures", count=count, folder=args.out))
    return 0
