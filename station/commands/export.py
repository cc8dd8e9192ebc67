"""`export`: write the sheet of a boxed batch, as the window's F9 does."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from station.assembly import SystemClock, make_exporter
from station.catalogue import Catalogue
from station.commands.site_options import add_site_options, named_site
from station.errors import StationError
from station.paths import resources
from station.services.access import Access
from station.services.export_batch import Exported, mark_exported


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Write the workbook of a boxed batch, read it back, and mark the batch as exported."
    parser = subparsers.add_parser("export", help=sentence, description=sentence)
    parser.add_argument("--batch", required=True, metavar="NUMBER", help="as 20261122-02-05")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="an existing folder")
    add_site_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Export the batch; return 0, or 1 with the reason printed as JSON.

    Without JSON a `StationError` is raised, and said by the command line.
    """
    words = Catalogue.load(resources() / "translations", args.language)
    try:
        exported = _export(args)
    except StationError as error:
        if not args.json:
            raise
        failed = {"ok": False, "reason": error.code, "message": words.message(error)}
        print(json.dumps(failed))
        return 1
    receipt = exported.receipt
    if args.json:
        print(
            json.dumps(
                {
                    "ok": True,
                    "batch": exported.batch.number,
                    "version": exported.batch.version,
                    "file": str(receipt.path),
                    "persons": receipt.persons,
                    "tubes": receipt.tubes,
                    "sha256": receipt.sha256,
                    "digest": receipt.digest,
                }
            )
        )
    else:
        print(words.text("export.done", path=receipt.path, persons=receipt.persons))
    return 0


def _export(args: argparse.Namespace) -> Exported:
    clock = SystemClock()
    with named_site(args) as site:
        exporter = make_exporter(site, clock, Access.by_passphrase())
        exported = exporter.write(args.batch, args.out, lambda done, rows: None)
        with site.database.writing() as unit:
            mark_exported(unit, exported, clock.now())
            unit.commit()
    return exported
