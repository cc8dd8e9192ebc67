"""A booth that takes tubes out, boxes the others and puts them back, without end.

Run by ``test_moves_kept.py`` in a process of its own: the data folder. Each line is the number of a
batch, printed once it is boxed.
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
from tests.integration.services.handing import boxed, detail, fill


def main() -> None:
    clock = FakeClock(datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    booth = BoothDriver(DataFolder(Path(sys.argv[1])), clock, Settings()).sign_in()
    batches = booth.uses.batches
    for turn in count():
        kept, left = 2 * turn, 2 * turn + 1
        fill(booth, kept, left)
        assert isinstance(batches.take_out(detail(booth, left).tube.id), out.TubeTakenOut)
        print(boxed(booth, 1 if turn % 2 == 0 else 2).number, flush=True)
        if turn % 2 == 0:
            assert isinstance(batches.put_back(detail(booth, left).tube.id), out.TubePutBack)


if __name__ == "__main__":
    main()
