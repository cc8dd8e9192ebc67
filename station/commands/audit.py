"""`audit`: check the audit trail, with sheets that were handed over, or read its lines."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from station.catalogue import Catalogue
from station.commands.answers import need_output, print_answer
from station.commands.site_options import add_site_options
from station.commands.site_records import site_records
from station.domain.audit import AuditLine
from station.domain.masking import mask_name
from station.errors import StationError
from station.paths import resources
from station.services.audit_check import TrailCheck, check_trail
from station.services.sheet_chain import SheetChain, sheet_chain


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Check the audit trail, or read it; a console may be at work meanwhile."
    parser = subparsers.add_parser("audit", help=sentence, description=sentence)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add_verify(actions)
    _add_show(actions)


def _add_verify(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Walk the trail: name an altered, removed or reordered line, or a tail that was cut."
    verify = actions.add_parser("verify", help=sentence, description=sentence)
    verify.add_argument(
        "--sheet",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="an exported workbook, re-saved or not; may be given again",
    )
    add_site_options(verify)
    verify.set_defaults(run=run_verify)


def _add_show(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Print the trail's lines; with --json one object a line."
    show = actions.add_parser("show", help=sentence, description=sentence)
    show.add_argument(
        "--from", type=_number, default=1, dest="first", metavar="N", help="the first line to print"
    )
    add_site_options(show)
    show.set_defaults(run=run_show)


def run_verify(args: argparse.Namespace) -> int:
    """Check the trail; return 0 if it is whole and agrees with every sheet, else 1.

    Without JSON a `StationError` of the site or a sheet's file is raised.
    """
    words = Catalogue.load(resources() / "translations", args.language)
    try:
        # In the order of the command line; the same sheet twice is one.
        sheets = list(dict.fromkeys(sheet_chain(path) for path in args.sheet))
        with site_records(args) as site, site.database.reading() as unit:
            check = check_trail(unit.audit, sheets, staffed=bool(unit.staff.all()))
    except StationError as error:
        if not args.json:
            raise
        print(json.dumps(_told(error, words) | {"ok": False}))
        return 1
    faults = check.faults
    if args.json:
        print(json.dumps(_answer(check, sheets, words)))
    else:
        lines = [words.message(fault) for fault in faults]
        if check.fault is None:
            length, head = check.head.length, check.head.hex
            lines.append(words.text("audit_command.head", length=length, head=head))
            if not sheets:
                lines.append(words.text("audit_command.no_sheet"))
        print(*lines, sep="\n")
    return 1 if faults else 0


def run_show(args: argparse.Namespace) -> int:
    """Print the lines from ``--from`` on; return 0, or 1 with the reason printed as JSON.

    Without JSON a `StationError` is raised, and said by the command line.
    """
    words = Catalogue.load(resources() / "translations", args.language)
    need_output()
    try:
        with site_records(args) as site, site.database.reading() as unit:
            names = {one.id: mask_name(one.name) for one in unit.staff.all()}
            for line in unit.audit.lines(after=args.first - 1):
                facts = _facts(line, names, site.zone)
                print_answer(json.dumps(facts, ensure_ascii=False) if args.json else _text(facts))
    except StationError as error:
        if not args.json:
            raise
        print_answer(json.dumps(_told(error, words) | {"ok": False}))
        return 1
    return 0


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text[:10]):
        raise argparse.ArgumentTypeError("a line's number, 1 or more")
    return int(text[:10])


def _told(error: StationError, words: Catalogue) -> dict[str, Any]:
    return {"reason": error.code, **error.params, "message": words.message(error)}


def _answer(check: TrailCheck, sheets: list[SheetChain], words: Catalogue) -> dict[str, Any]:
    """``lines`` counts the good ones, ``head`` is the last one's seal. A sheet that names a line
    behind a fault is not judged: its ``ok`` is null. ``tail_checked``: some sheet was judged;
    without one a tail that was cut off would not show."""
    return {
        "ok": not check.faults,
        "lines": check.head.length,
        "head": check.head.hex,
        "faults": [_told(fault, words) for fault in check.faults],
        "tail_checked": bool(check.sheets),
        "sheets": [
            {
                "file": sheet.file,
                "batch": sheet.batch,
                "version": sheet.version,
                "length": sheet.head.length,
                "ok": check.sheets[sheet] is None if sheet in check.sheets else None,
            }
            for sheet in sheets
        ],
    }


def _facts(line: AuditLine, names: dict[UUID, str], zone: ZoneInfo) -> dict[str, Any]:
    event = line.event
    return {
        "number": line.number,
        "at": event.at.astimezone(zone).isoformat(timespec="seconds"),
        "booth": event.booth,
        "actor": None if event.actor is None else str(event.actor),
        "name": None if event.actor is None else names.get(event.actor),
        "kind": event.kind.value,
        "facts": dict(event.facts),
    }


def _text(facts: dict[str, Any]) -> str:
    told = [f"{key}={value}" for key, value in facts["facts"].items()]
    shown = (facts[key] for key in ("number", "at", "booth", "name", "kind"))
    return "  ".join([*("-" if value is None else str(value) for value in shown), *told])
