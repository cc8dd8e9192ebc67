"""Pictures of the demo's codes and tube labels, to be shown to a camera or a gun."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import cv2

from station.credential.code import draw
from station.credential.qr import draw_qr
from station.demo.clip import draw_label
from station.demo.people import child, resident
from station.demo.site import demo_keys
from station.errors import StationError

PERSONS, TUBES = 12, 4
_MODULE_PX = 6


class PicturesNotWritten(StationError):
    """The folder cannot be made or written."""

    code = "pictures_not_written"


def write_pictures(folder: Path, now: datetime) -> int:
    """Write PNG pictures of codes, an expired one among them, and of tube labels to ``folder``.

    Returns their number. ``now`` is aware. Raises `PicturesNotWritten`.
    """
    keys = demo_keys()
    pictures = {}
    for index in range(PERSONS):
        person = child(index) if index == PERSONS - 1 else resident(index)
        text = draw(person, issuer=keys.issuer, now=now, reading_key=keys.reading.public)
        pictures[f"person-{index + 1:02}.png"] = draw_qr(text, _MODULE_PX)
    lapsed = draw(resident(90), issuer=keys.issuer, now=now - timedelta(days=33))
    pictures["expired.png"] = draw_qr(lapsed, _MODULE_PX)
    for index in range(TUBES):
        pictures[f"tube-{index + 1:02}.png"] = draw_label(f"{310115990001 + index}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in pictures.items():
            done, encoded = cv2.imencode(".png", picture)
            if not done:
                raise PicturesNotWritten()
            (folder / name).write_bytes(encoded.tobytes())
    except OSError as error:
        raise PicturesNotWritten() from error
    return len(pictures)
