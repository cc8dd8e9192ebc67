"""`reset-clock`: a clock that once stood ahead stops nobody for ever."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from station.demo.site import MANAGER
from station.domain import outcome as out
from station.domain.refusals import ClockWrong
from station.paths import DataFolder
from station.settings import Settings
from tests.conftest import FakeClock
from tests.integration.commands.program import run
from tests.integration.services.driver import BoothDriver


def booth_at(folder: DataFolder, now: datetime) -> BoothDriver:
    """A booth with somebody who may reset the clock: nobody else signs in while it is wrong."""
    return BoothDriver(folder, FakeClock(now), Settings()).sign_in(MANAGER)


def test_the_machines_clock_is_taken_as_right_and_that_is_recorded(folder: DataFolder) -> None:
    now = datetime.now(UTC)
    ahead = booth_at(folder, now + timedelta(days=400))
    ahead.tube(7)
    ahead.person(30)
    ahead.uses.operate.seal()
    ahead.close()
    booth = booth_at(folder, now)
    refused = booth.person(31)
    booth.close()
    assert isinstance(refused, out.Refused)
    assert isinstance(refused.error, ClockWrong)
    ran = run("reset-clock", "--data", folder.root, "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["ok"]) == (0, True)
    assert abs(datetime.fromisoformat(told["mark"]) - now) < timedelta(minutes=1)
    booth = booth_at(folder, datetime.now(UTC))
    booth.tube(8)
    assert isinstance(booth.person(31), out.Registered)
    booth.close()
    with closing(sqlite3.connect(folder.database)) as connection:
        assert connection.execute("SELECT count(*) FROM clock_reset").fetchone() == (1,)


def test_it_needs_a_site(main, tmp_path) -> None:
    said = main("reset-clock", "--data", tmp_path, "--json")
    assert (said.code, json.loads(said.out)["reason"]) == (1, "site_not_founded")
    assert list(tmp_path.iterdir()) == []
