"""Asking for sheets or a folder, without waiting for the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from station.ui.file_dialog import set_file_words
from station.ui.words import Words

Then = Callable[[tuple[Path, ...]], None]


def ask_files(parent: QWidget, words: Words, title: str, then: Then) -> QFileDialog:
    """Ask for any number of files."""
    return _asked(parent, words, title, QFileDialog.FileMode.ExistingFiles, then)


def ask_file(parent: QWidget, words: Words, title: str, then: Then) -> QFileDialog:
    """Ask for one file."""
    return _asked(parent, words, title, QFileDialog.FileMode.ExistingFile, then)


def ask_folder(parent: QWidget, words: Words, title: str, then: Then) -> QFileDialog:
    """Ask for a folder."""
    return _asked(parent, words, title, QFileDialog.FileMode.Directory, then)


def _asked(
    parent: QWidget, words: Words, title: str, mode: QFileDialog.FileMode, then: Then
) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(mode)
    if mode is QFileDialog.FileMode.Directory:
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    place = QStandardPaths.StandardLocation.DocumentsLocation
    dialog.setDirectory(QStandardPaths.writableLocation(place))
    set_file_words(dialog, words)
    dialog.filesSelected.connect(lambda paths: then(tuple(map(Path, paths))))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
