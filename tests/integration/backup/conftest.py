"""A booth that has worked a little, and a folder to put backups in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from station.backup.write import BackupReceipt, write_backup
from station.paths import DataFolder
from station.settings import Settings
from tests.integration.services.driver import BoothDriver


@pytest.fixture
def booth(tmp_path: Path, clock) -> Iterator[BoothDriver]:
    driver = BoothDriver(DataFolder(tmp_path / "data"), clock, Settings()).sign_in()
    driver.fill(1, range(3))
    yield driver
    driver.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def backup(booth: BoothDriver, stick: Path) -> BackupReceipt:
    return write_backup(booth.site, stick, booth.clock.now())
