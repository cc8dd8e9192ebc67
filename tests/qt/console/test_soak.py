"""The soak of `make bench`, for as long as a test may take: nothing lost, nothing left."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from station.demo.card_module import has_pseudo_terminals
from tests.benchmarks.soak_ledger import Differences
from tests.benchmarks.soak_run import soak
from tests.benchmarks.soaking import SoakPlan

pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
    pytest.mark.timeout(300),
]

PLAN = SoakPlan(seconds=18, cut_every_s=2.5, away_s=(0.6, 1.2))
# Much is loaded and warmed up meanwhile; a frame that is never freed is 2.7 MB.
GROWTH_MB = 120


def test_plugs_are_pulled_and_nobody_is_lost_and_nothing_is_left(
    qapp: QApplication, tmp_path: Path
) -> None:
    if not has_pseudo_terminals():
        pytest.skip("this system has no pseudo-terminals")
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not tell a process's open files")
    result = soak(tmp_path, PLAN)
    work = result.soak
    assert len(work.diary.ledger) > 20
    assert sum(lane.cuts for lane in work.lanes) >= 3
    assert {lane.name: lane.lost for lane in work.lanes if lane.lost} == {}
    assert {lane.name: lane.not_back for lane in work.lanes if lane.not_back} == {}
    assert result.differences == Differences(rows=0, missing=0, too_often=0)
    assert work.diary.unasked == 0
    assert result.bugs == []
    assert result.logged == {}
    assert result.left.threads == {}
    assert result.left.files == {}
    assert work.memory.last_mb - work.memory.first_mb < GROWTH_MB
