"""`trust import`: put a trust list in force, at a site that rests or beside its console."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from station.assembly import SystemClock
from station.catalogue import Catalogue
from station.commands.answers import Answer
from station.commands.site_options import named_site, passphrase_of
from station.commands.trust_show import describe
from station.credential.refusals import TrustRefusal
from station.credential.trust import TrustList
from station.errors import StationError
from station.incoming.trust_file import read_trust_file
from station.paths import DataFolder, data_folder
from station.private_files import make_private_folder, write_private_file
from station.services.trust_in_force import TrustMissing, TrustWay
from station.settings_file import read_settings
from station.site import Site, SiteNotFounded, is_founded, open_site
from station.storage.lock import AlreadyRunning, StationLock

_PATIENCE = 20.0
_BETWEEN_LOOKS = 0.25


class TrustFolderUnwritable(StationError):
    """``path``: the folder that the running console watches cannot be written."""

    code = "trust_folder_unwritable"


def import_list(args: argparse.Namespace, words: Catalogue) -> Answer:
    """Put the list in force; return what it holds.

    While a console runs the list is checked here, laid into its watched folder, and waited for;
    ``taken`` tells whether the console has said yes to it within 20 s. Raises a `TrustRefusal`,
    and what keeps a site from being opened.
    """
    raw = read_trust_file(args.file)
    folder = data_folder(args.data)
    if not is_founded(folder):
        raise SiteNotFounded()
    lock = StationLock(folder.lock)
    try:
        lock.acquire()
    except AlreadyRunning:
        return _beside(args, folder, raw, words)
    try:
        return _alone(args, folder, raw, words)
    finally:
        lock.release()


def _alone(args: argparse.Namespace, folder: DataFolder, raw: bytes, words: Catalogue) -> Answer:
    site, is_new = _opened(args, folder, raw)
    try:
        accepted = site.trust.accept(raw, SystemClock().now(), TrustWay.COMMAND)
        return _answer(site.trust.present, words, "taken" if accepted or is_new else "same")
    finally:
        site.close()


def _opened(args: argparse.Namespace, folder: DataFolder, raw: bytes) -> tuple[Site, bool]:
    """Open the site; tell whether the list had to take the place of one that was lost."""
    passphrase = passphrase_of(folder, args.passphrase_file)
    try:
        return open_site(folder, passphrase), False
    except (TrustRefusal, TrustMissing):
        return open_site(folder, passphrase, trust=raw), True


def _beside(args: argparse.Namespace, folder: DataFolder, raw: bytes, words: Catalogue) -> Answer:
    with named_site(args, alone=False) as site:
        new = site.trust.check(raw)
        if new.mark == site.trust.present.mark:
            return _answer(new, words, "same")
        _lay_down(folder, new)
        return _answer(new, words, "taken" if _is_taken(site, new) else "handed_over")


def _lay_down(folder: DataFolder, new: TrustList) -> None:
    chosen = read_settings(folder.settings).trust.folder
    place = Path(chosen) if chosen else folder.trust_in
    try:
        if not chosen:
            make_private_folder(place)
        write_private_file(
            place / f"import-{new.serial}-{new.mark.sha256[:4].hex()}.trust", new.raw
        )
    except OSError as error:
        raise TrustFolderUnwritable(path=str(place)) from error


def _is_taken(site: Site, new: TrustList) -> bool:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with site.database.reading() as unit:
            mark = unit.trust.mark()
        if mark == (new.serial, new.mark.sha256):
            return True
        time.sleep(_BETWEEN_LOOKS)
    return False


def _answer(listed: TrustList, words: Catalogue, how: str) -> Answer:
    answer = describe(listed, words)
    answer.facts["taken"] = how != "handed_over"
    answer.lines.insert(0, words.text(f"trust_command.{how}"))
    return answer
