"""What readers see where tubes are looked for or compared; nobody is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from station.domain.classify import BadgeRead, BoxCodeRead, Classifier, CodeRead, Read, TubeRead
from station.domain.scan import Scan, View
from station.errors import StationError
from station.settings import Settings, label_patterns
from station.ui.settings_desk import SettingsDesk

# A camera sees a label again and again; one that left its view for so long is read anew.
REPEAT_SECONDS = 2.0


class TubeReads:
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
        self._last: dict[str, float] = {}
        self._use(settings.settings)
        settings.applied.connect(self._use)

    def take(self, view: View) -> View | None:
        """Take what a reader saw; return what the booth is to take instead."""
        left: list[Scan] = []
        for scan in view.scans:
            read = self._classifier.read(scan)
            if isinstance(read, self._leaves):
                left.append(scan)
            elif self._is_news(scan):
                self._tell(read, scan)
        return replace(view, scans=tuple(left)) if left else None

    def forget(self) -> None:
        """Forget what was read."""
        self._last.clear()

    def _use(self, settings: Settings) -> None:
        # Whose sheet a command code is from does not matter: none is taken here.
        self._classifier = Classifier(label_patterns(settings), command_key=None)

    def _tell(self, read: Read, scan: Scan) -> None:
        if isinstance(read, TubeRead):
            self._take_tube(read.barcode.text)
        elif isinstance(read, CodeRead):
            self._refuse("reads.person")
        elif isinstance(read, BoxCodeRead):
            self._refuse("reads.box")
        else:
            self._refuse("reads.other")

    def _is_news(self, scan: Scan) -> bool:
        self._last = {text: at for text, at in self._last.items() if scan.at - at < REPEAT_SECONDS}
        known = scan.text in self._last
        self._last[scan.text] = scan.at
        return not known
