"""The card of the current tube: its barcode, its places, who waits, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from station.domain.tube import Tube
from station.domain.tube_session import TubeSession
from station.ui.card import Card, push_button, text_label
from station.ui.fitted_label import FittedLabel
from station.ui.notice import Notice
from station.ui.register.kind_chooser import KindChooser
from station.ui.register.pool_grid import Place, PoolGrid, places_of
from station.ui.theme import Theme
from station.ui.words import Words

BARCODE_SIZES = (25, 21, 17, 14, 12)


class TubeCard(Card):
    """Shows a `TubeSession`; the signals are what its buttons ask for."""

    seal_asked = Signal()
    single_asked = Signal()
    cancel_asked = Signal()
    drop_asked = Signal()
    pool_chosen = Signal(int)

    def __init__(self, theme: Theme, words: Words, sizes: tuple[int, ...]) -> None:
        super().__init__(theme)
        self._session = TubeSession()
        self.drop = push_button(theme, "quiet", pixels=13)
        # Its room stays when it is hidden, so that nothing jumps.
        policy = self.drop.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.drop.setSizePolicy(policy)
        self.head.addWidget(self.drop)
        self._barcode = FittedLabel(theme, BARCODE_SIZES, lines=1)
        self.grid = PoolGrid(theme)
        self.counts = text_label(theme, 13, tone="muted")
        self.notice = Notice(theme)
        self._kept = text_label(theme, 13, tone="muted")
        self._kept.setWordWrap(True)
        self._body = QStackedWidget()
        self._body.addWidget(_column(self.grid, self.counts))
        self._body.addWidget(_column(self.notice, self._kept))
        self.seal = push_button(theme, "primary")
        self.single = push_button(theme)
        self.chooser = KindChooser(theme, words, sizes)
        self.body.addWidget(self._barcode)
        self.body.addWidget(self._body)
        self.body.addLayout(self._buttons())
        self.body.addWidget(self.chooser)
        self.seal.clicked.connect(self.seal_asked)
        self.single.clicked.connect(self._press_single)
        self.drop.clicked.connect(self.drop_asked)
        self.chooser.chosen.connect(self.pool_chosen)
        self.set_words(words)
        self._body.setFixedHeight(self._body.sizeHint().height())

    def set_words(self, words: Words) -> None:
        self._words = words
        self.seal.setText(words("tube.seal"))
        self.chooser.set_words(words)
        self.show_session(self._session)

    @property
    def barcode_text(self) -> str:
        return self._barcode.text()

    def show_session(self, session: TubeSession) -> None:
        """Show the booth's tubes as they stand."""
        self._session = session
        self.chooser.show_size(session.pool_size)
        tube = session.pooled
        self.seal.setEnabled(tube is not None and tube.count > 0 and not session.single_armed)
        armed = session.single_armed
        self.single.setText(self._words("tube.single_cancel" if armed else "tube.single"))
        self._show_drop(session)
        if session.single_armed:
            self._show_single(session)
        elif tube is None:
            self._show_none(session)
        else:
            self._show_pooled(tube)

    # --- inside --------------------------------------------------------------------------------

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.seal, 1)
        row.addWidget(self.single, 1)
        return row

    def _show_drop(self, session: TubeSession) -> None:
        tube = session.pooled
        self.drop.setVisible(tube is not None and not session.single_armed)
        if tube is not None:
            self.drop.setText(self._words("tube.void" if tube.count else "tube.drop"))

    def _show_pooled(self, tube: Tube) -> None:
        words = self._words
        self.heading.setText(words("tube.title_kind", pool=words.pool(tube.pool_size)))
        self._barcode.show_text(tube.barcode.grouped, mono=True)
        places = places_of(tube)
        self.grid.show_places(places)
        self.grid.setAccessibleName(words("tube.grid", count=tube.count, size=tube.pool_size))
        free, lost = places.count(Place.FREE), places.count(Place.LOST)
        key = "tube.counts_lost" if lost else "tube.counts"
        opened = words.short_time(tube.opened_at)
        self.counts.setText(words(key, count=tube.count, free=free, lost=lost, time=opened))
        self._body.setCurrentIndex(0)

    def _show_none(self, session: TubeSession) -> None:
        words = self._words
        self.heading.setText(words("tube.title"))
        self._barcode.show_text(words("tube.none"))
        self._kept.clear()
        if session.waiting is not None:
            self._show_waiting(session)
        else:
            self.notice.show_words(words("tube.none_next"), tone="info")
        self._body.setCurrentIndex(1)

    def _show_single(self, session: TubeSession) -> None:
        words = self._words
        self.heading.setText(words("tube.single_title"))
        single, pooled = session.single, session.pooled
        if single is not None:
            self._barcode.show_text(single.barcode.grouped, mono=True)
            self.notice.show_words(words("tube.single_person"), tone="info")
        else:
            self._barcode.show_text(words("tube.single_none"))
            self.notice.show_words(words("tube.single_both"), tone="info")
        if session.waiting is not None:
            self._show_waiting(session)
        self._kept.clear()
        if pooled is not None:
            kept = words(
                "tube.single_kept",
                tube=pooled.barcode.grouped,
                count=pooled.count,
                size=pooled.pool_size,
            )
            self._kept.setText(kept)
        self._body.setCurrentIndex(1)

    def _show_waiting(self, session: TubeSession) -> None:
        if session.waiting is None:
            return
        words = self._words
        person = session.waiting.candidate.person
        name, number = words.masked_name(person), words.masked_number(person)
        self.notice.show_words(
            words("tube.waiting", name=name, number=number),
            words("tube.waiting_until", time=words.time(session.waiting.until)),
            tone="warn",
        )

    def _press_single(self) -> None:
        asked = self.cancel_asked if self._session.single_armed else self.single_asked
        asked.emit()


def _column(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return holder
