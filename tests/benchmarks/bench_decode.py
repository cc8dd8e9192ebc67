"""Reading codes, measured in one run: ours beside pyzbar, zxing-cpp and OpenCV's own detectors.

Photographs, drawn frames and scenes of 0.8 s. A false read is a text that is not in the picture.
Run from the project's folder: python -m tests.benchmarks.bench_decode [--help]. `make bench` takes
the same from the environment: STATION_BENCH_PHOTOGRAPHS (a folder with an expected.json as in
../shared/images), STATION_BENCH_PICTURES (drawn frames of each set), STATION_BENCH_SCENES.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.benchmarks.decode_measures import (
    STREAM_FRAMES,
    Drawn,
    Outcome,
    Photograph,
    Played,
    alone,
    played_to_all,
    read_by_all,
    streamed,
)
from tests.benchmarks.decode_readers import OURS_FRAME, OURS_STILL, READERS, A
from tests.benchmarks.drawn_scenes import NO_CODE, SETS, TWO_PERSONS
from tests.benchmarks.figures import show

ROOT = Path(__file__).resolve().parents[2]
PICTURES, EMPTIES, SCENES = 12, 48, 80
GOAL_MS_EMPTY = 12.0
GOAL_MS_STILL = 24 * 1000 / 30
OTHERS = [name for name, named in READERS.items() if not named.is_ours]

Outcomes = list[dict[str, Outcome]]


def main() -> None:
    """Measure all, print the tables and judge the goals."""
    options = _options()
    sets: dict[str, list[Photograph | Drawn]] = dict(photographs(options.photographs))
    real = list(sets)
    for name in SETS:
        count = options.pictures * EMPTIES // PICTURES if name == NO_CODE else options.pictures
        sets[name] = [Drawn(name, number) for number in range(count)]
    tasks = [task for each in sets.values() for task in each]
    print(f"{len(tasks)} frames and {options.scenes} scenes: some minutes", flush=True)
    # As OpenCV: else its products would run on threads whose time is not counted.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(
        min(2, os.cpu_count() or 1), multiprocessing.get_context("spawn"), initializer=alone
    ) as pool:
        outcomes = iter(list(pool.map(read_by_all, tasks, chunksize=3)))
        measured = {name: [next(outcomes) for _ in each] for name, each in sets.items()}
        empty = [task for task in sets[NO_CODE] if isinstance(task, Drawn)]
        streams = list(pool.map(streamed, empty, chunksize=3))
        scenes = list(pool.map(played_to_all, range(options.scenes)))
    _print_tables(measured)
    false_in_scenes = _print_scenes(scenes)
    print("\ngoals")
    if real:
        _judge_photographs([outcome for name in real for outcome in measured[name]])
    drawn = [each for name in SETS if name != NO_CODE for each in measured[name]]
    _judge_frames("drawn frames", drawn)
    _judge_two_persons(measured[TWO_PERSONS])
    _judge_false_reads(measured, false_in_scenes + sum(false for _, false in streams))
    each_ms = [ms for stream, _ in streams for ms in stream]
    frames = f"{STREAM_FRAMES} frames in turn"
    show(f"no code in view, {frames}, mean", statistics.mean(each_ms), "ms", at_most=GOAL_MS_EMPTY)
    show(f"no code in view, {frames}, p95", _p95(each_ms), "ms")
    _judge_scenes(scenes)


def photographs(folder: Path) -> Iterable[tuple[str, list[Photograph | Drawn]]]:
    """Yield the photographs of ``folder`` in two sets; say so if there are none."""
    listing = folder / "expected.json"
    if not listing.is_file():
        print(f"photographs skipped: no expected.json in {folder}")
        return
    for kind, is_qr in (("QR", True), ("linear", False)):
        found: list[Photograph | Drawn] = []
        for one in json.loads(listing.read_text(encoding="utf-8")):
            if (one["symbology"] == "QR") == is_qr:
                also = one.get("also_readable", ())
                known = frozenset([one["expected"], *also])
                found.append(Photograph(folder / one["file"], one["expected"], known))
        if found:
            yield f"photographs, {kind}", found


# --- tables ------------------------------------------------------------------------------------


def _print_tables(measured: Mapping[str, Outcomes]) -> None:
    print("ms are CPU time of the thread that reads, OpenCV's too; two processes run at once")
    print("'booth': QR, Data Matrix, Code 128, Code 39, EAN-13; 'steps': Otsu, local threshold, 2x")

    def share(each: list[Outcome]) -> str:
        return f"{100 * sum(one.is_read for one in each) / len(each):.0f}"

    def false(each: list[Outcome]) -> str:
        return str(sum(one.false for one in each) or ".")

    def middle(each: list[Outcome]) -> str:
        ms = [one.ms for one in each]
        return "/".join(f"{one:.{one < 10:d}f}" for one in (statistics.median(ms), _p95(ms)))

    def mean(each: list[Outcome]) -> str:
        return f"{statistics.mean(one.ms for one in each):.1f}"

    with_codes = {name: each for name, each in measured.items() if name != NO_CODE}
    _print_table("read, % of the frames", with_codes, share)
    with_false = {
        name: each
        for name, each in measured.items()
        if any(one.false for outcome in each for one in outcome.values())
    }
    _print_table("false reads, where there are any", measured, false, list(with_false))
    _print_table("ms, median/p95", measured, middle)
    _print_table("ms, mean", measured, mean)


def _print_table(
    title: str,
    measured: Mapping[str, Outcomes],
    cell: Callable[[list[Outcome]], str],
    rows: list[str] | None = None,
) -> None:
    """Print a column for each reader, and a row for each set (or those named) and for all."""
    heads = zip(*(named.head for named in READERS.values()), strict=True)
    for name, head in zip((title, ""), heads, strict=True):
        print(("\n" if name else "") + f"{name:<32}" + "".join(f"{word:>9}" for word in head))
    shown = {name: measured[name] for name in (measured if rows is None else rows)}
    shown["all sets"] = [outcome for each in measured.values() for outcome in each]
    for name, each in shown.items():
        cells = (cell([outcome[reader] for outcome in each]) for reader in READERS)
        print(f"{f'{name} ({len(each)})':<32}" + "".join(f"{text:>9}" for text in cells))


def _print_scenes(scenes: list[tuple[bool, dict[str, Played]]]) -> int:
    """Print what each reader read of the scenes; return our false reads."""
    labels = sum(is_linear for is_linear, _ in scenes)
    print(
        f"\nscenes of 0.8 s at 30 frames/s, late frames dropped: {len(scenes) - labels} of a phone,"
    )
    print(f"{labels} of a tube's label; '-' where the reader does not know the kind")
    print(f"{'':<32}{'phones':>9}{'labels':>9}{'all':>9}{'false':>9}   s until read, median")
    for name, named in READERS.items():
        if not named.plays:
            continue
        mine = [(is_linear, plays[name]) for is_linear, plays in scenes if name in plays]
        read = [(is_linear, play.read_at) for is_linear, play in mine if play.read_at is not None]
        phones, tubes = (str(sum(linear == kind for linear, _ in read)) for kind in (False, True))
        cells = (
            phones if named.reads_qr else "-",
            tubes if named.reads_linear else "-",
            str(len(read)),
            str(sum(play.false for _, play in mine) or "."),
        )
        soon = f"{statistics.median(at for _, at in read):.2f}" if read else "-"
        print(f"{name:<32}" + "".join(f"{text:>9}" for text in cells) + f"   {soon}")
    return sum(plays[OURS_FRAME].false for _, plays in scenes)


# --- goals -------------------------------------------------------------------------------------


def _judge_photographs(outcomes: Outcomes) -> None:
    union = [each for each in outcomes if any(each[name].is_read for name in OTHERS)]
    ours = sum(each[OURS_STILL].is_read for each in union)
    extra = sum(each[OURS_STILL].is_read for each in outcomes) - ours
    print(f"photographs: all others together read {len(union)} of {len(outcomes)}, ours as a still")
    print(f"{ours} of these and {extra} more")
    show("photographs, still: of what others read", 100 * ours / len(union), "%", at_least=98)
    _judge_frames("photographs", outcomes)
    slow = _p95([each[OURS_STILL].ms for each in outcomes])
    show("photographs, still: p95", slow, "ms", at_most=GOAL_MS_STILL)


def _judge_frames(name: str, outcomes: Outcomes) -> None:
    ours, a = (sum(each[reader].is_read for each in outcomes) for reader in (OURS_FRAME, A))
    show(f"{name}, one frame: as many as pipeline A", ours, "read", at_least=a, digits=0)


def _judge_two_persons(outcomes: Outcomes) -> None:
    ours, best = (
        max(sum(each[name].is_read for each in outcomes) for name in names)
        for names in ((OURS_FRAME,), OTHERS)
    )
    show("two persons: both found, as any other", ours, "frames", at_least=best, digits=0)


def _judge_false_reads(measured: Mapping[str, Outcomes], more: int) -> None:
    mine = [name for name, named in READERS.items() if named.is_ours]
    false = sum(each[name].false for all_ in measured.values() for each in all_ for name in mine)
    show("false reads of ours, all sets and scenes", false + more, "texts", at_most=0, digits=0)


def _judge_scenes(scenes: list[tuple[bool, dict[str, Played]]]) -> None:
    read = {
        name: sum(plays[name].read_at is not None for _, plays in scenes if name in plays)
        for name, named in READERS.items()
        if named.plays
    }
    # More than any other, unless that one read them all.
    best = min(len(scenes), 1 + max(read[name] for name in OTHERS))
    show("scenes: more than any other", read[OURS_FRAME], "read", at_least=best, digits=0)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def _options() -> argparse.Namespace:
    given = os.environ.get
    here = given("STATION_SHARED") or ROOT.parent / "shared"
    parser = argparse.ArgumentParser(description="How codes are read, ours beside others.")
    photos = given("STATION_BENCH_PHOTOGRAPHS") or Path(here) / "images"
    parser.add_argument("--photographs", type=Path, default=Path(photos))
    parser.add_argument("--pictures", type=int, default=given("STATION_BENCH_PICTURES", PICTURES))
    parser.add_argument("--scenes", type=int, default=given("STATION_BENCH_SCENES", SCENES))
    return parser.parse_args()


if __name__ == "__main__":
    main()
