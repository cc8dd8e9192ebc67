"""`restore`: bring a backup back, on a new machine or over the same booth's older records."""

from __future__ import annotations

import argparse
from pathlib import Path

from station.assembly import SystemClock
from station.backup.restore import RestoreReceipt, restore_backup
from station.catalogue import Catalogue
from station.commands.answers import Answer, answered
from station.commands.site_options import add_site_options, locked_folder, passphrase_of
from station.paths import data_folder


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Bring a backup back into an empty folder, or over older records of the same booth."
    passphrase = "It asks for the passphrase of the backup's day."
    parser = subparsers.add_parser(
        "restore", help=sentence, description=sentence, epilog=passphrase
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    add_site_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Bring the backup back; return 0, or 1 if it failed."""
    return answered(args, _answer)


def _answer(args: argparse.Namespace, words: Catalogue) -> Answer:
    receipt = _restore(args)
    head, aside = receipt.head, receipt.set_aside
    made_at = head.made_at.isoformat(timespec="seconds")
    lines = [words.text("backup.restored", booth=head.booth, at=made_at)]
    if aside is not None:
        lines.append(words.text("backup.set_aside", path=aside))
    facts = {
        "site": head.site_id,
        "booth": head.booth,
        "made_at": made_at,
        "set_aside": None if aside is None else str(aside),
    }
    return Answer(facts, lines)


def _restore(args: argparse.Namespace) -> RestoreReceipt:
    folder = data_folder(args.data)
    passphrase = passphrase_of(folder, args.passphrase_file)
    with locked_folder(folder):
        return restore_backup(args.file, folder, passphrase, SystemClock().now())
