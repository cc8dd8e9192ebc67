"""The dialogs of the window: one at a time, and what their answers ask of the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from station.domain import outcome as out
from station.domain.batch import Batch
from station.domain.refusals import NotSignedIn, OvernightTubes
from station.domain.registration import Registration
from station.domain.staff import Permission
from station.domain.tube import Tube
from station.errors import StationError
from station.services.clock_reset import ClockView
from station.services.report import BoothView, Report
from station.ui.clock_desk import ClockDesk
from station.ui.destination import Destination
from station.ui.dialogs.box_dialog import BoxDialog
from station.ui.dialogs.clock_dialog import ClockDialog
from station.ui.dialogs.confirm_dialog import ConfirmDialog
from station.ui.dialogs.export_behind import ExportBehind
from station.ui.dialogs.fault_dialog import FaultDialog
from station.ui.dialogs.first_manager_dialog import FirstManagerDialog
from station.ui.dialogs.overnight_dialog import OvernightDialog
from station.ui.dialogs.sign_in_dialog import Present, SignIn, SignInDialog
from station.ui.dialogs.trust_dialog import TrustDialog
from station.ui.dialogs.withdraw_dialog import WithdrawDialog
from station.ui.facts import WindowFacts
from station.ui.settings.unsaved_dialog import Leaving, UnsavedDialog
from station.ui.theme import Theme
from station.ui.trust_desk import TrustDesk
from station.ui.window_page import may
from station.ui.words import Words

if TYPE_CHECKING:
    from station.ui.desk import Desk


_GIVING_WAY = (WithdrawDialog, ConfirmDialog, UnsavedDialog, TrustDialog, ClockDialog)


class WindowDialogs(QObject):
    """Opens dialogs over ``window``. None runs an event loop of its own: reads go on coming."""

    language_chosen = Signal(str)
    told = Signal(object)  # Told, for the corner of the window
    closed = Signal()  # another dialog may be opened

    def __init__(
        self,
        window: QWidget,
        desk: Desk,
        theme: Theme,
        facts: WindowFacts,
        words_in: Callable[[str], Words],
        destination: Destination | None = None,
    ) -> None:
        super().__init__(window)
        self._destination = destination or Destination(facts.export_folder)
        self._window = window
        self._desk = desk
        self._theme = theme
        self._facts = facts
        self._words_in = words_in
        self._words: Words | None = None
        self._pool_size: int | None = None
        self._booth: BoothView | None = None
        self._asks_at_first = False
        self._last_shift = facts.last_shift
        self._names = {facts.last_shift.operator} if facts.last_shift is not None else set()
        self._bug_shown = False
        self.current: QDialog | None = None
        self._quit_confirmed = False
        self._asking_to_quit = False
        self._behind = ExportBehind(desk, self)
        self._behind.told.connect(self.told)

    def set_words(self, words: Words) -> None:
        """Speak another language in the dialogs that are opened from now on."""
        self._words = words

    def take_report(self, report: Report) -> None:
        """Hand the report to the open dialog, or open the one that it calls for."""
        self._booth = report.booth
        self._last_shift = report.booth.shift or self._last_shift
        if report.booth.member is not None:
            self._names.add(report.booth.member.name)
        dialog = self.current
        if isinstance(dialog, (SignInDialog, FirstManagerDialog, BoxDialog, OvernightDialog)):
            dialog.take_report(report)
        self._choose_pool(report)
        if self.current is not None:
            return
        asks, self._asks_at_first = self._asks_at_first and report.booth.member is None, False
        if isinstance(report.outcome, out.BadgeShown):
            self.open_sign_in(report.outcome.badge)
        elif (
            asks
            or isinstance(report.outcome, out.FirstManagerMade)
            or _is_refused(report, NotSignedIn)
        ):
            self.open_sign_in()
        if report.booth.shift is None:
            return
        signed_in = isinstance(report.outcome, out.SignedIn)
        if report.booth.session.overnight and (signed_in or _is_refused(report, OvernightTubes)):
            self._open_overnight(report.booth.session.overnight)

    def give_way(self) -> None:
        """A question was opened: a dialog that would hide it goes."""
        if isinstance(self.current, _GIVING_WAY):
            self.current.reject()

    # --- dialogs -------------------------------------------------------------------------------

    def open_sign_in(self, who: str = "") -> None:
        """Ask who stands at the booth, once it has told how it stands; ``who``: a badge.

        A site without staff is asked for its first manager.
        """
        booth = self._booth
        if booth is None:
            self._asks_at_first = True
            return
        if self.current is not None or booth.session.question is not None:
            return
        if booth.needs_first_manager:
            self._open_first_manager(who)
            return
        present = Present(
            booth.session.pool_size, booth.member, self._last_shift, sorted(self._names), who
        )
        dialog = SignInDialog(
            self._window, self._theme, self.words, self._facts, present, self._words_in
        )
        dialog.signing_in.connect(self._sign_in)
        dialog.sign_out_asked.connect(self._desk.sign_out)
        dialog.language_chosen.connect(self.language_chosen)
        self._open(dialog)

    def open_box(self, booth: BoothView, only: Batch | None = None) -> None:
        """Pack a box and export; ``only``: export this boxed batch."""
        if self.current is not None or self.come_back(booth):
            return
        self._desk.begin_boxing()
        place = self._destination
        dialog = BoxDialog(
            *(self._window, self._theme, self.words, self._desk, booth, place.folder),
            destination=place,
            only=only,
        )
        place.watch(True)
        dialog.finished.connect(self._desk.end_boxing)
        dialog.finished.connect(lambda: place.watch(False))
        self._open(dialog)

    def leave_export(self) -> None:
        """The window is covered: a sheet that is being written is finished behind it."""
        if isinstance(self.current, BoxDialog) and self.current.exporting:
            dialog, self.current = self.current, None
            self._behind.put(dialog)

    def come_back(self, booth: BoothView) -> bool:
        """The window is seen: show such an export to who may export, and tell whether there is."""
        dialog = self._behind.come_back(may(booth.member, Permission.EXPORT))
        if dialog is None:
            return False
        # The lock ended it.
        self._desk.begin_boxing()
        self.current = dialog
        dialog.open()
        return True

    @Slot(object)
    def open_withdraw(self, registration: Registration) -> None:
        if self.current is not None:
            return
        dialog = WithdrawDialog(self._window, self._theme, self.words, registration)
        dialog.accepted.connect(
            lambda: self._desk.withdraw(registration.id, dialog.reason, dialog.swab_is_in)
        )
        self._open(dialog)

    def open_trust(self, trust: TrustDesk) -> None:
        """Show the trust list in force, with a button to import another."""
        if self.current is None:
            self._open(TrustDialog(self._window, self._theme, self.words, trust))

    def open_clock(self, clock: ClockDesk, view: ClockView) -> bool:
        """Ask whether the machine's clock is right; tell whether there was room to."""
        if self.current is not None or (self._booth and self._booth.session.question):
            return False
        self._open(ClockDialog(self._window, self._theme, self.words, self._facts, clock, view))
        return True

    def open_unsaved(self, answered: Callable[[Leaving], None]) -> None:
        """Ask what becomes of changed settings; ``answered`` is called unless they stay."""
        if self.current is not None:
            return
        dialog = UnsavedDialog(self._window, self._theme, self.words)
        dialog.answered.connect(answered)
        self._open(dialog)

    def drop_unsaved(self) -> None:
        """Take that question away: the page that it asks about is left."""
        if isinstance(self.current, UnsavedDialog):
            self.current.reject()

    @Slot(object)
    def drop(self, tube: Tube) -> None:
        """Drop a tube that holds nobody; one that holds somebody is made void, if confirmed."""
        if tube.count == 0:
            self._desk.drop_tube()
        elif self.current is None:
            dialog = self._confirm("void", tube=tube.barcode.grouped, count=tube.count)
            dialog.accepted.connect(lambda: self._desk.void_tube(tube.id))
            self._open(dialog)

    def open_fault(self, error: StationError | None) -> None:
        """Show a fault over the window; a bug (None) only the first time."""
        if error is None and self._bug_shown:
            return
        self._bug_shown = self._bug_shown or error is None
        dialog = FaultDialog(self.current or self._window, self._theme, self.words, error)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def may_close(self) -> bool:
        """Tell whether the window may close now; while an export runs the operator is asked."""
        if self._quit_confirmed or not self.is_exporting:
            return True
        if not self._asking_to_quit:
            self._asking_to_quit = True
            dialog = self._confirm("quit", parent=self.current)
            dialog.accepted.connect(self._quit)
            dialog.finished.connect(self._asked_to_quit)
            dialog.open()
        return False

    @property
    def is_exporting(self) -> bool:
        """Whether a box dialog writes a sheet, shown or not."""
        shown = isinstance(self.current, BoxDialog) and self.current.exporting
        return shown or self._behind.is_running

    # --- inside --------------------------------------------------------------------------------

    @property
    def words(self) -> Words:
        if self._words is None:
            raise LookupError("the dialogs have no words yet")
        return self._words

    def _open(self, dialog: QDialog) -> None:
        self.current = dialog
        dialog.finished.connect(lambda: self._forget(dialog))
        dialog.open()

    def _forget(self, dialog: QDialog) -> None:
        dialog.deleteLater()
        # It may have been closed out of sight, beside another.
        if self.current is dialog:
            self.current = None
            self.closed.emit()

    def _open_first_manager(self, badge: str) -> None:
        dialog = FirstManagerDialog(self._window, self._theme, self.words)
        dialog.badge.setText(badge)
        dialog.making.connect(self._desk.make_first_manager)
        self._open(dialog)

    def _open_overnight(self, tubes: tuple[Tube, ...]) -> None:
        self._open(OvernightDialog(self._window, self._theme, self.words, self._desk, tubes))

    def _confirm(self, key: str, parent: QWidget | None = None, **params: object) -> ConfirmDialog:
        return ConfirmDialog(parent or self._window, self._theme, self.words, key, **params)

    @Slot(object)
    def _sign_in(self, answer: SignIn) -> None:
        self._pool_size = answer.pool_size
        self._desk.sign_in(answer.who, answer.pin, answer.sampler, answer.specimen)

    def _choose_pool(self, report: Report) -> None:
        """The kind that was chosen at sign-in, once the shift has begun."""
        if isinstance(report.outcome, out.SignedIn) and self._pool_size is not None:
            if report.booth.shift is not None and report.booth.session.pool_size != self._pool_size:
                self._desk.choose_pool(self._pool_size)
            self._pool_size = None

    @Slot()
    def _asked_to_quit(self) -> None:
        self._asking_to_quit = False

    @Slot()
    def _quit(self) -> None:
        self._quit_confirmed = True
        self._desk.cancel_export()
        self._window.close()


def _is_refused(report: Report, kind: type[StationError]) -> bool:
    return isinstance(report.outcome, out.Refused) and isinstance(report.outcome.error, kind)
