"""What the codes page asks for is done here: services, files and paper, each on its thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from station.errors import StationError
from station.printing.code_card import CodeCard, CodePrintCancelled
from station.services.code_desk import CodeDesk
from station.services.code_list import ListRead, read_list, write_faults
from station.services.draw_list import PORTION, ListCancelled
from station.services.issue_code import DrawnCode
from station.services.worker import Worker
from station.ui.codes import asks
from station.ui.codes.shown_code import ShownCode
from station.ui.codes_desk import CodesDesk
from station.ui.language import load_catalogue
from station.ui.words import Words

if TYPE_CHECKING:
    from station.site import Site


class DeskBroken(StationError):
    """The program itself failed; the fault is told and logged on its way up."""

    code = "desk_broken"


def draw_symbol(text: str, room: int) -> QImage:
    """Return the QR code of ``text`` within ``room`` pixels a side, for the page."""
    # Loaded with the first code that is shown, not with the window.
    from station.printing.qt_code_picture import code_symbol_picture

    return code_symbol_picture(text, room)


class CodesKeeper(QObject):
    """Answers a `CodesDesk`: the services on ``writer``, lists of residents on ``reader``, what
    draws or prints on threads of their own, since a printer may keep them waiting."""

    _answered = Signal(object, object)
    _failed = Signal(object, object)
    _progressed = Signal(object, int, int)

    def __init__(
        self,
        desk: CodesDesk,
        service: CodeDesk,
        site: Site,
        writer: Worker,
        reader: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._site_name = site.settings.site.name
        self._zone = site.zone
        self._writer = writer
        self._reader = reader
        self._closings = 0
        self._stopping = threading.Event()
        self._on_writer: dict[type, Callable[[Any], object]] = {
            asks.Find: lambda what: service.find(what.document, what.card),
            asks.Look: lambda what: service.view(what.person_id),
            asks.Enrol: lambda what: service.enrol(what.person),
            asks.Draw: lambda what: service.draw(what.person_id),
            asks.DrawFor: lambda what: service.draw_for(what.application_id),
            asks.ReplaceLost: lambda what: service.replace_lost(what.code_id),
            asks.Apply: lambda what: service.apply(
                what.applicant_id, what.person, what.relation, what.reason
            ),
            asks.Decide: lambda what: service.decide(what.application_id, what.approved),
            asks.ListPending: lambda what: service.pending(),
        }
        self._aside: dict[type, Callable[[Any], object]] = {
            asks.SavePicture: self._save_picture,
            asks.SavePdf: self._save_pdf,
            asks.Print: self._print,
        }
        self._on_reader: dict[type, Callable[[Any], object]] = {
            asks.ReadList: self._read_list,
            asks.SaveFaults: self._save_faults,
        }
        queued = Qt.ConnectionType.QueuedConnection
        desk.asked.connect(self._do)
        self._answered.connect(desk.take, queued)
        self._failed.connect(desk.take_failure, queued)
        self._progressed.connect(desk.tell_progress, queued)

    def stop(self) -> None:
        """Draw no more of a list that is under way."""
        self._stopping.set()

    @Slot(object)
    def _do(self, what: object) -> None:
        kind = type(what)
        if kind in self._on_writer:
            work = self._on_writer[kind]
            self._writer.submit(lambda: self._answer(what, lambda: work(what)))
        elif kind in self._on_reader:
            work = self._on_reader[kind]
            self._reader.submit(lambda: self._answer(what, lambda: work(what)))
        elif kind in self._aside:
            work = self._aside[kind]
            self._go_aside(lambda: self._answer(what, lambda: work(what)))
        elif isinstance(what, asks.OpenIssuer):
            self._open(what)
        elif isinstance(what, asks.CloseIssuer):
            self._closings += 1
            self._writer.submit(lambda: self._answer(what, self._service.close))
        elif isinstance(what, asks.MakeList):
            self._writer.submit(lambda: self._draw_more(what, []))
        else:
            raise TypeError(f"nobody answers {kind.__name__}")

    # --- how it is answered ----------------------------------------------------------------------

    def _answer(self, what: object, work: Callable[[], object]) -> None:
        """Do the work on this thread and tell what came of it."""
        try:
            answer = work()
        except StationError as error:
            self._failed.emit(what, error)
        except Exception:
            # The page must not wait for ever.
            self._failed.emit(what, DeskBroken())
            raise
        else:
            self._answered.emit(what, answer)

    def _go_aside(self, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name="codes", daemon=True).start()

    # --- the issuer's key ------------------------------------------------------------------------

    def _open(self, what: asks.OpenIssuer) -> None:
        """Try the passphrase aside, which takes a second; then take the key on the writer.

        A desk that was closed meanwhile stays closed.
        """
        closings = self._closings

        def opened() -> None:
            if closings != self._closings:
                self._service.close()
                return
            self._answer(what, self._service.opened)

        def tried() -> None:
            try:
                self._service.issuer.open(what.path, what.passphrase)
            except StationError as error:
                self._failed.emit(what, error)
            except Exception:
                self._failed.emit(what, DeskBroken())
                raise
            else:
                self._writer.submit(opened)

        self._go_aside(tried)

    # --- a code, handed out ----------------------------------------------------------------------

    def _save_picture(self, what: asks.SavePicture) -> Path:
        # Here and below: only who wants paper or a picture waits for what draws it.
        from station.printing.qt_code_picture import save_code_picture

        save_code_picture(what.path, what.card, load_catalogue(what.language))
        return what.path

    def _save_pdf(self, what: asks.SavePdf) -> Path:
        from station.printing.qt_code_sheet import save_code_pdf

        save_code_pdf(what.path, [what.card], what.layout, load_catalogue(what.language))
        return what.path

    def _print(self, what: asks.Print) -> None:
        from station.printing.qt_code_sheet import print_codes

        print_codes(what.printer, [what.card], what.layout, load_catalogue(what.language))

    # --- lists -----------------------------------------------------------------------------------

    def _read_list(self, what: asks.ReadList) -> ListRead:
        return read_list(what.path, datetime.now(self._zone).date(), self._stopping)

    def _save_faults(self, what: asks.SaveFaults) -> Path:
        write_faults(what.path, what.read, load_catalogue(what.language).message)
        return what.path

    def _draw_more(self, what: asks.MakeList, drawn: list[DrawnCode]) -> None:
        """Draw the next portion, and let other work come in before the one after."""
        try:
            if what.cancel.is_set() or self._stopping.is_set():
                self._service.list_drawn(drawn)
                raise ListCancelled(done=len(drawn), rows=len(what.rows))
            drawn += self._service.draw_portion(what.rows[len(drawn) : len(drawn) + PORTION])
            # The pages are the second half of the way.
            self._progressed.emit(what, len(drawn), 2 * len(what.rows))
            if len(drawn) < len(what.rows):
                self._writer.submit(lambda: self._draw_more(what, drawn))
                return
            self._service.list_drawn(drawn)
        except StationError as error:
            self._failed.emit(what, error)
        except Exception:
            self._failed.emit(what, DeskBroken())
            raise
        else:
            self._go_aside(lambda: self._answer(what, lambda: self._make_pages(what, drawn)))

    def _make_pages(self, what: asks.MakeList, drawn: list[DrawnCode]) -> Path:
        from station.printing.qt_code_sheet import save_code_pdf

        catalogue = load_catalogue(what.language)
        words = Words(catalogue, self._zone)
        now = datetime.now(UTC)

        def card(each: DrawnCode) -> CodeCard:
            return ShownCode.of_drawn(each).card(words, self._site_name, now)

        def progress(done: int, total: int) -> None:
            self._progressed.emit(what, total + done, 2 * total)
            if self._stopping.is_set():
                raise CodePrintCancelled()

        cards = [card(each) for each in drawn]
        save_code_pdf(what.path, cards, what.layout, catalogue, progress, what.cancel)
        return what.path
