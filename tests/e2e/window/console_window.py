"""The console's window with a desk that records, and a file that tells what was asked of it.

Run by the tests on an X server of their own: ``console_window.py STATE_FILE PICTURE_FILE
LOCK_MINUTES``. F8 makes the desk ask a question, so that the keys that answer it can be tried. The
PIN 2580 unlocks.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from station.domain import outcome as out
from station.paths import resources
from station.services.pin_tries import SignInWrong
from station.setting_groups import StaffOptions
from station.settings import Settings
from station.ui.language import load_catalogue
from station.ui.main_window import MainWindow
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from tests.qt.ui import booth


class FileDesk(booth.RecordingDesk):
    """Answers a few keys, as the booth would."""

    def undo(self) -> None:
        super().undo()
        self.reported.emit(booth.question_report())

    def answer(self, again: bool) -> None:
        super().answer(again)
        self.reported.emit(booth.report(out.DuplicateLeft(booth.candidate(booth.person(1)))))

    def lock(self) -> None:
        super().lock()
        self.reported.emit(booth.report(out.Locked(), locked=True))

    def unlock(self, who: str, pin: str) -> None:
        super().unlock(who, pin)
        if pin == "2580":
            self.reported.emit(booth.report(out.Unlocked()))
        else:
            wrong = out.Refused(SignInWrong(seconds=0))
            self.reported.emit(booth.report(wrong, locked=True))


def main(state: Path, picture: Path, lock_minutes: float) -> int:
    began = time.monotonic()
    app = QApplication(sys.argv)
    theme = Theme(resources() / "icons")
    theme.follow_system(app)
    desk = FileDesk()
    settings = replace(Settings(), staff=StaffOptions(lock_minutes))
    # A clock that goes: it is half of what tells how long nobody was there.
    facts_of_site = booth.facts(now=lambda: datetime.now(UTC))
    window = MainWindow(
        desk,
        load_catalogue("zh_CN"),
        theme,
        facts_of_site,
        SettingsDesk(settings),
        booth.codes_desk(),
    )
    window.show()
    desk.reported.emit(booth.report(out.Ignored()))
    facts: dict[str, object] = {"usable_after": 0.0}

    def write() -> None:
        if window.isActiveWindow() and not facts["usable_after"]:
            facts["usable_after"] = time.monotonic() - began
            window.grab().save(str(picture))
        manual = window.page.manual
        facts["active"] = bool(facts["usable_after"])
        facts["calls"] = [str(call[0]) for call in desk.calls]
        facts["number"] = manual.number.text()
        facts["focus"] = type(QApplication.focusWidget()).__name__
        facts["keys"] = window.key_bar.shown_keys()
        facts["dialog"] = type(window.dialogs.current).__name__
        facts["locked"] = window.lock.is_covered
        facts["said"] = window.lock_page.notice.title.text()
        facts["full_screen"] = window.isFullScreen()
        new = state.with_suffix(".new")
        new.write_text(json.dumps(facts))
        new.replace(state)

    timer = QTimer(interval=30)
    timer.timeout.connect(write)
    timer.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
