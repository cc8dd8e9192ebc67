from __future__ import annotations

from collections.abc import Iterator

import pytest

from station.paths import DataFolder
from tests.integration.code_desk.desk_driver import DeskDriver


@pytest.fixture
def closed_desk(tmp_path, clock) -> Iterator[DeskDriver]:
    """A desk at which nobody has opened the issuer's key; the clerk is signed in."""
    driver = DeskDriver(DataFolder(tmp_path / "data"), clock)
    yield driver
    driver.close()


@pytest.fixture
def desk(closed_desk) -> DeskDriver:
    return closed_desk.open()
