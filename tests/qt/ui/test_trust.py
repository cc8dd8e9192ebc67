"""The trust list in the window: its card, its section, the notice, its age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from station.credential.refusals import TrustOlder, TrustSignatureBad
from station.domain.trust_ports import RefusedList
from station.services.trust_office import TrustNews
from station.services.trust_view import IssuerView, TrustView
from station.setting_groups import TrustOptions
from station.settings import Settings
from station.ui.dialogs.trust_dialog import TrustDialog
from station.ui.main_window import MainWindow
from station.ui.settings.trust_section import TrustSection
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.trust_card import MOST_ISSUERS, TrustCard
from station.ui.trust_desk import TrustDesk
from station.ui.words import Words

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def issuer(name: str, start: float = -9, end: float = 9, is_revoked: bool = False) -> IssuerView:
    return IssuerView(name, "a1" * 8, NOW + start * DAY, NOW + end * DAY, 14, is_revoked)


VIEW = TrustView(
    12,
    NOW - 3 * DAY,
    (
        issuer("revoked", is_revoked=True),
        issuer("ended", end=-1),
        issuer("new", start=1),
        issuer("desk"),
    ),
    37,
    RefusedList(NOW, "trust_bad_signature", None),
)


@pytest.fixture
def trust(settings_desk: SettingsDesk) -> TrustDesk:
    return settings_desk.trust


@pytest.fixture
def card(qtbot: QtBot, theme: Theme, both: Words, trust: TrustDesk) -> TrustCard:
    made = TrustCard(theme, both, trust, lambda: NOW)
    qtbot.addWidget(made)
    made.show()
    return made


def rows(card: TrustCard) -> list[list[str]]:
    """The table as it is read: one list a row."""
    grid = card.table.layout()
    labels = [cast(QLabel, grid.itemAt(i).widget()).text() for i in range(grid.count())]
    return [labels[i : i + 4] for i in range(0, len(labels), 4)]


def test_the_card_shows_the_list_and_who_may_issue_first(card, trust, both: Words) -> None:
    assert not card.table.isVisible()
    trust.take_view(VIEW)
    assert "12" in card.facts.text()
    assert "2026-11-19" in card.facts.text()
    assert "37" in card.counts.text()
    shown = rows(card)[1:]
    assert [row[0] for row in shown] == ["desk", "new", "ended", "revoked"]
    states = ("valid", "not_yet", "ended", "revoked")
    assert [row[1] for row in shown] == [both(f"trust_card.{state}") for state in states]
    assert both("error.trust_bad_signature.title") in card.last_refused.text()
    assert not card.more.isVisible()


def test_many_issuers_are_counted(card, trust) -> None:
    many = tuple(issuer(f"desk {number:02}") for number in range(MOST_ISSUERS + 5))
    trust.take_view(TrustView(1, NOW, many, 0))
    assert len(rows(card)) == MOST_ISSUERS + 1
    assert "5" in card.more.text()
    assert not card.last_refused.isVisible()


def test_a_file_is_chosen_and_the_answer_is_shown(
    card: TrustCard, trust: TrustDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    asked: list[Path] = []
    trust.import_asked.connect(asked.append)
    card.button.click()
    dialog = card.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "5.trust"))
    dialog.reject()
    assert asked == [tmp_path / "5.trust"]
    card.button.click()
    qtbot.wait(1)
    assert card.findChild(QFileDialog) is None  # one is being imported
    trust.take_failed(TrustOlder(serial=11, current=12), VIEW)
    assert card.result.isVisible()
    assert card.result.property("tone") == "bad"
    assert "11" in card.result.text.text()
    trust.take_imported(VIEW)
    assert card.result.property("tone") == "ok"
    assert "12" in card.result.title.text()
    card.leave()
    assert not card.result.isVisible()


def test_the_section_changes_folder_and_sticks(
    qtbot: QtBot, theme: Theme, words: Words, settings_desk: SettingsDesk
) -> None:
    section = TrustSection(theme, words, settings_desk)
    qtbot.addWidget(section)
    assert section.changed(Settings()) == Settings()
    with qtbot.waitSignal(section.edited):
        section.folder.setText("lists")
    assert section.fault() == ("trust.folder", words("settings.trust.not_absolute"))
    section.folder.setText(str(Path("/lists").absolute()))
    section.sticks.click()
    assert section.fault() is None
    wished = section.changed(Settings())
    assert wished.trust == TrustOptions(str(Path("/lists").absolute()), sticks=False)
    section.show_settings(Settings())
    assert section.changed(Settings()) == Settings()


def test_a_list_that_comes_is_said_without_being_in_the_way(
    window: MainWindow, trust: TrustDesk, qtbot: QtBot
) -> None:
    notice = window.key_bar.notice
    window.key_bar.follow_trust(trust)
    focus = window.focusWidget()
    trust.take_view(VIEW)
    assert not notice.isVisible()
    trust.take_news(TrustNews(VIEW, TrustSignatureBad()))
    assert notice.isVisible()
    assert window.focusWidget() is focus
    assert window.dialogs.current is None
    bottom = notice.mapTo(window, QPoint(0, notice.height())).y()
    assert bottom <= window.key_bar.mapTo(window, QPoint(0, 0)).y()
    left = notice.mapTo(window, QPoint(0, 0)).x()
    assert left < window.rail.width()
    window.resize(1500, 800)
    qtbot.waitUntil(lambda: notice.geometry().bottom() > 690)
    assert notice._timer.isActive()
    assert notice._timer.interval() == 30_000
    notice.close_button.click()
    assert not notice.isVisible()
    trust.take_news(TrustNews(VIEW))
    assert "12" in notice.title.text()
    notice._timer.timeout.emit()
    assert not notice.isVisible()


def test_a_click_on_the_age_opens_the_list_for_who_may(
    window: MainWindow, trust: TrustDesk, qtbot: QtBot
) -> None:
    bar = window.key_bar
    bar.follow_trust(trust)
    trust.take_view(VIEW)
    bar.trust_age.pressed.connect(lambda: window.dialogs.open_trust(trust))
    for opens in (False, True):
        bar.trust_age.show_opens(opens)
        qtbot.mouseClick(bar.trust_age, Qt.MouseButton.LeftButton)
        assert (window.dialogs.current is not None) is opens
    assert isinstance(window.dialogs.current, TrustDialog)
    window.dialogs.give_way()
    assert window.dialogs.current is None
