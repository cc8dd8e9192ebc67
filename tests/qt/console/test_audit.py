"""The audit trail on the settings page of a real console: read, and verified with sheets."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QFileDialog

from station.demo.site import MANAGER
from station.services.sheet_chain import sheet_chain
from station.ui.settings.audit_section import AuditSection
from tests.qt.console.conftest import RunningConsole
from tests.qt.console.test_batches import AtBatches

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
Start = Callable[..., RunningConsole]


def audit_of(at: RunningConsole) -> AuditSection:
    at.window.settings_page.show_section("audit")
    return cast(AuditSection, at.window.settings_page.section("audit"))


def change(at: RunningConsole, statement: str) -> None:
    """Do to the database what no program of ours does."""
    with closing(sqlite3.connect(at.console.site.folder.database)) as database:
        database.execute(statement)
        database.commit()


def test_the_trail_is_read_and_an_altered_line_found(start: Start) -> None:
    at = start()
    at.window.pages.bring("settings")
    section = audit_of(at)
    at.until(lambda: section.model.rowCount() > 0)
    model = section.model
    shown = [str(model.data(model.index(0, column))) for column in range(5)]
    assert shown[2] == MANAGER.name
    assert shown[3] == "signed in"
    section.verify_button.click()
    at.until(section.result.isVisible)
    assert "whole" in section.result.title.text()
    change(at, "update audit set booth = '09' where number = 1")
    section.verify_button.click()
    at.until(lambda: "Line 1" in section.result.title.text())
    section.verify((Path("nowhere.xlsx"),))
    at.until(lambda: "nowhere.xlsx" in section.result.title.text())


def test_the_trail_is_verified_with_a_sheet_that_was_exported(start: Start, tmp_path: Path) -> None:
    batches = AtBatches(start())
    batches.seal_tubes(1)
    batches.open()
    batches.export_to(tmp_path)
    (sheet,) = (path for path in tmp_path.rglob("*.xlsx") if "data" not in path.parts)
    written = sheet_chain(sheet).head.length
    at = batches.running
    at.window.pages.bring("settings")
    section = audit_of(at)

    def said() -> str:
        """Choose the sheet, and return what is said of the trail then."""
        section.sheets_button.click()
        (dialog,) = section.findChildren(QFileDialog)
        dialog.filesSelected.emit([str(sheet)])
        dialog.done(0)
        assert section.result.isHidden()
        at.until(section.result.isVisible)
        at.until(lambda: not section.findChildren(QFileDialog))
        return f"{section.result.title.text()}. {section.result.text.text()}"

    assert "agrees with 1 exported" in said()
    assert "whole" in section.result.title.text()
    change(at, f"update audit set booth = '09' where number = {written - 1}")
    assert f"Line {written - 1} of the audit trail was altered" in said()
    change(at, f"update audit set booth = '02' where number = {written - 1}")
    assert "agrees with 1 exported" in said()
    # What stays is whole by itself: only the sheet tells that there was more.
    change(at, f"delete from audit where number > {written - 2}")
    section.verify_button.click()
    at.until(section.result.isVisible)
    assert section.result.title.text() == f"The audit trail is whole: {written - 2} lines"
    assert f"cut off before line {written - 1}" in said()
