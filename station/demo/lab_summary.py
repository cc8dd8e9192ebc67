"""What a laboratory makes of the demo's package, and the manager of its day."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from station.assembly import SystemClock
from station.catalogue import Catalogue
from station.check.finding import Code
from station.check.read_file import Kind
from station.check.run import CheckReport, CheckWishes, check_files
from station.credential.trust import TrustList
from station.demo.site import PASSPHRASE
from station.demo.summary import Summary, compare
from station.domain.portion import Scope
from station.paths import DataFolder
from station.printing.day_report import DayReport, report_stem
from station.printing.qt_day_report import save_report
from station.report_files import save_report_book
from station.services.access import Access
from station.services.counts import CountOffice
from station.site import open_site

_ALTERED = "altered"


def judge_package(
    data: DataFolder, package: Path, persons: int, out: Path, words: Catalogue
) -> Summary:
    """Check ``package`` as the laboratory does: as it was handed over, and with one digit of a
    tube's label changed on the way. The report of its day, which counts ``persons``, goes to
    ``out``. The site is closed by now.

    Raises what opening the site and writing the report raise.
    """
    site = open_site(data, PASSPHRASE)
    try:
        trust = site.trust.present
        office = CountOffice(site.database, Access.by_passphrase(), SystemClock(), site.zone)
        # The batch's day and the next: a shift may go past midnight.
        day = date.fromisoformat(package.name[:8])
        figures = office.figures(Scope(day, day + timedelta(days=1)))
        of_day = office.figures(Scope.of_day(day))
        report = DayReport(site.settings.site.name, of_day, site.zone, datetime.now(UTC))
    finally:
        site.close()
    pdf, book = (out / f"{report_stem(report, words)}.{kind}" for kind in ("pdf", "xlsx"))
    save_report(pdf, report, words)
    save_report_book(book, report, words)
    whole = check_files(CheckWishes((package,), trust))
    forged = _check_altered(package, out / _ALTERED, trust)
    return _summary(whole, forged, figures.total.persons, persons)


def _check_altered(package: Path, folder: Path, trust: TrustList) -> CheckReport:
    """Check a copy of the package in which the last digit of a sheet of text is another."""
    shutil.copytree(package, folder)
    sheet = next(folder.glob("*-persons.csv"))
    text = sheet.read_bytes()
    barcode = text.splitlines()[1].split(b",")[2].strip(b'"')
    other = barcode[:-1] + (b"0" if barcode.endswith(b"1") else b"1")
    sheet.write_bytes(text.replace(barcode, other, 1))
    try:
        return check_files(CheckWishes((folder,), trust))
    finally:
        shutil.rmtree(folder)


def _summary(whole: CheckReport, forged: CheckReport, counted: int, persons: int) -> Summary:
    found = [finding.code for file in forged.files for finding in file.findings]
    proofs = {file.proved_by for file in whole.files if file.kind is not Kind.MANIFEST}
    differences = [
        *compare("findings in the package", whole.counted, 0),
        *compare("what proves it", proofs, {"manifest"}),
        *compare("persons counted", counted, persons),
        *compare("findings once altered", found, [Code.ROWS_DIFFER]),
    ]
    facts = {
        "package_findings": whole.counted,
        "findings_once_altered": len(found),
        "counted_persons": counted,
    }
    return Summary(facts, differences)
