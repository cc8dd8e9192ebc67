"""`site rotate`: its options, and how a data key is changed at a terminal."""

from __future__ import annotations

import argparse
import signal
import sys
from contextlib import closing
from pathlib import Path
from threading import Event

from station.assembly import SystemClock
from station.catalogue import Catalogue
from station.commands.answers import Answer
from station.commands.passphrase_file import first_line
from station.commands.site_options import locked_site
from station.errors import StationError
from station.paths import DataFolder, data_folder
from station.setup.rotation import (
    DataKeyChanged,
    change_data_key,
    change_passphrase,
    rotate_reading_keys,
)
from station.site import open_site


class ResealingInterrupted(StationError):
    """Ctrl+C ended it before or after the records were encrypted anew."""

    code = "resealing_interrupted"


class NothingToRotate(StationError):
    """`site rotate` was not told what to change."""

    code = "nothing_to_rotate"


def add_rotate_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be changed."""
    parser.add_argument(
        "--new-passphrase-file",
        type=Path,
        metavar="FILE",
        help="wrap the key file under the passphrase in its first line",
    )
    parser.add_argument(
        "--data-key",
        action="store_true",
        help="make a new data key and encrypt all records anew, or go on with it",
    )
    parser.add_argument(
        "--reading-key", action="store_true", help="add a new reading key to the ring"
    )
    parser.add_argument(
        "--drop-reading-key",
        action="store_true",
        help="end the oldest reading key at once: codes sealed to it cannot be read any more",
    )


def rotate(args: argparse.Namespace, words: Catalogue) -> Answer:
    """Change what is asked for. Raises `NothingToRotate`, `ResealingInterrupted` and the rest."""
    try:
        return _rotated(args, words)
    except KeyboardInterrupt:
        if not args.data_key:
            raise
        raise ResealingInterrupted() from None


def _rotated(args: argparse.Namespace, words: Catalogue) -> Answer:
    """Do the quick changes first: what takes long may be cut off, and is then taken up again."""
    new = None if args.new_passphrase_file is None else first_line(args.new_passphrase_file)
    if new is None and not (args.data_key or args.reading_key or args.drop_reading_key):
        raise NothingToRotate()
    facts: dict[str, object] = {}
    lines = []
    now = SystemClock().now()
    folder = data_folder(args.data)
    with locked_site(args) as passphrase:
        if args.reading_key or args.drop_reading_key:
            with closing(open_site(folder, passphrase)) as site:
                ring = rotate_reading_keys(
                    site, passphrase, now, add=args.reading_key, drop=args.drop_reading_key
                )
            facts |= {
                "reading_key": ring.newest.hex(),
                "dropped": None if ring.dropped is None else ring.dropped.hex(),
                "ring": ring.size,
                "bundle": ring.bundle_number,
            }
            lines.append(words.text("site.reading_key", key=ring.newest.hex()))
            if ring.dropped is not None:
                lines.append(words.text("site.reading_key_dropped", key=ring.dropped.hex()))
        if new is not None:
            with closing(open_site(folder, passphrase)) as site:
                change_passphrase(site, passphrase, new, now)
            passphrase = new
            facts["passphrase"] = "changed"
            lines.append(words.text("site.passphrase_changed"))
        if args.data_key:
            changed = sealed_anew(folder, passphrase, words)
            facts["data_key"] = {
                "version": changed.version,
                "rows": changed.rows,
                "unreadable": changed.unreadable,
                "resumed": changed.resumed,
            }
            lines.append(words.text("site.sealed_anew", rows=changed.rows))
            if changed.unreadable:
                lines.append(words.text("site.unreadable", count=changed.unreadable))
    if facts.keys() & {"reading_key", "data_key"}:
        lines.append(words.text("site.bundle_needed"))
    return Answer(facts, lines)


def sealed_anew(folder: DataFolder, passphrase: str, words: Catalogue) -> DataKeyChanged:
    """Change the data key; progress goes to a terminal, and Ctrl+C ends it between two steps."""
    cancel = Event()
    shown = [-1]

    def tell(done: int, rows: int) -> None:
        percent = 100 * done // rows if rows else 100
        if percent != shown[0] and sys.stderr is not None and sys.stderr.isatty():
            shown[0] = percent
            print(f"\r{words.text('site.sealing', percent=percent)}", end="", file=sys.stderr)

    before = signal.signal(signal.SIGINT, lambda number, frame: cancel.set())
    try:
        return change_data_key(folder, passphrase, SystemClock().now(), tell, cancel)
    finally:
        signal.signal(signal.SIGINT, before)
        if shown[0] >= 0:
            print(file=sys.stderr)
