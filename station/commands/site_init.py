"""The options of `site init`, and what they come to."""

from __future__ import annotations

import argparse
from pathlib import Path

from station.assembly import SystemClock
from station.commands.passphrase_file import first_line, lines_of
from station.commands.site_options import passphrase_of
from station.paths import data_folder
from station.settings import Settings, settings_from, table_of
from station.settings_file import read_settings
from station.setup.founding import FoundedSite, make_site
from station.setup.wishes import FirstManager, NewSite, Passphrases


def add_init_options(parser: argparse.ArgumentParser) -> None:
    """Add what a site is made of. Names, PIN and passphrases come from files only."""
    standing = Settings()

    def file(name: str, help: str) -> None:
        parser.add_argument(name, type=Path, required=True, metavar="FILE", help=help)

    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="takes root key, issuer key, trust list and bundle; not in the data folder",
    )
    parser.add_argument("--name", required=True, help="the site's name")
    parser.add_argument("--time-zone", default=standing.site.time_zone, metavar="ZONE")
    parser.add_argument("--booths", type=int, default=1, metavar="N", help="how many there are")
    parser.add_argument("--booth", default=standing.booth.number, metavar="NN", help="this one's")
    parser.add_argument("--lab", default="", help="the laboratory that takes the samples")

    def pattern(what: str, default: str) -> None:
        shown = default.replace("%", "%%")
        parser.add_argument(
            f"--{what}-pattern",
            default=default,
            metavar="PATTERN",
            help=f"what a {what}'s label looks like, a regular expression ({shown})",
        )

    pattern("tube", standing.tubes.pattern)
    pattern("box", standing.boxes.pattern)
    pattern("badge", standing.badges.pattern)
    parser.add_argument(
        "--pool-sizes",
        type=_sizes,
        default=list(standing.tubes.pool_sizes),
        metavar="N,N",
        help="kinds of tube to choose from (1,5,10,20)",
    )
    parser.add_argument("--default-pool", type=int, default=None, metavar="N")
    parser.add_argument(
        "--repeat-days", type=int, default=standing.rules.repeat_window_days, metavar="N"
    )
    parser.add_argument(
        "--issuer-name", default="", metavar="NAME", help="of the code desk (the site's own)"
    )
    file("--root-passphrase-file", "the root key's")
    file("--issuer-passphrase-file", "the issuer key's")
    file("--bundle-passphrase-file", "the bundle's")
    file(
        "--manager-file",
        "first manager: the name in the first line, a badge in the second, which fits "
        "--badge-pattern; without a second line there is none",
    )
    file("--pin-file", "first manager's PIN")


def made_site(args: argparse.Namespace) -> FoundedSite:
    """Make the site. Raises what is wrong with an option, and what `make_site` does."""
    folder = data_folder(args.data)
    name, *more = lines_of(args.manager_file)
    new = NewSite(
        settings=_settings(read_settings(folder.settings), args),
        passphrases=Passphrases(
            booth=passphrase_of(folder, args.passphrase_file),
            root=first_line(args.root_passphrase_file),
            issuer=first_line(args.issuer_passphrase_file),
            bundle=first_line(args.bundle_passphrase_file),
        ),
        manager=FirstManager(name, first_line(args.pin_file), more[0] if more else ""),
        issuer_name=args.issuer_name,
    )
    return make_site(folder, args.out, new, SystemClock().now())


def _settings(standing: Settings, args: argparse.Namespace) -> Settings:
    table = table_of(standing)
    pools = args.pool_sizes
    table["site"] |= {
        "name": args.name,
        "time_zone": args.time_zone,
        "booths": args.booths,
        "lab": args.lab,
    }
    table["booth"]["number"] = f"{args.booth:0>2}"
    table["tubes"] |= {
        "pattern": args.tube_pattern,
        "pool_sizes": pools,
        "default_pool": _default_pool(args.default_pool, pools),
    }
    table["boxes"]["pattern"] = args.box_pattern
    table["badges"]["pattern"] = args.badge_pattern
    table["rules"]["repeat_window_days"] = args.repeat_days
    return settings_from(table)


def _default_pool(chosen: int | None, pools: list[int]) -> int:
    """Return the pool that is chosen at the start: 10 as always, or the largest there is."""
    if chosen is not None:
        return chosen
    usual = Settings().tubes.default_pool
    return usual if usual in pools else max(pools, default=usual)


def _sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]
