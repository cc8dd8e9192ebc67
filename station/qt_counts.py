"""What the page of counts asks for is done here: counted on the worker of figures, drawn aside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from station.qt_answers import Answerer
from station.services.counts import CountOffice
from station.services.worker import Worker
from station.ui.counts import asks
from station.ui.language import load_catalogue
from station.ui.page_desk import PageDesk


class CountsKeeper(Answerer):
    """Answers the desk of the page of counts."""

    def __init__(
        self, desk: PageDesk, office: CountOffice, figures: Worker, parent: QObject | None = None
    ) -> None:
        super().__init__(desk, "counts", parent)
        self.on_worker(
            figures,
            {
                asks.Count: lambda what: office.figures(what.scope),
                asks.ListBooths: lambda what: office.booths(),
                asks.ListRows: lambda what: office.rows(what.portion, what.after),
            },
        )
        self.aside(
            {asks.SaveReport: _save, asks.PrintReport: _print}, at_printer=(asks.PrintReport,)
        )


def _save(what: asks.SaveReport) -> Path:
    # Here and below: only who wants a report waits for what draws it.
    words = load_catalogue(what.language)
    if what.path.suffix == ".pdf":
        from station.printing.qt_day_report import save_report

        save_report(what.path, what.report, words)
    else:
        from station.report_files import save_report_book

        save_report_book(what.path, what.report, words)
    return what.path


def _print(what: asks.PrintReport) -> None:
    from station.printing.qt_day_report import print_report

    print_report(what.printer, what.report, load_catalogue(what.language))
