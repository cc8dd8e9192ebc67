"""What is measured of one frame or one scene, in a process of its own.

Milliseconds are CPU time of the reading thread; every reader works on that one thread alone.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from station.scanner.decode import FrameDecoder
from tests.benchmarks.decode_readers import READERS, Reader
from tests.benchmarks.drawn_camera import Grey
from tests.benchmarks.drawn_clips import RATE, Clip, clip
from tests.benchmarks.drawn_scenes import Picture, picture

STREAM_FRAMES = 24


@dataclass(frozen=True, slots=True)
class Photograph:
    """One of the public photographs, read from its file when it is asked for."""

    path: Path
    wanted: str = field(repr=False)
    known: frozenset[str] = field(repr=False)

    def drawn(self) -> Picture:
        grey = cv2.imread(str(self.path), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            raise FileNotFoundError(f"{self.path.name} cannot be read as a picture")
        return Picture(np.asarray(grey, np.uint8), frozenset({self.wanted}), self.known)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Picture ``number`` of a drawn set."""

    name: str
    number: int

    def drawn(self) -> Picture:
        return picture(self.name, self.number)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reader made of a frame: ``false`` counts the texts that are not in it."""

    is_read: bool
    false: int
    ms: float


@dataclass(frozen=True, slots=True)
class Played:
    """When a reader knew a scene's text, in seconds from its start, or None."""

    read_at: float | None
    false: int


def alone() -> None:
    """Prepare the process: one thread for OpenCV, warm readers, ZBar's warnings kept away."""
    cv2.setNumThreads(1)
    # ZBar writes failed assertions to the standard error, hundreds in a run; Python keeps it.
    sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    warm = picture("QR and label in one frame", 0).grey
    for named in READERS.values():
        named.make()(warm, 0.0)


def normal(text: str) -> str:
    """Return a text as it is compared: UPC-A is an EAN-13 that begins with 0."""
    return text.strip().lstrip("0")


def read_by_all(task: Photograph | Drawn) -> dict[str, Outcome]:
    """Let every reader read one frame, each a fresh one, so that no frame helps another."""
    frame = task.drawn()
    wanted, known = _normal(frame.wanted), _normal(frame.known)
    outcomes = {}
    names = list(READERS)
    # Each in turn begins, on cold caches.
    turn = getattr(task, "number", 0) % len(names)
    for name in names[turn:] + names[:turn]:
        texts, ms = _timed(READERS[name].make(), frame.grey, 0.0)
        outcomes[name] = Outcome(bool(wanted) and wanted <= texts, len(texts - known), ms)
    return outcomes


def streamed(task: Drawn) -> tuple[list[float], int]:
    """Return our ms of each frame, and false texts, while a picture without a code stays.

    The frames differ by some pixels' shift, as a camera on a shaking table gives them.
    """
    grey, decoder = task.drawn().grey, FrameDecoder()
    each, false = [], set()
    for number in range(STREAM_FRAMES):
        frame = np.ascontiguousarray(np.roll(grey, (number % 3, number % 5), (0, 1)))
        began = time.thread_time()
        found = decoder.decode(frame, number / RATE)
        each.append(1000 * (time.thread_time() - began))
        false |= {code.text for code in found}
    return each, len(false)


def played_to_all(number: int) -> tuple[bool, dict[str, Played]]:
    """Play scene ``number`` to each reader that can read its kind; True if it is a label."""
    scene = clip(number)
    able = {
        name: named.make
        for name, named in READERS.items()
        if named.plays and (named.reads_linear if scene.is_linear else named.reads_qr)
    }
    return scene.is_linear, {name: played(scene, make) for name, make in able.items()}


def played(scene: Clip, make: Callable[[], Reader]) -> Played:
    """Play a scene at its rate: frames that come while the reader is busy are dropped."""
    read, free = make(), 0.0
    false: set[str] = set()
    for number, grey in enumerate(scene.frames):
        at = number / RATE
        if at < free:
            continue
        texts, ms = _timed(read, grey, at)
        free = at + ms / 1000
        false |= texts - {normal(scene.text)}
        if normal(scene.text) in texts:
            return Played(free if free <= len(scene.frames) / RATE else None, len(false))
    return Played(None, len(false))


def _timed(read: Reader, grey: Grey, at: float) -> tuple[frozenset[str], float]:
    began = time.thread_time()
    texts = read(grey, at)
    return _normal(texts), 1000 * (time.thread_time() - began)


def _normal(texts: frozenset[str] | list[str]) -> frozenset[str]:
    return frozenset(normal(text) for text in texts)
