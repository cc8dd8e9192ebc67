"""A few words over the corner of the page: a trust list came by itself."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.services.trust_office import TrustNews
from station.ui.card import push_button
from station.ui.notice import Notice
from station.ui.register.result_shown import Kind
from station.ui.theme import Theme
from station.ui.words import Words

WIDTH, EDGE = 420, 16
TAKEN_MS = 10_000


class TrustNotice(Notice):
    """Stands over ``place``'s corner without taking room, the keyboard or a click but its own.

    That a list was taken goes by itself; that one was refused stays until it is closed.
    """

    def __init__(self, theme: Theme, words: Words, above: QWidget) -> None:
        """``above``: the bar over whose right end it stands; hidden until `show_over`."""
        super().__init__(theme, "ok", 14)
        self._above = above
        self._news: TrustNews | None = None
        self.close_button = push_button(theme, "quiet", 13)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        cast(QVBoxLayout, self.layout()).addLayout(row)
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timer = QTimer(self, singleShot=True, interval=TAKEN_MS)
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
        self.close_button.setText(words("trust_notice.close"))
        self._show()

    @Slot(object)
    def take_news(self, news: TrustNews) -> None:
        """Say what came of a list."""
        self._news = news
        if news.refused is None:
            self._timer.start()
        else:
            self._timer.stop()
        self._show()

    @Slot()
    def close_notice(self) -> None:
        self._news = None
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self._news is not None:
            self._stand()
        return super().eventFilter(watched, event)

    # --- inside --------------------------------------------------------------------------------

    def _show(self) -> None:
        news, words = self._news, self._words
        if news is None:
            self.hide()
            return
        error = news.refused
        if error is None:
            title = words("trust_notice.taken", serial=news.view.serial)
            self.show_words(f"{Kind.OK.sign} {title}", "", "ok")
        else:
            title = words("trust_notice.refused", reason=words.title(error))
            self.show_words(f"{Kind.WARN.sign} {title}", words.next_step(error), "warn")
        self._stand()
        self.show()
        self.raise_()

    def _stand(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        height = self.heightForWidth(WIDTH)
        self.resize(WIDTH, height)
        top = parent.height() - self._above.height() - height - EDGE
        self.move(parent.width() - WIDTH - EDGE, top)
