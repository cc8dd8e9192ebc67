"""The demo: a booth's shift in the real window, from the sign-in to the exported sheet."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Qt, Slot

from station.demo.card_answers import Quirk
from station.demo.card_module import CardModule
from station.demo.card_text import card_of, text_block
from station.demo.people import newborn
from station.demo.qt_hands import Hands, wait
from station.demo.qt_lag import LoopLag
from station.demo.roll import (
    BOX,
    CARD_TUBE,
    GUN_TUBES,
    NO_DOCUMENT_REASON,
    POOL,
    SINGLE_TUBE,
    Roll,
    code_of,
)
from station.demo.site import DEMO_PIN, OPERATOR, DemoKeys
from station.domain import outcome as out
from station.domain.documents import DocumentType
from station.domain.person import Person
from station.errors import StationError
from station.qt_console import Console
from station.services.export_batch import Exported
from station.services.report import Report
from station.ui.dialogs.box_dialog import BoxDialog

PATIENCE_S = 20.0
CLIP_PATIENCE_S = 180.0
SAMPLER = "李采样"


class DemoStuck(StationError):
    """Something that should happen did not. ``step`` names it."""

    code = "demo_stuck"


@dataclass(slots=True)
class Diary:
    """What was reported during the shift."""

    registered: int = 0
    undone: int = 0
    questions: int = 0
    sealed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


class DemoShift(QObject):
    """Works a shift at ``console`` with ``roll``; pictures of the window go to ``pictures``.

    The camera plays the roll's clip by itself; cards are laid on ``module``; the hands do all the
    rest.
    """

    def __init__(
        self,
        console: Console,
        roll: Roll,
        keys: DemoKeys,
        module: CardModule | None,
        pictures: Path,
    ) -> None:
        super().__init__()
        self._console = console
        self._window = console.window
        self._roll = roll
        self._keys = keys
        self._module = module
        self._pictures = pictures
        self._hands = Hands(console.window)
        self._last: Report | None = None
        self.diary = Diary()
        self.lag = LoopLag()
        self.exported: Path | None = None
        console.desk.reported.connect(self._note)
        console.desk.exported.connect(self._note_export)

    def work(self) -> None:
        """Work the whole shift. Raises `DemoStuck` if it does not go on."""
        self._sign_in()
        self.lag.start()
        self._watch_the_camera()
        self._shoot_the_gun()
        if self._module is not None:
            self._lay_cards(self._module)
        self._type()
        self.lag.stop()
        self._pack_the_box()

    # --- the shift, in its order ---------------------------------------------------------------

    def _sign_in(self) -> None:
        self._until("the sign-in", lambda: self._window.dialogs.current is not None)
        wait(200)
        self._hands.compose(OPERATOR.name)
        self._hands.press(Qt.Key.Key_Tab)
        self._hands.type(DEMO_PIN)
        self._hands.press(Qt.Key.Key_Tab)
        self._hands.compose(SAMPLER)
        self._hands.press(Qt.Key.Key_Return)
        self._until("a shift", lambda: self._saw(out.SignedIn))
        self._console.start_camera()

    def _watch_the_camera(self) -> None:
        """The clip plays; the only key that is needed answers the question."""
        self._until("the first person", lambda: self.diary.registered == 1, CLIP_PATIENCE_S)
        self._picture("registered")
        self._until("the expired code", lambda: self.diary.refused["expired"] == 1, CLIP_PATIENCE_S)
        self._picture("expired")
        self._until("the question", lambda: self.diary.questions == 1, CLIP_PATIENCE_S)
        self._picture("duplicate")
        wait(350)  # the guard against a gun's Enter
        self._hands.press(Qt.Key.Key_Return)
        self._until("the answer", lambda: self._saw(out.DuplicateLeft))
        self._until("the used tube", lambda: self.diary.refused["tube_used"] == 1, CLIP_PATIENCE_S)
        self._picture("tube-used")

    def _shoot_the_gun(self) -> None:
        now = datetime.now(UTC)
        for index, person in enumerate(self._roll.by_gun):
            if index % POOL == 0:
                self._shoot("a tube", GUN_TUBES[index // POOL], out.TubeOpened)
            if index == 4:
                self._take_back(code_of(self._roll.undone, self._keys, now, sealed=False))
            if index == 14:
                self._single(code_of(self._roll.single, self._keys, now, sealed=True))
            text = code_of(person, self._keys, now, sealed=index % 2 == 0)
            self._shoot("a person", text, out.Registered)
        self._picture("tube-full")

    def _take_back(self, text: str) -> None:
        self._shoot("the person to be undone", text, out.Registered)
        self._hands.press(Qt.Key.Key_F8)
        self._until("the undo", lambda: self._saw(out.RegistrationUndone))

    def _single(self, text: str) -> None:
        self._hands.press(Qt.Key.Key_F7)
        self._until("the single tube", lambda: self._saw(out.SingleReady))
        self._shoot("the single's tube", SINGLE_TUBE, out.TubeOpened)
        self._picture("single")
        self._shoot("the single's person", text, out.Registered)

    def _lay_cards(self, module: CardModule) -> None:
        """Each card is found, read and lifted; one is pulled away too soon, and laid again."""
        self._shoot("a tube", CARD_TUBE, out.TubeOpened)
        for index, person in enumerate(self._roll.by_card):
            before = self.diary.registered
            if index == 2:
                self._pull_away(module, person)
            module.lay(text_block(card_of(person)))
            self._until("a card", partial(self._has_registered, before + 1))
            if index == 0:
                self._picture("card")
            module.lift()

    def _pull_away(self, module: CardModule, person: Person) -> None:
        module.behave(Quirk.PULLED_BEFORE_READ)
        module.lay(text_block(card_of(person)))
        self._until("the card pulled away", lambda: self.diary.refused["card_unreadable"] == 1)
        module.behave(None)

    def _type(self) -> None:
        for index, person in enumerate(self._roll.typed):
            if index % POOL == 0:
                self._shoot("a tube", self._roll.typed_tubes[index // POOL], out.TubeOpened)
            self._type_person(person, picture=index == 0)
        self._hands.press(Qt.Key.Key_F4)
        self._until("the short tube", lambda: self._saw(out.TubeSealed))

    def _type_person(self, person: Person, picture: bool) -> None:
        before, form = self.diary.registered, self._window.page.manual
        self._hands.press(Qt.Key.Key_F2)
        if person.document is None:
            form.type.setCurrentIndex(form.type.findData(DocumentType.NONE))
            form.reason.setCurrentText(NO_DOCUMENT_REASON)
        else:
            form.type.setCurrentIndex(form.type.findData(person.document.type))
            form.number.setFocus()
            self._hands.type(person.document.number)
        form.name.setFocus()
        self._hands.compose(person.name)
        if person == newborn():
            form.phone.setFocus()
            self._hands.type(person.phone or "")
        if picture:
            self._picture("typed")
        wait(60)
        self._hands.press(Qt.Key.Key_Return)
        self._until("a typed person", partial(self._has_registered, before + 1))

    def _pack_the_box(self) -> None:
        self._hands.press(Qt.Key.Key_F9)
        self._until("the box", lambda: isinstance(self._window.dialogs.current, BoxDialog))
        box, tubes = cast(BoxDialog, self._window.dialogs.current), 7
        wait(200)
        self._hands.shoot(BOX)
        self._until("the box code", lambda: box.code.text() == BOX)
        box.in_hand.setFocus()
        self._hands.type(str(tubes - 1))
        self._hands.press(Qt.Key.Key_Return)
        self._until("the miscount", lambda: self._refused("tubes_miscounted"))
        self._picture("box-miscounted")
        box.in_hand.selectAll()
        self._hands.type(str(tubes))
        self._hands.press(Qt.Key.Key_Return)
        self._until("the sheet", lambda: self.exported is not None, 60)
        self._picture("box-exported")
        box.reject()
        wait(200)
        self._picture("end")

    # --- inside --------------------------------------------------------------------------------

    def _shoot(self, what: str, text: str, outcome: type) -> None:
        self._last = None
        self._hands.shoot(text)
        self._until(what, lambda: self._saw(outcome))

    def _saw(self, outcome: type) -> bool:
        return self._last is not None and isinstance(self._last.outcome, outcome)

    def _has_registered(self, count: int) -> bool:
        return self.diary.registered == count

    def _refused(self, code: str) -> bool:
        last = self._last.outcome if self._last is not None else None
        return isinstance(last, out.Refused) and last.error.code == code

    def _until(
        self, what: str, condition: Callable[[], bool], patience: float = PATIENCE_S
    ) -> None:
        end = time.monotonic() + patience
        while not condition():
            if time.monotonic() > end:
                self._picture("stuck")
                raise DemoStuck(step=what)
            wait(5)

    def _picture(self, name: str) -> None:
        """Keep a picture of the window, with the dialog over it if there is one."""
        wait(30)
        picture = self._window.grab()
        dialog = self._window.dialogs.current
        if dialog is not None:
            place = self._window.mapFromGlobal(dialog.mapToGlobal(dialog.rect().topLeft()))
            dialog.render(picture, place)
        self._pictures.mkdir(parents=True, exist_ok=True)
        picture.save(str(self._pictures / f"{name}.png"))

    @Slot(object)
    def _note(self, report: Report) -> None:
        self._last, diary = report, self.diary
        match report.outcome:
            case out.Registered() as registered:
                diary.registered += 1
                diary.sealed += registered.tube.is_full
                diary.seconds.append(report.seconds)
            case out.TubeSealed():
                diary.sealed += 1
            case out.RegistrationUndone():
                diary.undone += 1
            case out.DuplicateAsked():
                diary.questions += 1
            case out.Refused(error):
                diary.refused[error.code] += 1

    @Slot(object)
    def _note_export(self, exported: Exported) -> None:
        self.exported = exported.receipt.path
