"""Which pages and keys are shown to whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station.domain.staff import Role
from station.ui.main_window import SMALLEST, MainWindow
from tests.qt.ui import booth


def rail(window: MainWindow) -> list[str]:
    """The pages whose buttons are in the rail."""
    names = ("register", "settings")
    return [name for name in names if window.rail.button(name).isVisibleTo(window.rail)]


def test_who_may_register_only_sees_no_settings(window: MainWindow) -> None:
    window.pages.admit(booth.member(Role.OPERATOR))

    assert rail(window) == ["register"]
    window.pages.open("settings")
    assert window.pages.present == "register"


def test_a_page_that_somebody_else_may_not_see_goes(window: MainWindow) -> None:
    window.pages.admit(booth.member(Role.MANAGER))
    window.pages.open("settings")
    window.pages.admit(booth.member(Role.OPERATOR))

    assert window.pages.present == "register"


def test_who_has_no_page_is_told_so_and_whoever_has_one_goes_there(window: MainWindow) -> None:
    window.pages.admit(replace(booth.member(), roles=frozenset()))
    assert window.pages.present == "home"
    assert rail(window) == []
    window.pages.bring("register")
    assert window.pages.present == "home"
    window.pages.admit(booth.member(Role.OPERATOR))

    assert window.pages.present == "register"


def test_keys_of_what_one_may_not_do_are_not_shown(window: MainWindow) -> None:
    window.key_bar.show_for(booth.member(Role.DESK))
    assert "F9" not in window.key_bar.shown_keys()
    window.key_bar.show_for(booth.member(Role.OPERATOR))

    assert "F9" in window.key_bar.shown_keys()


@pytest.mark.parametrize(
    ("role", "page", "packs"),
    [
        (Role.DESK, "codes", False),
        (Role.COORDINATOR, "codes", True),
        (Role.OPERATOR, "register", True),
    ],
)
def test_who_may_export_packs_a_box_from_any_page(
    window: MainWindow, desk: booth.RecordingDesk, role: Role, page: str, packs: bool
) -> None:
    who = booth.member(role)
    desk.reported.emit(booth.report(booth.out.SignedIn(None), member=who, shift=None))
    assert window.pages.present == page
    assert ("F9" in window.key_bar.shown_keys()) is packs
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F9)

    assert desk.calls == ([("begin_boxing",)] if packs else [])


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("page", ["register", "codes", "settings"])
def test_the_keys_of_every_page_fit_the_smallest_window(
    window: MainWindow, page: str, language: str
) -> None:
    window._change_language(language)
    window.pages.open(page)

    assert window.pages.present == page
    assert window.key_bar.minimumSizeHint().width() <= SMALLEST.width()
