"""What the commands that open a site have in common: where it lies, and its passphrase."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from station.catalogue import LANGUAGES
from station.commands.passphrase_file import passphrase_in
from station.demo.site import PASSPHRASE, is_demo_site
from station.paths import DataFolder, data_folder
from station.site import Site, SiteNotFounded, is_founded, open_site
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
