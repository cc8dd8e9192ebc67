"""A soak: the whole console over a real site while persons come without end and plugs are pulled.

Two cameras, a serial gun, a keyboard gun and a card module work at the same time: no more persons
are shown than the open tube has places left, so that the console has no reason to refuse anybody.
In turn each reader is unplugged in the middle of its work. Now and then everybody waits, and the
operator undoes the last registration, or answers the question about somebody who was there before.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot

from station.demo.qt_hands import Hands
from station.demo.site import DEMO_PIN, OPERATOR
from station.domain import outcome as out
from station.domain.person import Person
from station.domain.reader import CameraState, CameraStatus, LineState
from station.domain.tube_session import TubeSession
from station.qt_console import Console
from station.services.report import Report
from tests.benchmarks.soak_devices import (
    SoakCamera,
    SoakCardReader,
    SoakDevice,
    SoakKeyboardGun,
    SoakSerialGun,
)
from tests.benchmarks.soak_lane import PATIENCE_S, Lane, Shown
from tests.benchmarks.soak_ledger import Ledger
from tests.benchmarks.soak_visitors import Visitors, number_of
from tests.benchmarks.soak_vitals import Memory, WindowLag

Fetch = Callable[[], Shown | None]

POOL = 20
_TURN_MS = 12
_SAMPLE_EVERY_S = 1.0
_ACT_EVERY = 12
# Enter means nothing for 0.3 s after a question, or a gun's read.
_GUARD_MS = 450


@dataclass(frozen=True, slots=True)
class SoakPlan:
    """How long, how often a reader is unplugged, and for how long it is away, all in seconds."""

    seconds: float
    cut_every_s: float = 20.0
    away_s: tuple[float, float] = (0.8, 4.0)
    seed: int = 2022


@dataclass(slots=True)
class Table:
    """The readers on the table, as the console finds them."""

    person_camera: SoakCamera
    tube_camera: SoakCamera
    gun: SoakSerialGun
    cards: SoakCardReader


@dataclass(slots=True)
class Diary:
    """What was told and counted while it ran."""

    ledger: Ledger = field(default_factory=Ledger)
    again: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    undone: int = 0
    questions: int = 0
    unasked: int = 0
    """Registrations of somebody who was not before any reader."""


class Stuck(Exception):
    """The console does not go on: the step that nothing came of, and who waits for it."""


class Soak(QObject):
    """Works at ``console``, whose readers are on ``table``, for as long as ``plan`` says."""

    def __init__(self, console: Console, table: Table, plan: SoakPlan) -> None:
        super().__init__()
        self.diary, self.memory, self.lag = Diary(), Memory(), WindowLag()
        self.visitors = Visitors()
        self._console, self._table, self._plan = console, table, plan
        self._hands, self._own_gun = Hands(console.window), SoakKeyboardGun(console.window)
        # One of each for the whole soak: each connection of a loop's `quit` is kept by PySide.
        self._loop, self._timer = QEventLoop(self), QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._loop.quit)
        self._chance = random.Random(plan.seed)
        self._session = TubeSession()
        self._last: out.Outcome = out.Ignored()
        self._cameras: dict[str, CameraState] = {}
        self._earlier: Person | None = None
        self._asked = ""
        self._is_paused = False
        self._next_sample = self._next_cut = 0.0
        self._acts = cycle((self._undo, self._leave, self._undo, self._register_again))
        self._act_at = _ACT_EVERY
        self.lanes = list(self._make_lanes())
        self._to_cut = cycle(self.lanes)
        console.desk.reported.connect(self._note)
        console.readers.camera_status.connect(self._note_camera)

    def work(self) -> None:
        """Sign in, work, and let everybody come to an end. Raises `Stuck`."""
        self._sign_in()
        self._console.start_camera()
        self.lag.start()
        end = time.monotonic() + self._plan.seconds
        self._next_cut = time.monotonic() + self._plan.cut_every_s
        while time.monotonic() < end:
            self._turn()
            if len(self.diary.ledger) >= self._act_at:
                self._pause_for(next(self._acts))
                self._act_at = len(self.diary.ledger) + _ACT_EVERY
        self._next_cut = float("inf")
        self._until("those who were undone", lambda: not self.visitors.are_expected_again)
        self._is_paused = True
        self._until("everybody", self._is_quiet)
        self.lag.stop()

    # --- the readers ---------------------------------------------------------------------------

    def _make_lanes(self) -> Iterator[Lane]:
        table, keyboard = self._table, SoakKeyboardGun(self._console.window)

        def lane(name: str, device: SoakDevice, is_ready: Callable[[], bool], fetch: Fetch) -> Lane:
            return Lane(name, device, is_ready, fetch, self._plan.away_s, self._chance)

        code, card = self._person_code, self._person_card
        is_gun_there = partial(self._is_there, table.gun.port)
        is_reader_there = partial(self._is_there, table.cards.port)
        yield lane("camera of persons", table.person_camera, partial(self._is_live, "1"), code)
        yield lane("serial gun", table.gun, is_gun_there, code)
        yield lane("card reader", table.cards, is_reader_there, card)
        yield lane("keyboard gun", keyboard, lambda: keyboard.is_plugged, code)
        yield lane("camera of tubes", table.tube_camera, partial(self._is_live, "2"), self._tube)

    def _is_live(self, camera: str) -> bool:
        return self._cameras.get(camera) is CameraState.LIVE

    def _is_there(self, port: str) -> bool:
        return any(
            status.port == port and status.state is LineState.READY
            for status in self._console.readers.lines.statuses()
        )

    # --- who is next ---------------------------------------------------------------------------

    def _person_code(self) -> Shown | None:
        return self.visitors.with_code() if self._is_place_free() else None

    def _person_card(self) -> Shown | None:
        return self.visitors.with_card() if self._is_place_free() else None

    def _tube(self) -> Shown | None:
        is_time = self._session.pooled is None and not self._waiting() and not self._is_paused
        return self.visitors.tube() if is_time else None

    def _is_place_free(self) -> bool:
        """Tell whether the open tube has a place that nobody is shown for."""
        tube = self._session.pooled
        return not self._is_paused and tube is not None and tube.count + self._waiting() < POOL

    def _waiting(self) -> int:
        return sum(lane.waits for lane in self.lanes)

    # --- the operator --------------------------------------------------------------------------

    def _sign_in(self) -> None:
        window = self._console.window
        self._until("the sign-in", lambda: window.dialogs.current is not None)
        self._wait(300)
        self._hands.compose(OPERATOR.name)
        self._hands.press(Qt.Key.Key_Tab)
        self._hands.type(DEMO_PIN)
        self._hands.press(Qt.Key.Key_Tab)
        self._hands.compose("李采样")
        self._hands.press(Qt.Key.Key_Return)
        self._until("the shift", lambda: isinstance(self._last, out.SignedIn))
        self._until("the window", lambda: window.dialogs.current is None)
        window.activateWindow()
        self._wait(300)

    def _pause_for(self, act: Callable[[], None]) -> None:
        self._is_paused = True
        self._until("a pause", lambda: not self._waiting())
        self._wait(_GUARD_MS)
        act()
        self._asked, self._is_paused = "", False

    def _undo(self) -> None:
        self._press(Qt.Key.Key_F8, out.RegistrationUndone)

    def _leave(self) -> None:
        if self._ask() is not None:
            self._press(Qt.Key.Key_Return, out.DuplicateLeft)

    def _register_again(self) -> None:
        if self._ask() is not None:
            self.diary.again[self._asked] += 1
            self._press(Qt.Key.Key_F12, out.Registered)

    def _ask(self) -> Person | None:
        """Shoot the code of somebody in an earlier tube; return them once the console asks."""
        person, tube = self._earlier, self._session.pooled
        if person is None or tube is None:
            return None
        self._earlier, self._asked = None, number_of(person)
        self._own_gun.show(self.visitors.code(person), b"")
        self._until("the question", lambda: isinstance(self._last, out.DuplicateAsked))
        self.diary.questions += 1
        self._wait(_GUARD_MS)
        return person

    def _press(self, key: Qt.Key, outcome: type[out.Outcome]) -> None:
        self._last = out.Ignored()
        self._hands.press(key)
        self._until(outcome.__name__, lambda: isinstance(self._last, outcome))

    # --- inside --------------------------------------------------------------------------------

    def _turn(self) -> None:
        now = time.monotonic()
        if now >= self._next_cut:
            self._next_cut = now + self._plan.cut_every_s
            next(self._to_cut).cut()
        if now >= self._next_sample:
            self._next_sample = now + _SAMPLE_EVERY_S
            self.memory.note()
        for lane in self.lanes:
            lane.step()
        self._own_gun.go_on()
        self._wait(_TURN_MS)

    def _wait(self, milliseconds: int) -> None:
        self._timer.start(milliseconds)
        self._loop.exec()

    def _until(self, what: str, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 3 * PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                waiting = [lane.name for lane in self.lanes if lane.waits]
                raise Stuck(f"{what}; waiting: {waiting}; refused: {dict(self.diary.refused)}")
            self._turn()

    def _is_quiet(self) -> bool:
        return all(lane.is_idle for lane in self.lanes)

    @Slot(object)
    def _note(self, report: Report) -> None:
        self._session, diary = report.booth.session, self.diary
        match report.outcome:
            case out.Registered(registration, _, tube):
                diary.ledger.registered(registration, tube.barcode.text)
                number = number_of(registration.person)
                if number != self._asked and not self._confirm(number):
                    diary.unasked += 1
                if tube.is_full:
                    self._earlier = registration.person
            case out.RegistrationUndone(registration, tube):
                diary.ledger.undone(registration, tube.barcode.text)
                diary.undone += 1
                self._earlier = None
                self._take_back(registration.person)
            case out.TubeOpened(tube):
                self._confirm(tube.barcode.text)
            case out.Refused(error):
                diary.refused[error.code] += 1
        self._last = report.outcome

    def _take_back(self, person: Person) -> None:
        """Whoever was undone comes again, later; a repeat that was undone need not."""
        number = number_of(person)
        if self.diary.again[number] > 0:
            self.diary.again[number] -= 1
        else:
            self.visitors.come_again(person)

    def _confirm(self, key: str) -> bool:
        return any(lane.confirm(key) for lane in self.lanes)

    @Slot(object, str)
    def _note_camera(self, status: CameraStatus, camera: str) -> None:
        self._cameras[camera] = status.state
