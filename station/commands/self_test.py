"""`self-test`: does this installation have all that a booth needs? For frozen programs too."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from station.catalogue import LANGUAGES, Catalogue
from station.errors import StationError
from station.paths import DataFolder, resources

Check = Callable[[Path], None]
_SOUNDS = ("registered", "refused", "question", "tube_full")


class SelfTestFault(StationError):
    """A part does not do what it should. ``part``: its name."""

    code = "self_test_fault"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Check that decoders, keys, database, workbook, words and sounds work here."
    parser = subparsers.add_parser("self-test", help=sentence, description=sentence)
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run every check; print a line per fault; return 0 if there is none, else 1."""
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for name, check in CHECKS.items():
            try:
                check(Path(folder))
            except Exception as error:
                # Whatever is broken here, the other parts are still to be looked at.
                faults.append(f"{name}: {_said(error)}")
    for fault in faults:
        print(fault)
    if not faults:
        print(Catalogue.load(resources() / "translations", args.language).text("self_test.ok"))
    return 1 if faults else 0


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, StationError) else type(error).__name__


def _expect(part: str, truth: bool) -> None:
    if not truth:
        raise SelfTestFault(part=part)


def check_zxing(folder: Path) -> None:
    """zxing-cpp reads a drawn code."""
    from station.credential.qr import draw_qr
    from station.scanner.decode import decode

    read = [code.text for code in decode(draw_qr("NAC1:SELF-TEST", 4))]
    _expect("zxing-cpp", read == ["NAC1:SELF-TEST"])


def check_zbar(folder: Path) -> None:
    """ZBar loads, and reads a drawn code."""
    from pyzbar.pyzbar import ZBarSymbol  # type: ignore[import-untyped]
    from pyzbar.pyzbar import decode as zbar

    from station.credential.qr import draw_qr

    read = [code.data for code in zbar(draw_qr("NAC1:SELF-TEST", 4), symbols=[ZBarSymbol.QRCODE])]
    _expect("zbar", read == [b"NAC1:SELF-TEST"])


def check_keys(folder: Path) -> None:
    """A code is drawn, sealed and verified, and so is a trust list."""
    from station.credential.code import draw, verify
    from station.credential.trust import TrustList
    from station.demo.people import resident
    from station.demo.site import demo_keys, demo_plan
    from station.settings import Settings

    now, keys = datetime.now(UTC), demo_keys()
    plan = demo_plan(Settings(), now)
    code = verify(
        draw(resident(1), issuer=keys.issuer, now=now, reading_key=keys.reading.public),
        trust=TrustList.open(plan.trust, plan.root_public_key),
        reading_keys=[keys.reading],
        now=now,
        today=now.date(),
    )
    _expect("keys", code.person == resident(1))


def check_storage_and_export(folder: Path) -> None:
    """A site is founded; a person is registered, boxed, exported and read back."""
    from station.assembly import SystemClock, make_use_cases
    from station.demo.people import resident
    from station.demo.site import DEMO_PIN, MANAGER, PASSPHRASE, found_demo_site
    from station.domain import outcome as out
    from station.domain.documents import DocumentType
    from station.domain.scan import Scan, Source, Symbology, View
    from station.services.entry import TypedEntry
    from station.settings import Settings
    from station.site import open_site

    data, clock = DataFolder(folder / "data"), SystemClock()
    found_demo_site(data, Settings(), clock.now())
    site = open_site(data, PASSPHRASE)
    try:
        uses = make_use_cases(site, clock)
        uses.shifts.restore()
        # The manager may all that follows.
        tried = uses.signing.attempt(MANAGER.badge, DEMO_PIN)
        _expect("staff", isinstance(uses.signing.sign_in(tried, "self-test", "OPS"), out.SignedIn))
        at = clock.monotonic()
        label = Scan("310115990001", Symbology.CODE_128, Source.GUN, at)
        uses.register.take(View((label,), Source.GUN, at))
        person = resident(1)
        number = "" if person.document is None else person.document.number
        entry = TypedEntry(DocumentType.RESIDENT_ID, number, person.name)
        _expect("database", isinstance(uses.register.enter(entry).outcome, out.Registered))
        uses.operate.seal()
        boxed = uses.boxes.box("BX0001", 1)
        if not isinstance(boxed, out.BatchBoxed):
            raise SelfTestFault(part="database")
        exported = uses.exporter.write(boxed.batch.number, folder, lambda done, rows: None, Event())
        _expect("workbook", exported.receipt.persons == 1)
    finally:
        site.close()


def check_words(folder: Path) -> None:
    """The words of both languages are there, key for key."""
    chinese, english = (
        Catalogue.load(resources() / "translations", language) for language in LANGUAGES
    )
    _expect("translations", bool(chinese.keys()) and chinese.keys() == english.keys())


def check_sounds(folder: Path) -> None:
    """The sounds are there."""
    for name in _SOUNDS:
        _expect(f"sound {name}", (resources() / "sounds" / f"{name}.wav").is_file())


def check_window(folder: Path) -> None:
    """The window's library loads."""
    from station.ui.theme import font_families

    _expect("window", bool(font_families()))


CHECKS: dict[str, Check] = {
    "zxing-cpp": check_zxing,
    "zbar": check_zbar,
    "keys": check_keys,
    "storage and export": check_storage_and_export,
    "words": check_words,
    "sounds": check_sounds,
    "window": check_window,
}
