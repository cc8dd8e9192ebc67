"""`restore`: bring a backup back, on a new machine or over the same booth's older records."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from station.assembly import SystemClock
from station.backup.restore import RestoreReceipt, restore_backup
from station.catalogue import Catalogue
from station.commands.site_options import add_site_options, passphrase_of
from station.errors import StationError
from station.paths import data_folder, resources
from station.private_files import make_private_folder
from station.site import SiteFilesUnwritable
from station.storage.lock import StationLock


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
    """Bring the backup back; return 0, or 1 with the reason printed as JSON.

    Without JSON a `StationError` is raised, and said by the command line.
    """
    words = Catalogue.load(resources() / "translations", args.language)
    try:
        receipt = _restore(args)
    except StationError as error:
        if not args.json:
            raise
        print(json.dumps({"ok": False, "reason": error.code, "message": words.message(error)}))
        return 1
    made_at = receipt.head.made_at.isoformat(timespec="seconds")
    aside = receipt.set_aside
    if args.json:
        facts = {"site": receipt.head.site_id, "booth": receipt.head.booth, "made_at": made_at}
        print(json.dumps({"ok": True, **facts, "set_aside": None if aside is None else str(aside)}))
    else:
        print(words.text("backup.restored", booth=receipt.head.booth, at=made_at))
        if aside is not None:
            print(words.text("backup.set_aside", path=aside))
    return 0


def _restore(args: argparse.Namespace) -> RestoreReceipt:
    folder = data_folder(args.data)
    passphrase = passphrase_of(folder, args.passphrase_file)
    try:
        make_private_folder(folder.root)
    except OSError as error:
        raise SiteFilesUnwritable() from error
    with StationLock(folder.lock):
        return restore_backup(args.file, folder, passphrase, SystemClock().now())
