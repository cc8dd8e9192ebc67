"""`backup`: one encrypted file that holds all of a booth, made beside a working console."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from station.assembly import SystemClock
from station.backup.write import BackupReceipt, note_backup, write_backup
from station.catalogue import Catalogue
from station.commands.site_options import add_site_options, named_site
from station.errors import StationError
from station.paths import resources


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Write an encrypted backup and read it back; a console may be at work meanwhile."
    parser = subparsers.add_parser("backup", help=sentence, description=sentence)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="an existing folder")
    add_site_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the backup; return 0, or 1 with the reason printed as JSON.

    Without JSON a `StationError` is raised, and said by the command line.
    """
    words = Catalogue.load(resources() / "translations", args.language)
    try:
        with named_site(args, alone=False) as site:
            receipt = write_backup(site, args.out, SystemClock().now())
            with site.database.writing() as unit:
                note_backup(unit, site.settings.booth.number, receipt, actor=None)
                unit.commit()
    except StationError as error:
        if not args.json:
            raise
        print(json.dumps({"ok": False, "reason": error.code, "message": words.message(error)}))
        return 1
    if args.json:
        print(json.dumps({"ok": True, **_facts(receipt)}))
    else:
        print(words.text("backup.done", path=receipt.path, megabytes=f"{receipt.size / 1e6:.1f}"))
    return 0


def _facts(receipt: BackupReceipt) -> dict[str, object]:
    return {
        "file": str(receipt.path),
        "made_at": receipt.made_at.isoformat(timespec="seconds"),
        "bytes": receipt.size,
        "sha256": receipt.sha256,
        "audit": {"length": receipt.extent.trail.length, "head": receipt.extent.trail.hex},
    }
