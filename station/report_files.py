"""A report of days as files, for window and command line alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from station.catalogue import Catalogue
from station.domain.figure_tables import all_tables, summary
from station.export.report_book import report_book, save_book
from station.figure_words import label_text
from station.printing.day_report import SHOWN, DayReport, ReportNotSaved


def save_report_book(path: Path, report: DayReport, words: Catalogue) -> None:
    """Write the report's workbook, whole or not at all; a file there is replaced.

    Raises `ReportNotSaved`.
    """
    figures = report.figures
    cells = summary(figures)
    notes = (
        report.site_name,
        words.text("report.counted_at", at=report.moment(figures.at)),
        words.text("report.note"),
    )
    data = report_book(
        report.title(words),
        notes,
        [(name, cells[name]) for name in SHOWN],
        all_tables(figures),
        words.text,
        lambda label: label_text(label, words),
    )
    try:
        save_book(path, data)
    except OSError as error:
        raise ReportNotSaved() from error


def figures_json(report: DayReport) -> dict[str, Any]:
    """Return the figures for a program: plain keys and numbers, None for what is not known."""
    figures = report.figures
    scope = figures.scope
    return {
        "from": scope.first.isoformat(),
        "to": scope.last.isoformat(),
        "booth": scope.booth,
        "counted_at": figures.at.isoformat(),
        "figures": {name: cell.value for name, cell in summary(figures).items()},
        "oldest_sealed_at": None if figures.oldest is None else figures.oldest.isoformat(),
        **{
            table.name: [
                {
                    "of": line.label.value or line.label.kind.value,
                    **{
                        column: cell.value
                        for column, cell in zip(table.columns, line.cells, strict=True)
                    },
                }
                for line in table.lines
            ]
            for table in all_tables(figures)
        },
    }
