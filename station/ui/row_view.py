"""How a table of rows looks and is used, on whatever page: chosen row by row, by keys too."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView


def set_up_rows(table: QTableView, height: int) -> None:
    """Let ``table`` show rows of ``height`` pixels: one is chosen at a time and none is edited.

    Tab leaves it. The widths of columns are its owner's to say.
    """
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(height)
    table.horizontalHeader().setHighlightSections(False)
