"""The one composition root of the window.

Start-up, in order: Qt, the settings, the look and the words; the log and the hooks for bugs; the
lock (a second start brings the first console to the front); the site, founded by the wizard if
there is none, opened with its passphrase; then the `Console`: worker threads, desk, window, gun,
camera; at last the sign-in. Shut-down is the same backwards. The heavy libraries are imported on
the thread that opens the site.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from station.catalogue import Catalogue
from station.errors import StationError
from station.logs import install_excepthooks, open_log
from station.paths import DataFolder, resources
from station.qt_console import Console
from station.qt_instance import FrontDoor, bring_to_front
from station.qt_opening import Opening
from station.settings import Settings
from station.settings_file import read_settings
from station.ui.dialogs.fault_dialog import FaultDialog
from station.ui.language import QtWords, load_catalogue
from station.ui.theme import Theme
from station.ui.words import Words

REOPEN = 75
"""What Qt's loop ends with when the site is to be opened anew."""


@dataclass(frozen=True, slots=True)
class Start:
    """How the console is started: where its data lie, and what the command line overrides.

    ``camera`` is a number or a clip's path, empty for none; None leaves it to the settings.
    """

    folder: DataFolder
    demo_site: bool = False
    camera: str | None = None
    language: str | None = None


class Bugs(QObject):
    """Takes bugs from any thread: each is in the log already, and is shown once."""

    seen = Signal(str)


def run(start: Start) -> int:
    """Run the console until its window is closed; return the exit code."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("sampling-station")
    theme, qt_words = Theme(resources() / "icons"), QtWords(app)
    theme.apply(app)
    catalogue = load_catalogue(start.language or Settings().screen.language)
    bugs = Bugs()
    try:
        settings = read_settings(start.folder.settings)
        if start.language is not None:
            settings = replace(settings, screen=replace(settings.screen, language=start.language))
        catalogue = load_catalogue(settings.screen.language)
        qt_words.use(settings.screen.language)
        theme.use(settings.screen.theme)
        with logged(start.folder, bugs):
            return _run_safely(app, start, settings, theme, catalogue, qt_words, bugs)
    except StationError as error:
        print(catalogue.message(error), file=sys.stderr)
        FaultDialog(None, theme, Words(catalogue, ZoneInfo("UTC")), error).exec()
        return 1


@contextmanager
def logged(folder: DataFolder, bugs: Bugs) -> Iterator[None]:
    """Keep the log and catch bugs while the block runs. Raises `SiteFilesUnwritable`."""
    from station.site import SiteFilesUnwritable

    try:
        log = open_log(folder.logs)
    except OSError as error:
        raise SiteFilesUnwritable() from error
    restore = install_excepthooks(bugs.seen.emit)
    try:
        yield
    finally:
        restore()
        log.close()


def _run_safely(
    app: QApplication,
    start: Start,
    settings: Settings,
    theme: Theme,
    catalogue: Catalogue,
    qt_words: QtWords,
    bugs: Bugs,
) -> int:
    """Run the console; a bug that ends it is logged, said, and no more."""
    try:
        return _run_alone(app, start, settings, theme, catalogue, qt_words, bugs)
    except StationError:
        raise
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        FaultDialog(None, theme, Words(catalogue, ZoneInfo("UTC")), None).exec()
        return 1


def _run_alone(
    app: QApplication,
    start: Start,
    settings: Settings,
    theme: Theme,
    catalogue: Catalogue,
    qt_words: QtWords,
    bugs: Bugs,
) -> int:
    from station.storage.lock import AlreadyRunning, StationLock

    lock = StationLock(start.folder.lock)
    try:
        lock.acquire()
    except AlreadyRunning:
        if bring_to_front(start.folder.root):
            return 0
        raise
    try:
        while True:
            code = _run_once(app, start, settings, theme, catalogue, qt_words, bugs)
            if code is not None:
                return code
            # A bundle brought other settings, too.
            settings = read_settings(start.folder.settings)
    finally:
        lock.release()


def _run_once(
    app: QApplication,
    start: Start,
    settings: Settings,
    theme: Theme,
    catalogue: Catalogue,
    qt_words: QtWords,
    bugs: Bugs,
) -> int | None:
    """Open the site and run a console over it; None if the site is to be opened anew."""
    opened = Opening(start.folder, settings, theme, catalogue).open(start.demo_site)
    if opened is None:
        return 0
    language = start.language or opened.site.settings.screen.language
    qt_words.use(language)
    console = Console(app, opened, theme, load_catalogue(language), start.camera)
    console.window.language_changed.connect(qt_words.use)
    bugs.seen.connect(console.bug_seen)
    console.reopening.connect(lambda: app.exit(REOPEN))
    try:
        door = FrontDoor(start.folder.root, console.window)
        # With a title bar the lowest line would be off a small screen.
        console.window.setWindowState(Qt.WindowState.WindowMaximized)
        console.start()
        code = app.exec()
        door.close()
    finally:
        console.stop()
    console.window.hide()
    if console.backup_fault is not None:
        words = Words(load_catalogue(language), ZoneInfo("UTC"))
        FaultDialog(None, theme, words, console.backup_fault).exec()
    return None if code == REOPEN else code
