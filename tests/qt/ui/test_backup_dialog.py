"""The dialog of the last backup."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from station.ui.dialogs.backup_dialog import BackupDialog


@pytest.fixture
def dialog(qtbot, theme, words):
    made = BackupDialog(theme, words)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_shows_how_much_is_done(dialog):
    dialog.show_progress(0.416)
    assert dialog.bar.value() == 42


@pytest.mark.parametrize("how", ["button", "escape", "close"])
def test_every_way_out_gives_the_backup_up(dialog, qtbot, how):
    with qtbot.waitSignal(dialog.cancel_asked):
        if how == "button":
            qtbot.mouseClick(dialog.give_up, Qt.MouseButton.LeftButton)
        elif how == "escape":
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            dialog.close()
    assert not dialog.isVisible()


def test_hiding_it_in_the_end_gives_nothing_up(dialog, qtbot):
    with qtbot.assertNotEmitted(dialog.cancel_asked):
        dialog.hide()
