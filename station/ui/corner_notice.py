"""A few words over the corner of the page, of what the console did by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.errors import StationError
from station.services.export_batch import Exported
from station.services.trust_office import TrustNews
from station.ui.card import push_button
from station.ui.notice import Notice
from station.ui.result_shown import Kind
from station.ui.theme import Theme
from station.ui.words import Words

WIDTH, EDGE = 420, 16
# Only while it can be seen, not behind the lock; other kinds stay until they are closed.
SHOWN_MS = {Kind.OK: 10_000, Kind.WARN: 30_000}


@dataclass(frozen=True, slots=True)
class Told:
    """What is told: ``kind`` OK, INFO or WARN; ``tell`` says title and text, in any language."""

    kind: Kind
    tell: Callable[[Words], tuple[str, str]]


class CornerNotice(Notice):
    """Stands over ``place``'s corner without taking room, the keyboard or a click but its own.

    It stands over the rail's lower end, where no page has a button that it would cover whole. What
    is OK goes by itself, a warning later; what somebody has to know stays until it is closed.
    """

    def __init__(self, theme: Theme, words: Words, above: QWidget) -> None:
        """``above``: the bar over whose left end it stands; hidden until `show_over`."""
        super().__init__(theme, "ok", 14)
        self._above = above
        self._told: Told | None = None
        self.close_button = push_button(theme, "quiet", 13)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        cast(QVBoxLayout, self.layout()).addLayout(row)
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.close_notice)
        self.close_button.clicked.connect(self.close_notice)
        self.hide()
        self.set_words(words)

    def stand_over(self, place: QWidget) -> None:
        """Be shown over ``place`` from now on."""
        self.setParent(place)
        place.installEventFilter(self)
        self.hide()

    def set_words(self, words: Words) -> None:
        self._words = words
        self.close_button.setText(words("corner_notice.close"))
        self._show()

    def say(self, told: Told) -> None:
        """Tell something, in place of what was told before."""
        self._told = told
        self._show()
        self._count()

    @Slot()
    def close_notice(self) -> None:
        self._told = None
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self._told is not None:
            self._stand()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # --- inside --------------------------------------------------------------------------------

    def _show(self) -> None:
        told = self._told
        if told is None:
            self.hide()
            return
        title, text = told.tell(self._words)
        self.show_words(f"{told.kind.sign} {title}", text, told.kind.value)
        self._stand()
        self.show()
        self.raise_()

    def _count(self) -> None:
        """Go by itself after its time, if its kind does."""
        shown = None if self._told is None else SHOWN_MS.get(self._told.kind)
        if shown is not None and self.isVisible():
            self._timer.start(shown)
        else:
            self._timer.stop()

    def _stand(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        height = self.heightForWidth(WIDTH)
        self.resize(WIDTH, height)
        top = parent.height() - self._above.height() - height - EDGE
        self.move(EDGE, top)


def told_of_trust(news: TrustNews) -> Told:
    """Return what is told of a trust list that came by itself."""
    error = news.refused
    if error is not None:
        return _told_of_fault("trust_notice.refused", error)
    serial = news.view.serial
    return Told(Kind.OK, lambda words: (words("trust_notice.taken", serial=serial), ""))


def told_of_backup(error: StationError) -> Told:
    """Return what is told of a backup that was not made."""
    return _told_of_fault("backup.not_made", error)


def told_of_export(exported: Exported) -> Told:
    """Return what is told of a sheet that was finished while nobody looked: it stays."""
    number, path = exported.batch.number, str(exported.receipt.folder)
    return Told(Kind.INFO, lambda words: (words("box.done", number=number), path))


def told_of_export_fault(error: StationError) -> Told:
    """Return what is told of a sheet that was not finished while nobody looked."""
    return Told(
        Kind.WARN,
        lambda words: (words("box.failed", title=words.title(error)), words.next_step(error)),
    )


def told_of_clock(at: datetime) -> Told:
    """Return what is told of the clock's mark, which was set to ``at``."""
    return Told(Kind.OK, lambda words: (words("clock_dialog.done", at=words.moment(at)), ""))


def _told_of_fault(key: str, error: StationError) -> Told:
    return Told(
        Kind.WARN,
        lambda words: (words(key, reason=words.title(error)), words.next_step(error)),
    )
