"""`export`: write the package of a boxed batch, as the window's F9 does."""

from __future__ import annotations

import argparse
from pathlib import Path

from station.assembly import SystemClock, make_exporter
from station.catalogue import Catalogue
from station.commands.answers import Answer, answered
from station.commands.passphrase_file import first_line
from station.commands.site_options import add_site_options, named_site
from station.services.access import Access
from station.services.export_batch import Exported, mark_exported
from station.services.lab_secrets import usable_password


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Write the package of a boxed batch, read it back, and mark the batch as exported."
    parser = subparsers.add_parser("export", help=sentence, description=sentence)
    parser.add_argument("--batch", required=True, metavar="NUMBER", help="as 20261122-02-05")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="an existing folder")
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="put the workbook under the password in its first line; there is no CSV then",
    )
    add_site_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Export the batch; return 0, or 1 if it failed."""
    return answered(args, _answer)


def _answer(args: argparse.Namespace, words: Catalogue) -> Answer:
    exported = _export(args)
    receipt = exported.receipt
    facts = {
        "batch": exported.batch.number,
        "version": exported.batch.version,
        "folder": str(receipt.folder),
        "file": str(receipt.workbook),
        "files": list(receipt.files),
        "manifest": str(receipt.manifest),
        "secrecy": receipt.secrecy,
        "persons": receipt.persons,
        "tubes": receipt.tubes,
        "sha256": receipt.sha256,
        "digest": receipt.digest,
    }
    return Answer(facts, [words.text("export.done", path=receipt.folder, persons=receipt.persons)])


def _export(args: argparse.Namespace) -> Exported:
    clock = SystemClock()
    file: Path | None = args.password_file
    password = None if file is None else usable_password(first_line(file))
    with named_site(args) as site:
        exporter = make_exporter(site, clock, Access.by_passphrase())
        exported = exporter.write(args.batch, args.out, lambda done, rows: None, password=password)
        with site.database.writing() as unit:
            mark_exported(unit, exported, clock.now())
            unit.commit()
    return exported
