"""The codes page on a small screen: nothing is cut, and what is said moves nothing."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from station.catalogue import Catalogue
from station.settings import Settings
from station.ui.main_window import SMALLEST, MainWindow
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from tests.qt.ui import booth, codes, codes_states

PAGE_STATES = ("closed", "coordinator", "idle", "family", "fresh", "typing", "unknown", "passport")
PAGE_STATES += ("list", "drawing", "waiting", "refused_read")


@pytest.fixture
def small(
    qtbot: QtBot, theme: Theme, catalogue: Catalogue
) -> tuple[MainWindow, codes.RecordingCodesDesk]:
    desk = codes.RecordingCodesDesk()
    made = MainWindow(
        booth.RecordingDesk(), catalogue, theme, booth.facts(), SettingsDesk(Settings()), desk
    )
    qtbot.addWidget(made)
    made.resize(SMALLEST)
    made.show()
    return made, desk


@pytest.mark.parametrize("state", PAGE_STATES)
def test_nothing_is_cut_on_the_smallest_screen(
    small: tuple[MainWindow, codes.RecordingCodesDesk], state: str
) -> None:
    made, desk = small
    codes_states.show(made, desk, state)
    for _ in range(3):
        QApplication.processEvents()
    assert made.size() == SMALLEST
    for label in made.codes.findChildren(QLabel):
        if label.isVisible() and label.text():
            room = label.contentsRect()
            flags = 0x1000 if label.wordWrap() else 0
            needed = QFontMetrics(label.font()).boundingRect(room, flags, label.text())
            assert needed.height() <= room.height() + 1, label.text()
            assert needed.width() <= room.width() + 1, label.text()
    for button in made.codes.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.text()


def test_the_cards_stay_where_they_are_whatever_they_show(
    small: tuple[MainWindow, codes.RecordingCodesDesk],
) -> None:
    made, desk = small
    places = set()
    for state in ("typing", "fresh", "unknown", "passport", "list", "refused_read"):
        codes_states.show(made, desk, state)
        QApplication.processEvents()
        page = made.codes
        parts = (page.person, page.lists, page.panel, page.panel.print_button, page.person.number)
        places.add(tuple(each.geometry().getRect() for each in parts))
    assert len(places) == 1


def test_a_long_fault_has_room_on_the_persons_card(
    small: tuple[MainWindow, codes.RecordingCodesDesk], catalogue: Catalogue
) -> None:
    made, desk = small
    codes_states.show(made, desk, "idle")
    QApplication.processEvents()
    metrics = QFontMetrics(made.codes.person.note.font())
    lines = made.codes.person.note.height() // metrics.lineSpacing()
    room = made.codes.person.note.width() * lines
    long = [
        code for code in _AT_THE_DESK if metrics.horizontalAdvance(_message(catalogue, code)) > room
    ]
    assert long == []


_AT_THE_DESK = {
    *("desk_closed", "desk_issuer_unlisted", "desk_issuer_revoked", "desk_issuer_out_of_time"),
    *("desk_entry_gone", "code_not_in_force", "relative_not_allowed", "application_not_approved"),
    *("number_check_wrong", "number_form_wrong", "number_month_wrong", "number_in_future"),
    *("clock_wrong", "two_persons", "not_permitted", "gun_read_torn", "desk_broken"),
}


def _message(catalogue: Catalogue, code: str) -> str:
    def text(part: str) -> str:
        return catalogue._texts[f"error.{code}.{part}"]

    return f"✘ {text('title')}. {text('next')}"
