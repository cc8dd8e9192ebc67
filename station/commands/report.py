"""`report`: the figures of a day or of several, as a PDF and a workbook."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from station.assembly import SystemClock
from station.catalogue import Catalogue
from station.commands.answers import Answer, answered
from station.commands.site_options import add_site_options, named_site
from station.domain.figure_tables import summary
from station.domain.portion import Scope
from station.errors import StationError
from station.figure_words import cell_text
from station.printing.day_report import SHOWN, DayReport, report_stem
from station.report_files import figures_json, save_report_book
from station.services.access import Access
from station.services.counts import CountOffice
from station.site import Site


class ReportBoothUnknown(StationError):
    """There are no records of ``booth``."""

    code = "report_booth_unknown"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Write the report of a day or of several as a PDF and a workbook."
    parser = subparsers.add_parser("report", help=sentence, description=sentence)
    day = _day
    parser.add_argument("--day", type=day, metavar="D", help="as 2026-11-22 (otherwise today)")
    parser.add_argument("--from", dest="first", type=day, metavar="D", help="the first day")
    parser.add_argument("--to", dest="last", type=day, metavar="D", help="the last day")
    parser.add_argument("--booth", metavar="B", help="one booth (otherwise all of them)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="an existing folder")
    add_site_options(parser)
    parser.set_defaults(run=run, refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """Write the report; return 0, or 1 if it failed."""
    if (args.first is None) != (args.last is None):
        args.refuse("--from and --to belong together")
    if args.day is not None and args.first is not None:
        args.refuse("--day or --from and --to, not both")
    return answered(args, _answer)


def _day(text: str) -> date:
    """Return the day in ``text``; argparse would name the function that reads it otherwise."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-22") from None


def _answer(args: argparse.Namespace, words: Catalogue) -> Answer:
    # A report only reads: it is made beside a console at work.
    with named_site(args, alone=False) as site:
        report = _report(args, site)
    pdf, book = (args.out / f"{report_stem(report, words)}.{kind}" for kind in ("pdf", "xlsx"))
    # Qt is loaded once there is something to draw.
    from station.printing.qt_day_report import save_report
    from station.printing.qt_offscreen import drawing

    with drawing():
        save_report(pdf, report, words)
    save_report_book(book, report, words)
    cells = summary(report.figures)
    lines = [
        words.text(
            "report.figure",
            name=words.text(f"figure.{name}"),
            value=cell_text(cells[name], words),
        )
        for name in SHOWN
    ]
    facts = {"pdf": str(pdf), "xlsx": str(book), **figures_json(report)}
    return Answer(facts, [*lines, words.text("report.done", pdf=pdf, book=book)])


def _report(args: argparse.Namespace, site: Site) -> DayReport:
    clock = SystemClock()
    office = CountOffice(site.database, Access.by_passphrase(), clock, site.zone)
    day = args.day or office.today()
    booth = None if args.booth is None else _known(office, args.booth)
    figures = office.figures(Scope(args.first or day, args.last or day, booth))
    return DayReport(site.settings.site.name, figures, site.zone, clock.now())


def _known(office: CountOffice, number: str) -> str:
    """Return the booth as it is on record: 2 and 02 are one."""
    for booth in office.booths():
        if booth.lstrip("0") == number.lstrip("0"):
            return booth
    raise ReportBoothUnknown(booth=number)
