"""`decode`: read the codes in pictures and print them, one JSON line or one text line a picture."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import cast

import cv2
import numpy as np

from station.catalogue import LANGUAGES, Catalogue
from station.commands.answers import need_output, print_answer
from station.errors import StationError
from station.paths import resources
from station.scanner.decode import decode
from station.scanner.decoding.codes import DecodedCode, Grey

_LARGEST_FILE = 200_000_000
_JPEG_START, _JPEG_SCAN, _JPEG_END = b"\xff\xd8\xff", b"\xff\xda", b"\xff\xd9"
_PNG_START, _PNG_END = b"\x89PNG\r\n", b"IEND\xaeB`\x82"


class ImageUnreadable(StationError):
    """A file that is missing, no picture, or cut short."""

    code = "image_unreadable"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "Read the codes in pictures and print their texts and corners."
    parser = subparsers.add_parser("decode", help=sentence, description=sentence)
    parser.add_argument("images", nargs="+", metavar="IMAGE", help="a JPEG, PNG or other picture")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one line for each picture; return 0 if all could be opened, 1 if not.

    Raises `OutputClosed` if there is nothing to print on.
    """
    need_output()
    catalogue = Catalogue.load(resources() / "translations", args.language)
    status = 0
    for name in args.images:
        began = time.perf_counter()
        codes: list[DecodedCode] = []
        error: ImageUnreadable | None = None
        try:
            codes = decode(_picture(Path(name)))
        except ImageUnreadable as unreadable:
            status, error = 1, unreadable
        if args.json:
            ms = round((time.perf_counter() - began) * 1000, 1)
            print_answer(_json_line(name, codes, ms, error, catalogue))
        else:
            print_answer(
                _text_line(name, codes, catalogue)
                if error is None
                else _error_line(name, error, catalogue)
            )
    return status


def _picture(path: Path) -> Grey:
    """Return a picture's grey pixels, turned as its EXIF says. Raises `ImageUnreadable`."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_FILE:
            raise ImageUnreadable()
        content = path.read_bytes()
    except (OSError, ValueError):
        raise ImageUnreadable() from None
    if not content or _is_cut_short(content):
        raise ImageUnreadable()
    try:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error:
        raise ImageUnreadable() from None
    if pixels is None:
        raise ImageUnreadable()
    return cast(Grey, pixels)


def _is_cut_short(content: bytes) -> bool:
    """Tell a JPEG or PNG without its end: OpenCV would fill the rest with grey."""
    if content.startswith(_JPEG_START):
        return content.rfind(_JPEG_END) < content.rfind(_JPEG_SCAN)
    return content.startswith(_PNG_START) and _PNG_END not in content


def _json_line(
    name: str,
    codes: list[DecodedCode],
    ms: float,
    error: ImageUnreadable | None,
    catalogue: Catalogue,
) -> str:
    shown = [
        {
            "text": code.text,
            "symbology": code.symbology.value,
            "corners": [[round(x, 1), round(y, 1)] for x, y in code.corners],
        }
        for code in codes
    ]
    line: dict[str, object] = {"file": name, "codes": shown, "ms": ms}
    if error is not None:
        line["error"] = {"code": error.code, "message": catalogue.message(error)}
    return json.dumps(line)


def _text_line(name: str, codes: list[DecodedCode], catalogue: Catalogue) -> str:
    texts = "\t".join(f"{code.symbology.value} {_printable(code.text)}" for code in codes)
    return f"{name}\t{texts or catalogue.text('decode.nothing')}"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _error_line(name: str, error: StationError, catalogue: Catalogue) -> str:
    return f"{name}\t{catalogue.message(error)}"
