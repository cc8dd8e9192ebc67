"""The running console: worker threads, desk, window, gun and camera over an open site."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from station.backup.faults import BackupCancelled
from station.catalogue import Catalogue
from station.domain.reader import FIRST_CAMERA, SECOND_CAMERA, LineStatus
from station.domain.scan import Source, View
from station.errors import StationError
from station.qt_answers import Answerer
from station.qt_codes import CodesKeeper, draw_symbol
from station.qt_keepers import make_desks, make_keepers
from station.qt_settings import SettingsKeeper
from station.qt_sheets import SheetMaker
from station.qt_trust import TrustKeeper
from station.services.report import Report
from station.services.workers import Workers
from station.settings import Settings, label_patterns
from station.ui.codes_desk import CodesDesk
from station.ui.corner_notice import told_of_backup
from station.ui.desk import Desk
from station.ui.dialogs.backup_dialog import BackupDialog
from station.ui.facts import WindowFacts
from station.ui.main_window import MainWindow
from station.ui.settings_desk import SettingsDesk
from station.ui.staff_desk import StaffDesk
from station.ui.theme import Theme

if TYPE_CHECKING:
    from station.domain.registration import Shift
    from station.qt_readers import Devices
    from station.services.use_cases import UseCases
    from station.site import Site


# Most backups are made before anybody could read a dialog.
SOON_MS = 500


@dataclass(frozen=True, slots=True)
class Opened:
    """An open site with its use cases, ready for a window; ``last_shift`` fills the sign-in."""

    site: Site
    uses: UseCases
    last_shift: Shift | None


class Console(QObject):
    """The running console over an open site: its threads, its window and its readers."""

    bug_seen = Signal(str)
    reopening = Signal()  # the site is to be opened anew, by whoever runs this

    def __init__(
        self,
        app: QApplication,
        opened: Opened,
        theme: Theme,
        catalogue: Catalogue,
        camera: str | None = None,
        devices: Devices | None = None,
    ) -> None:
        """``camera`` stands for the settings' first one; ``devices`` for the machine's own."""
        # OpenCV and its like were loaded on the thread that opened the site.
        from station.qt_readers import Readers
        from station.qt_upkeep import Upkeep

        super().__init__()
        self.backup_fault: StationError | None = None
        self._theme = theme
        settings = opened.site.settings
        self.site = opened.site
        self._uses = opened.uses
        self._workers = Workers(_raise_in_hook)
        writer, reader = self._workers.writer, self._workers.reader
        self._writer = writer
        self.desk = Desk(opened.uses, writer, reader, self._workers.pins, self._workers.figures)
        self.staff_desk = StaffDesk(opened.uses.staff, writer, self._workers.pins, self)
        self.settings_desk = SettingsDesk(settings, self)
        issuer_file = Path(settings.desk.issuer_file) if settings.desk.issuer_file else None
        self.codes_desk = CodesDesk(draw_symbol, issuer_file, self)
        desks = make_desks(self)
        self.window = MainWindow(
            *(self.desk, catalogue, theme, _facts(opened)),
            *(self.settings_desk, self.codes_desk, self.staff_desk, desks),
        )
        self.readers = Readers(app, settings, camera, devices, self)
        self._keeper = SettingsKeeper(
            self.settings_desk,
            opened.site.folder.settings,
            writer,
            opened.uses.settings,
            self._put_in_force,
            self,
        )
        self._sheets = SheetMaker(self.settings_desk, opened.uses.sheets, opened.site, writer, self)
        self.upkeep = Upkeep(opened.site, opened.uses.retention, writer, reader, self)
        self._trust = TrustKeeper(
            self.settings_desk.trust,
            opened.uses.trust,
            opened.site.folder,
            settings,
            writer,
            reader,
            self,
        )
        self._keepers: tuple[Answerer, ...] = (
            CodesKeeper(self.codes_desk, opened.uses.codes, opened.site, writer, reader, self),
            *make_keepers(desks, opened.site, opened.uses, self._workers, self),
        )
        if desks.keys is not None:
            desks.keys.reopening.connect(self.reopening)
        self._booth_wants = self._codes_want = False
        self._connect()
        self._mirror(settings)

    def start(self, camera: bool = True) -> None:
        """Show the window, restore the booth, start the readers and ask who stands there.

        Without ``camera`` it waits for `start_camera`.
        """
        self._workers.start()
        self.window.show()
        self.desk.start()
        self.upkeep.begin()
        self._trust.start()
        for keeper in self._keepers:
            keeper.start()
        self.readers.start()
        if camera:
            self.start_camera()
        self.window.open_sign_in()

    def start_camera(self) -> None:
        self.readers.start_cameras()

    def stop(self) -> None:
        """End the readers, finish what was being stored, back it up, and close the site.

        ``backup_fault`` is then why the last backup was not made, if it was not.
        """
        self.readers.stop()
        self._trust.stop()
        for keeper in self._keepers:
            keeper.stop()
        self._sheets.stop()
        self.desk.stop()
        self._finish_upkeep()
        self._workers.stop()
        self.site.close()

    def _finish_upkeep(self) -> None:
        """Make the last backup; one that takes long is shown, and may be given up."""
        dialog = BackupDialog(self._theme, self.window.dialogs.words)
        dialog.cancel_asked.connect(self.upkeep.cancel)
        self.upkeep.progressed.connect(dialog.show_progress)
        late = QTimer(self, singleShot=True, interval=SOON_MS)
        late.timeout.connect(dialog.show)
        late.start()
        self.backup_fault = None
        self.upkeep.finish()
        late.stop()
        dialog.hide()
        dialog.deleteLater()

    # --- inside --------------------------------------------------------------------------------

    def _connect(self) -> None:
        readers, window, settings = self.readers, self.window, self.settings_desk
        self.bug_seen.connect(self._show_bug, Qt.ConnectionType.QueuedConnection)
        window.language_chosen.connect(self._keeper.keep_language)
        readers.view.connect(window.note_view)
        readers.view.connect(self._take_view)
        readers.failed.connect(self._take_failure)
        readers.frame.connect(window.show_frame)
        readers.camera_status.connect(window.show_camera)
        # After what the camera told last, which may wait in the queue.
        readers.camera_gone.connect(window.forget_camera, Qt.ConnectionType.QueuedConnection)
        readers.controls.connect(settings.controls_changed)
        readers.cameras.changed.connect(settings.cameras_changed)
        readers.lines.status.connect(self._tell_line)
        readers.lines.ports_changed.connect(settings.ports_changed)
        readers.heard.connect(settings.heard)
        settings.testing_asked.connect(readers.set_testing)
        self.desk.reported.connect(self._note_report)
        self.desk.reported.connect(self.upkeep.take_report)
        self.upkeep.failed.connect(self._tell_backup, Qt.ConnectionType.QueuedConnection)
        window.key_bar.follow_trust(settings.trust)
        window.key_bar.trust_age.pressed.connect(lambda: window.dialogs.open_trust(settings.trust))
        window.codes.attends.connect(self._note_attending)
        self.codes_desk.issuer_changed.connect(self._keep_issuer_file)

    def _put_in_force(self, settings: Settings) -> None:
        """Go on with settings that were just saved."""
        self.readers.apply(settings)
        self._trust.apply(settings)
        for keeper in self._keepers:
            keeper.apply(settings)
        self._mirror(settings)
        # Here, since assembly loads what is heavy.
        from station.assembly import desk_rules, export_rules

        patterns = label_patterns(settings)
        rules = desk_rules(self.site, settings)
        self._writer.submit(lambda: self._uses.labels.use_patterns(patterns))
        self._writer.submit(lambda: self._uses.codes.use_rules(rules))
        self._uses.exporter.use_rules(export_rules(self.site, settings))

    def _mirror(self, settings: Settings) -> None:
        self.window.camera_card.set_mirrored(settings.camera.mirror, FIRST_CAMERA)
        self.window.camera_card.set_mirrored(settings.second_camera.mirror, SECOND_CAMERA)

    @Slot(object)
    def _note_report(self, report: Report) -> None:
        self._booth_wants = report.booth.takes_persons
        self._look_for_cards()

    @Slot(bool)
    def _note_attending(self, attending: bool) -> None:
        self._codes_want = attending
        self._look_for_cards()

    def _look_for_cards(self) -> None:
        self.readers.set_wanted(self._booth_wants or self._codes_want)

    @Slot(object)
    def _take_view(self, view: View) -> None:
        """A read on a page that takes reads is for that page, and registers nobody."""
        taker = self.window.readers.taker
        left = view if taker is None else taker.take(view)
        if left is not None:
            self.desk.take(left)

    @Slot(object, object)
    def _take_failure(self, error: StationError, source: Source) -> None:
        taker = self.window.readers.taker
        if taker is not None:
            taker.fail(error)
        else:
            self.desk.read_failed(error, source)

    @Slot(bool)
    def _keep_issuer_file(self, is_open: bool) -> None:
        if is_open and self.codes_desk.issuer_file is not None:
            self._keeper.keep_issuer_file(self.codes_desk.issuer_file)

    @Slot(object)
    def _tell_backup(self, error: StationError) -> None:
        self.backup_fault = None if isinstance(error, BackupCancelled) else error
        self.window.key_bar.notice.say(told_of_backup(error))

    @Slot(object)
    def _tell_line(self, status: LineStatus) -> None:
        self.window.show_line(status)
        self.settings_desk.lines_changed.emit(self.readers.lines.statuses())

    @Slot()
    def _show_bug(self) -> None:
        self.window.dialogs.open_fault(None)


def _facts(opened: Opened) -> WindowFacts:
    from station.demo.site import demo_hint, is_demo_site

    settings, site = opened.site.settings, opened.site
    chosen = settings.export.folder
    return WindowFacts(
        site_name=settings.site.name,
        booth=settings.booth.number,
        zone=site.zone,
        specimens=settings.specimens.kinds,
        export_folder=Path(chosen) if chosen else site.folder.exports,
        pool_sizes=settings.tubes.pool_sizes,
        default_pool=settings.tubes.default_pool,
        question_guard_ms=settings.rules.question_guard_ms,
        volume=settings.sound.volume if settings.sound.on else 0,
        last_shift=opened.last_shift,
        demo=demo_hint() if is_demo_site(site.folder) else None,
        trust_issued_at=site.trust.present.issued_at,
    )


def _raise_in_hook(error: BaseException) -> None:
    """A bug on a worker thread goes the way of every bug."""
    sys.excepthook(type(error), error, error.__traceback__)
