"""`reset-clock`: a coordinator says that the machine's clock is right, whatever was recorded."""

from __future__ import annotations

import argparse

from station.assembly import SystemClock
from station.catalogue import Catalogue
from station.commands.answers import Answer, answered
from station.commands.site_options import add_site_options, named_site
from station.services.access import Access
from station.services.clock_reset import ClockReset


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Take the machine's clock as right, after it once stood ahead; this is recorded."
    parser = subparsers.add_parser("reset-clock", help=sentence, description=sentence)
    add_site_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Set the clock mark to the present; return 0, or 1 if it failed."""
    return answered(args, _reset)


def _reset(args: argparse.Namespace, words: Catalogue) -> Answer:
    with named_site(args) as site:
        booth, access = site.settings.booth.number, Access.by_passphrase()
        now = ClockReset(site.database, SystemClock(), access, booth).reset()
    at = now.isoformat(timespec="seconds")
    return Answer({"mark": at}, [words.text("clock.reset", at=at)])
