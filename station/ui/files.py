"""Asking where a file is, or is to go, without waiting for the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from station.ui.file_dialog import set_file_words
from station.ui.words import Words


@dataclass(frozen=True, slots=True)
class FileKind:
    """``suffix`` without its dot; ``filter`` as Qt's file dialogs take it."""

    suffix: str
    filter: str


PDF = FileKind("pdf", "PDF (*.pdf)")
PICTURE = FileKind("png", "PNG (*.png)")
SHEET = FileKind("xlsx", "Excel (*.xlsx)")
REVOCATIONS = FileKind("jsonl", "JSON Lines (*.jsonl)")
LIST = FileKind("", "Excel, CSV (*.xlsx *.csv)")


def ask_where(
    parent: QWidget,
    words: Words,
    title: str,
    kind: FileKind,
    name: str,
    then: Callable[[Path], None],
) -> QFileDialog:
    """Ask where to save a file that is called ``name`` at first; ``then`` takes the answer."""
    dialog = _dialog(parent, title, kind, then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(kind.suffix)
    set_file_words(dialog, words)
    dialog.selectFile(f"{name}.{kind.suffix}")
    dialog.open()
    return dialog


def ask_which(
    parent: QWidget, words: Words, title: str, kind: FileKind, then: Callable[[Path], None]
) -> QFileDialog:
    """Ask for a file that is there; ``then`` takes the answer."""
    dialog = _dialog(parent, title, kind, then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    set_file_words(dialog, words)
    dialog.open()
    return dialog


def _dialog(
    parent: QWidget, title: str, kind: FileKind, then: Callable[[Path], None]
) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setNameFilter(kind.filter)
    place = QStandardPaths.StandardLocation.DocumentsLocation
    dialog.setDirectory(QStandardPaths.writableLocation(place))
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    return dialog
