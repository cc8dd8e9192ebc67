"""The sheet of command codes is asked for, and the answer is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from station.printing.command_sheet import SheetNotSaved, SheetPageTooSmall
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui.gun_settings import Booth, open_section


@pytest.fixture
def booth(qtbot: QtBot, theme: Theme, words: Words) -> Booth:
    return open_section(qtbot, theme, words)


def test_the_sheet_is_saved_where_the_operator_says(booth: Booth, tmp_path: Path) -> None:
    card = booth.section.sheet
    QTest.mouseClick(card.save_button, Qt.MouseButton.LeftButton)
    (dialog,) = card.findChildren(QFileDialog)
    assert dialog.isVisible()
    path = tmp_path / "sheet.pdf"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    assert booth.saved == [path]
    booth.desk.sheet_made.emit(path)
    assert "sheet.pdf" in card.result.title.text()
    assert not card.warning.isVisible()


def test_while_a_sheet_is_made_no_other_is_asked_for_and_the_keyboard_stays(
    booth: Booth, qtbot: QtBot
) -> None:
    card = booth.section.sheet
    card.save_button.setFocus()
    card._save("/nowhere/sheet.pdf")
    assert QApplication.focusWidget() is card.save_button
    for button in (card.save_button, card.print_button):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert card.findChildren(QDialog) == []
    card.save_button.setFocus()
    booth.desk.sheet_made.emit(Path("sheet.pdf"))
    assert QApplication.focusWidget() is card.save_button
    QTest.mouseClick(card.save_button, Qt.MouseButton.LeftButton)
    (dialog,) = card.findChildren(QFileDialog)
    dialog.reject()


@pytest.mark.parametrize("name", ["sheet.pdf", f"{'command-codes-' * 9}.pdf"])
def test_what_is_said_of_a_sheet_moves_nothing(
    qtbot: QtBot, theme: Theme, both: Words, name: str
) -> None:
    made = open_section(qtbot, theme, both)
    made.window.resize(1060, 590)
    card = made.section.sheet

    def places() -> list[object]:
        QApplication.processEvents()
        widgets = (card, card.save_button, made.section.gun)
        return [widget.geometry().getRect() for widget in widgets]

    before = places()
    card._save(f"/nowhere/{name}")
    busy = places()
    made.desk.sheet_failed.emit(SheetPageTooSmall())
    failed = places()
    made.desk.sheet_made.emit(Path(name))
    assert (busy, failed, places()) == (before, before, before)


def test_the_sheet_is_printed_on_the_chosen_printer(booth: Booth) -> None:
    card = booth.section.sheet
    QTest.mouseClick(card.print_button, Qt.MouseButton.LeftButton)
    (dialog,) = card.findChildren(QPrintDialog)
    assert dialog.isVisible()
    dialog.done(1)
    assert [type(each) for each in booth.printed] == [QPrinter]
    booth.desk.sheet_made.emit(None)
    assert card.result.property("tone") == "ok"


def test_a_print_that_is_given_up_asks_for_nothing(booth: Booth) -> None:
    card = booth.section.sheet
    QTest.mouseClick(card.print_button, Qt.MouseButton.LeftButton)
    card.findChild(QPrintDialog).reject()
    assert booth.printed == []
    assert card.warning.isVisible()


def test_a_failure_is_said_in_words(booth: Booth, words: Words) -> None:
    card = booth.section.sheet
    card._save("/nowhere/sheet.pdf")
    booth.desk.sheet_failed.emit(SheetNotSaved())
    assert words.title(SheetNotSaved()) in card.result.title.text()
    assert card.result.text.text() == words.next_step(SheetNotSaved())


def test_leaving_takes_old_news_away_but_not_a_sheet_that_is_being_made(booth: Booth) -> None:
    card = booth.section.sheet
    card._save("/nowhere/sheet.pdf")
    booth.section.leave()
    assert card.result.isVisible()
    booth.desk.sheet_made.emit(Path("sheet.pdf"))
    booth.section.leave()
    assert not card.result.isVisible()


def test_the_warning_says_that_the_old_sheet_stops_working(booth: Booth, words: Words) -> None:
    warning = booth.section.sheet.warning
    assert warning.isVisible()
    assert words("gun_section.sheet_warning") == warning.title.text()
