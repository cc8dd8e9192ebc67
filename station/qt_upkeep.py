"""What the console does by itself: a backup at the end of each shift, and erasing what is due."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal, Slot

from station.backup.prune import prune_backups, prune_copies
from station.backup.write import BackupReceipt, note_backup, write_backup
from station.errors import StationError
from station.private_files import make_private_folder
from station.services.report import Report
from station.services.retention import Retention
from station.services.worker import Worker
from station.site import Site
from station.storage.snapshot import Extent, extent_of

RETENTION_MS = 6 * 3_600_000
_BETWEEN_STEPS_MS = 200
_FOR_GOOD = 36_500

_log = logging.getLogger(__name__)


class Upkeep(QObject):
    """Watches the booth's reports; its work is done on ``reader``, what it stores on ``writer``.

    `backed_up` carries a `BackupReceipt`, `failed` the `StationError` of a backup that was not
    made; `progressed` how much of one is done, 0 to 1.
    """

    backed_up = Signal(object)
    failed = Signal(object)
    progressed = Signal(float)
    _ended = Signal()
    _more_due = Signal()

    def __init__(
        self,
        site: Site,
        retention: Retention,
        writer: Worker,
        reader: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._site = site
        self._retention = retention
        self._writer = writer
        self._reader = reader
        self._cancel = threading.Event()
        self._shift: UUID | None = None
        self._begun = False
        self._loop = QEventLoop(self)
        self._under_way = 0
        self._reached: Extent | None = None
        self._timer = QTimer(self, interval=RETENTION_MS)
        self._timer.timeout.connect(self._erase)
        self._ended.connect(self._note_end, Qt.ConnectionType.QueuedConnection)
        self._more_due.connect(self._erase_soon, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """The workers run: note how far the records reach, and erase what is due."""
        self._begun = True
        self._reader.submit(self._measure)
        self._erase()
        self._timer.start()

    @Slot(object)
    def take_report(self, report: Report) -> None:
        """Another shift, or nobody's: the one before is over."""
        shift = report.booth.shift
        present = None if shift is None else shift.id
        if present != self._shift and self._shift is not None:
            self.back_up()
        self._shift = present

    def back_up(self) -> None:
        """Make a backup, unless the settings want none or nothing has changed since the last."""
        if self._site.settings.backup.on:
            self._under_way += 1
            self._reader.submit(self._back_up)

    def finish(self) -> None:
        """Return once all that was done is in a backup, or that was cancelled.

        Events are handled meanwhile; the workers must still run.
        """
        self._timer.stop()
        if self._begun:
            self.back_up()
        if self._under_way:
            # `_note_end` comes through the loop, so it cannot be missed before.
            self._loop.exec()

    def cancel(self) -> None:
        """Give up the backup that is being made."""
        self._cancel.set()

    # --- on the reader -------------------------------------------------------------------------

    def _measure(self) -> None:
        try:
            self._reached = extent_of(self._site.folder.database)
        except StationError as error:
            _log.warning("the records were not measured: %s", error.code)

    def _back_up(self) -> None:
        try:
            if self._reached is not None and extent_of(self._site.folder.database) == self._reached:
                return
            receipt = write_backup(
                self._site,
                self._folder(),
                datetime.now(UTC),
                self.progressed.emit,
                self._cancel,
            )
            self._prune(receipt)
            self._writer.submit(lambda: self._note(receipt))
        except StationError as error:
            _log.warning("no backup was made: %s", error.code)
            self.failed.emit(error)
        finally:
            self._ended.emit()

    def _folder(self) -> Path:
        """Return where backups go; the own folder is made, a stick's is not."""
        chosen = self._site.settings.backup.folder
        if chosen:
            return Path(chosen)
        try:
            make_private_folder(self._site.folder.backups)
        except OSError:
            _log.warning("the folder of the backups was not made")
        return self._site.folder.backups

    def _prune(self, receipt: BackupReceipt) -> None:
        settings = self._site.settings
        booth, keep, days = settings.booth.number, settings.backup.keep, settings.retention.days
        try:
            with self._site.database.reading() as unit:
                if not unit.erasures.clock_is_borne_out(receipt.made_at):
                    days = _FOR_GOOD
            prune_backups(receipt.path.parent, booth, keep, days, receipt.made_at)
            prune_copies(self._site.folder, days, receipt.made_at)
        except OSError:
            _log.warning("older backups were not removed")

    # --- on the writer -------------------------------------------------------------------------

    def _note(self, receipt: BackupReceipt) -> None:
        database = self._site.folder.database
        try:
            # What was stored while the file was written is in no backup yet.
            is_whole = extent_of(database) == receipt.extent
            with self._site.database.writing() as unit:
                note_backup(unit, self._site.settings.booth.number, receipt, actor=None)
                unit.commit()
            self._reached = extent_of(database) if is_whole else None
        except StationError as error:
            _log.warning("a backup was not noted: %s", error.code)
        self.backed_up.emit(receipt)

    def _erase_step(self) -> None:
        try:
            if self._retention.step():
                self._more_due.emit()
        except StationError as error:
            _log.warning("nothing was erased: %s", error.code)

    # --- on the window's thread ----------------------------------------------------------------

    @Slot()
    def _erase(self) -> None:
        self._writer.submit(self._erase_step)

    @Slot()
    def _erase_soon(self) -> None:
        """One batch at a time, so that nobody at the booth waits."""
        QTimer.singleShot(_BETWEEN_STEPS_MS, self, self._erase)

    @Slot()
    def _note_end(self) -> None:
        self._under_way -= 1
        if not self._under_way:
            self._loop.quit()
