"""What readers see where tubes are looked for or compared; nobody is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from station.domain.classify import BadgeRead, BoxCodeRead, CodeRead, Read, TubeRead
from station.domain.scan import Scan, View
from station.errors import StationError
from station.settings import Settings, label_patterns
from station.ui.page_reads import PageReads
from station.ui.settings_desk import SettingsDesk


class TubeReads(PageReads):
    """Hands tubes to ``take_tube``. `refuse` gets the word of what is not used there: `reads.…`;
    ``fail`` what could not be read whole. Badges go to the booth, box codes too with
    ``leaves_boxes``."""

    def __init__(
        self,
        settings: SettingsDesk,
        take_tube: Callable[[str], None],
        refuse: Callable[[str], None],
        fail: Callable[[StationError], None],
        leaves_boxes: bool = False,
    ) -> None:
        self._take_tube = take_tube
        self._refuse = refuse
        self.fail = fail
        self._leaves = (BadgeRead, BoxCodeRead) if leaves_boxes else (BadgeRead,)
        super().__init__(label_patterns(settings.settings))
        settings.applied.connect(self._use)

    def take(self, view: View) -> View | None:
        """Take what a reader saw; return what the booth is to take instead."""
        left: list[Scan] = []
        for scan in view.scans:
            read = self._classifier.read(scan)
            if isinstance(read, self._leaves):
                left.append(scan)
            elif self.is_news(scan):
                self._tell(read, scan)
        return replace(view, scans=tuple(left)) if left else None

    def _use(self, settings: Settings) -> None:
        self.use_patterns(label_patterns(settings))

    def _tell(self, read: Read, scan: Scan) -> None:
        if isinstance(read, TubeRead):
            self._take_tube(read.barcode.text)
        elif isinstance(read, CodeRead):
            self._refuse("reads.person")
        elif isinstance(read, BoxCodeRead):
            self._refuse("reads.box")
        else:
            self._refuse("reads.other")
