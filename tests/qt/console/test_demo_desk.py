"""The demo's desk in the real console, and what its files and the site's records come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station.demo import qt_hands
from station.demo.desk_list import FAULTY_ROW, write_list
from station.demo.desk_summary import judge_desk
from station.demo.issued import issued_codes
from station.demo.qt_desk import DemoDesk, DeskDiary
from station.demo.qt_stage import Stage
from station.demo.roll import make_roll
from station.demo.site import DESK_CLERK, demo_keys, found_demo_site
from station.domain.audit import AuditKind
from station.domain.person import Person
from station.paths import DataFolder
from station.services.code_list import read_list
from station.setting_groups import GunOptions, SoundOptions
from tests.qt.console.conftest import NO_LINES, RunningConsole

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

ROLL = make_roll()
# What comes slower than that is typed.
QUICK_GUN = GunOptions(gap_ms=10, replay_ms=50)
HUMAN_GAP_MS = 14


@pytest.fixture
def folder_of_desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder


@pytest.fixture
def worked(
    start: Callable[..., RunningConsole],
    folder: DataFolder,
    folder_of_desk: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[RunningConsole, DeskDiary]:
    """A console at which the whole desk was worked, by hands almost as quick as a gun."""
    monkeypatch.setattr(qt_hands, "HUMAN_GAP_MS", HUMAN_GAP_MS)
    settings = replace(NO_LINES, gun=QUICK_GUN, sound=SoundOptions(on=False))
    found_demo_site(folder, settings, datetime.now(UTC))
    running = start(member=DESK_CLERK)
    desk = DemoDesk(Stage(running.console, tmp_path / "screens"), ROLL, folder_of_desk)
    desk.work()
    return running, desk.diary


def test_the_desk_draws_what_the_shift_will_read(
    worked: tuple[RunningConsole, DeskDiary],
) -> None:
    running, diary = worked
    issued = issued_codes(running.console.site, ROLL)
    assert set(issued) == {*ROLL.listed, ROLL.child}
    assert {*ROLL.by_camera} < {*issued}
    assert judge_desk(ROLL, issued, diary).differences == []
    with running.console.site.database.reading() as unit:
        kinds = [line.event.kind for line in unit.audit.lines()]
    assert kinds.count(AuditKind.CODE_DRAWN) == len(issued)
    assert kinds.count(AuditKind.RELATIVE_APPROVED) == 1
    assert kinds[-1] is AuditKind.SIGNED_OUT
    assert not running.console.codes_desk.is_open

    # The clip begins and ends with the first tube, and shows one person twice.
    texts = [each.text for each in ROLL.showings(issued, demo_keys(), datetime.now(UTC))]
    assert texts[0] == texts[-1]
    assert {*texts} >= {issued[person] for person in ROLL.by_camera}
    assert len(texts) - len({*texts}) == 2

    others = issued | {diary.shown: issued[ROLL.child]}
    spoilt = replace(diary, faults_in_list=2, pdf_pages=3)
    assert judge_desk(ROLL, others, diary).differences == [
        "the saved picture does not show the person's code"
    ]
    assert len(judge_desk(ROLL, issued, spoilt).differences) == 2


def test_the_list_holds_everybody_and_one_slip(tmp_path: Path) -> None:
    path = tmp_path / "residents.csv"
    write_list(path, ROLL.listed)
    read = read_list(path)

    def facts(person: Person) -> tuple[object, ...]:
        return (person.name, person.document, person.phone)

    assert [facts(row.person) for row in read.good] == [facts(each) for each in ROLL.listed]
    assert [(fault.row, fault.error.code) for fault in read.faults] == [
        (FAULTY_ROW, "number_check_wrong")
    ]
