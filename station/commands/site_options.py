"""What the commands that open a site have in common: where it lies, and its passphrase."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from station.catalogue import LANGUAGES
from station.commands.passphrase_file import passphrase_in
from station.demo.site import PASSPHRASE, is_demo_site
from station.paths import DataFolder, data_folder
from station.private_files import make_private_folder
from station.site import (
    Site,
    SiteFilesUnwritable,
    SiteNotFounded,
    check_own,
    is_founded,
    open_site,
)
from station.storage.lock import StationLock


def add_site_options(parser: argparse.ArgumentParser) -> None:
    """Add `--data`, `--passphrase-file`, `--json` and `--language`."""
    parser.add_argument(
        "--data",
        metavar="FOLDER",
        default=argparse.SUPPRESS,
        help="where the booth's data lie",
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="holds the site's passphrase in its first line (otherwise you are asked)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)


@contextmanager
def named_site(args: argparse.Namespace, alone: bool = True) -> Iterator[Site]:
    """Hold the site that ``args`` name open for the length of the block, and nobody else.

    Without ``alone`` it is opened beside a console that may be at work. Raises `SiteNotFounded`,
    `AlreadyRunning` while a console works with it, `PassphraseNeeded`,
    `PassphraseFileUnreadable` and what `station.site.open_site` raises.
    """
    folder = data_folder(args.data)
    if not is_founded(folder):
        raise SiteNotFounded()
    with StationLock(folder.lock) if alone else nullcontext():
        site = open_site(folder, passphrase_of(folder, args.passphrase_file))
        try:
            yield site
        finally:
            site.close()


def passphrase_of(folder: DataFolder, file: Path | None) -> str:
    """Return the passphrase in ``file``, the demo site's own, or what is typed.

    Raises `PassphraseNeeded` or `PassphraseFileUnreadable`.
    """
    if file is None and is_founded(folder) and is_demo_site(folder):
        return PASSPHRASE
    return passphrase_in(file)


@contextmanager
def locked_site(args: argparse.Namespace) -> Iterator[str]:
    """Hold the lock of the site that ``args`` name; give its passphrase, asked for once."""
    folder = data_folder(args.data)
    if not is_founded(folder):
        raise SiteNotFounded()
    passphrase = passphrase_of(folder, args.passphrase_file)
    with StationLock(folder.lock):
        yield passphrase


@contextmanager
def locked_folder(folder: DataFolder) -> Iterator[None]:
    """Hold the lock of a folder that need not be there; if the block fails, it is gone again.

    Raises `DataFolderForeign` or `SiteFilesUnwritable`.
    """
    check_own(folder)
    try:
        made = not folder.root.exists()
        make_private_folder(folder.root)
    except OSError as error:
        raise SiteFilesUnwritable() from error
    try:
        with StationLock(folder.lock):
            yield
    except BaseException:
        if made:
            with suppress(OSError):
                folder.lock.unlink(missing_ok=True)
                folder.root.rmdir()
        raise
