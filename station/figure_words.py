"""Figures in words: the names of their rows and columns, and their values as text."""

from __future__ import annotations

from datetime import datetime, timedelta

from station.catalogue import Catalogue
from station.domain.figure_tables import FigureCell, Form, Label, Labelled
from station.domain.portion import Scope

NOTHING = "–"


def label_text(label: Label, words: Catalogue) -> str:
    """Return the name of what a row is of."""
    if label.kind is Labelled.BOOTH:
        return words.text("booth", number=label.value.lstrip("0") or label.value)
    if label.kind is Labelled.ALL:
        return words.text("figure.all")
    if label.kind is Labelled.REASON:
        return words.reason(label.value)
    if label.kind is Labelled.HOUR:
        return f"{label.value}:00"
    if label.kind is Labelled.DAY:
        return label.value
    if label.kind is Labelled.MODE:
        return words.text(f"figure.mode.{label.value}")
    if label.kind is Labelled.STAGE:
        return words.text(f"figure.stage.{label.value}")
    return words.text(f"pool.{label.value}")


def cell_text(cell: FigureCell, words: Catalogue) -> str:
    """Return a figure as it is read: 1,204, 2.4%, 31 s, 9.95; a dash for none."""
    if cell.value is None:
        return NOTHING
    if cell.form is Form.SHARE:
        return f"{cell.value:.1%}"
    if cell.form is Form.RATIO:
        return f"{cell.value:.2f}"
    if cell.form is Form.SECONDS:
        return words.text("figure.seconds", seconds=cell.value)
    return f"{cell.value:,}"


def scope_text(scope: Scope, words: Catalogue) -> str:
    """Return the days, and the booth: 2026-11-22 · 2 号台."""
    days = scope.first.isoformat()
    if not scope.is_day:
        days = words.text("figure.days", first=scope.first, last=scope.last)
    if scope.booth is None:
        booth = words.text("figure.all_booths")
    else:
        booth = label_text(Label(Labelled.BOOTH, scope.booth), words)
    return f"{days} · {booth}"


def age_text(since: datetime | None, now: datetime, words: Catalogue) -> str:
    """Return how long ago something was, in the two largest units; a dash for never."""
    if since is None:
        return NOTHING
    minutes = max(now - since, timedelta()) // timedelta(minutes=1)
    hours, days = minutes // 60, minutes // 1440
    if days:
        return words.text("figure.age_days", days=days, hours=hours % 24)
    if hours:
        return words.text("figure.age_hours", hours=hours, minutes=minutes % 60)
    return words.text("figure.age_minutes", minutes=minutes)
