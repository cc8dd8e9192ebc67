"""The rows of the desk: what each shows and what its button does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from station.domain.code_desk import ApplicationStatus
from station.services.code_desk import DeskView, RelativeRow
from station.ui.codes.row import DeskRow, RowAction, rows_of
from station.ui.codes.row_model import ACTION_COLUMN, COLUMNS, STATE_COLUMN, RowModel, ToneRole
from station.ui.codes.row_table import RowTable
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth, codes


def texts(model: RowModel, row: int) -> list[object]:
    return [model.index(row, column).data() for column in range(len(COLUMNS) - 1)]


@pytest.fixture
def model(theme: Theme, words: Words) -> RowModel:
    made = RowModel(theme, words, lambda: booth.NOW)
    made.show_rows(rows_of(codes.family(), codes.MANAGER, booth.NOW))
    return made


def test_the_rows_are_masked_and_tell_relation_ground_and_state(model: RowModel) -> None:
    assert [texts(model, row) for row in range(model.rowCount())] == [
        ["张*三", "本人", "36 岁", "码剩余 18 天"],
        ["张*琴", "母亲", "72 岁 · 满 60 周岁", "已通过"],
        ["张*宝", "儿子", "8 岁 · 未满 18 周岁", "已通过 · 码剩余 22 天"],
        ["张*强", "父亲", "58 岁 · 特殊人群（卧床，无法独立申领）", "待审核"],
    ]
    tones = [model.index(row, STATE_COLUMN).data(ToneRole) for row in range(4)]
    assert tones == ["ok", "ok", "ok", "warn"]


def test_the_model_keeps_qts_rules(theme: Theme, both: Words) -> None:
    model = RowModel(theme, both, lambda: booth.NOW)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    model.show_rows(rows_of(codes.family(), codes.MANAGER, booth.NOW))
    model.set_words(both)
    model.show_rows(())
    assert tester.model() is model


@pytest.mark.parametrize(
    ("member", "actions"),
    [
        (codes.MANAGER, "show draw show decide"),
        (codes.CLERK, "show draw show none"),
        (replace(codes.MANAGER, id=codes.OTHER), "show draw show none"),
    ],
    ids=["who may approve", "who may only draw", "who applied"],
)
def test_only_somebody_else_who_may_approve_decides(member: object, actions: str) -> None:
    rows = rows_of(codes.family(), member, booth.NOW)
    assert " ".join(row.action.value for row in rows) == actions


def test_a_code_that_ended_meanwhile_is_drawn_anew_and_a_refused_one_applied_for_again() -> None:
    refused = codes.application(status=ApplicationStatus.REFUSED)
    view = DeskView(codes.OWN, codes.code(days=1), (RelativeRow(refused, None),))
    rows = rows_of(view, codes.CLERK, booth.NOW + timedelta(days=1))

    assert [row.action for row in rows] == [RowAction.DRAW, RowAction.AGAIN]
    assert rows[0].code is None


@pytest.fixture
def table(qtbot: QtBot, theme: Theme, words: Words, model: RowModel) -> RowTable:
    made = RowTable(theme, words, model)
    qtbot.addWidget(made)
    made.resize(880, 260)
    made.show()
    made.acts = []
    made.acted.connect(made.acts.append)
    return made


def test_each_row_has_the_button_of_what_can_be_done(table: RowTable) -> None:
    model = table.model()
    model.show_rows(rows_of(codes.family(), codes.CLERK, booth.NOW))
    shown = [table.button(row).text() if table.button(row) else "" for row in range(4)]
    assert shown == ["查看 / 打印", "领码", "查看 / 打印", ""]

    QTest.mouseClick(table.button(1), Qt.MouseButton.LeftButton)
    assert [row.person for row in table.acts] == [codes.MOTHER]


def test_the_keyboard_alone_presses_a_rows_button(table: RowTable) -> None:
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)

    (row,) = table.acts
    assert isinstance(row, DeskRow)
    assert row.person == codes.MOTHER


def test_the_button_is_told_to_who_cannot_see_it(model: RowModel) -> None:
    spoken = model.index(1, ACTION_COLUMN).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "领码"
