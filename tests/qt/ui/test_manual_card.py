"""The manual form: hints while typing, one key to register, Chinese input kept out of numbers."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from station.domain.documents import Document, DocumentType
from station.domain.person import EntryMode
from station.services.entry import TypedEntry
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.register.manual_card import TYPES, ManualCard
from station.ui.register.number_hint import hint_for
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth

NUMBER = booth.number_of(0)


@pytest.fixture
def card(qtbot: QtBot, theme: Theme, words: Words) -> ManualCard:
    made = ManualCard(theme, words, lambda: booth.TODAY)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def submitted(card: ManualCard) -> list[TypedEntry]:
    entries: list[TypedEntry] = []
    card.submitted.connect(entries.append)
    return entries


def choose(card: ManualCard, type: DocumentType) -> None:
    card.type.setCurrentIndex(TYPES.index(type))


# --- hints -----------------------------------------------------------------------------------


def hint(text: str, words: Words, type: DocumentType = DocumentType.RESIDENT_ID) -> str:
    return hint_for(type, text, booth.TODAY, words).text


def test_the_hint_tells_what_is_missing_region_and_birth_date(words: Words) -> None:
    assert hint("31011519900307", words) == "还差 4 位 · 上海市浦东新区 · 1990-03-07"
    assert hint("31", words) == "还差 16 位 · 上海市"
    assert hint(NUMBER, words) == "校验通过 · 上海市浦东新区 · 1990-03-07"


def test_a_region_that_the_table_does_not_know_is_no_fault(words: Words) -> None:
    first17 = "99999919900307421"
    number = "1" + first17[1:]
    number += booth.check_character(number)
    told = hint_for(DocumentType.RESIDENT_ID, number, booth.TODAY, words)

    assert told.tone == "ok"


@pytest.mark.parametrize("number", ["81000019900101001", "83000019990101001"])
def test_permits_that_the_table_refuses_pass(number: str, words: Words) -> None:
    told = hint_for(
        DocumentType.RESIDENT_ID, number + booth.check_character(number), booth.TODAY, words
    )

    assert told.tone == "ok"


def test_a_wrong_number_says_why(both: Words) -> None:
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    told = hint_for(DocumentType.RESIDENT_ID, wrong, booth.TODAY, both)

    assert told.tone == "bad"
    assert NUMBER[-1] in told.text


@pytest.mark.parametrize("text", ["", "x", "３１０", "中文", "1" * 32, "HA1234567", "\u00b2\u00b3"])
@pytest.mark.parametrize("type", TYPES)
def test_whatever_is_typed_gets_a_hint(text: str, type: DocumentType, both: Words) -> None:
    assert hint_for(type, text, booth.TODAY, both).text


# --- keys ------------------------------------------------------------------------------------


def test_enter_registers_what_was_typed(card: ManualCard) -> None:
    entries = submitted(card)
    card.begin()
    QTest.keyClicks(card.number, NUMBER)
    QTest.keyClick(card.number, Qt.Key.Key_Return)

    assert [(e.document_type, e.number) for e in entries] == [(DocumentType.RESIDENT_ID, NUMBER)]


def test_enter_on_a_first_generation_number_takes_the_suggestion_first(card: ManualCard) -> None:
    entries = submitted(card)
    old = NUMBER[:6] + NUMBER[8:17]
    card.begin()
    QTest.keyClicks(card.number, old)
    assert card.register_button.text() == "采用 18 位号码 Enter"
    QTest.keyClick(card.number, Qt.Key.Key_Return)

    assert card.number.text() == NUMBER
    assert entries == []
    QTest.keyClick(card.number, Qt.Key.Key_Return)
    assert entries[0].number == NUMBER


def test_enter_in_an_empty_form_registers_nothing(card: ManualCard) -> None:
    entries = submitted(card)
    card.name.setFocus()
    QTest.keyClick(card.name, Qt.Key.Key_Return)

    assert entries == []
    assert card.number.hasFocus()


def test_without_a_document_a_reason_stands_in_place_of_the_number(card: ManualCard) -> None:
    entries = submitted(card)
    card.number.setText("310115")
    choose(card, DocumentType.NONE)
    assert card.reason.isVisible()
    assert not card.number.isVisible()
    card.name.setText("新生儿")
    card.phone.setText("13800000000")
    QTest.keyClick(card.phone, Qt.Key.Key_Return)

    assert entries[0].number == ""
    assert entries[0].reason == "新生儿"
    assert entries[0].phone == "13800000000"


def test_clearing_empties_every_field(card: ManualCard) -> None:
    choose(card, DocumentType.PASSPORT)
    for edit in (card.number, card.name, card.phone):
        edit.setText("1")
    card.clear_button.click()

    assert card.is_empty()
    assert card.document_type is DocumentType.RESIDENT_ID
    assert card.number.hasFocus()


# --- what the booth asks ---------------------------------------------------------------------


def test_a_number_of_somebody_unknown_asks_for_the_name(card: ManualCard) -> None:
    document = Document(DocumentType.FOREIGN_PR, "932682198501010017")
    card.ask_name(document)

    assert card.document_type is DocumentType.FOREIGN_PR
    assert card.number.text() == document.number
    assert card.name.hasFocus()


def test_the_name_that_was_typed_stays_when_it_is_asked_for(card: ManualCard) -> None:
    card.number.setText(NUMBER.lower())
    card.phone.setText("13800000000")
    card.ask_name(Document(DocumentType.RESIDENT_ID, NUMBER))

    assert card.phone.text() == "13800000000"


@pytest.mark.parametrize("typed", ["number", "name", "phone"])
def test_a_form_that_holds_somebody_else_stays_and_is_marked(
    card: ManualCard, words: Words, typed: str
) -> None:
    read = Document(DocumentType.RESIDENT_ID, booth.number_of(1))
    getattr(card, typed).setText(NUMBER)
    card.begin()
    before = card.entry()
    card.ask_name(read)

    assert not card.takes(read)
    assert card.entry() == before
    assert card.number.hasFocus()
    assert card.marked
    assert words("manual.finish_first") in card.hint.text()


def test_a_number_that_was_read_is_not_replaced_by_another_read(card: ManualCard) -> None:
    card.ask_name(Document(DocumentType.RESIDENT_ID, NUMBER))
    card.ask_name(Document(DocumentType.RESIDENT_ID, booth.number_of(1)))

    assert card.number.text() == NUMBER
    assert card.marked


@pytest.mark.parametrize("way", ["clear", "send", "empty"])
def test_the_mark_goes_once_the_form_is_sent_or_empty(
    card: ManualCard, words: Words, way: str
) -> None:
    card.number.setText(NUMBER)
    card.ask_name(Document(DocumentType.RESIDENT_ID, booth.number_of(1)))
    QTest.keyClicks(card.name, "A")
    assert card.marked
    if way == "clear":
        card.clear_button.click()
    elif way == "send":
        QTest.keyClick(card.name, Qt.Key.Key_Return)
    else:
        card.name.clear()
        card.number.clear()

    assert not card.marked
    assert words("manual.finish_first") not in card.hint.text()


def test_the_type_of_a_document_that_was_read_goes_in_with_its_number(card: ManualCard) -> None:
    choose(card, DocumentType.PASSPORT)
    card.number.setText(NUMBER)
    card.ask_name(Document(DocumentType.RESIDENT_ID, NUMBER))

    assert card.document_type is DocumentType.RESIDENT_ID
    assert card.name.hasFocus()


def test_the_form_knows_its_own_person(card: ManualCard) -> None:
    card.number.setText(NUMBER)

    assert card.is_of(booth.candidate(booth.person(0), EntryMode.TYPED))
    assert not card.is_of(booth.candidate(booth.person(1), EntryMode.TYPED))
    choose(card, DocumentType.NONE)
    card.name.setText(booth.PERSONS[0][0])
    assert card.is_of(booth.candidate(booth.person(0, document=None), EntryMode.NO_DOCUMENT))


def test_a_late_answer_takes_the_sent_name_but_not_the_number_typed_since(
    card: ManualCard,
) -> None:
    first, second = booth.candidate(booth.person(0), EntryMode.TYPED), booth.number_of(1)
    card.number.setText(NUMBER)
    card.name.setText("王芳")
    card.phone.setText("13800000001")
    QTest.keyClick(card.name, Qt.Key.Key_Return)
    card.number.setText(second)

    assert not card.done_with(first)
    assert (card.entry().number, card.entry().name, card.entry().phone) == (second, "", "")

    card.name.setText("王芳")
    assert not card.done_with(first), "somebody of that name, typed since"
    assert card.name.text() == "王芳"


# --- fields ----------------------------------------------------------------------------------


def test_the_input_method_is_off_for_numbers_and_on_for_names(card: ManualCard) -> None:
    query = Qt.InputMethodQuery.ImEnabled

    assert card.number.inputMethodQuery(query) is False
    assert card.phone.inputMethodQuery(query) is False
    assert isinstance(card.name, QLineEdit)
    assert not isinstance(card.name, LatinLineEdit)
    assert card.name.inputMethodQuery(query) is True


def test_every_field_has_a_name_for_a_screen_reader(card: ManualCard, both: Words) -> None:
    card.set_words(both)

    for field in (card.type, card.number, card.reason, card.name, card.phone):
        assert field.accessibleName()


def test_another_language_keeps_what_was_typed(card: ManualCard, both: Words) -> None:
    choose(card, DocumentType.TAIWAN_PERMIT)
    card.number.setText("12345678")
    card.set_words(both)

    assert card.entry() == replace(
        TypedEntry(DocumentType.TAIWAN_PERMIT, "12345678"), name="", phone=""
    )


@pytest.mark.alone
def test_typing_does_not_wait_for_the_table_of_regions(card: ManualCard, words: Words) -> None:
    """The table is loaded once; a later hint takes no time."""
    hint(NUMBER, words)
    begin = time.perf_counter()
    for _ in range(20):
        hint(NUMBER, words)
    assert (time.perf_counter() - begin) / 20 < 0.005
