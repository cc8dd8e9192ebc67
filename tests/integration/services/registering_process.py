"""A booth that registers without end and says of each person that they are registered.

Run by ``test_kill.py`` in a process of its own: the data folder. Each line is a person's index,
printed once the outcome is there.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from station.domain import outcome as out
from station.paths import DataFolder
from station.settings import Settings
from tests.conftest import FakeClock
from tests.integration.services.driver import BoothDriver

UNDONE_FROM = 5000


def main() -> None:
    clock = FakeClock(datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    booth = BoothDriver(DataFolder(Path(sys.argv[1])), clock, Settings()).sign_in()
    for index in count():
        if booth.session.pooled is None:
            booth.tube(index)
        if index % 5 == 4:
            # A withdrawal and its line of the audit trail are stored together, or not at all.
            booth.person(index + UNDONE_FROM)
            booth.uses.operate.undo()
        if isinstance(booth.person(index), out.Registered):
            print(index, flush=True)


if __name__ == "__main__":
    main()
