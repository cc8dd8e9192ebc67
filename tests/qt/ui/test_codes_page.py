"""The codes page: a person's way through the desk, by keyboard, gun and card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from station.domain import outcome as out
from station.domain.card import IdentityCard
from station.domain.code_desk import ApplicationStatus
from station.domain.desk_refusals import DeskClosed, DeskIssuerUnlisted, NameDiffers
from station.domain.documents import Document, DocumentType, Sex
from station.domain.reader import LineState, LineStatus
from station.domain.scan import Scan, Source, Symbology, View
from station.printing.code_card import CodePictureNotSaved, Layout
from station.settings import Settings
from station.ui.codes.apply_dialog import ApplyDialog
from station.ui.codes.asks import (
    CloseIssuer,
    Decide,
    Draw,
    DrawFor,
    Enrol,
    Find,
    ListPending,
    Look,
    Print,
    ReplaceLost,
    SavePdf,
    SavePicture,
)
from station.ui.codes.codes_page import CodesPage
from station.ui.codes.decide_dialog import DecideDialog
from station.ui.codes.rename_dialog import RenameDialog
from station.ui.dialogs.confirm_dialog import ConfirmDialog
from station.ui.language import load_catalogue
from station.ui.main_window import MainWindow
from station.ui.result_shown import Sound
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth, codes

CTRL = Qt.KeyboardModifier.ControlModifier
NUMBER = codes.OWN.person.document.number


class AtDesk:
    """The window with the codes page in front and the desk open, and hands at it."""

    def __init__(self, window: MainWindow, desk: codes.RecordingCodesDesk) -> None:
        self.window = window
        self.desk = desk
        self.page: CodesPage = window.codes
        self.sounds: list[object] = []
        self.page.sounded.connect(self.sounds.append)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def read(self, text: str, card: IdentityCard | None = None, at: float = 10.0) -> View | None:
        source = Source.GUN if card is None else Source.CARD
        scan = Scan(text, Symbology.UNKNOWN, source, at, card=card)
        return self.page.reads.take(View((scan,), source, at))

    def show(self, view: object = None) -> None:
        """Look the person up and answer with ``view``."""
        self.page.flow.find(codes.OWN.person.document)
        self.desk.take(self.desk.last(Find), view or codes.family())

    @property
    def dialog(self) -> QDialog | None:
        dialogs = self.window.findChildren(QDialog)
        return next((each for each in reversed(dialogs) if each.isVisible()), None)

    @property
    def note(self) -> str:
        return self.page.person.note.text()


@pytest.fixture
def codes_desk(qapp: QApplication) -> codes.RecordingCodesDesk:
    return codes.RecordingCodesDesk()


@pytest.fixture
def closed(
    qtbot: QtBot, desk: booth.RecordingDesk, theme: Theme, codes_desk: codes.RecordingCodesDesk
) -> Iterator[AtDesk]:
    """A clerk before the closed desk."""
    made = MainWindow(
        desk, load_catalogue("zh_CN"), theme, booth.facts(), SettingsDesk(Settings()), codes_desk
    )
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.take_report(booth.report(out.Ignored(), member=codes.CLERK, shift=None))
    yield AtDesk(made, codes_desk)
    for dialog in made.findChildren(QDialog):
        dialog.done(0)


@pytest.fixture
def at(closed: AtDesk) -> AtDesk:
    closed.desk.open()
    return closed


def sign_in(at: AtDesk, member: object) -> None:
    at.window.take_report(booth.report(out.Ignored(), member=member, shift=None))


# --- who is looked up --------------------------------------------------------------------------


def test_a_number_is_typed_looked_up_and_hidden_then(at: AtDesk) -> None:
    at.press(Qt.Key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), NUMBER)
    at.press(Qt.Key.Key_Return)

    assert at.desk.last(Find).document == codes.OWN.person.document
    assert at.page.person.number.text() == "310115********4210"
    at.press(Qt.Key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), "31")
    assert at.page.person.number.text() == "31"


def test_a_number_that_cannot_be_right_is_not_looked_up(at: AtDesk) -> None:
    at.press(Qt.Key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), NUMBER[:-1] + "9")
    at.press(Qt.Key.Key_Return)

    assert at.desk.asks == []
    assert at.note.startswith("✘ 末位校验码不对")


def test_an_old_number_is_put_forward_to_be_checked(at: AtDesk) -> None:
    at.page.person.number.setText(NUMBER[:6] + NUMBER[8:17])
    at.press(Qt.Key.Key_F2)
    at.press(Qt.Key.Key_Return)

    assert at.page.person.number.text() == NUMBER
    assert at.desk.asks == []
    at.press(Qt.Key.Key_Return)
    assert at.desk.last(Find).document.number == NUMBER


def test_whoever_has_a_valid_code_sees_it_at_once(at: AtDesk) -> None:
    view = codes.family()
    at.show(view)

    assert at.page.panel.shown.code == view.own_code
    assert at.page.panel.name.text() == "张*三"
    assert at.page.panel.number.text() == "310115********4210"
    assert at.page.panel.validity.text() == "有效期至 2026-12-10 · 剩余 18 天"
    assert not at.desk.all(Draw)


def test_who_is_known_needs_only_enter_for_a_code(at: AtDesk) -> None:
    at.read(NUMBER)
    at.desk.take(at.desk.last(Find), codes.alone())
    assert at.page.panel.shown is None
    at.press(Qt.Key.Key_Return)
    at.press(Qt.Key.Key_Return)
    (asked,) = at.desk.all(Draw)
    at.desk.take(asked, drawn := codes.drawn())

    assert asked.person_id == codes.OWN.id
    assert at.page.panel.shown.code == drawn.code
    assert at.page.panel.note.text() == "✔ 已领码"
    assert at.desk.last(Look).person_id == codes.OWN.id


def test_who_is_unknown_is_asked_for_a_name_only(at: AtDesk) -> None:
    at.read(NUMBER)
    at.desk.take(at.desk.last(Find), None)
    form = at.page.person.form
    assert form.name.hasFocus()
    assert not form.born.isVisible()
    at.press(Qt.Key.Key_Return)
    assert form.note.text().startswith("✘ 没有姓名")
    form.name.setText("张小三")
    at.press(Qt.Key.Key_Return)

    assert at.desk.last(Enrol).person == codes.OWN.person
    at.desk.take(at.desk.last(Enrol), codes.alone())
    assert at.page.person.table.hasFocus()


def test_birth_date_and_sex_are_asked_for_where_the_number_does_not_tell(at: AtDesk) -> None:
    at.page.flow.find(Document(DocumentType.PASSPORT, "E12345678"))
    at.desk.take(at.desk.last(Find), None)
    form = at.page.person.form
    form.name.setText("LI MING")
    form.born.setText("1990-02-30")
    at.press(Qt.Key.Key_Return)
    assert form.note.text().startswith("✘ 出生日期不对")
    form.born.setText("19900228")
    form.sex.setCurrentIndex(2)
    at.press(Qt.Key.Key_Return)

    person = at.desk.last(Enrol).person
    assert (person.own_birth_date, person.own_sex) == (date(1990, 2, 28), Sex.FEMALE)


def test_an_answer_about_the_one_before_is_not_shown_under_the_next(at: AtDesk) -> None:
    at.show(codes.alone())
    at.press(Qt.Key.Key_Return)
    (asked,) = at.desk.all(Draw)
    at.page.flow.find(codes.MOTHER.person.document)
    at.desk.take(asked, codes.drawn())

    assert at.page.panel.shown is None


def test_what_the_desk_refuses_is_said_and_heard(at: AtDesk) -> None:
    at.show(codes.alone())
    at.press(Qt.Key.Key_Return)
    at.desk.take_failure(at.desk.last(Draw), DeskIssuerUnlisted())

    assert at.note.startswith("✘ 发证密钥不在当前的信任列表里")
    assert at.sounds == [Sound.REFUSED]
    at.press(Qt.Key.Key_Return)
    assert len(at.desk.all(Draw)) == 2


def test_a_card_with_another_name_is_asked_about_and_taken_then(at: AtDesk) -> None:
    card = IdentityCard(codes.OWN.person.document, "张改名")
    at.read(NUMBER, card)
    at.desk.take_failure(at.desk.last(Find), NameDiffers())
    assert at.note.startswith("✘ 本领码处登记的是另一个姓名")
    assert at.page.panel.shown is None
    dialog = at.dialog
    assert isinstance(dialog, ConfirmDialog)
    assert "张*名" in dialog.heading.text()
    assert len(at.desk.all(Find)) == 1
    dialog.ok.click()
    asked = at.desk.last(Find)
    assert (asked.card, asked.renamed) == (card, True)
    at.desk.take(asked, codes.alone())

    assert at.note.startswith("✔ 已改名")
    at.press(Qt.Key.Key_Return)
    assert at.desk.all(Draw)


def test_who_is_known_is_given_another_name(at: AtDesk) -> None:
    at.show()
    assert at.page.panel.shown is not None
    table = at.page.person.table
    table.choose(at.page.person.model.row(0))
    (action,) = table.actions()
    assert action.text() == "更改姓名"
    action.trigger()
    dialog = at.dialog
    assert isinstance(dialog, RenameDialog)
    dialog.ok.click()
    assert not at.desk.all(Enrol)
    dialog.name.setText("张改名")
    dialog.ok.click()
    asked = at.desk.last(Enrol)
    assert (asked.person, asked.renamed) == (replace(codes.OWN.person, name="张改名"), True)
    at.desk.take(asked, codes.alone())

    assert not dialog.isVisible()
    assert at.page.panel.shown is None
    assert at.note.startswith("✔ 已改名")
    assert at.desk.last(Look).person_id == codes.OWN.id


def test_another_name_that_is_not_meant_changes_nothing(at: AtDesk) -> None:
    at.read(NUMBER)
    at.desk.take(at.desk.last(Find), None)
    at.page.person.form.name.setText("李错字")
    at.page.person.form.ok.click()
    at.desk.take_failure(at.desk.last(Enrol), NameDiffers())
    at.dialog.reject()

    assert [each.renamed for each in at.desk.all(Enrol)] == [False]
    assert at.page.person.form.note.text().startswith("✘ 本领码处登记的是另一个姓名")


# --- reads -------------------------------------------------------------------------------------


def test_a_card_goes_to_the_desk_with_what_stands_on_it(at: AtDesk) -> None:
    card = IdentityCard(codes.OWN.person.document, "张小三")
    assert at.read(NUMBER, card) is None
    assert at.desk.last(Find).card == card


@pytest.mark.parametrize(
    ("text", "words"),
    [("NAC1:6BF", "这是核酸码"), ("310115002871", "这是管码或箱码"), ("x" * 9, "领码页用不上")],
)
def test_other_codes_get_a_clear_answer(at: AtDesk, text: str, words: str) -> None:
    assert at.read(text) is None
    assert at.note.startswith(f"✘ {words}")
    assert at.sounds == [Sound.REFUSED]
    assert at.desk.asks == []


def test_two_cards_in_one_view_are_both_refused(at: AtDesk) -> None:
    numbers = (NUMBER, codes.MOTHER.person.document.number)
    scans = tuple(Scan(text, Symbology.QR, Source.CAMERA, 10.0) for text in numbers)
    at.page.reads.take(View(scans, Source.CAMERA, 10.0))

    assert at.desk.asks == []
    assert at.sounds == [Sound.REFUSED]


def test_a_badge_is_handed_on(at: AtDesk) -> None:
    left = at.read("OP1001")
    assert left is not None
    assert at.note == ""


def test_a_closed_desk_looks_nobody_up(closed: AtDesk) -> None:
    closed.read(NUMBER)
    assert closed.desk.asks == []
    assert closed.page.closed.note.text().startswith("✘")


def test_cards_are_wished_for_while_the_open_desk_is_in_front(closed: AtDesk) -> None:
    wishes: list[bool] = []
    closed.page.attends.connect(wishes.append)
    closed.desk.open()
    closed.window.lock.lock()

    assert wishes == [True, False]


def test_the_button_names_the_card_reader_once_there_is_one(at: AtDesk) -> None:
    button = at.page.person.next_button
    assert button.text() == "下一位"
    at.window.show_line(LineStatus(Source.CARD, LineState.READY, "COM4"))
    assert button.text() == "读身份证"
    at.show()
    at.press(Qt.Key.Key_F3)
    assert at.page.panel.shown is None
    assert not at.page.person.model.rows
    assert "放在读卡器上" in at.note


# --- relatives ---------------------------------------------------------------------------------


def test_a_relatives_code_is_one_key_once_it_is_approved(at: AtDesk) -> None:
    view = codes.family()
    at.show(view)
    at.press(Qt.Key.Key_Down)
    at.press(Qt.Key.Key_Return)

    asked = at.desk.last(DrawFor)
    assert asked.application_id == view.relatives[0].application.id


def test_a_relatives_code_that_is_there_is_shown_without_asking(at: AtDesk) -> None:
    view = codes.family()
    at.show(view)
    before = list(at.desk.asks)
    at.press(Qt.Key.Key_Down)
    at.press(Qt.Key.Key_Down)
    at.press(Qt.Key.Key_Return)

    assert at.desk.asks == before
    assert at.page.panel.shown.code == view.relatives[1].code
    assert at.page.panel.relation.text() == "亲属代领 · 儿子"


def test_a_card_read_while_somebody_applies_is_the_relatives(at: AtDesk) -> None:
    at.show()
    at.press(Qt.Key.Key_F4)
    dialog = at.dialog
    assert isinstance(dialog, ApplyDialog)
    at.read("", IdentityCard(codes.MOTHER.person.document, "张桂琴"))

    assert dialog.name.text() == "张桂琴"
    assert dialog.number.text() == "310115********0027"
    assert len(at.desk.all(Find)) == 1


def test_a_read_over_a_question_is_refused(at: AtDesk) -> None:
    at.show()
    at.press(Qt.Key.Key_F8)
    at.read(codes.MOTHER.person.document.number)

    assert len(at.desk.all(Find)) == 1
    assert at.sounds == [Sound.REFUSED]


def test_somebody_else_decides_in_a_dialog(at: AtDesk) -> None:
    sign_in(at, codes.MANAGER)
    at.window.pages.open("codes")
    at.desk.open()
    view = codes.family()
    at.show(view)
    QTest.mouseClick(at.page.person.table.button(3), Qt.MouseButton.LeftButton)
    dialog = at.dialog
    assert isinstance(dialog, DecideDialog)
    at.press(Qt.Key.Key_Return)
    assert not at.desk.all(Decide)
    QTest.mouseClick(dialog.approve_button, Qt.MouseButton.LeftButton)
    pending = view.relatives[2].application
    asked = at.desk.last(Decide)
    assert (asked.application_id, asked.approved) == (pending.id, True)
    at.desk.take(asked, pending)

    assert at.dialog is None
    assert at.desk.all(Look)[-1].person_id == codes.OWN.id
    assert at.note == "✔ 已通过"
    at.desk.take(at.desk.last(ListPending), [])
    assert at.page.person.pending_button.text() == "待审核 0"


# --- a code in the hand ------------------------------------------------------------------------


def test_a_lost_code_is_replaced_only_after_a_question(at: AtDesk) -> None:
    view = codes.family()
    at.show(view)
    at.press(Qt.Key.Key_F8)
    dialog = at.dialog
    assert isinstance(dialog, ConfirmDialog)
    at.press(Qt.Key.Key_Return)
    assert not at.desk.all(ReplaceLost)
    at.press(Qt.Key.Key_F8)
    QTest.mouseClick(at.dialog.ok, Qt.MouseButton.LeftButton)
    asked = at.desk.last(ReplaceLost)
    assert asked.code_id == view.own_code.id
    at.desk.take(asked, fresh := codes.drawn())
    assert at.page.panel.shown.code == fresh.code


def test_a_picture_is_saved_under_a_name_that_tells_nothing(at: AtDesk, tmp_path: Path) -> None:
    at.show()
    at.press(Qt.Key.Key_S, CTRL)
    dialog = at.page.findChild(QFileDialog)
    name = Path(dialog.selectedFiles()[0]).name
    for told in ("张", "三", NUMBER[-4:], NUMBER[6:14]):
        assert told not in name
    dialog.fileSelected.emit(str(tmp_path / "code.png"))
    dialog.reject()
    asked = at.desk.last(SavePicture)
    assert asked.path == tmp_path / "code.png"
    assert asked.card.name == "张小三"
    assert asked.card.number_masked == "310115********4210"
    at.desk.take(asked, asked.path)
    assert at.page.panel.note.text() == "✔ 已保存 code.png"


def test_a_pdf_has_the_paper_that_was_chosen(at: AtDesk, tmp_path: Path) -> None:
    at.show()
    at.page.panel.layout_combo.setCurrentIndex(2)
    QTest.mouseClick(at.page.panel.pdf_button, Qt.MouseButton.LeftButton)
    dialog = at.page.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "code.pdf"))
    dialog.reject()
    assert at.desk.last(SavePdf).layout is Layout.LABEL_40
    at.desk.take_failure(at.desk.last(SavePdf), CodePictureNotSaved())
    assert at.page.panel.note.text().startswith("✘ 图片没有保存")


def test_a_code_is_printed_after_the_systems_dialog(at: AtDesk) -> None:
    at.show()
    at.press(Qt.Key.Key_P, CTRL)
    at.page.findChild(QPrintDialog).done(0)
    assert not at.desk.all(Print)
    at.press(Qt.Key.Key_P, CTRL)
    dialog = next(each for each in at.page.findChildren(QPrintDialog) if each.isVisible())
    dialog.done(1)
    asked = at.desk.last(Print)
    assert asked.printer.docName() == "核酸码"
    at.press(Qt.Key.Key_P, CTRL)
    assert len(at.desk.all(Print)) == 1
    at.desk.take(asked, None)
    assert at.page.panel.note.text() == "✔ 已送打印机"


def test_without_a_code_there_is_nothing_to_hand_out(at: AtDesk) -> None:
    at.show(codes.alone())
    for key, modifier in ((Qt.Key.Key_P, CTRL), (Qt.Key.Key_S, CTRL)):
        at.press(key, modifier)
    at.press(Qt.Key.Key_F8)

    assert at.dialog is None
    assert not at.page.panel.print_button.isEnabled()


# --- who leaves --------------------------------------------------------------------------------


def shown_texts(at: AtDesk) -> str:
    # Closed dialogs go with the next turn of the event loop.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    labels = [each.text() for each in at.page.findChildren(QLabel)]
    edits = [each.text() for each in at.page.findChildren(QLineEdit)]
    rows = [str(index) for index in at.page.person.model.rows]
    return " ".join((*labels, *edits, *rows))


@pytest.mark.parametrize("leave", ["lock", "sign_out"])
def test_who_leaves_leaves_nobody_on_the_page_and_the_desk_closed(at: AtDesk, leave: str) -> None:
    at.show()
    at.press(Qt.Key.Key_F4)
    at.dialog.name.setText("张桂琴")
    finding = Find(codes.OWN.person.document)
    at.page.flow._ask(finding)
    if leave == "lock":
        at.window.lock.lock()
    else:
        sign_in(at, None)
    at.desk.take(finding, codes.family())

    assert at.dialog is None
    assert "张" not in shown_texts(at)
    assert "310115" not in shown_texts(at)
    assert at.page.panel.symbol.code == ""
    assert not at.desk.is_open
    assert at.desk.all(CloseIssuer)


def test_a_desk_that_the_service_finds_closed_is_opened_again(at: AtDesk) -> None:
    at.show(codes.alone())
    at.press(Qt.Key.Key_Return)
    at.desk.take_failure(at.desk.last(Draw), DeskClosed())

    assert at.page.closed.isVisible()


def test_another_language_speaks_at_once(at: AtDesk, both: Words) -> None:
    at.show()
    at.page.set_words(both)
    texts = {at.page.person.model.index(0, 1).data(), at.page.panel.print_button.text()}
    assert texts == {both("codes.self"), both("codes.print")}


# --- who may approve only ----------------------------------------------------------------------


def test_a_coordinator_sees_what_waits_and_no_desk(closed: AtDesk) -> None:
    sign_in(closed, codes.COORDINATOR)
    waiting = codes.application(codes.FATHER, "父亲", ApplicationStatus.PENDING, "卧床")
    closed.desk.take(closed.desk.last(ListPending), [waiting])

    assert closed.page.pending.isVisible()
    assert not closed.page.closed.isVisible()
    assert "F2" not in closed.window.key_bar.shown_keys()
    QTest.mouseClick(closed.page.pending.approve_button, Qt.MouseButton.LeftButton)
    asked = closed.desk.last(Decide)
    assert (asked.application_id, asked.approved) == (waiting.id, True)


def test_f6_brings_a_coordinator_to_the_list(closed: AtDesk) -> None:
    sign_in(closed, codes.COORDINATOR)
    waiting = codes.application(codes.FATHER, "父亲", ApplicationStatus.PENDING, "卧床")
    closed.desk.take(closed.desk.last(ListPending), [waiting])
    closed.page.setFocus()
    closed.press(Qt.Key.Key_F6)
    assert closed.dialog is None
    assert closed.page.pending.list.hasFocus()


def test_a_manager_is_told_how_many_wait(closed: AtDesk) -> None:
    sign_in(closed, codes.MANAGER)
    own = codes.application(status=ApplicationStatus.PENDING, applied_by=codes.MANAGER.id)
    others = codes.application(codes.FATHER, "父亲", ApplicationStatus.PENDING, "卧床")
    closed.desk.take(closed.desk.last(ListPending), [own, others])

    assert closed.page.closed.pending_button.text() == "待审核 1"


def test_a_clerk_is_not_asked_to_approve(closed: AtDesk) -> None:
    assert not closed.page.closed.pending_button.isVisible()
    closed.press(Qt.Key.Key_F6)
    assert closed.dialog is None
