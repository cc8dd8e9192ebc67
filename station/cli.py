"""The command line: the console's window, and the same services without one.

Nothing is imported but what was asked for: `verify` reads a million lines without Qt or SQL.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from station.catalogue import LANGUAGES, Catalogue
from station.errors import StationError
from station.paths import data_folder, resources

DESCRIPTION = "The sampling-station registration console. Without a command its window opens."
COMMANDS = ("decode", "verify", "export", "self-test", "reset-clock", "demo", "demo-codes")
"""Each is a module of `station.commands`, with `_` for `-`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what ``arguments`` (the process's own by default) ask for; return the exit code.

    0 is success, 1 a refusal or fault that is said, 2 wrong arguments.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    args = _parser(arguments).parse_args(arguments)
    try:
        return int(args.run(args))
    except StationError as error:
        words = Catalogue.load(resources() / "translations", args.language or LANGUAGES[0])
        print(words.message(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run_station.py", description=DESCRIPTION)
    parser.add_argument("--data", metavar="FOLDER", help="where the booth's data lie")
    parser.add_argument("--language", choices=LANGUAGES, help="the language of all words")
    parser.add_argument("--demo-site", action="store_true", help="start a ready demo site")
    parser.add_argument("--camera", help="a camera's number or a clip's path, empty for none")
    parser.set_defaults(run=_window)
    chosen = [name for name in COMMANDS if name in arguments]
    if chosen or {"-h", "--help"} & set(arguments):
        subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
        for name in chosen or COMMANDS:
            module = importlib.import_module(f"station.commands.{name.replace('-', '_')}")
            module.add_parser(subparsers)
    return parser


def _window(args: argparse.Namespace) -> int:
    from station.app import Start, run

    return run(Start(data_folder(args.data), args.demo_site, args.camera, args.language))
