"""The page of batches over a desk that the test answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from station.domain import outcome as out
from station.domain.staff import Role
from station.settings import Settings
from station.ui.batches import asks
from station.ui.batches.batches_page import BatchesPage
from station.ui.desks import Desks
from station.ui.language import load_catalogue
from station.ui.main_window import MainWindow
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from tests.qt.ui import batches, batches_states, booth


@pytest.fixture
def batches_desk(qapp: QApplication) -> batches.RecordingBatchesDesk:
    return batches.RecordingBatchesDesk()


@pytest.fixture(params=["zh_CN", "en"])
def made(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    theme: Theme,
    desk: booth.RecordingDesk,
    batches_desk: batches.RecordingBatchesDesk,
) -> Iterator[MainWindow]:
    window = MainWindow(
        *(desk, load_catalogue(request.param), theme, booth.facts(), SettingsDesk(Settings())),
        booth.codes_desk(),
        desks=Desks(batches=batches_desk),
    )
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    yield window
    if window.dialogs.current is not None:
        window.dialogs.current.done(0)


def page_of(window: MainWindow) -> BatchesPage:
    return next(part for part in window.parts if isinstance(part, BatchesPage))


def test_no_button_is_squeezed_at_768_lines(
    made: MainWindow,
    desk: booth.RecordingDesk,
    batches_desk: batches.RecordingBatchesDesk,
    qtbot: QtBot,
) -> None:
    batches_states.show(made, batches_desk, desk, "difference")
    page = page_of(made)
    qtbot.waitUntil(lambda: page.handover.export_button.height() >= 30)

    assert made.height() <= 768
    for button in page.findChildren(QPushButton):
        if button.isVisible():
            assert button.height() >= button.sizeHint().height()
            assert button.width() >= button.minimumSizeHint().width()


def test_what_is_chosen_stays_so_when_batches_come_anew(
    made: MainWindow, desk: booth.RecordingDesk, batches_desk: batches.RecordingBatchesDesk
) -> None:
    batches_states.show(made, batches_desk, desk, "short")
    page = page_of(made)
    tube = page.tubes.present
    page.flow.refresh()
    batches_desk.answer(asks.ListBatches, batches.page(*batches.lines()))
    batches_desk.answer(asks.ListTubes, batches.tubes(batches.lines()[0].batch))

    assert page.batches.present.batch.number.endswith("08")
    assert page.tubes.present.id == tube.id


def test_who_may_not_export_is_shown_no_button_for_it(
    made: MainWindow, desk: booth.RecordingDesk, batches_desk: batches.RecordingBatchesDesk
) -> None:
    batches_states.show(made, batches_desk, desk, "difference")
    page = page_of(made)
    made.take_report(booth.report(out.Ignored(), member=booth.member(Role.DESK)))
    assert not made.pages.allows("batches")
    assert not page.handover.actions.isVisibleTo(page)
    page.enter_receipt()
    page.export()
    assert made.dialogs.current is None
    assert batches_states.dialog_of(made) is None


def test_a_lock_forgets_whom_the_page_showed(
    made: MainWindow, desk: booth.RecordingDesk, batches_desk: batches.RecordingBatchesDesk
) -> None:
    batches_states.show(made, batches_desk, desk, "search")
    page = page_of(made)
    made.take_report(booth.report(out.Locked(), locked=True))

    assert page.tubes.persons.rows == []
    assert batches_states.dialog_of(made) is None


def test_a_search_goes_on_as_its_results_are_scrolled(
    made: MainWindow, desk: booth.RecordingDesk, batches_desk: batches.RecordingBatchesDesk
) -> None:
    batches_states.show(made, batches_desk, desk, "search_running")
    dialog = batches_states.dialog_of(made)
    bar = dialog.table.verticalScrollBar()
    shown = batches.found(150)

    def answer(what: object, first: int) -> None:
        rows = shown.found[first : first + 50]
        after = shown.after if first < 100 else None
        batches_desk.take(what, asks.Looked(None, replace(shown, found=rows, after=after)))

    answer(batches_desk.last(asks.Look), 0)
    assert len(dialog.found.rows) == 50
    assert batches_desk.all(asks.LookOn) == []
    for page in (1, 2):
        dialog.table.choose(50 * page - 1)
        bar.setValue(bar.maximum())
        bar.setValue(bar.maximum() - 1)
        bar.setValue(bar.maximum())
        assert len(batches_desk.all(asks.LookOn)) == page
        where = bar.value()
        answer(batches_desk.last(asks.LookOn), 50 * page)
        # Neither what is seen nor what is chosen jumps.
        assert (bar.value(), dialog.table.present) == (where, 50 * page - 1)
        assert len(dialog.found.rows) == 50 * page + 50
    bar.setValue(bar.maximum())
    assert len(batches_desk.all(asks.LookOn)) == 2
    assert [row.registration_id for row in dialog.found.rows] == [
        row.registration_id for row in shown.found
    ]
