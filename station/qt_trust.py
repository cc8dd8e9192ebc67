"""Trust lists while the console runs: a watched folder and sticks, and the window's import."""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from station.errors import StationError
from station.incoming.settled_files import SettledFile, SettledFiles
from station.incoming.sticks import mounted_sticks
from station.incoming.trust_file import LARGEST, SUFFIX, read_trust_file
from station.private_files import make_private_folder
from station.services.trust_in_force import TrustWay
from station.services.trust_office import OfferedList, TrustNews
from station.services.worker import Worker
from station.settings import Settings
from station.ui.trust_desk import TrustDesk

if TYPE_CHECKING:
    from station.paths import DataFolder
    from station.services.trust_office import TrustOffice
    from station.services.trust_view import TrustView

LOOK_SECONDS = 2.0
# A list that would be refused may be a copy that is still being written.
DOUBT_SECONDS = 10.0
_STOP_SECONDS = 2.0


class TrustKeeper(QObject):
    """Answers a `TrustDesk`, and watches for lists that come by themselves on the thread `trust`.

    Each content is judged once. What may be taken counts at once; what is refused is judged only
    when its file has not changed for ``doubt`` seconds.
    """

    _came = Signal(object)  # TrustNews
    _viewed = Signal(object)  # TrustView
    _imported = Signal(object)  # TrustView
    _failed = Signal(object, object)  # StationError, TrustView | None

    def __init__(
        self,
        desk: TrustDesk,
        office: TrustOffice,
        folder: DataFolder,
        settings: Settings,
        writer: Worker,
        reader: Worker,
        parent: QObject | None = None,
        *,
        sticks: Callable[[], Sequence[Path]] = mounted_sticks,
        look_seconds: float = LOOK_SECONDS,
        doubt: float = DOUBT_SECONDS,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._office = office
        self._folder = folder
        self._writer = writer
        self._reader = reader
        self._sticks = sticks
        self._look_seconds = look_seconds
        self._doubt = doubt
        self._files = SettledFiles(SUFFIX, LARGEST)
        self._judged: set[bytes] = set()
        self._wish = _places(folder, settings)
        self._put_off: queue.SimpleQueue[OfferedList] = queue.SimpleQueue()
        self._end = threading.Event()
        # A daemon: a stick that has died must not keep the console from ending.
        self._thread = threading.Thread(target=self._watch, name="trust", daemon=True)
        desk.import_asked.connect(self._import)
        self._came.connect(desk.take_news, Qt.ConnectionType.QueuedConnection)
        self._viewed.connect(desk.take_view, Qt.ConnectionType.QueuedConnection)
        self._imported.connect(desk.take_imported, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(desk.take_failed, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Tell of the list in force, and watch; the writer has to run."""
        self._writer.submit(self._office.at_start, self._tell_start)
        self._thread.start()

    def apply(self, settings: Settings) -> None:
        """Watch where these settings say."""
        self._wish = _places(self._folder, settings)

    def stop(self) -> None:
        """Watch no more. The writer must stop after this."""
        self._end.set()
        if self._thread.ident is not None:
            self._thread.join(_STOP_SECONDS)

    # --- on the thread `trust` -----------------------------------------------------------------

    def _watch(self) -> None:
        while not self._end.wait(self._look_seconds):
            self._look()

    def _look(self) -> None:
        """Offer what is new; each place by itself, since only its newest list counts."""
        while not self._put_off.empty():
            self._submit([self._put_off.get()])
        folder, with_sticks = self._wish
        if folder == self._folder.trust_in:
            with suppress(OSError):
                make_private_folder(folder)
        places = {folder: TrustWay.FOLDER}
        if with_sticks:
            places |= {stick: TrustWay.STICK for stick in self._sticks() if stick != folder}
        found = self._files.look(list(places), monotonic())
        for place, way in places.items():
            offers = [self._offer(file, way) for file in found if file.place == place]
            self._submit([offer for offer in offers if offer is not None])

    def _offer(self, file: SettledFile, way: TrustWay) -> OfferedList | None:
        """Return what is to be judged now; None for what is not, or not yet."""
        digest = hashlib.sha256(file.raw).digest()
        if digest in self._judged:
            self._files.done(file.path)
            return None
        offer = self._office.open(file.raw, way)
        doubtful = offer is not None and isinstance(offer.content, StationError)
        if doubtful and file.unchanged_for < self._doubt:
            return None
        self._judged.add(digest)
        self._files.done(file.path)
        return offer

    def _submit(self, offers: list[OfferedList]) -> None:
        if offers:
            self._writer.submit(partial(self._receive, offers))

    # --- on the writer -------------------------------------------------------------------------

    def _tell_start(self, start: TrustNews) -> None:
        if start.refused is None:
            self._viewed.emit(start.view)
        else:
            self._came.emit(start)

    def _receive(self, offers: list[OfferedList]) -> None:
        news, again = self._office.receive(offers)
        for each in news:
            self._came.emit(each)
        for offer in again:
            self._put_off.put(offer)

    def _bring(self, raw: bytes) -> None:
        try:
            self._imported.emit(self._office.bring(raw).view)
        except StationError as error:
            self._fail(error)

    def _fail(self, error: StationError) -> None:
        view: TrustView | None = None
        with suppress(StationError):
            view = self._office.view()
        self._failed.emit(error, view)

    # --- the window's wish ---------------------------------------------------------------------

    @Slot(object)
    def _import(self, path: Path) -> None:
        def read() -> None:
            try:
                raw = read_trust_file(path)
            except StationError as error:
                self._failed.emit(error, None)
            else:
                self._writer.submit(partial(self._bring, raw))

        self._reader.submit(read)


def _places(folder: DataFolder, settings: Settings) -> tuple[Path, bool]:
    chosen = settings.trust.folder
    return (Path(chosen) if chosen else folder.trust_in), settings.trust.sticks
