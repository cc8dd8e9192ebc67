"""`check`: the laboratory's desk at the command line; it needs no site and no network."""

from __future__ import annotations

import argparse
import json
import os
import sys
from functools import partial
from pathlib import Path

from station.catalogue import LANGUAGES, Catalogue
from station.check.finding import Finding
from station.check.run import CheckReport, CheckWishes, check_files
from station.check.write import write_results
from station.commands.answers import need_output, print_answer
from station.commands.passphrase_file import first_line, lines_of
from station.commands.trust_arguments import public_key
from station.credential.trust import TrustList
from station.errors import StationError
from station.incoming.trust_file import read_trust_file
from station.paths import resources

_NO_FINDING, _FINDINGS, _NOT_RUN = 0, 1, 2
_MORE = """Exit code: 0 no finding, 1 findings, 2 wrong arguments. Without --trust nobody is asked
for a signature. A folder stands for all files in it. Lines of --password-file are passwords of
workbooks, each tried.
"""


class CheckRootWrong(StationError):
    """The root is neither 32 bytes in hexadecimal nor a file that holds its key."""

    code = "check_root_wrong"


class CheckFolderMissing(StationError):
    """The folder for the reports is not there."""

    code = "check_folder_missing"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Check sheets of any number of booths, and write what is good into one."
    parser = subparsers.add_parser("check", help=sentence, description=sentence, epilog=_MORE)
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="workbook, CSV, sealed file, manifest, or a package's folder",
    )
    parser.add_argument("--trust", type=Path, metavar="FILE", help="the trust list of the site")
    parser.add_argument("--root", metavar="KEY", help="the root's public key in hex, or its file")
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help="passwords of workbooks, one a line"
    )
    parser.add_argument(
        "--lab-key", type=Path, metavar="FILE", help="the laboratory's key file, for sealed files"
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="holds the passphrase of the laboratory's key in its first line",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="an existing folder for report and merged sheet"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)
    parser.set_defaults(run=partial(run, parser))


def run(parser: argparse.ArgumentParser, args: argparse.Namespace) -> int:
    """Check the files and print what was found; return 0, 1, or 2 if it could not run.

    Raises `OutputClosed` if there is nothing to print on.
    """
    need_output()
    if (args.trust is None) != (args.root is None):
        parser.error("--trust and --root go together")
    if (args.lab_key is None) != (args.passphrase_file is None):
        parser.error("--lab-key and --passphrase-file go together")
    words = Catalogue.load(resources() / "translations", args.language)
    try:
        report = check_files(_wishes(args))
        written = _write(report, args, words)
    except StationError as error:
        return _not_run(error, args, words)
    if args.json:
        print_answer(json.dumps(report.facts() | written))
    else:
        _print_lines(report, words)
    return _NO_FINDING if report.is_ok else _FINDINGS


def _wishes(args: argparse.Namespace) -> CheckWishes:
    if args.out is not None and not args.out.is_dir():
        raise CheckFolderMissing()
    passwords: list[str] = []
    if args.password_file is not None:
        passwords = [line for line in lines_of(args.password_file) if line]
    lab_key = None
    if args.lab_key is not None:
        # Loaded for a sealed file only.
        from station.keyring.lab_key_file import open_lab_key_file

        lab_key = open_lab_key_file(args.lab_key, first_line(args.passphrase_file)).private
    trust = None
    if args.trust is not None:
        trust = TrustList.open(read_trust_file(args.trust), _root(args.root))
    return CheckWishes(
        tuple(args.files), trust, tuple(passwords), lab_key, wants_rows=args.out is not None
    )


def _root(text: str) -> bytes:
    try:
        return public_key(text)
    except argparse.ArgumentTypeError:
        raise CheckRootWrong() from None


def _write(report: CheckReport, args: argparse.Namespace, words: Catalogue) -> dict[str, str]:
    """Write the report and the merged sheet, if they are wanted; return where they lie."""
    if args.out is None:
        return {}
    written = write_results(report, args.out, lambda code: words.text(f"check.code.{code}"))
    return {"report": str(written.report), "merged": str(written.merged)}


def _not_run(error: StationError, args: argparse.Namespace, words: Catalogue) -> int:
    if args.json:
        failed = {"ok": False, "reason": error.code, "message": words.message(error)}
        print_answer(json.dumps(failed | {"files": [], "findings": []}))
    else:
        print(words.message(error), file=sys.stderr)
    return _NOT_RUN


def _print_lines(report: CheckReport, words: Catalogue) -> None:
    for file in report.files:
        state = words.text("check.file_ok" if not file.findings else "check.file_findings")
        print_answer(f"{os.fsdecode(os.fsencode(file.name))}: {state}")
        for finding in file.findings:
            print_answer(f"  {_line(finding, words)}")
    for finding in report.findings:
        print_answer(_line(finding, words))
    print_answer(words.text("check.done", files=len(report.files), findings=report.counted))


def _line(finding: Finding, words: Catalogue) -> str:
    where = " ".join(str(part) for part in (finding.sheet, finding.row) if part is not None)
    parts = (where, words.text(f"check.code.{finding.code.value}"), finding.detail)
    return ": ".join(part for part in parts if part)
