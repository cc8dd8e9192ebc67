"""`site issuer`: a new issuer's key, for another code desk or in place of a desk's old key."""

from __future__ import annotations

import argparse
from pathlib import Path

from station.catalogue import LANGUAGES, Catalogue
from station.commands.answers import Answer
from station.commands.passphrase_file import first_line
from station.credential.keys import IssuerKey
from station.credential.trust_draft import check_name
from station.keyring.faults import KeyFileExists
from station.keyring.issuer_file import create_issuer_file
from station.passphrase import check_passphrase
from station.setup.faults import KeysNotWritten

ISSUER_NEXT = (
    "No site is needed. Booths take the new key's codes once they have a trust list that names "
    "it: trust issue --issuer FILE. Give the file to the code desk only."
)


def add_issuer_options(parser: argparse.ArgumentParser) -> None:
    """Add where the key goes, its name, its passphrase and how to answer."""
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file")
    parser.add_argument("--name", required=True, help="of the code desk, as booths show it")
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        required=True,
        metavar="FILE",
        help="holds the new key's own passphrase in its first line",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)


def made_issuer(args: argparse.Namespace, words: Catalogue) -> Answer:
    """Make the key. Raises a `StationError`; nothing is written then."""
    name = args.name.strip()
    check_name(name)
    passphrase = first_line(args.passphrase_file)
    check_passphrase(passphrase)
    try:
        if args.out.exists():
            raise KeyFileExists()
        if not args.out.parent.is_dir():
            raise KeysNotWritten()
    except OSError as error:
        raise KeysNotWritten() from error
    key = IssuerKey.generate()
    create_issuer_file(args.out, key, name, passphrase)
    public, kid = key.public.hex(), key.kid.hex()
    facts = {"name": name, "kid": kid, "public_key": public, "file": str(args.out)}
    lines = [
        words.text("site.issuer_file", path=args.out),
        words.text("site.issuer_key", kid=kid, key=public),
    ]
    return Answer(facts, lines)
