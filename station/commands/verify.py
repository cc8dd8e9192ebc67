"""`verify`: prove sampling codes, one a line, and say what each holds or why it is refused.

It needs nothing but the codes, a trust list and the root's public key; no database, no window. Or
a site's own folder gives list and keys, read beside a console that may be at work. It neither
reads nor moves the station's clock mark.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from station.catalogue import LANGUAGES, Catalogue
from station.commands.answers import need_output, print_answer
from station.commands.trust_arguments import public_key
from station.credential.code import SamplingCode, verify
from station.credential.keys import ReadingKey
from station.credential.refusals import CodeRefusal, Revoked
from station.credential.trust import TrustList
from station.domain.masking import mask_name, mask_number
from station.domain.person import Person
from station.errors import StationError
from station.paths import resources

_Show = Callable[[SamplingCode | CodeRefusal, Catalogue], str]

_ALL_GOOD, _NOT_ALL_GOOD = 0, 1
_STANDARD_INPUT = "-"
_MORE = """Either --trust and --root say by what, with a --reading-key for sealed codes; or --data
names a site's folder, which has them all, and knows what its own desk revoked: the console may be
at work meanwhile.
"""


class FileUnreadable(StationError):
    """``path``: a file named on the command line that cannot be read; `-` is standard input."""

    code = "verify_file_unreadable"


class RootWrong(StationError):
    """The root is neither 32 bytes in hexadecimal nor a file that holds its key."""

    code = "verify_root_wrong"


class ReadingKeyWrong(StationError):
    """``path``: a reading key file that does not hold 32 bytes."""

    code = "verify_reading_key_wrong"


class TimeWrong(StationError):
    """The time is not ISO 8601, or no moment that a clock can show."""

    code = "verify_time_wrong"


@dataclass(frozen=True, slots=True)
class Verifier:
    """What codes are proved against. ``at`` is aware; None stands for the clock's time, and for
    the computer's own ``zone``. ``is_revoked``: what the site's own desk revoked."""

    trust: TrustList
    reading_keys: tuple[ReadingKey, ...]
    at: datetime | None
    zone: tzinfo | None = None
    is_revoked: Callable[[bytes, bytes], bool] | None = None

    @classmethod
    def of_arguments(cls, args: argparse.Namespace) -> Verifier:
        """Read the files that ``args`` name. Raises a `StationError` for what is wrong."""
        return cls(
            trust=TrustList.open(_read(args.trust), _root(args.root)),
            reading_keys=tuple(_reading_key(path) for path in args.reading_key),
            at=None if args.at is None else _moment(args.at),
        )

    def verify(self, line: bytes) -> SamplingCode:
        """Return the code that ``line`` holds, or raise its `CodeRefusal`."""
        now = self.at or datetime.now(UTC)
        # No code holds a byte beyond ASCII, so what replaces a bad one does not matter.
        code = verify(
            line.decode("utf-8", "replace"),
            trust=self.trust,
            reading_keys=self.reading_keys,
            now=now,
            today=now.astimezone(self.zone).date(),
        )
        if self.is_revoked is not None and self.is_revoked(code.kid, code.cti):
            raise Revoked()
        return code


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Verify sampling codes against a trust list, one code a line, with no network."
    parser = subparsers.add_parser("verify", help=sentence, description=sentence, epilog=_MORE)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "source", nargs="?", choices=[_STANDARD_INPUT], help="read codes from standard input"
    )
    source.add_argument("--file", type=Path, metavar="FILE", help="read codes from a file")
    parser.add_argument("--trust", type=Path, metavar="FILE", help="the trust list")
    parser.add_argument("--root", metavar="KEY", help="the root's public key in hex, or its file")
    parser.add_argument(
        "--reading-key",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="32 raw bytes that open sealed codes; may be given several times",
    )
    parser.add_argument(
        "--data",
        dest="site",
        metavar="FOLDER",
        help="a site's data, in place of --trust, --root and --reading-key",
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="holds the site's passphrase in its first line (otherwise you are asked)",
    )
    parser.add_argument(
        "--at",
        metavar="TIME",
        help="ISO 8601 time to verify at, local without an offset (default: now)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)
    parser.set_defaults(run=partial(run, parser))


def run(parser: argparse.ArgumentParser, args: argparse.Namespace) -> int:
    """Print one line for each line read; return 0 if all codes are good, 1 if not.

    Options that do not go together, or are missing, end it with 2, said by ``parser``.

    A file that cannot be read, a wrong root or time end it with 1 too, the reason printed. Raises
    `OutputClosed` if there is nothing to print on.
    """
    need_output()
    _check_options(parser, args)
    catalogue = Catalogue.load(resources() / "translations", args.language)
    show = _json_line if args.json else _human_line
    try:
        with _verifier(args) as verifier:
            return _verify_all(_lines(args.file), verifier, catalogue, show)
    except StationError as error:
        _tell_fault(error, catalogue, as_json=args.json)
    except BrokenPipeError:
        # Whoever read the output has gone; Python's own flush at the end must not fail either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _NOT_ALL_GOOD


def _check_options(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    """Let go on with list and root, or with a site; before the command `--data` names one too."""
    by_list = bool(args.trust or args.root is not None or args.reading_key)
    if by_list and (args.site is not None or args.passphrase_file is not None):
        parser.error("--data and --passphrase-file go without --trust, --root, --reading-key")
    if not by_list:
        args.site = args.site if args.site is not None else getattr(args, "data", None)
        if args.site is not None:
            return
    if args.trust is None or args.root is None:
        parser.error("the following arguments are required: --trust and --root, or --data")


@contextmanager
def _verifier(args: argparse.Namespace) -> Iterator[Verifier]:
    if args.site is None:
        yield Verifier.of_arguments(args)
        return
    # SQL is loaded for a site only.
    from station.commands.site_records import site_records

    at = None if args.at is None else _moment(args.at)
    with site_records(argparse.Namespace(**{**vars(args), "data": args.site})) as site:
        yield Verifier(site.trust(), site.reading_keys, at, site.zone, site.is_revoked)


def _verify_all(
    lines: Iterable[bytes], verifier: Verifier, catalogue: Catalogue, show: _Show
) -> int:
    status = _ALL_GOOD
    for line in lines:
        result: SamplingCode | CodeRefusal
        try:
            result = verifier.verify(line)
        except CodeRefusal as refusal:
            result = refusal
            status = _NOT_ALL_GOOD
        print_answer(show(result, catalogue))
    return status


def _json_line(result: SamplingCode | CodeRefusal, catalogue: Catalogue) -> str:
    if isinstance(result, CodeRefusal):
        return json.dumps(_refusal(result, catalogue))
    return json.dumps(
        {
            "ok": True,
            "person": _person(result.person),
            "expires_at": result.expires_at.isoformat(),
            "days_left": result.days_left,
            "issuer": result.issuer,
        }
    )


def _refusal(error: StationError, catalogue: Catalogue) -> dict[str, object]:
    return {"ok": False, "reason": error.code, "message": catalogue.message(error)}


def _person(person: Person) -> dict[str, object]:
    document = person.document
    relative = person.relative
    fields: dict[str, Any] = {
        "document_type": person.document_type.name,
        "document_number": document and document.number,
        "name": person.name,
        "phone": person.phone,
        "birth_date": person.birth_date and person.birth_date.isoformat(),
        "sex": person.sex and person.sex.name,
        "relative": relative and {"relation": relative.relation, "ground": relative.ground.name},
        "guardian_number": person.guardian_number or None,
    }
    return {key: value for key, value in fields.items() if value is not None}


def _human_line(result: SamplingCode | CodeRefusal, catalogue: Catalogue) -> str:
    if isinstance(result, CodeRefusal):
        return catalogue.text("verify.refused", message=catalogue.message(result))
    document = result.person.document
    return catalogue.text(
        "verify.accepted",
        name=mask_name(result.person.name),
        number=mask_number(document.number if document else ""),
        days=result.days_left,
        issuer=result.issuer,
    )


def _tell_fault(error: StationError, catalogue: Catalogue, as_json: bool) -> None:
    if as_json:
        print_answer(json.dumps(_refusal(error, catalogue)))
    else:
        print(catalogue.message(error), file=sys.stderr)


def _lines(path: Path | None) -> Iterator[bytes]:
    """Yield the lines of the file ``path``, or of standard input; raises `FileUnreadable`."""
    if path is None and sys.stdin is None:
        raise FileUnreadable(path=_STANDARD_INPUT)
    try:
        if path is None:
            yield from sys.stdin.buffer
        else:
            with path.open("rb") as source:
                yield from source
    except (OSError, ValueError):
        raise FileUnreadable(path=_STANDARD_INPUT if path is None else str(path)) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        raise FileUnreadable(path=str(path)) from None


def _root(text: str) -> bytes:
    try:
        return public_key(text)
    except argparse.ArgumentTypeError:
        raise RootWrong() from None


def _reading_key(path: Path) -> ReadingKey:
    try:
        return ReadingKey(_read(path))
    except ValueError:
        raise ReadingKeyWrong(path=str(path)) from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
        moment.astimezone()
    except (ValueError, OverflowError):
        raise TimeWrong() from None
    return moment
