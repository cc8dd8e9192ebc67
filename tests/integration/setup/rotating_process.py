"""Gives a booth a new data key in steps of few rows, and waits for ever after so many.

Run by ``test_rotation.py`` in a process of its own: data folder, passphrase, rows. It prints
"waiting" once it waits.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from threading import Event

from station.paths import DataFolder
from station.setup.rotation import change_data_key
from station.storage import resealing
from tests.integration.setup.sites import MORNING


def main() -> None:
    folder, passphrase, rows = DataFolder(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
    resealing.BATCH = 7

    def wait(done: int, total: int) -> None:
        if done >= rows:
            print("waiting", flush=True)
            time.sleep(60)

    change_data_key(folder, passphrase, MORNING, wait, Event())


if __name__ == "__main__":
    main()
