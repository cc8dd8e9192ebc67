"""A booth that has worked a little, and a folder to put backups in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from station.backup.write import BackupReceipt, note_backup, write_backup
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
    return made(booth, stick)


def made(booth: BoothDriver, stick: Path, at: datetime | None = None) -> BackupReceipt:
    """Write a backup and say so in the trail, as all do who make one."""
    receipt = write_backup(booth.site, stick, at or booth.clock.now())
    with booth.site.database.writing() as unit:
        note_backup(unit, booth.uses.booth.number, receipt, actor=None)
        unit.commit()
    return receipt
