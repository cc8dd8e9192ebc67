"""`backup`: one encrypted file that holds all of a booth, made beside a working console."""

from __future__ import annotations

import argparse
from pathlib import Path

from station.assembly import SystemClock
from station.backup.write import BackupReceipt, note_backup, write_backup
from station.catalogue import Catalogue
from station.commands.answers import Answer, answered
from station.commands.site_options import add_site_options, named_site


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Write an encrypted backup and read it back; a console may be at work meanwhile."
    parser = subparsers.add_parser("backup", help=sentence, description=sentence)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="an existing folder")
    add_site_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the backup; return 0, or 1 if it failed."""
    return answered(args, _backup)


def _backup(args: argparse.Namespace, words: Catalogue) -> Answer:
    with named_site(args, alone=False) as site:
        receipt = write_backup(site, args.out, SystemClock().now())
        with site.database.writing() as unit:
            note_backup(unit, site.settings.booth.number, receipt, actor=None)
            unit.commit()
    megabytes = f"{receipt.size / 1e6:.1f}"
    return Answer(
        _facts(receipt), [words.text("backup.done", path=receipt.path, megabytes=megabytes)]
    )


def _facts(receipt: BackupReceipt) -> dict[str, object]:
    return {
        "file": str(receipt.path),
        "made_at": receipt.made_at.isoformat(timespec="seconds"),
        "bytes": receipt.size,
        "sha256": receipt.sha256,
        "audit": {"length": receipt.extent.trail.length, "head": receipt.extent.trail.hex},
    }
