"""The command line: the console's window, and the same services without one.

Nothing is imported but what was asked for: `verify` reads a million lines without Qt or SQL.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import io
import logging
import os
import sys
from collections.abc import Sequence

from station.catalogue import LANGUAGES, Catalogue
from station.display import NoDisplay, has_display
from station.errors import StationError
from station.paths import data_folder, resources

DESCRIPTION = "The sampling-station registration console. Without a command its window opens."
COMMANDS = (
    *("decode", "verify", "export", "backup", "restore", "self-test", "reset-clock"),
    *("site", "staff", "trust", "code", "audit", "lab-key", "demo", "demo-codes", "check"),
    "report",
)
"""Each is a module of `station.commands`, with `_` for `-`."""

UNSEEN = ("check-file",)
"""Commands that the program starts itself."""

_OUTPUT_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class OutputLost(StationError):
    """What was printed could not be written to where standard output goes."""

    code = "output_lost"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what ``arguments`` (the process's own by default) ask for; return the exit code.

    0 is success, 1 a refusal or fault that is said, 2 wrong arguments. Whoever stops reading
    what is printed ends it with 1.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    _keep_log_off_the_terminal()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A code page without Chinese, or a file name that is no UTF-8, must not fail.
            stream.reconfigure(errors="backslashreplace")
    args = argparse.Namespace(language=None)
    try:
        try:
            args = _parser(arguments).parse_args(arguments)
            if args.command is not None and args.language is None:
                args.language = LANGUAGES[0]
            return int(args.run(args))
        finally:
            # Here and not by Python at the end, which would print a traceback.
            if sys.stdout is not None:
                sys.stdout.flush()
    except StationError as error:
        return _told(error, args)
    except BrokenPipeError:
        _forget_output()
        return 1
    except OSError as error:
        if error.errno not in _OUTPUT_FULL:
            raise
        _forget_output()
        return _told(OutputLost(), args)
    except KeyboardInterrupt:
        return 130


def _keep_log_off_the_terminal() -> None:
    """Where no log is open, Python would print warnings among what a command says."""
    own = logging.getLogger("station")
    if not own.handlers:
        own.addHandler(logging.NullHandler())


def _told(error: StationError, args: argparse.Namespace) -> int:
    words = Catalogue.load(resources() / "translations", args.language or LANGUAGES[0])
    print(words.message(error), file=sys.stderr)
    return 1


def _forget_output() -> None:
    """Let what is still to be flushed go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run_station.py", description=DESCRIPTION)
    parser.add_argument("--data", metavar="FOLDER", help="where the booth's data lie")
    parser.add_argument("--language", choices=LANGUAGES, help="the language of all words")
    parser.add_argument("--demo-site", action="store_true", help="start a ready demo site")
    parser.add_argument("--camera", help="a camera's number or a clip's path, empty for none")
    parser.set_defaults(run=_window, command=None)
    chosen = [name for name in (*COMMANDS, *UNSEEN) if name in arguments]
    if chosen or {"-h", "--help"} & set(arguments):
        subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
        for name in chosen or COMMANDS:
            module = importlib.import_module(f"station.commands.{name.replace('-', '_')}")
            module.add_parser(subparsers)
    return parser


def _window(args: argparse.Namespace) -> int:
    if not has_display():
        raise NoDisplay()
    from station.app import Start, run

    return run(Start(data_folder(args.data), args.demo_site, args.camera, args.language))
