"""What the codes page asks for is done here: services, files and paper, each on its thread."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from station.credential.keys import IssuerKey
from station.domain.desk_refusals import DeskClosed
from station.errors import StationError
from station.printing.code_card import CodePrintCancelled
from station.qt_answers import Answerer
from station.revocation_file import revocations_in, write_revocations
from station.services.code_desk import CodeDesk
from station.services.code_list import ListRead, read_list, write_faults
from station.services.draw_list import ListCancelled, ListRun
from station.services.worker import Worker
from station.ui.codes import asks
from station.ui.codes.shown_code import ShownCode
from station.ui.codes_desk import CodesDesk
from station.ui.language import load_catalogue
from station.ui.words import Words

if TYPE_CHECKING:
    from station.site import Site


def draw_symbol(text: str, room: int) -> QImage:
    """Return the QR code of ``text`` within ``room`` pixels a side, for the page."""
    # Loaded with the first code that is shown, not with the window.
    from station.printing.qt_code_picture import code_symbol_picture

    return code_symbol_picture(text, room)


class CodesKeeper(Answerer):
    """Answers a `CodesDesk`: the services on ``writer``, lists of residents on ``reader``, what
    draws or prints on threads of their own, since a printer may keep them waiting."""

    def __init__(
        self,
        desk: CodesDesk,
        service: CodeDesk,
        site: Site,
        writer: Worker,
        reader: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk, "codes", parent)
        self._service = service
        self._site_name = site.settings.site.name
        self._zone = site.zone
        self._writer = writer
        self._closings = 0
        self.on_worker(
            writer,
            {
                asks.Find: lambda what: service.find(what.document, what.card, what.renamed),
                asks.Look: lambda what: service.view(what.person_id),
                asks.Enrol: lambda what: service.enrol(what.person, what.renamed),
                asks.Draw: lambda what: service.draw(what.person_id),
                asks.DrawFor: lambda what: service.draw_for(what.application_id),
                asks.ReplaceLost: lambda what: service.replace_lost(what.code_id),
                asks.Apply: lambda what: service.apply(
                    what.applicant_id, what.person, what.relation, what.reason, what.renamed
                ),
                asks.Decide: lambda what: service.decide(what.application_id, what.approved),
                asks.ListPending: lambda what: service.pending(),
            },
        )
        self.on_worker(
            reader,
            {
                asks.ReadList: self._read_list,
                asks.SaveFaults: self._save_faults,
                asks.SaveRevocations: self._save_revocations,
            },
        )
        self.aside(
            {
                asks.SavePicture: self._save_picture,
                asks.SavePdf: self._save_pdf,
                asks.Print: self._print,
            },
            at_printer=(asks.Print,),
            called_off=CodePrintCancelled,
        )
        self.here(
            {
                asks.OpenIssuer: self._open,
                asks.CloseIssuer: self._close,
                asks.MakeList: lambda what: writer.submit(lambda: self._begin_list(what)),
            }
        )

    # --- the issuer's key ------------------------------------------------------------------------

    def _close(self, what: asks.CloseIssuer) -> None:
        self._closings += 1
        self._writer.submit(lambda: self.answer(what, self._service.close))

    def _open(self, what: asks.OpenIssuer) -> None:
        """Try the passphrase aside, which takes a second; then take the key on the writer.

        A desk that was closed meanwhile stays closed.
        """
        closings = self._closings

        def take(key: IssuerKey) -> None:
            if closings != self._closings:
                raise DeskClosed()
            self._service.opened(key)

        def tried() -> None:
            with self.telling(what):
                key = self._service.issuer.read(what.path, what.passphrase)
                self._writer.submit(lambda: self.answer(what, lambda: take(key)))

        self.threads.go(tried)

    # --- a code, handed out ----------------------------------------------------------------------

    def _save_picture(self, what: asks.SavePicture) -> Path:
        # Here and below: only who wants paper or a picture waits for what draws it.
        from station.printing.qt_code_picture import save_code_picture

        save_code_picture(what.path, what.card, load_catalogue(what.language))
        return what.path

    def _save_pdf(self, what: asks.SavePdf) -> Path:
        from station.printing.qt_code_sheet import save_code_pdf

        words, cancel = load_catalogue(what.language), self.threads.stopping
        save_code_pdf(what.path, [what.card], what.layout, words, cancel=cancel)
        return what.path

    def _print(self, what: asks.Print) -> None:
        from station.printing.qt_code_sheet import print_codes

        words, cancel = load_catalogue(what.language), self.threads.stopping
        print_codes(what.printer, [what.card], what.layout, words, cancel=cancel)

    # --- lists -----------------------------------------------------------------------------------

    def _read_list(self, what: asks.ReadList) -> ListRead:
        return read_list(what.path, datetime.now(self._zone).date(), self.threads.stopping)

    def _save_faults(self, what: asks.SaveFaults) -> Path:
        write_faults(what.path, what.read, load_catalogue(what.language).message)
        return what.path

    def _save_revocations(self, what: asks.SaveRevocations) -> Path:
        # A file of another desk is added to: all of them go to whoever issues the trust list.
        known = revocations_in(what.path)
        write_revocations(what.path, [*known, *self._service.revoked()], datetime.now(UTC))
        return what.path

    def _begin_list(self, what: asks.MakeList) -> None:
        with self.telling(what):
            self._draw_more(what, self._service.begin_list(what.rows))

    def _draw_more(self, what: asks.MakeList, run: ListRun) -> None:
        """Draw the next portion, and let other work come in before the one after."""
        with self.telling(what):
            if not self._is_off(what):
                try:
                    run.portion()
                except StationError as error:
                    raise run.stopped(error) from error
                # The pages are the second half of the way.
                self.tell_progress(what, run.done, 2 * len(what.rows))
            if run.is_done:
                run.end()
                self.go_aside(
                    what, lambda: self._make_pages(what, run), called_off=CodePrintCancelled
                )
            elif self._is_off(what):
                raise run.stopped()
            else:
                self._writer.submit(lambda: self._draw_more(what, run))

    def _is_off(self, what: asks.MakeList) -> bool:
        return what.cancel.is_set() or self.threads.stopping.is_set()

    def _make_pages(self, what: asks.MakeList, run: ListRun) -> asks.ListMade:
        from station.printing.qt_code_sheet import save_code_pdf

        catalogue = load_catalogue(what.language)
        words = Words(catalogue, self._zone)
        now = datetime.now(UTC)
        total = len(run.drawn)

        def progress(done: int, of: int) -> None:
            self.tell_progress(what, total + done, 2 * total)
            if self.threads.stopping.is_set():
                what.cancel.set()

        cards = [ShownCode.of_drawn(each).card(words, self._site_name, now) for each in run.drawn]
        if cards:
            try:
                save_code_pdf(what.path, cards, what.layout, catalogue, progress, what.cancel)
            except CodePrintCancelled:
                raise ListCancelled(done=total, rows=len(what.rows)) from None
        return asks.ListMade(what.path if cards else None, total, tuple(run.faults))
