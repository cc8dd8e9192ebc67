"""The console as its operator meets it: how soon a code is a registration on the screen.

60 codes and their tubes are played as a clip through the very path of a camera into the real
window over a demo site. "From the frame" counts from the capture of the frame in which the code
was read to the end of the paint that shows the committed registration; "from first sight" from
the first frame that shows any of it, blurred by its movement. The preview and the event loop are
measured meanwhile. Then the console is started five times over a founded site.

Run from the project's folder: python -m tests.benchmarks.bench_console
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from PySide6.QtWidgets import QApplication

from station.catalogue import Catalogue
from station.demo.people import resident
from station.demo.roll import code_of
from station.demo.site import PASSPHRASE, demo_keys, found_demo_site
from station.paths import DataFolder, resources
from station.qt_opening import open_booth
from station.setting_groups import CameraOptions, CardOptions, SerialOptions, TubeOptions
from station.settings import Settings
from station.ui.theme import Theme
from tests.benchmarks.figures import show
from tests.benchmarks.shown_codes import EACH, write_shown_codes
from tests.benchmarks.watched_console import Passage, Watched, WatchedConsole

ROOT = Path(__file__).resolve().parents[2]
PERSONS, POOL = 60, 20
STARTS = 5
PATIENCE_S = 120.0
START_PATIENCE_S = 30.0
# No serial port of this machine is touched.
NO_LINES = Settings(serial=SerialOptions(on=False), card=CardOptions(on=False))


def main() -> None:
    """Print all figures of the console."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip, texts = folder / "camera.avi", shown_texts()
        write_shown_codes(clip, texts)
        show_shift(work(folder, clip), texts)
        show_starts(folder, clip)


def shown_texts() -> list[str]:
    """Return what the clip shows: each tube's label, then the codes of those who fill it."""
    keys, now = demo_keys(), datetime.now(UTC)
    texts = []
    for index in range(PERSONS):
        if index % POOL == 0:
            texts.append(f"{310115980001 + index // POOL}")
        texts.append(code_of(resident(index), keys, now, sealed=index % 2 == 0))
    return texts


def work(folder: Path, clip: Path) -> WatchedConsole:
    """Play the clip to a console of a new demo site."""
    data = DataFolder(folder / "shift")
    settings = replace(NO_LINES, tubes=TubeOptions(default_pool=POOL))
    found_demo_site(data, settings, datetime.now(UTC))
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = Theme(resources() / "icons")
    theme.apply(app)
    words = Catalogue.load(resources() / "translations", "zh_CN")
    watched = WatchedConsole(app, open_booth(data, PASSPHRASE), theme, words, str(clip))
    watched.play(PATIENCE_S)
    return watched


def show_shift(watched: WatchedConsole, texts: list[str]) -> None:
    seen, lag = watched.seen, watched.lag
    passages = [passage for passage in seen.passages.values() if passage.painted]
    show("registered and painted", len(passages), "persons", at_least=PERSONS, digits=0)
    if seen.refused:
        print(f"refused: {dict(Counter(seen.refused))}")
    if len(passages) > 1:
        _show_passages(passages, seen, texts)
    seconds = _frames_a_second(seen.frames_painted)
    show("preview, mean", sum(seconds) / len(seconds), "fps", digits=1)
    show("preview, slowest second", min(seconds), "fps", at_least=25, digits=0)
    show("event loop lag, median", lag.percentile(0.5), "ms")
    show("event loop lag, p99", lag.percentile(0.99), "ms", at_most=16)


def _show_passages(passages: list[Passage], seen: Watched, texts: list[str]) -> None:
    whole = [1000 * (passage.painted - passage.frame_at) for passage in passages]
    show("from the frame to the painted result, median", median(whole), "ms", digits=1)
    show("from the frame to the painted result, p99", _p99(whole), "ms", at_most=120, digits=1)
    show("from the frame to the painted result, longest", max(whole), "ms", digits=1)
    stored = [1000 * (passage.committed - passage.frame_at) for passage in passages]
    painting = [1000 * (passage.painted - passage.committed) for passage in passages]
    show("of it: decoded, verified, committed, median", median(stored), "ms", digits=1)
    show("of it: from the commit to the paint, median", median(painting), "ms", digits=1)
    firsts = {text: seen.frames_read[EACH * index] for index, text in enumerate(texts)}
    sight = [1000 * (passage.painted - firsts[passage.text]) for passage in passages]
    show("from first sight to the painted result, median", median(sight), "ms", digits=1)
    show("from first sight to the painted result, p99", _p99(sight), "ms", digits=1)


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100, method="inclusive")[98]


def _frames_a_second(painted: list[float]) -> list[int]:
    """Return how many frames were painted in each whole second."""
    counts = Counter(int(at - painted[0]) for at in painted)
    return [counts[second] for second in range(int(painted[-1] - painted[0]))]


def show_starts(folder: Path, clip: Path) -> None:
    """Start the console over a founded site with its camera, once to warm it and then measured."""
    data = DataFolder(folder / "start")
    settings = replace(NO_LINES, camera=CameraOptions(device=str(clip)))
    found_demo_site(data, settings, datetime.now(UTC))
    starts = [_start(data.root) for _ in range(STARTS + 1)][1:]
    painted, ready = (median(times) for times in zip(*starts, strict=True))
    show(f"warm start to the painted window, median of {STARTS}", painted, "s")
    show(f"warm start to the sign-in, median of {STARTS}", ready, "s", at_most=1.5)


def _start(data: Path) -> tuple[float, float]:
    """Return the seconds from the start of the process to the painted window and the sign-in."""
    command = [sys.executable, "-m", "tests.benchmarks.measured_start", "--data", str(data)]
    began = time.monotonic()
    command.append("--demo-site")
    done = subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=START_PATIENCE_S
    )
    times = json.loads(done.stdout.splitlines()[-1])
    return times["painted"] - began, times["ready"] - began


if __name__ == "__main__":
    main()
