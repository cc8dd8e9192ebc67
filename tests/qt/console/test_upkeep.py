"""What the console does by itself: backups at the end of shifts, and erasing what is due."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt, QTimer

from station.backup.faults import BackupNotWritten
from station.backup.restore import restore_backup
from station.backup.write import BackupReceipt
from station.demo.site import PASSPHRASE
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.paths import DataFolder
from station.setting_groups import BackupOptions
from station.site import open_site
from tests.qt.console.conftest import NO_LINES, RunningConsole, person, stop

Start = Callable[..., RunningConsole]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def kinds(folder: DataFolder) -> list[AuditKind]:
    site = open_site(folder, PASSPHRASE)
    with site.database.reading() as unit:
        found = [line.event.kind for line in unit.audit.lines()]
    site.close()
    return found


def test_closing_leaves_a_backup_of_all_that_was_done(start: Start, folder, tmp_path) -> None:
    booth = start()
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    stop(booth.console)
    (made,) = folder.backups.iterdir()
    assert kinds(folder)[-1] is AuditKind.BACKED_UP
    laptop = DataFolder(tmp_path / "laptop")
    restore_backup(made, laptop, PASSPHRASE, datetime.now(UTC))
    with closing(sqlite3.connect(laptop.database)) as raw:
        assert raw.execute("SELECT count(*) FROM registration").fetchone() == (1,)


def test_the_end_of_a_shift_makes_one_too_and_the_close_none_without_news(
    start: Start, folder
) -> None:
    booth = start()
    made: list[object] = []
    booth.console.upkeep.backed_up.connect(made.append)
    booth.after(booth.console.desk.sign_out, out.SignedOut)
    booth.until(lambda: len(made) == 1)
    stop(booth.console)
    assert len(list(folder.backups.glob("*.backup"))) == 1


def test_what_is_stored_while_a_backup_is_written_goes_into_the_next(start: Start, folder) -> None:
    booth = start()
    made: list[BackupReceipt] = []
    booth.console.upkeep.backed_up.connect(made.append)
    held, written = threading.Event(), threading.Event()

    def hold(done: float) -> None:
        # On the reader's thread, after the copy was taken.
        if done == 0.7 and not written.is_set():
            held.set()
            assert written.wait(20)

    booth.console.upkeep.progressed.connect(hold, Qt.ConnectionType.DirectConnection)
    booth.console.upkeep.back_up()
    booth.until(held.is_set)
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    written.set()
    booth.until(lambda: len(made) == 1)
    stop(booth.console)
    assert made[0].extent.last["registration"] == 0
    assert len(list(folder.backups.iterdir())) == 2


def test_no_backups_are_made_where_the_site_wants_none(start: Start, folder) -> None:
    booth = start(settings=replace(NO_LINES, backup=BackupOptions(on=False)))
    booth.tube(1)
    stop(booth.console)
    assert not folder.backups.exists()


def test_a_backup_that_cannot_be_made_is_told_and_the_console_closes(
    start: Start, folder, tmp_path: Path
) -> None:
    settings = replace(NO_LINES, backup=BackupOptions(folder=str(tmp_path / "stick")))
    booth = start(settings=settings)
    told: list[object] = []
    booth.console.upkeep.failed.connect(told.append)
    booth.tube(1)
    stop(booth.console)
    assert [type(error) for error in told] == [BackupNotWritten]
    assert isinstance(booth.console.backup_fault, BackupNotWritten)
    assert AuditKind.BACKED_UP not in kinds(folder)


def test_the_last_backup_can_be_given_up(start: Start, folder) -> None:
    booth = start()
    booth.tube(1)
    booth.console.upkeep.progressed.connect(lambda done: booth.console.upkeep.cancel())
    QTimer.singleShot(0, booth.console.upkeep.cancel)
    stop(booth.console)
    assert list(folder.backups.iterdir()) == []
    assert booth.console.backup_fault is None


def test_a_shift_s_backup_that_was_not_made_is_said_in_the_corner(
    start: Start, tmp_path: Path
) -> None:
    settings = replace(NO_LINES, backup=BackupOptions(folder=str(tmp_path / "stick")))
    booth = start(settings=settings)
    booth.after(booth.console.desk.sign_out, out.SignedOut)
    notice = booth.window.key_bar.notice
    booth.until(notice.isVisible)
    assert "not backed up" in notice.title.text()
    notice.close_button.click()
    assert not notice.isVisible()


def test_what_is_due_is_erased_at_the_start(start: Start, folder) -> None:
    booth = start()
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    stop(booth.console)
    long_ago = int((datetime.now(UTC) - timedelta(days=99)).timestamp() * 1e6)
    with closing(sqlite3.connect(folder.database)) as raw:
        raw.execute(
            "INSERT INTO batch VALUES (?, '20260101-02-01', '02', '2026-01-01', 1, 'exported',"
            " 'BX0001', ?, ?, 1)",
            (b"b" * 16, long_ago, long_ago),
        )
        raw.execute("UPDATE tube SET batch_id = ?", (b"b" * 16,))
        raw.commit()
    # The clock is borne out by shifts on three days.
    site = open_site(folder, PASSPHRASE)
    with site.database.writing() as unit:
        last = unit.shifts.latest("02")
        assert last is not None
        for days in (2, 1):
            before = last.started_at - timedelta(days=days)
            unit.shifts.add(replace(last, id=uuid4(), started_at=before))
        unit.commit()
    site.close()
    booth = start()

    def names() -> list[bytes]:
        with closing(sqlite3.connect(folder.database)) as raw:
            return [name for (name,) in raw.execute("SELECT name FROM registration")]

    booth.until(lambda: names() == [b""])
    stop(booth.console)
    assert AuditKind.ERASED in kinds(folder)
