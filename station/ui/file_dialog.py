"""The words of Qt's own file dialog: its translations leave some of them in English."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog

from station.ui.words import Words


def set_file_words(dialog: QFileDialog, words: Words) -> None:
    """Label the fields and buttons of ``dialog``, whose mode is set already."""
    label = QFileDialog.DialogLabel
    if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
        accept = "save"
    elif dialog.fileMode() is QFileDialog.FileMode.Directory:
        accept = "choose"
    else:
        accept = "open"
    for part, key in (
        (label.LookIn, "files.look_in"),
        (label.FileName, "files.name"),
        (label.FileType, "files.type"),
        (label.Accept, f"files.{accept}"),
        (label.Reject, "common.cancel"),
    ):
        dialog.setLabelText(part, words(key))
