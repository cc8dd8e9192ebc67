"""The dialogs of the code desk: applying for a relative, and opening the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from station.domain.code_desk import ApplicationStatus
from station.domain.desk_refusals import (
    ApprovalBySelf,
    NameDiffers,
    RelationMissing,
    RelativeNotAllowed,
)
from station.domain.documents import DocumentType, Sex
from station.keyring.faults import PassphraseWrong
from station.ui.codes.apply_dialog import ApplyDialog
from station.ui.codes.asks import Apply, Decide, ListPending, OpenIssuer
from station.ui.codes.born_edit import BirthDateWrong, parse_born
from station.ui.codes.decide_dialog import DecideDialog
from station.ui.codes.number_edit import DeskNumberEdit
from station.ui.codes.open_dialog import OpenDialog
from station.ui.codes.pending_list import PendingList
from station.ui.dialogs.confirm_dialog import ConfirmDialog
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth, codes


@pytest.fixture
def desk(qapp: QApplication) -> codes.RecordingCodesDesk:
    return codes.RecordingCodesDesk()


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def apply(
    parent: QWidget, theme: Theme, words: Words, desk: codes.RecordingCodesDesk
) -> Iterator[ApplyDialog]:
    made = ApplyDialog(parent, theme, words, desk, codes.OWN, booth.TODAY)
    made.open()
    yield made
    made.done(0)


def fill(dialog: ApplyDialog, name: str, number: str, relation: str) -> None:
    dialog.name.setText(name)
    dialog.number.setText(number)
    dialog.relation.setEditText(relation)


def number_of(born: date) -> str:
    return codes.resident("某", born).document.number


@pytest.mark.parametrize(
    ("born", "shown", "tone"),
    [
        (date(1966, 11, 22), "✔ 60 岁 · 满 60 周岁，可以代领", "ok"),
        (date(1966, 11, 23), "! 59 岁，不满足年龄条件", "warn"),
        (date(2008, 11, 23), "✔ 17 岁 · 未满 18 周岁，可以代领", "ok"),
        (date(2008, 11, 22), "! 18 岁，不满足年龄条件", "warn"),
    ],
)
def test_the_ground_is_told_from_the_number_as_it_is_typed(
    apply: ApplyDialog, born: date, shown: str, tone: str
) -> None:
    assert apply.ground.property("tone") == "muted"
    apply.number.setText(number_of(born))

    assert apply.ground.text().startswith(shown)
    assert apply.ground.property("tone") == tone
    assert apply.reason.isEnabled() == (tone == "warn")
    assert apply.born.text() == born.isoformat()
    assert not apply.born.isEnabled()


def test_what_the_number_told_goes_with_the_number(apply: ApplyDialog) -> None:
    apply.number.setText(number_of(date(1966, 11, 22)))
    apply.type.setCurrentIndex(apply.type.findData(DocumentType.PASSPORT))

    assert apply.born.text() == ""
    assert apply.born.isEnabled()


def test_an_application_is_sent_whole_and_closes_once_it_is_taken(
    apply: ApplyDialog, desk: codes.RecordingCodesDesk
) -> None:
    fill(apply, "张桂琴", codes.MOTHER.person.document.number, "母亲")
    QTest.keyClick(apply, Qt.Key.Key_Return)
    asked = desk.last(Apply)

    assert asked.applicant_id == codes.OWN.id
    assert (asked.person, asked.relation, asked.reason) == (codes.MOTHER.person, "母亲", "")
    apply.reject()
    assert apply.isVisible()
    QTest.keyClick(apply, Qt.Key.Key_Return)
    assert len(desk.asks) == 1
    desk.take(asked, codes.application())
    assert not apply.isVisible()


def test_a_refusal_is_said_in_place_and_can_be_put_right(
    apply: ApplyDialog, desk: codes.RecordingCodesDesk, words: Words
) -> None:
    fill(apply, "张自强", codes.FATHER.person.document.number, "父亲")
    apply.ok.click()
    desk.take_failure(desk.last(Apply), RelativeNotAllowed(age=58))
    assert apply.problem.title.text() == words.title(RelativeNotAllowed(age=58))
    apply.reason.setText("卧床")
    assert apply.ground.text() == "✔ 58 岁 · 按特殊人群申请"
    apply.ok.click()

    assert desk.last(Apply).reason == "卧床"


def test_a_relative_with_another_name_is_asked_about_in_place(
    apply: ApplyDialog, desk: codes.RecordingCodesDesk
) -> None:
    fill(apply, "张改名", codes.MOTHER.person.document.number, "母亲")
    apply.ok.click()
    desk.take_failure(desk.last(Apply), NameDiffers())
    assert apply.problem.title.text() == "本领码处登记的是另一个姓名"
    (question,) = apply.findChildren(ConfirmDialog)
    question.ok.click()
    asked = desk.last(Apply)
    assert (asked.person.name, asked.renamed) == ("张改名", True)
    desk.take(asked, codes.application())
    assert not apply.isVisible()


def test_what_is_missing_is_said_before_anything_is_sent(
    apply: ApplyDialog, desk: codes.RecordingCodesDesk
) -> None:
    fill(apply, "", codes.MOTHER.person.document.number, "母亲")
    apply.ok.click()

    assert desk.asks == []
    assert apply.problem.title.text() == "没有姓名"


def test_no_relation_is_taken_by_haste_and_a_fault_goes_once_it_is_put_right(
    apply: ApplyDialog, desk: codes.RecordingCodesDesk, words: Words
) -> None:
    assert apply.relation.currentText() == ""
    apply.name.setText("张自强")
    apply.number.setText(codes.FATHER.person.document.number)
    apply.ok.click()
    assert desk.asks == []
    assert apply.problem.title.text() == words.title(RelationMissing())
    assert apply.focusWidget() is apply.relation.lineEdit() or apply.relation.hasFocus()
    apply.name.setText("张自立")
    assert apply.problem.isVisible()
    apply.relation.setEditText("父亲")
    assert not apply.problem.isVisible()
    apply.ok.click()
    desk.take_failure(desk.last(Apply), RelativeNotAllowed(age=58))
    assert apply.focusWidget() is apply.reason
    apply.reason.setText("卧床")
    assert not apply.problem.isVisible()


def test_the_relatives_number_is_hidden_once_the_keyboard_left_it(
    apply: ApplyDialog, desk: codes.RecordingCodesDesk
) -> None:
    number = codes.MOTHER.person.document.number
    fill(apply, "张桂琴", number, "母亲")
    apply.number.editingFinished.emit()
    assert apply.number.is_masked
    assert number not in apply.number.text()
    assert apply.born.text() == "1954-05-01"
    apply.ok.click()

    assert desk.last(Apply).person == codes.MOTHER.person


def test_a_child_without_a_number_has_the_applicants(
    apply: ApplyDialog, desk: codes.RecordingCodesDesk
) -> None:
    apply.type.setCurrentIndex(apply.type.count() - 1)
    assert apply.number.text() == "310115********4210"
    apply.name.setText("张小妹")
    apply.born.setText("20250102")
    apply.sex.setCurrentIndex(2)
    apply.relation.setEditText("女儿")
    assert apply.ground.text() == "✔ 1 岁 · 未满 18 周岁，可以代领"
    apply.ok.click()

    assert desk.last(Apply).person == codes.CHILD.person
    assert desk.last(Apply).person.own_sex is Sex.FEMALE


def test_another_guardian_is_typed_over_the_applicant(
    apply: ApplyDialog, desk: codes.RecordingCodesDesk
) -> None:
    apply.type.setCurrentIndex(apply.type.count() - 1)
    apply.number.setFocus()
    number = codes.MOTHER.person.document.number
    QTest.keyClicks(apply.number, number)
    apply.name.setText("张小妹")
    apply.born.setText("20250102")
    apply.relation.setEditText("孙女")
    apply.ok.click()

    assert desk.last(Apply).person.document.number == number
    assert desk.last(Apply).person.guardian_number


def test_one_that_was_refused_is_applied_for_again(
    parent: QWidget, theme: Theme, words: Words, desk: codes.RecordingCodesDesk
) -> None:
    before = codes.application(codes.FATHER, "父亲", ApplicationStatus.REFUSED, "卧床")
    dialog = ApplyDialog(parent, theme, words, desk, codes.OWN, booth.TODAY, before)
    dialog.open()
    assert dialog.number.text() == "310115********0053"
    dialog.ok.click()

    asked = desk.last(Apply)
    assert (asked.person, asked.relation, asked.reason) == (codes.FATHER.person, "父亲", "卧床")
    dialog.done(0)


@pytest.mark.parametrize("text", ["2018-11-03", "2018/11/3", "20181103", "2018.11.03"])
def test_a_birth_date_is_read_as_it_is_written(text: str) -> None:
    assert parse_born(text) == date(2018, 11, 3)


@pytest.mark.parametrize("text", ["2018-13-01", "3.11.2018", "2018", "2018-11-31", "abc"])
def test_what_is_no_date_is_none(text: str) -> None:
    with pytest.raises(BirthDateWrong):
        parse_born(text)


def test_a_hidden_number_is_dropped_whole_by_whoever_changes_it(qtbot: QtBot) -> None:
    edit = DeskNumberEdit()
    qtbot.addWidget(edit)
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
        edit.mask("310115199003074210")
        QTest.keyClick(edit, key)
        assert (edit.text(), edit.is_masked) == ("", False)
    edit.mask("310115199003074210")
    edit.deselect()
    edit.setCursorPosition(3)
    QTest.keyClick(edit, Qt.Key.Key_Left)
    assert edit.is_masked
    QTest.keyClicks(edit, "31")
    assert edit.text() == "31"
    edit.mask("310115199003074210")
    edit.selectAll()
    edit.cut()
    assert (edit.text(), edit.is_masked) == ("", False)


# --- opening the desk --------------------------------------------------------------------------


def test_the_desk_is_opened_with_file_and_passphrase(
    parent: QWidget, theme: Theme, words: Words, desk: codes.RecordingCodesDesk, tmp_path: Path
) -> None:
    dialog = OpenDialog(parent, theme, words, desk)
    dialog.open()
    assert not dialog.ok.isEnabled()
    dialog.file.edit.setText(str(tmp_path / "desk.issuer"))
    dialog.passphrase.setText("wrong words")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    asked = desk.last(OpenIssuer)
    assert (asked.path, asked.passphrase) == (tmp_path / "desk.issuer", "wrong words")
    assert dialog.passphrase.text() == ""
    dialog.reject()
    assert dialog.isVisible()
    desk.take_failure(asked, PassphraseWrong())
    assert dialog.problem.title.text() == words.title(PassphraseWrong())
    assert dialog.focusWidget() is dialog.passphrase
    dialog.passphrase.setText("right words")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    desk.take(desk.last(OpenIssuer), None)

    assert not dialog.isVisible()
    assert desk.is_open


def test_the_file_of_the_last_time_is_offered(
    parent: QWidget, theme: Theme, words: Words, qapp: QApplication
) -> None:
    desk = codes.RecordingCodesDesk(Path("desk.issuer"))
    dialog = OpenDialog(parent, theme, words, desk)
    dialog.open()
    assert dialog.file.edit.text() == "desk.issuer"
    assert dialog.focusWidget() is dialog.passphrase
    dialog.reject()


@pytest.mark.parametrize(("tabs", "is_taken"), [(0, False), (1, True)])
def test_enter_presses_the_answer_that_has_the_keyboard(
    parent: QWidget, theme: Theme, words: Words, qtbot: QtBot, tabs: int, is_taken: bool
) -> None:
    dialog = ConfirmDialog(parent, theme, words, "lost", name="张*三")
    taken: list[bool] = []
    dialog.accepted.connect(lambda: taken.append(True))
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.cancel.hasFocus)
    for _ in range(tabs):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)

    assert bool(taken) is is_taken
    assert not dialog.isVisible()


# --- what waits --------------------------------------------------------------------------------


@pytest.fixture
def pending(
    qtbot: QtBot, theme: Theme, words: Words, desk: codes.RecordingCodesDesk
) -> PendingList:
    made = PendingList(theme, words, booth.facts(), desk)
    qtbot.addWidget(made)
    made.show_member(codes.MANAGER)
    made.show()
    made.refresh()
    own = codes.application(
        status=ApplicationStatus.PENDING, applied_by=codes.MANAGER.id, relation="祖母"
    )
    others = codes.application(codes.FATHER, "父亲", ApplicationStatus.PENDING, "卧床")
    desk.take(desk.last(ListPending), [others, own])
    return made


def test_what_waits_is_told_masked_with_its_ground(pending: PendingList) -> None:
    assert [pending.list.item(row).text() for row in range(2)] == [
        "张*三 为父亲 张*强 申请",
        "张*三 为祖母 张*琴 申请",
    ]
    assert pending.detail.text().splitlines() == [
        "310115********0053 · 58 岁 · 特殊人群（卧床）",
        "申请时间 09:42",
    ]


def test_ones_own_is_for_somebody_else(pending: PendingList) -> None:
    assert pending.approve_button.isEnabled()
    pending.list.setCurrentRow(1)
    assert not pending.approve_button.isEnabled()
    assert not pending.refuse_button.isEnabled()


def test_what_is_decided_goes_from_the_list(
    pending: PendingList, desk: codes.RecordingCodesDesk
) -> None:
    pending.refuse_button.setFocus()
    pending.refuse_button.click()
    assert desk.all(Decide) == []
    (question,) = pending.findChildren(ConfirmDialog)
    question.ok.click()
    pending.approve_button.click()
    (asked,) = desk.all(Decide)
    assert not asked.approved
    desk.take(asked, codes.application())

    assert pending.list.count() == 1
    assert pending.note.text() == "✔ 已拒绝"
    assert pending.focusWidget() is pending.list
    assert pending.list.currentRow() == 0


def test_enter_on_one_that_waits_opens_it_and_decides_nothing(
    pending: PendingList, desk: codes.RecordingCodesDesk
) -> None:
    QTest.keyClick(pending.list, Qt.Key.Key_Return)
    (dialog,) = pending.findChildren(DecideDialog)
    assert dialog.isVisible()
    assert desk.all(Decide) == []
    dialog.refuse_button.click()
    (question,) = dialog.findChildren(ConfirmDialog)
    question.reject()
    assert desk.all(Decide) == []
    dialog.approve_button.click()
    assert desk.last(Decide).approved
    desk.take(desk.last(Decide), codes.application())
    pending.list.setCurrentRow(0)
    QTest.keyClick(pending.list, Qt.Key.Key_Return)

    # One's own, which is left, is for somebody else.
    assert not any(each.isVisible() for each in pending.findChildren(DecideDialog))


def test_a_decision_that_is_refused_is_said(
    pending: PendingList, desk: codes.RecordingCodesDesk
) -> None:
    pending.approve_button.click()
    desk.take_failure(desk.last(Decide), ApprovalBySelf())

    assert pending.list.count() == 2
    assert pending.note.text().startswith("✘ 不能审批自己录入的申请")


def test_an_empty_list_says_so(pending: PendingList) -> None:
    pending.show_applications(())
    assert pending.none.isVisible()
    assert not pending.list.isVisible()
    assert not pending.approve_button.isEnabled()
