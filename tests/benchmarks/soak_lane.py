"""One reader's place at the table: who is held before it, and what is done when it is unplugged."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from tests.benchmarks.soak_devices import SoakDevice

PATIENCE_S = 30.0
_REST_S = (0.05, 0.4)
_MIDDLE = 0.9


@dataclass(slots=True)
class Shown:
    """A person or a tube before a reader. ``key``: by what a report tells that it is this one."""

    key: str = field(repr=False)
    text: str = field(repr=False)
    card: bytes = field(default=b"", repr=False)
    is_confirmed: bool = False


class Stage(Enum):
    """``BACK``: plugged in again, and not seen by the console yet."""

    IDLE = "idle"
    SHOWN = "shown"
    AWAY = "away"
    BACK = "back"


class Lane:
    """Holds one after another before ``device``, as ``fetch`` gives them (None: nobody now).

    ``is_ready``: whether the console says that the reader is there. Whoever is cut off by an
    unplug is shown again; whoever was shown to a reader that was there, and came to nothing
    within 30 s, is ``lost``, and shown again too.
    """

    def __init__(
        self,
        name: str,
        device: SoakDevice,
        is_ready: Callable[[], bool],
        fetch: Callable[[], Shown | None],
        away_s: tuple[float, float],
        chance: random.Random,
    ) -> None:
        self.name = name
        self.device = device
        self.confirmed = self.cuts = self.shown_again = self.lost = self.not_back = 0
        self._is_ready = is_ready
        self._fetch = fetch
        self._away_s = away_s
        self._chance = chance
        self._stage = Stage.IDLE
        self._shown: Shown | None = None
        self._is_cut_wished = self._is_cut_due = False
        self._was_missed = False
        self._since = self._until = 0.0

    @property
    def is_idle(self) -> bool:
        return self._stage is Stage.IDLE

    @property
    def waits(self) -> bool:
        """True while somebody is before the reader of whom nothing was told yet."""
        return self._shown is not None and not self._shown.is_confirmed

    def cut(self) -> None:
        """Unplug it in the middle of the next one."""
        self._is_cut_wished = True

    def confirm(self, key: str) -> bool:
        """Note that the console told of ``key``; True if it is the one before this reader."""
        shown = self._shown
        if shown is None or shown.key != key or shown.is_confirmed:
            return False
        shown.is_confirmed = True
        self.confirmed += 1
        return True

    def step(self) -> None:
        """Do what is due. To be called every few milliseconds."""
        now = time.monotonic()
        if self._stage is Stage.IDLE:
            self._begin(now)
        elif self._stage is Stage.SHOWN:
            self._go_on(now)
        else:
            self._come_back(now)

    # --- inside --------------------------------------------------------------------------------

    def _begin(self, now: float) -> None:
        if now >= self._until and self._is_ready():
            self._shown = self._fetch()
            if self._shown is not None:
                self._is_cut_due, self._is_cut_wished = self._is_cut_wished, False
                self._show(self._shown, now)

    def _show(self, shown: Shown, now: float) -> None:
        self._stage, self._since = Stage.SHOWN, now
        self._until = now + self._chance.uniform(0, _MIDDLE * self.device.usual_s)
        share = self._chance.random() if self._is_cut_due else 1.0
        self.device.show(shown.text, shown.card, share)

    def _go_on(self, now: float) -> None:
        assert self._shown is not None
        self.device.go_on()
        if self._is_cut_due:
            if now >= self._until:
                self._pull(now)
        elif self._shown.is_confirmed:
            self.device.take_away()
            self._stage, self._until = Stage.IDLE, now + self._chance.uniform(*_REST_S)
            self._shown = None
        elif now - self._since > PATIENCE_S:
            self.lost += 1
            self.device.take_away()
            self._show(self._shown, now)

    def _pull(self, now: float) -> None:
        self.cuts += 1
        self._is_cut_due = self._was_missed = False
        self.device.pull()
        self.device.take_away()
        self._stage, self._until = Stage.AWAY, now + self._chance.uniform(*self._away_s)

    def _come_back(self, now: float) -> None:
        is_ready = self._is_ready()
        self._was_missed = self._was_missed or not is_ready
        if self._stage is Stage.AWAY:
            if now >= self._until:
                self.device.plug()
                self._stage, self._since = Stage.BACK, now
        elif is_ready and self._was_missed:
            self._again(now)
        elif now - self._since > PATIENCE_S:
            self.not_back += 1
            self._since = now

    def _again(self, now: float) -> None:
        """Show whoever was cut off; who was registered a moment before the unplug may go."""
        assert self._shown is not None
        if self._shown.is_confirmed:
            self._stage, self._shown = Stage.IDLE, None
        else:
            self.shown_again += 1
            self._show(self._shown, now)
