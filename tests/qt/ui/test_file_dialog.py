"""Qt's own file dialog speaks the window's language."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from station.ui.file_dialog import set_file_words
from station.ui.words import Words


@pytest.mark.parametrize(
    ("save", "folder", "key"),
    [(True, False, "save"), (False, True, "choose"), (False, False, "open")],
)
def test_its_labels_are_the_windows_words(
    qtbot: QtBot, both: Words, save: bool, folder: bool, key: str
) -> None:
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    if save:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    if folder:
        dialog.setFileMode(QFileDialog.FileMode.Directory)
    set_file_words(dialog, both)
    label = QFileDialog.DialogLabel

    assert dialog.labelText(label.Accept) == both(f"files.{key}")
    assert dialog.labelText(label.Reject) == both("common.cancel")
    assert dialog.labelText(label.LookIn) == both("files.look_in")
    assert dialog.labelText(label.FileName) == both("files.name")
    assert dialog.labelText(label.FileType) == both("files.type")
