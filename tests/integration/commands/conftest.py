"""A demo site with a boxed batch and an open one; another that has a passphrase of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from station import cli
from station.demo.site import demo_plan, found_site
from station.domain import outcome as out
from station.paths import DataFolder
from station.settings import Settings
from tests.conftest import FakeClock
from tests.integration.commands import program
from tests.integration.services.driver import BoothDriver


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a booth that has boxed a tube and sealed another; nobody changes it."""
    root = tmp_path_factory.mktemp("worked") / "data"
    booth = BoothDriver(DataFolder(root), FakeClock(program.MORNING), Settings()).sign_in()
    booth.fill(1, range(program.PERSONS))
    boxed = booth.uses.boxes.box("BX0001", 1)
    assert isinstance(boxed, out.BatchBoxed)
    assert boxed.batch.number == program.BOXED
    booth.fill(2, range(20, 23))
    booth.uses.operate.seal()
    booth.close()
    return root


@pytest.fixture
def folder(worked: Path, tmp_path: Path) -> DataFolder:
    """A copy of that folder."""
    return DataFolder(Path(shutil.copytree(worked, tmp_path / "data")))


@pytest.fixture
def locked_folder(tmp_path: Path) -> DataFolder:
    """A site that is not the demo's: its passphrase has to be given."""
    folder = DataFolder(tmp_path / "real")
    plan = demo_plan(Settings(), program.MORNING)
    found_site(folder, replace(plan, site_id="site-7", passphrase=program.PASSPHRASE))
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    out: str
    err: str


@pytest.fixture
def main(capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """The command line in this process, which starts faster: an exception fails the test."""

    def run(*arguments: str | Path) -> Said:
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(str(ended.code))
        said = capfd.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Mounts what `mount` is told, for the length of the test."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs root on Linux to mount")
    places: list[str] = []

    def mount(*arguments: str | Path) -> None:
        words = [str(argument) for argument in arguments]
        if subprocess.run(["mount", *words], capture_output=True, check=False).returncode:
            pytest.skip("this machine lets nobody mount")
        places.append(words[-1])

    yield mount
    for place in dict.fromkeys(reversed(places)):
        subprocess.run(["umount", "-l", place], check=True)
