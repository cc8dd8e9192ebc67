"""The registration page: the form never disagrees with the result; old results are shown again."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from station.domain import outcome as out
from station.domain import refusals
from station.domain.documents import Document, DocumentType
from station.domain.test_code import Arrived
from station.ui.main_window import MainWindow
from station.ui.register.register_page import RegisterPage
from station.ui.result_shown import Kind, Sound
from station.ui.words import Words
from tests.qt.ui import booth

TYPED, READ = booth.number_of(0), booth.number_of(1)
NAME_NEEDED = out.Refused(refusals.NameNeeded(Document(DocumentType.RESIDENT_ID, READ)))


@pytest.fixture
def page(window: MainWindow, both: Words) -> RegisterPage:
    window.page.set_words(both)
    return window.page


def spoken(page: RegisterPage) -> str:
    """All that the card of the result says."""
    return " ".join(label.text() for label in page.result.findChildren(QLabel))


@pytest.mark.parametrize("held", ["", READ])
def test_a_name_is_asked_for_when_nobody_else_is_in_the_form(
    page: RegisterPage, desk: booth.RecordingDesk, both: Words, held: str
) -> None:
    page.manual.number.setText(held)
    desk.reported.emit(booth.report(NAME_NEEDED))

    assert both.next_step(NAME_NEEDED.error) in spoken(page)
    assert page.manual.number.text() == READ
    assert page.manual.name.hasFocus()
    assert not page.manual.marked


@pytest.mark.parametrize("field", ["number", "name", "phone"])
def test_no_name_is_asked_for_while_somebody_else_is_in_the_form(
    page: RegisterPage, desk: booth.RecordingDesk, both: Words, field: str
) -> None:
    page.manual.begin()
    QTest.keyClicks(getattr(page.manual, field), TYPED)
    before = page.manual.entry()
    desk.reported.emit(booth.report(NAME_NEEDED))

    assert page.result.shown.kind is Kind.BAD
    assert both("result.form_taken.title") in spoken(page)
    assert both("result.form_taken.next") in spoken(page)
    assert both.title(NAME_NEEDED.error) not in spoken(page)
    assert both.next_step(NAME_NEEDED.error) not in spoken(page)
    assert page.manual.entry() == before
    assert not page.manual.name.hasFocus()
    assert page.manual.marked


def test_once_the_form_is_cleared_the_next_read_goes_in(
    page: RegisterPage, desk: booth.RecordingDesk, both: Words
) -> None:
    page.manual.number.setText(TYPED)
    desk.reported.emit(booth.report(NAME_NEEDED))
    page.manual.clear_button.click()
    desk.reported.emit(booth.report(NAME_NEEDED))

    assert both.next_step(NAME_NEEDED.error) in spoken(page)
    assert page.manual.number.text() == READ
    assert not page.manual.marked


def test_a_name_that_is_asked_for_again_agrees_with_the_form(
    page: RegisterPage, desk: booth.RecordingDesk, both: Words
) -> None:
    page.manual.number.setText(TYPED)
    desk.reported.emit(booth.report(out.Repeated(NAME_NEEDED)))

    assert both("result.form_taken.next") in spoken(page)
    assert page.manual.marked


def test_a_result_shown_again_is_said_to_be_old_and_is_silent(
    page: RegisterPage, desk: booth.RecordingDesk, both: Words
) -> None:
    sounds: list[Sound] = []
    page.sounded.connect(sounds.append)
    last = booth.registered()
    page.manual.number.setText(last.registration.person.document.number)
    desk.reported.emit(booth.report(out.Repeated(last)))

    assert page.result.title.text() == both("result.registered.title")
    assert page.result.side.text() == both("result.again")
    assert sounds == []
    assert not page.manual.is_empty()


def test_a_refusal_shown_again_does_not_hide_an_open_question(
    page: RegisterPage, desk: booth.RecordingDesk, both: Words
) -> None:
    desk.reported.emit(booth.question_report())
    session = booth.question_report().booth.session
    refused = out.Refused(refusals.QuestionOpen())
    desk.reported.emit(booth.report(out.Repeated(refused), session))

    assert page.result.title.text() == both("result.asked.today")


def test_a_whole_test_code_is_good_news_without_a_sound(
    page: RegisterPage, desk: booth.RecordingDesk, both: Words
) -> None:
    sounds: list[Sound] = []
    page.sounded.connect(sounds.append)
    desk.reported.emit(booth.report(out.TestCodeRead(Arrived.WHOLE)))

    assert page.result.shown.kind is Kind.OK
    assert sounds == []


def test_signing_in_with_a_tube_open_asks_for_a_person(
    page: RegisterPage, desk: booth.RecordingDesk, both: Words, qtbot: QtBot
) -> None:
    desk.reported.emit(booth.report(out.SignedIn(booth.SHIFT)))

    assert both("result.idle.person.title") in spoken(page)
