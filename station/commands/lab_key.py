"""`lab-key`: the laboratory's key pair, made on the laboratory's machine."""

from __future__ import annotations

import argparse
from pathlib import Path

from station.catalogue import Catalogue
from station.commands.answers import Answer, answered
from station.commands.passphrase_file import first_line
from station.keyring.faults import KeyFileExists
from station.keyring.lab_key_file import LabKey, create_lab_key_file, write_public_key
from station.passphrase import check_passphrase
from station.setup.faults import KeysNotWritten

NEXT = (
    "FILE is the private key under its passphrase and stays with the laboratory: check --lab-key "
    "FILE opens sealed sheets with it. FILE.pub is the public key, for the sampling sites. Without "
    "FILE or its passphrase nothing sealed can be opened again, so keep a copy of both."
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Make a laboratory's key pair; print the public key that sites seal sheets to."
    parser = subparsers.add_parser("lab-key", help=sentence, description=sentence, epilog=NEXT)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file")
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        required=True,
        metavar="FILE",
        help="holds the key's own passphrase in its first line",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the key; return 0, or 1 if it failed."""
    return answered(args, _made)


def _made(args: argparse.Namespace, words: Catalogue) -> Answer:
    passphrase = first_line(args.passphrase_file)
    check_passphrase(passphrase)
    out: Path = args.out
    public_file = out.with_name(f"{out.name}.pub")
    try:
        if out.exists() or public_file.exists():
            raise KeyFileExists()
        if not out.parent.is_dir():
            raise KeysNotWritten()
    except OSError as error:
        raise KeysNotWritten() from error
    key = LabKey.generate()
    create_lab_key_file(out, key, passphrase)
    try:
        write_public_key(public_file, key)
    except OSError as error:
        out.unlink(missing_ok=True)
        raise KeysNotWritten() from error
    facts = {
        "public_key": key.public.hex(),
        "file": str(out),
        "public_file": str(public_file),
    }
    lines = [
        words.text("lab_key.made", path=out),
        words.text("lab_key.public", path=public_file, key=key.public.hex()),
    ]
    return Answer(facts, lines)
