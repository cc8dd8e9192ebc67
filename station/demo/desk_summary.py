"""What the desk's work came to: in its files, and in the records that the site keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from station.demo.qt_desk import DeskDiary
from station.demo.roll import Roll
from station.demo.site import PASSPHRASE
from station.demo.summary import Summary, compare
from station.domain.audit import AuditKind
from station.domain.person import Person
from station.paths import DataFolder
from station.scanner.decode import decode
from station.services.audit_check import check_trail
from station.services.code_list import read_list
from station.services.sheet_chain import sheet_chain
from station.site import open_site

CARDS_ON_A_PAGE = 8


def judge_desk(roll: Roll, issued: Mapping[Person, str], diary: DeskDiary) -> Summary:
    """Look at the files that the desk wrote; ``issued`` are the codes on record."""
    pages = -(-len(roll.listed) // CARDS_ON_A_PAGE)
    shown = issued[diary.shown]
    # The sheet of faults is a list again, to be put right and dropped in once more.
    again = read_list(diary.fault_sheet)
    differences = [
        *compare("desk failures", dict(diary.failures), {}),
        *compare("faults in the list", diary.faults_in_list, 1),
        *compare("rows of the fault sheet", len(again.good) + len(again.faults), 1),
        *compare("pages of the PDF", diary.pdf_pages, pages),
    ]
    if _texts(diary.picture) != [shown]:
        differences.append("the saved picture does not show the person's code")
    facts = {
        "faults_in_list": diary.faults_in_list,
        "pdf_pages": diary.pdf_pages,
        "desk_seconds": round(diary.seconds, 1),
    }
    return Summary(facts, differences)


def judge_records(roll: Roll, data: DataFolder, sheet: Path) -> Summary:
    """Read the closed site in ``data``: its audit trail, held against ``sheet``, and its backups.

    Raises what opening the site raises.
    """
    site = open_site(data, PASSPHRASE)
    try:
        with site.database.reading() as unit:
            check = check_trail(unit.audit, [sheet_chain(sheet)], staffed=True)
            kinds = Counter(line.event.kind for line in unit.audit.lines())
    finally:
        site.close()
    drawn, approved = kinds[AuditKind.CODE_DRAWN], kinds[AuditKind.RELATIVE_APPROVED]
    backups = len(list(data.backups.glob("*")))
    differences = [
        *compare("codes drawn", drawn, len(roll.listed) + 1),
        *compare("relatives approved", approved, 1),
        *compare("backups", backups, 1),
        *(f"audit trail: {fault.code}" for fault in check.faults),
    ]
    facts = {
        "codes_drawn": drawn,
        "relatives_approved": approved,
        "audit_lines": check.head.length,
        "audit_verified": not check.faults,
        "backups": backups,
    }
    return Summary(facts, differences)


def _texts(picture: Path) -> list[str]:
    pixels = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
    return [] if pixels is None else [code.text for code in decode(np.asarray(pixels, np.uint8))]
