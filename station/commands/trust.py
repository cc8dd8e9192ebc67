"""`trust`: issue a trust list with the root key, put one in force, or show what one holds."""

from __future__ import annotations

import argparse
from pathlib import Path

from station.catalogue import LANGUAGES
from station.commands.answers import answered
from station.commands.site_options import add_site_options
from station.commands.trust_arguments import KEY_FORM, kid, kid_until, named_key, public_key
from station.commands.trust_import import import_list
from station.commands.trust_issue import issue_list
from station.commands.trust_show import show_list

_DESCRIPTION = "Issue, import or show a trust list: who may issue codes, and what was revoked."

_ISSUE = """\
Draw up the next trust list and sign it with the site's root key. Everything that stands in
--previous is carried over; a site's first list says --first. Revocations stay until their codes
have expired. Several issuers may stand side by side. To change a desk's key without a gap, make
the new key (`site issuer`), add it, import the list everywhere, then end the old key with
--end-issuer: the codes it signed stay good."""

_ISSUE_FORMS = f"""\
{KEY_FORM}
  NAME    what the booths show; an issuer's key file may stand in place of NAME=PUBLIC
  PUBLIC  64 hex digits, or a file: an issuer's key file or 32 raw bytes
  DATE    2027-06-30 (from its first to its last second here), or ISO 8601 with a time
  days    how long a code may be valid, 1 to 30 (default 30)
  Without dates a key is valid from now for 365 days. The same key again changes its entry.
A revocations file is what `code revoke` writes: a line {{"kid", "cti", "expires_at"}} a code.
Give earlier files again, so that what has expired can be left out.

Example:
  trust issue --root root.keys --passphrase-file pass.txt --previous site-4.trust \\
      --out site-5.trust --issuer "North desk=PUBLIC,until=2027-06-30,days=14" \\
      --end-issuer KID=2026-12-01 --revocations revoked.json"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser("trust", help=_DESCRIPTION, description=_DESCRIPTION)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add_issue(actions)
    _add_import(actions)
    _add_show(actions)


def _add_issue(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    issue = actions.add_parser(
        "issue",
        help="sign the next list",
        description=_ISSUE,
        epilog=_ISSUE_FORMS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )

    def several(option: str, metavar: str, help: str, type: object = Path) -> None:
        issue.add_argument(
            option,
            action="append",
            default=[],
            type=type,  # type: ignore[arg-type]
            metavar=metavar,
            help=help,
        )

    issue.add_argument(
        "--root", type=Path, required=True, metavar="FILE", help="the root key's file"
    )
    issue.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="holds the root key's passphrase in its first line (otherwise you are asked)",
    )
    issue.add_argument("--out", type=Path, required=True, metavar="FILE", help="the new list")
    before = issue.add_mutually_exclusive_group(required=True)
    before.add_argument("--previous", type=Path, metavar="FILE", help="the list before")
    before.add_argument(
        "--first", action="store_true", help="there is none: begin with an empty list"
    )
    issue.add_argument("--serial", type=int, metavar="N", help="a higher serial than the next one")
    several(
        "--issuer", "KEY", "a code desk's key, see below; may be given several times", named_key
    )
    several("--end-issuer", "KID=DATE", "an issuer signs until then; its codes stay", kid_until)
    several("--revoke-issuer", "KID", "refuse an issuer and all its codes, for good", kid)
    several("--remove-issuer", "KID", "forget an issuer: its codes are unknown then", kid)
    several("--revocations", "FILE", "revoke the codes in this file")
    several("--sheet-signer", "BOOTH=PUBLIC", "a booth's key for sheets, same form", named_key)
    several("--end-sheet-signer", "KID=DATE", "a booth signs sheets until then only", kid_until)
    several("--remove-sheet-signer", "KID", "forget a booth's key", kid)
    _add_output(issue)
    issue.set_defaults(run=_run, act=issue_list)


def _add_import(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = (
        "Put a list in force at a booth. A console that is running takes it from the watched "
        "folder, without a restart."
    )
    take = actions.add_parser("import", help="put a list in force", description=sentence)
    take.add_argument("file", type=Path, metavar="FILE", help="the trust list")
    add_site_options(take)
    take.set_defaults(run=_run, act=import_list)


def _add_show(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Print what a trust list holds, and whether the root key signed it."
    show = actions.add_parser("show", help="print what a list holds", description=sentence)
    show.add_argument("file", type=Path, metavar="FILE", help="the trust list")
    show.add_argument(
        "--root",
        type=public_key,
        metavar="KEY",
        help="the root's public key in hex, or its file; without it no signature is checked",
    )
    _add_output(show)
    show.set_defaults(run=_run, act=show_list)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)


def _run(args: argparse.Namespace) -> int:
    """Do what was asked for; return 0, or 1 if it failed or the list is not good."""
    return answered(args, args.act)
