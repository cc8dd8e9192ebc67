"""A lab's file of a made-up batch, fed as the package feeds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from station.export import rows
from station.export.column_sets import ColumnSet
from station.export.digest import Row
from station.export.lab_file import open_lab_file
from station.export.lab_values import LabFacts
from station.export.rows import BatchSheet
from station.export.sink import Given
from station.lab_options import LabOptions, chosen_set
from station.settings import settings_from
from tests.integration.export.made_batch import AT

FILLED = {
    "senaite": {
        "client": "河口区疾控中心",
        "client_id": "HK",
        "contact": "Rita Mohale",
        "profile": "SARS2",
    },
    "openelis": {"notebook": "Pools 2026", "sample_type": "Respiratory Swab"},
    "openspecimen": {"protocol": "COVID-POOL", "visit": "HK-2026-11-22", "sample_type": "Swab"},
    "own": {},
}
"""What each set needs of the lab."""


def options(name: str, **more: object) -> LabOptions:
    return settings_from({"lab": {"column_set": name, **FILLED[name], **more}}).lab


def lab_set(name: str, **more: object) -> ColumnSet:
    chosen = chosen_set(options(name, **more))
    assert chosen is not None
    return chosen


def facts_of(sheet: BatchSheet) -> LabFacts:
    return LabFacts(sheet.batch.number, sheet.batch.version, sheet.site, AT)


def person_rows(sheet: BatchSheet) -> Iterator[Row]:
    for number, person in enumerate(sheet.persons, 1):
        yield rows.person_row(number, person, sheet.batch, sheet.site)


def tube_rows(sheet: BatchSheet) -> Iterator[Row]:
    for tube in sheet.tubes:
        yield rows.tube_row(tube, sheet.batch, sheet.site)


def written(folder: Path, chosen: ColumnSet, sheet: BatchSheet) -> tuple[Path, Given]:
    """Write the lab's file of ``sheet``; return its path and what `finish` told."""
    path = folder / f"lab{chosen.suffix}"
    sink = open_lab_file(path, chosen, facts_of(sheet))
    for row in person_rows(sheet):
        sink.person(row)
    for row in tube_rows(sheet):
        sink.tube(row)
    return path, sink.finish()
