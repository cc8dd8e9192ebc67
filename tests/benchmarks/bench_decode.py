"""Reading codes, measured in one run: ours beside plain pyzbar and zxing-cpp alone.

Run from the project's folder: ``python tests/benchmarks/bench_decode.py [PHOTOGRAPHS]``. A false
read is a text that is not in the picture; milliseconds are of the thread's CPU.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import segno
import zxingcpp
from pyzbar import pyzbar

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from station.scanner import zxing  # noqa: E402
from station.scanner.decode import FrameDecoder, decode  # noqa: E402

Grey = npt.NDArray[np.uint8]
Reader = Callable[[Grey], list[str]]

PHOTOGRAPHS = "photographs"
# The second line of a Japanese book's code, half in the picture: no false read.
ALSO_THERE = {"images/lin_45.png": ("1920081045006",)}
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
FRAMES_OF_EACH = 16
# By what they add to a frame: blur (sigma), noise (sigma), smallest module in pixels, tilt.
LEVELS = {
    "easy": (0.6, 1.5, 3.4, 8.0),
    "medium": (0.9, 3.0, 2.8, 20.0),
    "hard": (1.2, 5.0, 2.4, 35.0),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """``known`` are all texts in it; it counts as read when ``expected`` was."""

    grey: Grey
    expected: str | None
    known: frozenset[str]


@dataclass(slots=True)
class Tally:
    read: int = 0
    false: int = 0
    ms: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        p95 = statistics.quantiles(self.ms, n=20)[-1]
        return f"{statistics.median(self.ms):6.1f} {p95:6.1f} {statistics.mean(self.ms):6.1f}"


def main() -> None:
    """Print a table of each set of pictures."""
    named = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "images"
    sets = {name: list(pictures) for name, pictures in drawn_sets()}
    if (named / "expected.json").is_file():
        sets = {PHOTOGRAPHS: list(photographs(named)), **sets}
    else:
        print(f"no photographs: {named} is not here")
    for name, pictures in sets.items():
        print(f"\n{name} ({len(pictures)})")
        print(f"{'':28} {'read':>6} {'false':>6} {'median':>6} {'p95':>6} {'mean':>6} ms")
        readers = READERS | STILL_READERS if name == PHOTOGRAPHS else READERS
        for reader_name, make_reader in readers.items():
            tally = measured(make_reader, pictures)
            share = (
                f"{100 * tally.read / len(pictures):5.0f}%" if pictures[0].expected else "     -"
            )
            print(f"{reader_name:28} {share} {tally.false:6} {tally}")


def measured(make_reader: Callable[[], Reader], pictures: list[Picture]) -> Tally:
    """Read each picture with a reader of its own, so that no frame helps another."""
    tally = Tally()
    for picture in pictures:
        read = make_reader()
        began = time.thread_time()
        texts = [normal(text) for text in read(picture.grey)]
        tally.ms.append(1000 * (time.thread_time() - began))
        tally.read += picture.expected in texts
        tally.false += any(text not in picture.known for text in texts)
    return tally


def normal(text: str) -> str:
    """UPC-A is an EAN-13 that begins with 0."""
    return text.strip().lstrip("0")


# --- readers -----------------------------------------------------------------------------------


def ours_in_frames(count: int) -> Reader:
    decoder = FrameDecoder()

    def read(grey: Grey) -> list[str]:
        frames = [decoder.decode(grey, number / 30) for number in range(count)]
        return [code.text for codes in frames for code in codes]

    return read


def plain_pyzbar(grey: Grey) -> list[str]:
    try:
        return [found.data.decode("utf-8", "replace") for found in pyzbar.decode(grey)]
    except ValueError:
        return []


def zxing_alone(grey: Grey) -> list[str]:
    return [code.text for code in zxing.read(grey).codes]


READERS: dict[str, Callable[[], Reader]] = {
    "ours, one frame": lambda: ours_in_frames(1),
    "ours, three equal frames": lambda: ours_in_frames(3),
    "plain pyzbar": lambda: plain_pyzbar,
    "zxing-cpp alone": lambda: zxing_alone,
}
STILL_READERS: dict[str, Callable[[], Reader]] = {
    "ours, as a still": lambda: lambda grey: [code.text for code in decode(grey)],
}


# --- pictures ----------------------------------------------------------------------------------


def photographs(folder: Path) -> Iterator[Picture]:
    for one in json.loads((folder / "expected.json").read_text(encoding="utf-8")):
        grey = np.asarray(cv2.imread(str(folder / one["file"]), cv2.IMREAD_GRAYSCALE), np.uint8)
        also = [*one["also_readable"], *ALSO_THERE.get(one["file"], ())]
        texts = [normal(text) for text in (one["expected"], *also)]
        yield Picture(grey, texts[0], frozenset(texts))


def drawn_sets() -> Iterator[tuple[str, Iterator[Picture]]]:
    for level in LEVELS:
        yield f"QR of 250 characters, {level}", drawn(level, qr_symbol)
        yield f"Code 128 of a tube, {level}", drawn(level, label)
    yield "no code in view", empty()


def drawn(level: str, symbol: Callable[[random.Random], tuple[str, Grey]]) -> Iterator[Picture]:
    blur, noise, module, tilt = LEVELS[level]
    chance = random.Random(level)
    for _ in range(FRAMES_OF_EACH):
        text, drawing = symbol(chance)
        factor = chance.uniform(module, module * 1.3)
        placed = turned(drawing, factor, chance.uniform(-tilt, tilt), chance)
        if chance.random() < 0.2:
            placed = np.asarray(255 - placed, np.uint8)
        grey = spoiled(placed, blur * chance.uniform(0.6, 1.2), noise, chance)
        yield Picture(grey, normal(text), frozenset({normal(text)}))


def qr_symbol(chance: random.Random) -> tuple[str, Grey]:
    text = "NAC1:" + "".join(chance.choices(ALPHABET, k=244)) + "A"
    rows = segno.make_qr(text, error="l", boost_error=False).matrix_iter(border=4)
    return text, np.array([[0 if dark else 255 for dark in row] for row in rows], np.uint8)


def label(chance: random.Random) -> tuple[str, Grey]:
    text = "XD" + "".join(chance.choices("0123456789", k=10))
    image = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(scale=1)
    line = np.asarray(image)[5]
    bars = np.repeat(line[np.newaxis, :], 28, axis=0)
    return text, np.asarray(np.pad(bars, 10, constant_values=255), np.uint8)


def turned(drawing: Grey, factor: float, degrees: float, chance: random.Random) -> Grey:
    """Place a drawing of one pixel a module in a frame, as a camera would see it."""
    height, width = drawing.shape
    # Four times the size first, so that the modules keep their edges in the turn.
    large = cv2.resize(drawing, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    turn = cv2.getRotationMatrix2D((width * 2, height * 2), degrees, factor / 4)
    turn[0, 2] += chance.uniform(400, 880) - width * 2
    turn[1, 2] += chance.uniform(260, 460) - height * 2
    placed = cv2.warpAffine(
        large, turn, (1280, 720), flags=cv2.INTER_AREA, borderValue=(225.0, 0.0, 0.0)
    )
    return np.asarray(placed, np.uint8)


def spoiled(grey: Grey, blur: float, noise: float, chance: random.Random) -> Grey:
    """Blur, dim unevenly, add glare and noise."""
    numbers = np.random.default_rng(chance.randrange(2**32))
    light = np.linspace(chance.uniform(0.35, 1.0), chance.uniform(0.35, 1.0), grey.shape[1])
    picture = cv2.GaussianBlur(grey, (0, 0), blur).astype(np.float64) * light * 0.8 + 25
    rows, columns = np.mgrid[: grey.shape[0], : grey.shape[1]]
    x, y = chance.uniform(0, grey.shape[1]), chance.uniform(0, grey.shape[0])
    picture += chance.uniform(0, 120) * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 2e4)
    picture += numbers.normal(0, noise, grey.shape)
    return np.asarray(picture.clip(0, 255), np.uint8)


def empty() -> Iterator[Picture]:
    """Yield tables, hands and stripes: soft shapes, edges and bars that are no code."""
    chance = random.Random("empty")
    for number in range(2 * FRAMES_OF_EACH):
        numbers = np.random.default_rng(number)
        coarse = numbers.integers(30, 230, (9 + number, 16 + number), dtype=np.uint8)
        way = cv2.INTER_NEAREST if number % 3 == 0 else cv2.INTER_CUBIC
        grey = np.asarray(cv2.resize(coarse, (1280, 720), interpolation=way), np.uint8)
        if number % 4 == 0:
            grey[200:400, 300:900:9] = 20
        yield Picture(spoiled(grey, 1.0, 3.0, chance), None, frozenset())


if __name__ == "__main__":
    main()
