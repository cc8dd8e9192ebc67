"""Opening the site: the wizard of the first start, the passphrase, and the slow work aside."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal

from station.catalogue import Catalogue
from station.paths import DataFolder
from station.private_files import make_private_folder
from station.qt_console import Opened
from station.settings import Settings
from station.setup.wishes import Joining, NewSite
from station.ui.dialogs.first_start import FirstStart, Made
from station.ui.dialogs.first_start_dialog import FirstStartDialog
from station.ui.dialogs.passphrase_dialog import PassphraseDialog
from station.ui.language import load_catalogue
from station.ui.theme import Theme
from station.ui.words import Words

Result = TypeVar("Result")


class Opening:
    """Asks what has to be asked and opens the site in ``folder``."""

    def __init__(
        self, folder: DataFolder, settings: Settings, theme: Theme, catalogue: Catalogue
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._theme = theme
        self._words = Words(catalogue, ZoneInfo(settings.site.time_zone))

    def open(self, demo_site: bool) -> Opened | None:
        """Return the open site, founded first if there is none; None if a dialog was closed.

        ``demo_site`` founds the demo site, asking nothing; it opens without a passphrase.
        Raises a `StationError` that no dialog can mend.
        """
        from station.demo.site import PASSPHRASE, is_demo_site
        from station.site import is_founded

        passphrase = None
        if not is_founded(self._folder):
            passphrase = self._found_demo() if demo_site else self._found_as_answered()
            if passphrase is None:
                return None
        elif is_demo_site(self._folder):
            passphrase = PASSPHRASE
        if passphrase is not None:
            return run_aside(lambda: open_booth(self._folder, passphrase))
        return self._ask_passphrase()

    def _ask_passphrase(self) -> Opened | None:
        dialog = PassphraseDialog(
            None,
            self._theme,
            self._words,
            lambda passphrase: open_booth(self._folder, passphrase),
        )
        dialog.exec()
        return dialog.opened if isinstance(dialog.opened, Opened) else None

    def _found_demo(self) -> str:
        from station.demo.site import PASSPHRASE, found_demo_site

        run_aside(lambda: found_demo_site(self._folder, self._settings, datetime.now(UTC)))
        return PASSPHRASE

    def _found_as_answered(self) -> str | None:
        """Ask until a site is made or joined; return the booth's passphrase, None if closed."""
        dialog = FirstStartDialog(
            self._theme,
            self._words,
            lambda language: Words(load_catalogue(language), self._words.zone),
            self._settings,
            lambda answer: act_on(self._folder, self._settings, answer),
        )
        dialog.exec()
        return None if dialog.made is None else dialog.made.passphrase


def act_on(folder: DataFolder, settings: Settings, answer: FirstStart) -> Made:
    """Make what the wizard's answer asks for; slow. The caller holds the folder's lock.

    Raises what `make_site` or `join_site` does.
    """
    from station.demo.site import PASSPHRASE, found_demo_site

    settings = replace(settings, screen=replace(settings.screen, language=answer.language))
    words = load_catalogue(answer.language)
    at = datetime.now(UTC)
    wish = answer.wish
    if wish is None:
        found_demo_site(folder, settings, at)
        return Made(PASSPHRASE)
    if isinstance(wish, Joining):
        return _joined(folder, settings, wish, at, words)
    return _made(folder, settings, wish, answer.out, at, words)


def _made(
    folder: DataFolder,
    settings: Settings,
    wish: NewSite,
    out: Path | None,
    at: datetime,
    words: Catalogue,
) -> Made:
    from station.setup.founding import make_site

    if out is None:
        raise ValueError("a new site's keys need a folder")
    chosen = replace(wish, settings=replace(wish.settings, screen=settings.screen))
    made = make_site(folder, out, chosen, at)
    lines = (
        words.text("first.made_root", path=made.root_file),
        words.text("first.made_issuer", path=made.issuer_file),
        words.text("first.made_bundle", path=made.bundle_file),
    )
    return Made(wish.passphrases.booth, lines)


def _joined(
    folder: DataFolder, settings: Settings, wish: Joining, at: datetime, words: Catalogue
) -> Made:
    from station.setup.joining import join_site

    joined = join_site(folder, settings, wish, at)
    lines = (
        words.text(
            "first.made_joined",
            name=joined.site_name,
            booth=joined.booth,
            number=joined.bundle_number,
        ),
        words.text("first.made_sheet", key=joined.sheet_public_key.hex()),
    )
    return Made(wish.passphrase, lines, joined.sheet_public_key.hex())


def open_booth(folder: DataFolder, passphrase: str) -> Opened:
    """Open the site in ``folder`` and build its use cases. Slow: not for the window's thread.

    The readers' libraries are imported here too, so that the window need not wait for them. The
    caller holds the console's lock: what a killed export left behind is swept. Sheets go to a
    folder of the data folder unless the settings name another, so it is made.
    """
    import station.qt_readers  # noqa: F401
    from station.assembly import SystemClock, make_use_cases
    from station.export.private_folder import sweep
    from station.scanner.decoding import zbar
    from station.site import SiteFilesUnwritable, open_site
    from station.ui.register.number_hint import load_regions

    load_regions()
    # Not beside the window: Python loads a library with its lock held, and Qt's sounds, loading
    # theirs, want that lock to say what is missing.
    zbar.load()
    try:
        sweep(folder.work)
        make_private_folder(folder.exports)
    except OSError as error:
        raise SiteFilesUnwritable() from error
    site = open_site(folder, passphrase)
    try:
        uses = make_use_cases(site, SystemClock())
        return Opened(site, uses, uses.shifts.latest())
    except BaseException:
        site.close()
        raise


class _Ended(QObject):
    """Tells the waiting loop that the thread is done."""

    now = Signal()


def run_aside(work: Callable[[], Result]) -> Result:
    """Run ``work`` on a thread while the window goes on; return its result or raise its error."""
    done: list[Result] = []
    failed: list[BaseException] = []
    loop, ended = QEventLoop(), _Ended()
    ended.now.connect(loop.quit, Qt.ConnectionType.QueuedConnection)

    def target() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)
        finally:
            ended.now.emit()

    thread = threading.Thread(target=target, name="aside")
    thread.start()
    loop.exec()
    thread.join()
    if failed:
        raise failed[0]
    return done[0]
