"""`site`: make a site, join one with its bundle, make a bundle, change a booth's keys."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event

from station.assembly import SystemClock
from station.catalogue import Catalogue
from station.commands.passphrase_file import first_line
from station.commands.site_init import add_init_options, made_site
from station.commands.site_options import add_site_options, passphrase_of
from station.errors import StationError
from station.paths import DataFolder, data_folder, resources
from station.private_files import make_private_folder
from station.settings_file import read_settings
from station.setup.bundling import write_bundle
from station.setup.joining import join_site
from station.setup.rotation import (
    DataKeyChanged,
    change_data_key,
    change_passphrase,
    rotate_reading_keys,
)
from station.setup.wishes import Joining
from station.site import SiteFilesUnwritable, SiteNotFounded, is_founded, open_site
from station.storage.lock import StationLock

Facts = Mapping[str, object]


class NothingToRotate(StationError):
    """`site rotate` was not told what to change."""

    code = "nothing_to_rotate"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Make a site, join one with its bundle, make a bundle, or change a booth's keys."
    parser = subparsers.add_parser("site", help=sentence, description=sentence)
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _add_init(actions)
    _add_join(actions)
    _add_bundle(actions)
    _add_rotate(actions)


def run(args: argparse.Namespace) -> int:
    """Do what is asked for; return 0, or 1 with the reason printed as JSON.

    Without JSON a `StationError` is raised, and said by the command line.
    """
    words = Catalogue.load(resources() / "translations", args.language)
    act: Callable[[argparse.Namespace, Catalogue], tuple[Facts, list[str]]] = args.act
    try:
        facts, lines = act(args, words)
    except StationError as error:
        if not args.json:
            raise
        print(json.dumps({"ok": False, "reason": error.code, "message": words.message(error)}))
        return 1
    if args.json:
        print(json.dumps({"ok": True, **facts}))
    else:
        print(*lines, sep="\n")
    return 0


# --- the actions' options --------------------------------------------------------------------


def _add_action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    sentence: str,
    act: Callable[[argparse.Namespace, Catalogue], tuple[Facts, list[str]]],
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=sentence, description=sentence)
    add_site_options(parser)
    parser.set_defaults(run=run, act=act)
    return parser


def _add_init(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Make a site: its founding booth, root and issuer key, trust list and bundle."
    add_init_options(_add_action(actions, "init", sentence, _init))


def _add_join(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Join a site with its bundle, or take over a newer bundle of the booth's own site."
    parser = _add_action(actions, "join", sentence, _join)
    parser.add_argument("--bundle", type=Path, required=True, metavar="FILE")
    parser.add_argument("--bundle-passphrase-file", type=Path, required=True, metavar="FILE")
    parser.add_argument("--booth", metavar="NN", help="number of this booth, 01 to 40")


def _add_bundle(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Write a new bundle of the site, under the next number."
    parser = _add_action(actions, "bundle", sentence, _bundle)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file")
    parser.add_argument("--bundle-passphrase-file", type=Path, required=True, metavar="FILE")


def _add_rotate(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Change a booth's passphrase, data key or reading keys; several at once may be."
    parser = _add_action(actions, "rotate", sentence, _rotate)
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


# --- what they do ----------------------------------------------------------------------------


def _init(args: argparse.Namespace, words: Catalogue) -> tuple[Facts, list[str]]:
    with locked_folder(data_folder(args.data)):
        made = made_site(args)
    facts = {
        "site": made.site_id,
        "booth": args.booth,
        "bundle": made.bundle_number,
        "trust_serial": made.trust_serial,
        "root_key": made.root_public_key.hex(),
        "issuer_key": made.issuer_public_key.hex(),
        "reading_key": made.reading_public_key.hex(),
        "sheet_key": made.sheet_public_key.hex(),
        "root_file": str(made.root_file),
        "issuer_file": str(made.issuer_file),
        "bundle_file": str(made.bundle_file),
        "trust_file": str(made.trust_file),
    }
    return facts, [
        words.text("site.made", booth=args.booth),
        words.text("site.root_file", path=made.root_file),
        words.text("site.issuer_file", path=made.issuer_file),
        words.text("site.bundle_file", path=made.bundle_file),
        words.text("site.reading_key", key=made.reading_public_key.hex()),
    ]


def _join(args: argparse.Namespace, words: Catalogue) -> tuple[Facts, list[str]]:
    folder = data_folder(args.data)
    wish = Joining(
        bundle=args.bundle,
        bundle_passphrase=first_line(args.bundle_passphrase_file),
        passphrase=passphrase_of(folder, args.passphrase_file),
        booth=None if args.booth is None else f"{args.booth:0>2}",
    )
    with locked_folder(folder):
        settings = read_settings(folder.settings)
        joined = join_site(folder, settings, wish, SystemClock().now())
        if joined.to_reseal:
            _sealed_anew(folder, wish.passphrase, args, words)
    facts = {
        "site": joined.site_id,
        "name": joined.site_name,
        "booth": joined.booth,
        "bundle": joined.bundle_number,
        "trust_serial": joined.trust_serial,
        "sheet_key": joined.sheet_public_key.hex(),
        "updated": joined.updated,
    }
    return facts, [
        words.text(
            "site.updated" if joined.updated else "site.joined",
            booth=joined.booth,
            name=joined.site_name,
            number=joined.bundle_number,
        ),
        words.text("site.sheet_key", key=joined.sheet_public_key.hex()),
    ]


def _bundle(args: argparse.Namespace, words: Catalogue) -> tuple[Facts, list[str]]:
    bundle_passphrase = first_line(args.bundle_passphrase_file)
    with (
        _locked_site(args) as passphrase,
        closing(open_site(data_folder(args.data), passphrase)) as site,
    ):
        now = SystemClock().now()
        bundle = write_bundle(site, args.out, bundle_passphrase, passphrase, now)
    facts = {"site": bundle.site_id, "bundle": bundle.number, "file": str(args.out)}
    return facts, [words.text("site.bundled", number=bundle.number, path=args.out)]


def _rotate(args: argparse.Namespace, words: Catalogue) -> tuple[Facts, list[str]]:
    """Do the quick changes first: what takes long may be cut off, and is then taken up again."""
    new = None if args.new_passphrase_file is None else first_line(args.new_passphrase_file)
    if new is None and not (args.data_key or args.reading_key or args.drop_reading_key):
        raise NothingToRotate()
    facts: dict[str, object] = {}
    lines = []
    now = SystemClock().now()
    folder = data_folder(args.data)
    with _locked_site(args) as passphrase:
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
        if new is not None:
            with closing(open_site(folder, passphrase)) as site:
                change_passphrase(site, passphrase, new, now)
            passphrase = new
            facts["passphrase"] = "changed"
            lines.append(words.text("site.passphrase_changed"))
        if args.data_key:
            changed = _sealed_anew(folder, passphrase, args, words)
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
    return facts, lines


# --- inside ----------------------------------------------------------------------------------


@contextmanager
def _locked_site(args: argparse.Namespace) -> Iterator[str]:
    """Hold the lock of the site that ``args`` name; give its passphrase, asked for once."""
    folder = data_folder(args.data)
    if not is_founded(folder):
        raise SiteNotFounded()
    passphrase = passphrase_of(folder, args.passphrase_file)
    with StationLock(folder.lock):
        yield passphrase


@contextmanager
def locked_folder(folder: DataFolder) -> Iterator[None]:
    """Hold the lock of a folder that need not be there; if the block fails, it is gone again."""
    made = not folder.root.exists()
    try:
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


def _sealed_anew(
    folder: DataFolder, passphrase: str, args: argparse.Namespace, words: Catalogue
) -> DataKeyChanged:
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
