"""The guns' section in a window of its own, and what it asks of the desk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from station.domain.heard import Heard, Proposal, Verdict
from station.domain.scan import Source
from station.domain.test_code import printed_codes
from station.setting_groups import CardOptions, GunOptions, SerialOptions
from station.settings import Settings
from station.ui.settings.gun_section import GunSection
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

CODES = {code.name: code.text for code in printed_codes()}
TUBE = Heard(Source.GUN, "]C0310115002813\r", Verdict.READ, 12.0, 18.0)
SLOW = Heard(
    Source.GUN,
    f"{CODES['label']}\r",
    Verdict.SLOW,
    52.0,
    96.0,
    proposals=(Proposal("gun.gap_ms", 120), Proposal("gun.prefix", "f13")),
)
SETTINGS = Settings(
    gun=GunOptions(prefix="stx", gap_ms=60, min_characters=8, replay_ms=65),
    serial=SerialOptions(on=True, ports=("COM3", "/dev/ttyUSB0"), baud=115200),
    card=CardOptions(on=False, port="COM4"),
)


class Booth:
    """A section in a window whose Esc is taken, and what it asked of the desk."""

    def __init__(self, theme: Theme, words: Words) -> None:
        self.desk = SettingsDesk(Settings())
        self.testing: list[bool] = []
        self.saved: list[Path] = []
        self.printed: list[object] = []
        self.edits: list[Settings] = []
        self.escapes: list[int] = []
        self.desk.testing_asked.connect(self.testing.append)
        self.desk.save_sheet_asked.connect(self.saved.append)
        self.desk.print_sheet_asked.connect(self.printed.append)
        self.window = QWidget()
        self.section = GunSection(theme, words, self.desk)
        QVBoxLayout(self.window).addWidget(self.section)
        self.section.edited.connect(lambda: self.edits.append(self.changed))
        escape = QShortcut(QKeySequence("Esc"), self.window)
        escape.activated.connect(lambda: self.escapes.append(1))

    @property
    def changed(self) -> Settings:
        return self.section.changed(self.desk.settings)

    def start(self) -> None:
        QTest.mouseClick(self.section.test.button, Qt.MouseButton.LeftButton)

    def shown_text(self) -> str:
        return self.section.test.frame.text.text().replace("\u200b", "")


def open_section(qtbot: QtBot, theme: Theme, words: Words) -> Booth:
    """Return a booth whose window is shown and has the keyboard."""
    made = Booth(theme, words)
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitExposed(made.window)
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    return made
