"""A field for a day, with a calendar to choose it from."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit

from station.ui.theme import Theme


def day_edit(theme: Theme, day: date) -> QDateEdit:
    """Return a field that shows ``day``."""
    edit = QDateEdit(q_date(day))
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("yyyy-MM-dd")
    edit.setFont(theme.font(15))
    return edit


def day_of(edit: QDateEdit) -> date:
    """Return the day that ``edit`` shows."""
    shown = edit.date()
    return date(shown.year(), shown.month(), shown.day())


def q_date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
