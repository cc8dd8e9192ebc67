"""`demo`: a booth's shift on real input, in a window if there is a display, else offscreen."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from station.catalogue import LANGUAGES, Catalogue
from station.display import has_display
from station.errors import StationError
from station.paths import resources


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Work a booth's shift on drawn codes; workbook, pictures and summary go to a folder."
    parser = subparsers.add_parser("demo", help=sentence, description=sentence)
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR")
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Work the shift; return 0 if everything was as it should be, else 1."""
    from station.demo.qt_run import work_shift

    words = Catalogue.load(resources() / "translations", args.language)
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        # Qt's offscreen screen complains of each window's size hints.
        os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    try:
        summary = work_shift(args.out, words, dark=args.theme == "dark")
    except StationError as error:
        print(words.message(error), file=sys.stderr)
        return 1
    print(*summary.lines(), sep="\n")
    return 1 if summary.differences else 0
