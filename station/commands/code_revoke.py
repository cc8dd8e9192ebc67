"""`code revoke`: revoked codes into the file that goes to whoever issues the trust list."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from station.catalogue import Catalogue
from station.commands.answers import need_output, print_answer
from station.commands.code_draw import Answer, error_answer, print_line
from station.commands.json_lines import Fields, json_lines
from station.credential.claims import CTI_BYTES
from station.credential.code import LONGEST_VALIDITY_DAYS, CodeName, name_of
from station.credential.keys import KID_BYTES
from station.credential.revocations import Revocation, hex_name
from station.errors import StationError
from station.paths import resources
from station.revocation_file import revocations_in, write_revocations
from station.services.code_desk import CodeDesk

# No code in force lives longer, whatever its text says: its issuer's clock may be a little ahead.
_LONGEST = timedelta(days=LONGEST_VALIDITY_DAYS, minutes=5)


class NothingToRevoke(StationError):
    """The code has expired: no booth takes it, and no list needs to name it."""

    code = "nothing_to_revoke"


def run(args: argparse.Namespace) -> int:
    """Answer each line once the file is written; return 0 if all were revoked, 1 if not.

    Raises `OutputClosed` if there is nothing to print on.
    """
    need_output()
    words = Catalogue.load(resources() / "translations", args.language)
    try:
        answers, all_good = _revoke_all(args, words)
    except StationError as error:
        if not args.json:
            raise
        print_answer(json.dumps(error_answer(error, words)))
        return 1
    for number, answer in enumerate(answers, start=1):
        print_line(number, answer, "cti", words, args.json)
    return 0 if all_good else 1


def _revoke_all(args: argparse.Namespace, words: Catalogue) -> tuple[list[Answer], bool]:
    now = datetime.now(UTC)
    known = revocations_in(args.revocations)
    lines = list(json_lines())
    answers: list[Answer] = []
    all_good = True
    with _desk(args, alone=bool(lines)) as desk:
        for line in lines:
            try:
                revocation = _revoke(_name(line.fields(), now), desk, now)
            except StationError as error:
                answers.append(error_answer(error, words))
                all_good = False
            else:
                known.append(revocation)
                answers.append(_answer(revocation))
        if desk is not None:
            # All of the desk's, so that a run that was killed before it wrote is made up for.
            known += desk.revoked()
    write_revocations(args.revocations, known, now)
    return answers, all_good


def _revoke(name: CodeName, desk: CodeDesk | None, now: datetime) -> Revocation:
    expires_at = min(name.expires_at, now + _LONGEST)
    if expires_at <= now:
        raise NothingToRevoke()
    code = None if desk is None else desk.revoke_named(name.kid, name.cti)
    return Revocation(code.expires_at if code else expires_at, name.kid, name.cti)


def _answer(revocation: Revocation) -> Answer:
    return {
        "kid": revocation.kid.hex(),
        "cti": revocation.cti.hex(),
        "expires_at": revocation.expires_at.isoformat(),
    }


def _name(fields: Fields, now: datetime) -> CodeName:
    text = fields.maybe_text("text")
    if text is not None:
        return name_of(text)
    return CodeName(_hex(fields, "kid", KID_BYTES), _hex(fields, "cti", CTI_BYTES), now + _LONGEST)


def _hex(fields: Fields, name: str, length: int) -> bytes:
    try:
        return hex_name(fields.text(name), length)
    except ValueError:
        raise fields.wrong(name) from None


@contextmanager
def _desk(args: argparse.Namespace, alone: bool) -> Iterator[CodeDesk | None]:
    """Yield the desk of the site that ``--data`` names, None without it.

    Without ``alone`` nothing is to be revoked: a console may be at work there.
    """
    if args.data is None:
        yield None
        return
    from station.assembly import SystemClock, make_code_desk
    from station.commands.site_options import named_site
    from station.services.access import Access

    with named_site(args, alone) as site:
        yield make_code_desk(site, SystemClock(), Access.by_passphrase())
