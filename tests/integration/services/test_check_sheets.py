"""Checking sheets at the window: by the list in force, noted without content."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from station.demo.site import COORDINATOR, MANAGER
from station.domain.audit import AuditKind
from station.services.check_sheets import CheckCancelled
from station.settings import Settings
from tests.integration.check.made_sheets import package
from tests.integration.services.driver import BoothDriver


@pytest.fixture
def booth(folder, clock):
    driver = BoothDriver(folder, clock, Settings())
    driver.sign_in(MANAGER)
    yield driver
    driver.close()


def test_a_foreign_booths_package_is_judged_by_the_list_in_force(
    booth: BoothDriver, tmp_path: Path
) -> None:
    booth.sign_in(COORDINATOR)
    stick = tmp_path / "stick"
    stick.mkdir()
    made = package(stick)
    checked = booth.uses.checks.check([made.folder])
    found = {finding.code.value for file in checked.report.files for finding in file.findings}
    assert found == {"unknown_signer", "unsigned"}
    booth.uses.checks.note(checked)
    kind, actor, facts = booth.trail()[-1]
    assert (kind, actor) == (AuditKind.SHEETS_CHECKED, booth.member(COORDINATOR).id)
    assert facts == {"files": 4, "findings": checked.report.counted}
    written = booth.uses.checks.write(checked, tmp_path, str)
    assert written.merged.is_file()
    assert (written.persons, written.tubes) == (0, 0)


def test_a_check_is_called_off(booth: BoothDriver, tmp_path: Path) -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(CheckCancelled):
        booth.uses.checks.check([tmp_path / "any.xlsx"], cancel=cancel)
