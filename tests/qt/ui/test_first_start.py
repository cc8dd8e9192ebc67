"""The first start's dialog: three ways, each step checked, and what fails is said in place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from station.errors import StationError
from station.keyring.faults import BundlePassphraseWrong
from station.settings import Settings
from station.setup.wishes import FirstManager, Joining, NewSite, Passphrases
from station.ui.dialogs.first_start import (
    Fault,
    FirstStart,
    Made,
    check_file,
    check_passphrase,
    check_site,
)
from station.ui.dialogs.first_start_dialog import DonePage, FirstStartDialog
from station.ui.language import load_catalogue
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth

SECRETS = ("booth 口令 1", "root 口令 22", "issuer 口令 3", "bundle 口令 4")


def words_in(language: str) -> Words:
    return Words(load_catalogue(language), booth.ZONE)


class Acting:
    """What the dialog asks for; answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[FirstStart] = []
        self.error: StationError | None = None
        self.lines: tuple[str, ...] = ()
        self.may_end = threading.Event()
        self.may_end.set()

    def __call__(self, answer: FirstStart) -> Made:
        self.asked.append(answer)
        self.may_end.wait(5)
        if self.error is not None:
            raise self.error
        return Made("the passphrase", self.lines)


@pytest.fixture
def acting() -> Acting:
    return Acting()


@pytest.fixture
def first(qtbot: QtBot, theme: Theme, words: Words, acting: Acting) -> FirstStartDialog:
    dialog = FirstStartDialog(theme, words, words_in, Settings(), acting)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def press(key: Qt.Key) -> None:
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    QTest.keyClick(widget.window().windowHandle(), key)


def fill_site(first: FirstStartDialog) -> None:
    first.choice.new.setChecked(True)
    first.next.click()
    first.site.site.setText("张江")
    first.site.lab.setText("一检")
    first.site.booths.show_value(4)
    first.site.booth.setText("2")
    first.site.pools[5].setChecked(False)
    first.site.pools[10].setChecked(False)
    first.site.days.show_value(3)
    first.next.click()


def fill_manager(first: FirstStartDialog) -> None:
    first.manager.person.setText("孙丽")
    first.manager.badge.setText("OP9001")
    first.manager.pin.setText("2580")
    first.manager.again.setText("2580")
    first.next.click()


def fill_keys(first: FirstStartDialog, out: Path) -> None:
    first.keys.out.edit.setText(str(out))
    pages = (first.keys.booth, first.keys.root, first.keys.issuer, first.keys.bundle)
    for field, secret in zip(pages, SECRETS, strict=True):
        field.first.setText(secret)
        field.again.setText(secret)


def fill_bundle(first: FirstStartDialog, bundle: Path) -> None:
    bundle.write_text("a bundle")
    first.choice.join.setChecked(True)
    first.next.click()
    first.bundle.file.edit.setText(str(bundle))
    first.bundle.bundle.setText(SECRETS[3])
    first.bundle.booth.setText("2")
    first.bundle.own.first.setText(SECRETS[0])
    first.bundle.own.again.setText(SECRETS[0])


def test_the_demo_site_takes_one_key(qtbot, first: FirstStartDialog, acting: Acting) -> None:
    first.choice.demo.setChecked(True)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not first.isVisible())
    assert acting.asked == [FirstStart("zh_CN")]
    assert first.made == Made("the passphrase")


def test_a_new_site_is_made_step_by_step(qtbot, first, acting, tmp_path: Path) -> None:
    acting.lines = ("root key: /keys/root.keys",)
    fill_site(first)
    fill_manager(first)
    fill_keys(first, tmp_path)
    first.next.click()
    qtbot.waitUntil(lambda: first.page.name == "done")
    (answer,) = acting.asked
    wish = answer.wish
    assert isinstance(wish, NewSite)
    assert answer.out == tmp_path
    wish.check()
    site, tubes = wish.settings.site, wish.settings.tubes
    assert (site.name, site.lab, site.booths) == ("张江", "一检", 4)
    assert (wish.settings.booth.number, wish.settings.rules.repeat_window_days) == ("02", 3)
    assert (tubes.pool_sizes, tubes.default_pool) == ((1, 20), 20)
    assert wish.manager == FirstManager("孙丽", "2580", "OP9001")
    assert wish.passphrases == Passphrases(*SECRETS)
    assert not any(secret in repr(answer) for secret in (*SECRETS, "2580", "孙丽"))
    # What was made is told before the console opens, and no secret stays in a field.
    assert "root.keys" in first.finished_page.told.text()
    first.next.click()
    assert not first.isVisible()
    assert first.made == Made("the passphrase", acting.lines)
    assert first.finished_page.copy_button.isHidden()
    assert first.keys.root.typed == ("", "")
    assert first.manager.pin.text() == ""


def test_joining_asks_for_the_bundle_and_a_number(qtbot, first, acting, tmp_path: Path) -> None:
    fill_bundle(first, tmp_path / "site.bundle")
    first.next.click()
    qtbot.waitUntil(lambda: not first.isVisible())
    (answer,) = acting.asked
    assert answer.wish == Joining(tmp_path / "site.bundle", SECRETS[3], SECRETS[0], "02")
    assert SECRETS[0] not in repr(answer)


def test_what_fails_is_said_in_place_and_may_be_mended(qtbot, first, acting, tmp_path) -> None:
    acting.error = BundlePassphraseWrong()
    fill_bundle(first, tmp_path / "site.bundle")
    first.next.click()
    qtbot.waitUntil(lambda: first.problem.title.text() == "安装包口令不正确")
    assert first.page is first.bundle
    assert first.bundle.own.typed == (SECRETS[0], SECRETS[0])
    assert first.focusWidget() is first.bundle.bundle
    acting.error = None
    first.next.click()
    qtbot.waitUntil(lambda: not first.isVisible())
    assert len(acting.asked) == 2


def test_nothing_is_asked_for_twice_or_closed_while_it_is_made(qtbot, first, acting) -> None:
    acting.may_end.clear()
    first.choice.demo.setChecked(True)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(acting.asked) == 1)
    assert not first.next.isEnabled()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    assert first.isVisible()
    acting.may_end.set()
    qtbot.waitUntil(lambda: not first.isVisible())
    assert len(acting.asked) == 1


def test_escape_makes_nothing(first: FirstStartDialog, acting: Acting) -> None:
    press(Qt.Key.Key_Escape)
    assert not first.isVisible()
    assert (first.made, acting.asked) == (None, [])


def test_escape_goes_back_a_page_and_keeps_what_was_typed(first: FirstStartDialog) -> None:
    press(Qt.Key.Key_Return)
    assert first.page is first.site
    first.site.site.setText("张江")
    first.next.click()
    assert first.page is first.manager
    for page in (first.site, first.choice):
        press(Qt.Key.Key_Escape)
        assert first.page is page
    assert first.site.site.text() == "张江"
    press(Qt.Key.Key_Escape)
    assert not first.isVisible()


Spoil = Callable[[FirstStartDialog], None]
SITE_FAULTS: list[tuple[Spoil, str]] = [
    (lambda first: first.site.site.clear(), "请填写采样点名称"),
    (lambda first: first.site.lab.setText("x" * 61), "检测机构最多 60 个字，不能有特殊符号"),
    (lambda first: first.site.booth.setText("5"), "台位数应为 1 到 40，且不小于本台台位号"),
    (lambda first: first.site.booths.show_value(41), "台位数应为 1 到 40，且不小于本台台位号"),
    (lambda first: first.site.days.show_value(61), "重复登记天数应为 1 到 60"),
    (
        lambda first: first.site.pattern.setText("BX[0-9]{4}"),
        "管码、箱码与工牌的规则分不开，例如 BX9999",
    ),
    (
        lambda first: [box.setChecked(False) for box in first.site.pools.values()],
        "请至少选择一种采样管",
    ),
]


@pytest.mark.parametrize(("spoil", "said"), SITE_FAULTS)
def test_a_site_that_will_not_do_is_not_left(first, spoil: Spoil, said: str) -> None:
    fill_site(first)
    first.back.click()
    spoil(first)
    first.next.click()
    assert first.page is first.site
    assert first.problem.title.text() == said


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("person", "", "没有姓名"),
        ("badge", "X1", ""),
        ("pin", "1234", "PIN 太容易猜到"),
        ("again", "2581", "两次输入的 PIN 不一样"),
    ],
)
def test_a_manager_who_will_not_do_is_not_left(first, field, typed, said) -> None:
    fill_site(first)
    fill_manager(first)
    first.back.click()
    getattr(first.manager, field).setText(typed)
    first.next.click()
    assert first.page is first.manager
    assert first.problem.isVisible()
    if said:
        assert first.problem.title.text() == said


def test_keys_need_a_folder_and_four_passphrases(first, acting, tmp_path: Path) -> None:
    fill_site(first)
    fill_manager(first)
    for spoil, said in (
        (lambda: first.keys.out.edit.clear(), "请选择存放密钥的文件夹"),
        (lambda: first.keys.root.first.setText("short"), "口令太短，至少 8 个字符"),
        (lambda: first.keys.issuer.again.setText("another one"), "两次输入的口令不一样"),
    ):
        fill_keys(first, tmp_path)
        spoil()
        first.next.click()
        assert first.problem.title.text() == said
    assert first.problem.text.text() == "发证密钥口令"
    assert first.focusWidget() is first.keys.issuer.again
    fill_keys(first, tmp_path)
    for edit in (first.keys.root.first, first.keys.root.again):
        edit.setText(SECRETS[0])
    first.next.click()
    assert first.problem.title.text() == "有两个口令相同"
    assert first.focusWidget() is first.keys.root.first
    assert acting.asked == []


def test_the_language_changes_every_page(first: FirstStartDialog) -> None:
    first.choice.language.setCurrentIndex(first.choice.language.findData("en"))
    assert first.choice.join.text() == "Join a site with its bundle"
    first.choice.join.setChecked(True)
    first.next.click()
    assert first.heading.text() == "Join with a bundle"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_text_is_cut_on_a_small_screen(qtbot, theme, acting, language: str) -> None:
    words = words_in(language)
    first = FirstStartDialog(theme, words, words_in, Settings(), acting)
    qtbot.addWidget(first)
    first.show()
    for page in (first.choice, first.site, first.manager, first.keys, first.bundle):
        first._pages.setCurrentWidget(page)
        first._set_words()
        first.show_problem(words("first.bad_booths"), words("first.root_warning"))
        QApplication.processEvents()
        assert first.width() <= 1366
        assert first.sizeHint().height() <= 700
        for child in page.findChildren(QWidget):
            if isinstance(child, QLabel) and child.wordWrap():
                assert child.height() >= child.heightForWidth(child.width())
            elif isinstance(child, QLabel | QAbstractButton):
                assert child.width() >= child.sizeHint().width(), child.text()


# --- what was typed, checked alone -------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        (("", "1", "UTC", "[0-9]+"), "bad_site"),
        (("x" * 41, "1", "UTC", "[0-9]+"), "bad_name"),
        (("x\ny", "1", "UTC", "[0-9]+"), "bad_name"),
        (("x", "0", "UTC", "[0-9]+"), "bad_booth"),
        (("x", "41", "UTC", "[0-9]+"), "bad_booth"),
        (("x", "１", "UTC", "[0-9]+"), "bad_booth"),
        (("x", "1", "Mars/Base", "[0-9]+"), "bad_zone"),
        (("x", "1", "UTC", "[0-9"), "bad_pattern"),
        (("x", "1", "UTC", ""), "bad_pattern"),
        (("x", "1", "UTC", "[0-9]*"), "bad_pattern"),
        (("x", "1", "UTC", "(?=[0-9])[0-9]+"), "bad_pattern"),
        (("x", "1", "UTC", "[A-Z]{2}[0-9]{4}"), "pattern_clash"),
    ],
)
def test_a_sites_facts_are_checked(
    typed: tuple[str, str, str, str], word: str, both: Words
) -> None:
    fault = check_site(*typed, "BX[0-9A-Z]{4,12}", "OP[0-9]{4,12}")

    assert fault is not None
    assert fault.word == word
    assert both(f"first.{word}", detail=fault.detail)


def test_a_passphrase_is_long_and_typed_twice() -> None:
    assert check_passphrase("12345678", "12345678") is None
    assert check_passphrase("1234567", "1234567") == Fault("short_passphrase", "8")
    assert check_passphrase("12345678", "12345679") == Fault("other_passphrase")


def test_a_bundle_is_a_file(tmp_path: Path) -> None:
    assert check_file("") == Fault("no_bundle")
    assert check_file(str(tmp_path)) == Fault("no_file", tmp_path.name)
    (tmp_path / "site.bundle").write_text("")
    assert check_file(str(tmp_path / "site.bundle")) is None


def test_a_joined_booths_public_key_can_be_copied(qtbot, theme: Theme) -> None:
    page = DonePage(theme)
    qtbot.addWidget(page)
    page.show_made(Made("the passphrase", ("joined",), "ab" * 32), words_in("en"))
    page.show()
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == "ab" * 32
    assert page.copy_button.text() == "Copied"


def test_patterns_of_boxes_and_badges_are_asked_for(first: FirstStartDialog) -> None:
    page = first.site
    page.site.setText("x")
    page.boxes.setText("KX[0-9]{4,8}")
    page.badges.setText("ZP[0-9]{4,8}")
    assert page.fault() is None
    made = page.settings()
    assert (made.boxes.pattern, made.badges.pattern) == ("KX[0-9]{4,8}", "ZP[0-9]{4,8}")
    page.badges.setText("[0-9")
    fault = page.fault()
    assert fault is not None
    assert page.field_of(fault) is page.badges
    page.badges.setText("KX[0-9]{4}")
    assert page.fault().word == "pattern_clash"
