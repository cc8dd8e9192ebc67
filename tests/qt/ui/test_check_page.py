"""The check page over a desk that only notes: what it asks for, shows, keeps and forgets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from station.domain import outcome as out
from station.domain.refusals import TwoPersons
from station.domain.scan import Source
from station.domain.staff import Role
from station.keyring.faults import PassphraseWrong
from station.services.check_sheets import CheckCancelled
from station.ui.check.asks import ComparePaper, RunCheck, SaveChecked
from station.ui.check.check_page import CheckPage
from station.ui.check.drop_area import SheetDropArea
from station.ui.check.findings_model import FindingsModel
from station.ui.desks import Desks
from station.ui.main_window import MainWindow
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words
from tests.conftest import words_of
from tests.qt.ui import booth, check_states
from tests.qt.ui.check_states import CODE, RecordingCheckDesk

FILES = (Path("/stick/a.xlsx"), Path("/stick/b"))


class Shown:
    """The page in a window, and the desk that it asks."""

    def __init__(self, window: MainWindow, desk: RecordingCheckDesk) -> None:
        self.window = window
        self.desk = desk
        self.page: CheckPage = check_states.page_of(window)

    def run(self) -> RunCheck:
        asked = [each for each in self.desk.asks if isinstance(each, RunCheck)]
        return asked[-1]

    def report(self, shown: object) -> None:
        self.page.sources.add(FILES)
        self.desk.take(self.run(), shown)

    def found(self) -> list[str]:
        model = self.page.report.findings.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


@pytest.fixture
def shown(
    qtbot: QtBot, desk: booth.RecordingDesk, theme: Theme, settings_desk: SettingsDesk
) -> Shown:
    check = RecordingCheckDesk()
    made = MainWindow(
        *(desk, words_of("zh_CN"), theme, booth.facts(), settings_desk, booth.codes_desk()),
        desks=Desks(check=check),
    )
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.take_report(booth.report(out.Ignored(), member=booth.member(Role.MANAGER)))
    made.pages.bring("check")
    return Shown(made, check)


def test_what_is_added_is_checked_with_all_that_was_there(shown: Shown) -> None:
    page = shown.page
    page.sources.add(FILES[:1])
    assert shown.run().paths == FILES[:1]
    page.sources.add(FILES)
    assert shown.run().paths == FILES[:1]  # One check at a time.
    shown.desk.take(shown.run(), check_states.good())
    page.sources.add(FILES)
    assert shown.run().paths == FILES
    assert page.report.shown is None


def test_progress_is_told_and_only_of_the_present_check(shown: Shown) -> None:
    shown.page.sources.add(FILES)
    shown.desk.rows_read.emit(shown.run(), 41_000)
    shown.desk.tell_progress(shown.run(), 3, 12)
    assert "3/12" in shown.page.report.empty_text.text()
    assert "41,000" in shown.page.report.empty_text.text()
    assert shown.page.sources.progress.value() == 3
    shown.desk.rows_read.emit(RunCheck((), (), None, ""), 1)
    shown.desk.tell_progress(shown.run(), 4, 12)
    assert "41,000" in shown.page.report.empty_text.text()


def test_findings_stand_under_their_kinds_and_those_not_listed_are_counted(shown: Shown) -> None:
    shown.report(check_states.findings())
    lines = shown.found()
    assert lines[0] == "证件号码不正确 · 104 个问题"
    assert lines.count("单元格被改动 · 3 个问题") == 1
    model = shown.page.report.findings.model()
    details = [str(model.index(row, 3).data()) for row in range(model.rowCount())]
    assert "另有 4 个同类问题" in details
    shown.page.report.files.selectRow(3)
    assert shown.found()[0] == "单元格被改动 · 3 个问题"
    assert not any("证件号码" in line for line in shown.found())
    # What is across files is among the findings of each of them.
    assert any("同一人" in line for line in shown.found())
    shown.page.report.files.selectRow(2)
    assert shown.found() == []
    assert shown.page.report.nothing.isVisible()


def test_every_state_speaks_the_window_s_language(shown: Shown, both: Words) -> None:
    shown.report(check_states.findings())
    shown.page.set_words(both)
    assert shown.found()[0].startswith(both("check.code.document_number_wrong"))
    assert shown.page.report.save_button.text() == both("check_page.save")


def test_the_lab_s_key_is_asked_for_with_its_passphrase(shown: Shown) -> None:
    sources = shown.page.sources
    assert not sources.passphrase.isEnabled()
    sources._take_key((Path("/lab/lab.key"),))
    assert sources.passphrase.placeholderText() == "lab.key 的口令"
    sources.add(FILES)
    shown.desk.take(shown.run(), check_states.hostile())
    sources.passphrase.setFocus()
    QTest.keyClicks(sources.passphrase, "three words")
    QTest.keyClick(sources.passphrase, Qt.Key.Key_Return)
    assert (shown.run().lab_key, shown.run().passphrase) == (Path("/lab/lab.key"), "three words")
    assert "three" not in repr(shown.run())
    shown.desk.take_failure(shown.run(), PassphraseWrong())
    assert sources.note.text().startswith("✘")
    assert sources.run_button.isEnabled()


def test_passwords_are_kept_together_and_never_shown(shown: Shown) -> None:
    sources = shown.page.sources
    for password in ("secret1", "secret2", "secret1"):
        sources.password.setText(password)
        sources.run()
        if sources.paths:
            shown.desk.take(shown.run(), check_states.good())
        sources.add(FILES)
        shown.desk.take(shown.run(), check_states.good())
    assert shown.run().passwords == ("secret1", "secret2")
    assert sources.password.text() == ""
    assert "secret" not in repr(shown.run())
    shown.window.pages.forget()
    assert (sources.passwords, sources.paths, sources.lab_key) == ((), (), None)


def test_a_lock_while_it_runs_calls_it_off_and_its_report_is_shown_to_nobody(shown: Shown) -> None:
    shown.page.sources.add(FILES)
    run = shown.run()
    shown.page.forget()
    assert run.cancel.is_set()
    shown.desk.take(run, check_states.good())
    shown.desk.take_failure(run, CheckCancelled())
    assert shown.page.report.shown is None
    assert shown.page.sources.note.text() == ""


def test_escape_calls_off_and_then_puts_the_paper_away(shown: Shown) -> None:
    page = shown.page
    page.sources.add(FILES)
    page.cancel()
    assert shown.run().cancel.is_set()
    shown.desk.take_failure(shown.run(), CheckCancelled())
    assert "已取消" in page.sources.note.text()
    page.take(check_states.read(CODE))
    asked = shown.desk.asks[-1]
    assert isinstance(asked, ComparePaper)
    shown.desk.take(asked, check_states._PAPERS["matches"])
    assert page.paper.compared is not None
    page.cancel()
    assert page.paper.compared is None


@pytest.mark.parametrize("source", [Source.GUN, Source.CAMERA, Source.SERIAL])
def test_a_code_is_compared_once_whatever_reads_it(shown: Shown, source: Source) -> None:
    for at in (1.0, 1.1, 2.5):
        assert shown.page.take(check_states.read(CODE, at, source)) is None
    assert len([each for each in shown.desk.asks if isinstance(each, ComparePaper)]) == 1
    shown.page.take(check_states.read(CODE, 5.0, source))
    assert len([each for each in shown.desk.asks if isinstance(each, ComparePaper)]) == 2


def test_only_a_badge_reaches_the_booth_and_other_codes_are_refused(shown: Shown) -> None:
    badge = check_states.read("OP3001")
    assert shown.page.take(badge) == badge
    assert shown.page.take(check_states.read("310115002871", 9.0)) is None
    assert shown.page.sources.note.text() == "✘ 这里只扫交接单上的码"
    shown.page.fail(TwoPersons())
    assert shown.page.sources.note.text().startswith("✘")
    assert not any(isinstance(each, ComparePaper) for each in shown.desk.asks)


def test_the_paper_s_card_keeps_its_height(shown: Shown, both: Words) -> None:
    paper = shown.page.paper
    paper.set_words(both)
    heights = set()
    for compared in (None, *check_states._PAPERS.values()):
        paper.show_compared(compared)
        heights.add(paper.sizeHint().height())
    assert len(heights) == 1


def test_a_save_is_asked_for_once_and_its_names_are_said(shown: Shown) -> None:
    page = shown.page
    page.report.save()
    assert not any(isinstance(each, SaveChecked) for each in shown.desk.asks)
    shown.report(check_states.good())
    page._save(Path("/out"))
    page._save(Path("/out"))
    (asked,) = [each for each in shown.desk.asks if isinstance(each, SaveChecked)]
    assert asked.folder == Path("/out")
    shown.desk.take(asked, (Path("/out/report.xlsx"), Path("/out/merged.xlsx")))
    assert "report.xlsx、merged.xlsx" in page.report.note.text()


def test_files_and_folders_are_dropped_but_nothing_from_the_web(theme: Theme) -> None:
    area, data = SheetDropArea(theme), QMimeData()
    assert area.found(data) is None
    data.setUrls([QUrl.fromLocalFile("/a.xlsx"), QUrl.fromLocalFile("/b")])
    assert area.found(data) == (Path("/a.xlsx"), Path("/b"))
    data.setUrls([QUrl.fromLocalFile("/a.xlsx"), QUrl("https://lab.example/b.xlsx")])
    assert area.found(data) is None


def test_findings_of_one_kind_that_stand_apart_are_one_group(theme: Theme, words: Words) -> None:
    shown = check_states.findings()
    mixed = (shown.findings[0], shown.findings[-1], replace(shown.findings[1]))
    model = FindingsModel(theme, words)
    model.show_checked(replace(shown, findings=mixed))
    assert list(model.kinds()) == [0, 3]
