"""The lab's section in a running console: a real writer, database and file of settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from station.domain.audit import AuditKind
from station.keyring.lab_key_file import LabKey, create_lab_key_file, write_public_key
from station.keyring.sealed_file import Strength
from station.settings_file import read_settings
from station.ui.lab_desk import ReadLabKey
from station.ui.settings.lab_section import LabSection
from station.ui.settings.section import choose
from tests.qt.console.conftest import NO_LINES, RunningConsole

# The offscreen platform says so of every dialog that has a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_password_key_and_columns_are_kept_and_on_the_trail(
    start: Callable[..., RunningConsole], tmp_path: Path
) -> None:
    at = start(settings=NO_LINES)
    at.window.pages.bring("settings")
    page = at.window.settings_page
    page.show_section("lab")
    section = cast(LabSection, page.section("lab"))
    at.until(lambda: section.secrecy.has_password is False)

    choose(section.secrecy.secrecy, "password")
    section.secrecy.set_button.click()
    dialog = section.secrecy._dialog
    assert dialog is not None
    for edit in (dialog.first, dialog.again):
        edit.setText("eight horses")
    dialog.save.click()
    at.until(lambda: section.secrecy.has_password is True)
    with at.console.site.database.reading() as unit:
        assert unit.lab_password.get() == "eight horses"

    # The private key is refused, the public one taken.
    desk, key = section.secrecy._desk, LabKey.generate()
    create_lab_key_file(tmp_path / "lab.key", key, "passphrase", Strength.LEAST)
    write_public_key(tmp_path / "lab.key.pub", key)
    choose(section.secrecy.secrecy, "lab_key")
    desk.ask(ReadLabKey(tmp_path / "lab.key"))
    at.until(section.secrecy.problem.isVisible)
    desk.ask(ReadLabKey(tmp_path / "lab.key.pub"))
    at.until(lambda: section.secrecy.key.text() == key.public.hex())

    choose(section.file.column_set, "openelis")
    page.apply()
    at.until(lambda: not page.is_applying and not page.is_dirty)
    kept = read_settings(at.console.site.folder.settings).lab
    assert (kept.column_set, kept.secrecy, kept.key) == ("openelis", "lab_key", key.public.hex())
    with at.console.site.database.reading() as unit:
        kinds = [line.event.kind for line in unit.audit.lines()]
    assert kinds[-2:] == [AuditKind.LAB_PASSWORD_SET, AuditKind.SETTINGS_CHANGED]
