"""`site`: make a site, join one with its bundle, make a bundle, change keys, make a desk's key."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from station.assembly import SystemClock
from station.catalogue import Catalogue
from station.commands.answers import Answer, answered
from station.commands.passphrase_file import first_line
from station.commands.site_init import add_init_options, made_site
from station.commands.site_issuer import ISSUER_NEXT, add_issuer_options, made_issuer
from station.commands.site_options import (
    add_site_options,
    locked_folder,
    locked_site,
    passphrase_of,
)
from station.commands.site_rotate import add_rotate_options, rotate, sealed_anew
from station.paths import data_folder
from station.settings_file import read_settings
from station.setup.bundling import write_bundle
from station.setup.faults import BoothMissing
from station.setup.joining import join_site
from station.setup.wishes import Joining
from station.site import is_founded, open_site


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = (
        "Make a site, join one with its bundle, make a bundle, change keys, make a desk's key."
    )
    parser = subparsers.add_parser("site", help=sentence, description=sentence)
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _add_init(actions)
    _add_join(actions)
    _add_bundle(actions)
    _add_rotate(actions)
    _add_issuer(actions)


def run(args: argparse.Namespace) -> int:
    """Do what is asked for; return 0, or 1 if it failed."""
    return answered(args, args.act)


# --- the actions' options --------------------------------------------------------------------


def _add_action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    sentence: str,
    act: Callable[[argparse.Namespace, Catalogue], Answer],
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
    parser.add_argument(
        "--booth", metavar="NN", help="number of this booth, 01 to 40; a new booth needs it"
    )


def _add_bundle(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Write a new bundle of the site, under the next number."
    parser = _add_action(actions, "bundle", sentence, _bundle)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file")
    parser.add_argument("--bundle-passphrase-file", type=Path, required=True, metavar="FILE")


def _add_rotate(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Change a booth's passphrase, data key or reading keys; several at once may be."
    add_rotate_options(_add_action(actions, "rotate", sentence, rotate))


def _add_issuer(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Make a key for another code desk, or a new one in place of a desk's old key."
    parser = actions.add_parser("issuer", help=sentence, description=sentence, epilog=ISSUER_NEXT)
    add_issuer_options(parser)
    parser.set_defaults(run=run, act=made_issuer)


# --- what they do ----------------------------------------------------------------------------


def _init(args: argparse.Namespace, words: Catalogue) -> Answer:
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
    lines = [
        words.text("site.made", booth=args.booth),
        words.text("site.root_file", path=made.root_file),
        words.text("site.root_key", key=made.root_public_key.hex()),
        words.text("site.issuer_file", path=made.issuer_file),
        words.text("site.bundle_file", path=made.bundle_file),
        words.text("site.trust_file", path=made.trust_file),
        words.text("site.reading_key", key=made.reading_public_key.hex()),
        words.text("site.listed_sheet_key", key=made.sheet_public_key.hex()),
    ]
    return Answer(facts, lines)


def _join(args: argparse.Namespace, words: Catalogue) -> Answer:
    folder = data_folder(args.data)
    if args.booth is None and not is_founded(folder):
        raise BoothMissing()
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
            sealed_anew(folder, wish.passphrase, words)
    facts = {
        "site": joined.site_id,
        "name": joined.site_name,
        "booth": joined.booth,
        "bundle": joined.bundle_number,
        "trust_serial": joined.trust_serial,
        "sheet_key": joined.sheet_public_key.hex(),
        "updated": joined.updated,
    }
    lines = [
        words.text(
            "site.updated" if joined.updated else "site.joined",
            booth=joined.booth,
            name=joined.site_name,
            number=joined.bundle_number,
        ),
        words.text("site.sheet_key", key=joined.sheet_public_key.hex()),
    ]
    return Answer(facts, lines)


def _bundle(args: argparse.Namespace, words: Catalogue) -> Answer:
    bundle_passphrase = first_line(args.bundle_passphrase_file)
    with (
        locked_site(args) as passphrase,
        closing(open_site(data_folder(args.data), passphrase)) as site,
    ):
        now = SystemClock().now()
        bundle = write_bundle(site, args.out, bundle_passphrase, passphrase, now)
    facts = {"site": bundle.site_id, "bundle": bundle.number, "file": str(args.out)}
    return Answer(facts, [words.text("site.bundled", number=bundle.number, path=args.out)])
