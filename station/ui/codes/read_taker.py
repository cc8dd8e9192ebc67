"""What readers see while the codes page is in front: looked up, or refused aloud."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog

from station.domain.refusals import TwoPersons
from station.domain.scan import View
from station.errors import StationError
from station.settings import Settings, label_patterns
from station.ui.codes.apply_dialog import ApplyDialog
from station.ui.codes.desk_flow import DeskFlow
from station.ui.codes.host import DeskHost
from station.ui.codes.reads import DeskReads, NotHere, Shown
from station.ui.settings_desk import SettingsDesk


class ReadTaker(QObject):
    """Takes views for ``page`` and hands documents to ``flow``; nobody is registered from here.

    `refused`: a read was not taken.
    """

    refused = Signal()

    def __init__(self, page: DeskHost, flow: DeskFlow, settings_desk: SettingsDesk) -> None:
        super().__init__(page)
        self._page = page
        self._flow = flow
        self._reads = DeskReads(label_patterns(settings_desk.settings))
        settings_desk.applied.connect(self._take_settings)

    def take(self, view: View) -> View | None:
        """Take what a reader saw; return what the booth is to take instead: badges.

        Two documents in one view are both refused, as everywhere.
        """
        news = self._reads.take(view)
        shown = [each for each in news if isinstance(each, Shown)]
        if len({each.document for each in shown}) > 1:
            self.fail(TwoPersons())
        elif shown:
            self._take_shown(shown[0])
        for each in news:
            if isinstance(each, NotHere):
                self._refuse(f"codes.read.{each.what}")
        return self._reads.for_booth(view)

    def fail(self, error: StationError) -> None:
        """A reader saw something that it could not read whole."""
        self._page.notice.show_error(error, self._page.words)
        self.refused.emit()

    def forget(self) -> None:
        """Forget what was read."""
        self._reads.forget()

    # --- inside --------------------------------------------------------------------------------

    @Slot(object)
    def _take_settings(self, settings: Settings) -> None:
        self._reads.use_patterns(label_patterns(settings))

    def _take_shown(self, shown: Shown) -> None:
        dialog = self._open_dialog()
        if isinstance(dialog, ApplyDialog) and shown.card is not None:
            dialog.take_card(shown.card)
        elif dialog is not None or not self._page.is_at_desk:
            self._refuse("codes.read.not_now")
        else:
            self._flow.find(shown.document, shown.card)

    def _open_dialog(self) -> QDialog | None:
        dialogs = self._page.window().findChildren(QDialog)
        return next((each for each in reversed(dialogs) if each.isVisible()), None)

    def _refuse(self, key: str) -> None:
        self._page.notice.show_text(self._page.words(key), "bad")
        self.refused.emit()
