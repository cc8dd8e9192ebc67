"""`code draw | revoke | batch`: the code desk at the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from station.catalogue import LANGUAGES
from station.printing.code_card import Layout

_DESCRIPTION = "Draw sampling codes, one or a whole list, and revoke them."
_DRAW = "Draw a code for each person on standard input, one JSON object a line."
_DRAW_MORE = """
The answer to a line is {"text", "issued_at", "expires_at", "png"?} or {"error", "message"}.
Nothing is kept on record, and no trust list is asked: a site's own desk is in its window.
"""
_DRAW_FIELDS = """\
fields of a line; others, and one that comes twice, are refused:
  document_type    RESIDENT_ID, HK_MACAU_PERMIT, TAIWAN_PERMIT, FOREIGN_PR or PASSPORT
  document_number  text, as on the document
  name             1 to 64 characters
  phone            may be left out: the digits of one number, as in a list
  birth_date       YYYY-MM-DD, where the number does not tell it (RESIDENT_ID does)
  sex              MALE or FEMALE, where the number does not tell it
  guardian_number  true or false: the number is a guardian's; needs a birth_date, under 18
  relative         who draws for the person: {"relation": "...", "ground": "..."} with the
                   ground UNDER_18, AGED_60 or SPECIAL_GROUP, which is not checked here

for example:
  {"document_type": "PASSPORT", "document_number": "PA1234567", "name": "ANNA",
   "birth_date": "1990-03-07", "relative": {"relation": "mother", "ground": "SPECIAL_GROUP"}}
  (on one line)
"""
_REVOKE = "Revoke the codes on standard input, one JSON object a line."
_REVOKE_MORE = """
A line is {"text": "NAC1:..."} or {"kid": "...", "cti": "..."} in hexadecimal. The file is made or
added to, expired ones are left out, and `trust issue --revocations` takes it. With --data the
site's own records and audit trail are kept too, and all that its desk revoked goes into the file;
with nothing on standard input only that is done, and the console may be at work meanwhile.
"""
_BATCH = "Draw a code for each row of a list (xlsx or CSV), as one PDF, and say which rows failed."
_BATCH_MORE = """ The PDF is codes.pdf and the sheet of failed rows faults.xlsx, in the folder that
--out names; neither may be there yet. Phones follow the same rule as in `code draw`.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser("code", help=_DESCRIPTION, description=_DESCRIPTION)
    kinds = parser.add_subparsers(title="commands", metavar="WHAT", required=True)
    draw = kinds.add_parser(
        "draw",
        help=_DRAW,
        description=f"{_DRAW}\n{_DRAW_MORE}",
        epilog=_DRAW_FIELDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_draw(draw)
    _add_revoke(kinds.add_parser("revoke", help=_REVOKE, description=_REVOKE + _REVOKE_MORE))
    _add_batch(kinds.add_parser("batch", help=_BATCH, description=_BATCH + _BATCH_MORE))


def _add_draw(parser: argparse.ArgumentParser) -> None:
    _add_issuer(parser)
    parser.add_argument(
        "--png", type=Path, metavar="DIR", help="also draw each code as a picture; made if missing"
    )
    _add_common(parser)
    parser.set_defaults(run=_draw)


def _add_revoke(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--revocations", type=Path, required=True, metavar="FILE", help="made if it is missing"
    )
    parser.add_argument(
        "--data", metavar="FOLDER", default=argparse.SUPPRESS, help="where a site's data lie"
    )
    _add_passphrase(parser, "the site's passphrase")
    _add_common(parser)
    parser.set_defaults(run=_revoke)


def _add_batch(parser: argparse.ArgumentParser) -> None:
    _add_issuer(parser)
    parser.add_argument("--list", type=Path, required=True, metavar="FILE", help="xlsx or CSV")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="made beforehand")
    parser.add_argument(
        "--layout",
        choices=[layout.value for layout in Layout],
        default=Layout.A4_EIGHT.value,
        help="paper of the PDF (default: %(default)s)",
    )
    _add_common(parser)
    parser.set_defaults(run=_batch)


def _add_issuer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--issuer", type=Path, required=True, metavar="FILE", help="the issuer's key file"
    )
    _add_passphrase(parser, "the issuer's passphrase")
    parser.add_argument(
        "--reading-key",
        metavar="PUBLIC",
        help="the stations' public reading key, 64 hexadecimal digits or a file of 32 bytes, that "
        "codes are sealed to; without it they are in the clear",
    )
    parser.add_argument(
        "--valid-days", type=_days, default=30, metavar="N", help="1 to 30 (default: %(default)s)"
    )


def _add_passphrase(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help=f"holds {what} in its first line (otherwise you are asked)",
    )


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= 30:
        raise argparse.ArgumentTypeError("1 to 30 days")
    return int(text)


def _draw(args: argparse.Namespace) -> int:
    from station.commands.code_draw import run

    return run(args)


def _revoke(args: argparse.Namespace) -> int:
    from station.commands.code_revoke import run

    return run(args)


def _batch(args: argparse.Namespace) -> int:
    from station.commands.code_batch import run

    return run(args)
