"""A soak of the whole console: no leak, no thread left, plugs pulled, nothing lost.

30 minutes, or as many as STATION_SOAK_MINUTES says; what memory does in fewer than five is mostly
warming up, and has no goal. Every 20 s the next of five readers is unplugged in the middle of its
work.

Run from the project's folder: make bench ARGS=soak
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.benchmarks.figures import show
from tests.benchmarks.soak_run import SoakResult, soak
from tests.benchmarks.soak_stderr import lines_of_stderr
from tests.benchmarks.soaking import SoakPlan

MINUTES, WARM_MINUTES = 30.0, 5.0
SLOPE_MB_AN_HOUR = 5.0
# A code that was cut off half-way is told as what it is.
CUT_OFF = {"gun_read_torn", "card_unreadable"}


def main() -> None:
    """Print the figures of a soak."""
    if sys.platform != "linux":
        print("the soak needs pseudo-terminals and /proc: Linux only")
        return
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    minutes = float(os.environ.get("STATION_SOAK_MINUTES", MINUTES))
    with tempfile.TemporaryDirectory() as name, lines_of_stderr() as said:
        result = soak(Path(name), SoakPlan(seconds=60 * minutes))
    show("length", minutes, "min", digits=1)
    show_work(result)
    show_losses(result)
    show_leaks(result, slope_mb_an_hour=SLOPE_MB_AN_HOUR if minutes >= WARM_MINUTES else None)
    show_faults(result, said)


def show_work(result: SoakResult) -> None:
    work, diary = result.soak, result.soak.diary
    show("registered", len(diary.ledger), "persons", digits=0)
    for lane in work.lanes:
        show(f"of the {lane.name}", lane.confirmed, "", digits=0)
    show("undone, and registered again later", diary.undone, "persons", digits=0)
    show("questions about somebody in an earlier tube", diary.questions, "", digits=0)
    show("unplugged", sum(lane.cuts for lane in work.lanes), "times", digits=0)
    show("cut off and shown again", sum(lane.shown_again for lane in work.lanes), "times", digits=0)


def show_losses(result: SoakResult) -> None:
    lanes, found = result.soak.lanes, result.differences
    for lane in lanes:
        if lane.lost or lane.not_back:
            print(f"{lane.name}: lost {lane.lost}, not found again {lane.not_back}")
    show("shown to a reader that was there, and lost", sum(lane.lost for lane in lanes), "",
         at_most=0, digits=0)  # fmt: skip
    show("not found again within 30 s of its plug", sum(lane.not_back for lane in lanes), "",
         at_most=0, digits=0)  # fmt: skip
    show("persons who are not in the database", found.missing, "", at_most=0, digits=0)
    show("persons who are there too often", found.too_often, "", at_most=0, digits=0)
    show("rows other than confirmed, or in another order", found.rows, "", at_most=0, digits=0)
    unasked = result.soak.diary.unasked
    show("registered without being shown", unasked, "", at_most=0, digits=0)


def show_leaks(result: SoakResult, slope_mb_an_hour: float | None) -> None:
    memory, lag = result.soak.memory, result.soak.lag
    show("memory at the start", memory.first_mb, "MB", digits=1)
    show("memory at the end", memory.last_mb, "MB", digits=1)
    show("memory, largest", memory.largest_mb, "MB", digits=1)
    slope = memory.slope_mb_an_hour()
    show("memory's slope, second half", slope, "MB/h", at_most=slope_mb_an_hour, digits=1)
    show("window lag, median", lag.percentile(0.5), "ms", digits=0)
    show("window lag, p99", lag.percentile(0.99), "ms", at_most=16, digits=0)
    left = result.left
    _show_left("threads left", left.threads)
    _show_left("threads of libraries left", left.system_threads)
    _show_left("files left open", left.files)


def _show_left(name: str, left: Counter[str]) -> None:
    show(name, left.total(), "", at_most=0, digits=0)
    for what, count in left.items():
        print(f"  {count} {what}")


def show_faults(result: SoakResult, said: list[str]) -> None:
    refused = result.soak.diary.refused
    if refused:
        print(f"refused: {dict(refused)}")
    others = sum(count for code, count in refused.items() if code not in CUT_OFF)
    show("refused without a reason", others, "", at_most=0, digits=0)
    show("bugs", len(result.bugs), "", at_most=0, digits=0)
    for bug in result.bugs:
        print(f"  {bug}")
    show("warnings in the log", result.logged.total(), "", at_most=0, digits=0)
    for line, count in result.logged.items():
        print(f"  {count} {line}")
    show("Qt's warnings and what else was said", len(said), "", at_most=0, digits=0)
    for line, count in Counter(said).items():
        print(f"  {count} {line}")


if __name__ == "__main__":
    main()
