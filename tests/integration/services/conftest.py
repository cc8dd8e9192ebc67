from __future__ import annotations

from collections.abc import Iterator

import pytest

from station.paths import DataFolder
from station.settings import Settings
from tests.integration.services.driver import BoothDriver
from tests.small_disk import small_disk  # noqa: F401


@pytest.fixture
def folder(tmp_path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def booth(folder, clock) -> Iterator[BoothDriver]:
    driver = BoothDriver(folder, clock, Settings()).sign_in()
    yield driver
    driver.close()
