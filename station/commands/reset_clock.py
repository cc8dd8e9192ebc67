"""`reset-clock`: a coordinator says that the machine's clock is right, whatever was recorded."""

from __future__ import annotations

import argparse
import json

from station.assembly import SystemClock
from station.catalogue import Catalogue
from station.commands.site_options import add_site_options, named_site
from station.errors import StationError
from station.paths import resources
from station.services.access import Access
from station.services.clock_reset import ClockReset


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Take the machine's clock as right, after it once stood ahead; this is recorded."
    parser = subparsers.add_parser("reset-clock", help=sentence, description=sentence)
    add_site_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Set the clock mark to the present; return 0, or 1 with the reason printed as JSON.

    Without JSON a `StationError` is raised, and said by the command line.
    """
    words = Catalogue.load(resources() / "translations", args.language)
    try:
        with named_site(args) as site:
            booth, access = site.settings.booth.number, Access.by_passphrase()
            now = ClockReset(site.database, SystemClock(), access, booth).reset()
    except StationError as error:
        if not args.json:
            raise
        failed = {"ok": False, "reason": error.code, "message": words.message(error)}
        print(json.dumps(failed))
        return 1
    at = now.isoformat(timespec="seconds")
    print(json.dumps({"ok": True, "mark": at}) if args.json else words.text("clock.reset", at=at))
    return 0
