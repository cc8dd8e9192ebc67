"""The demo: a booth's shift in the real window, from the sign-in to the exported sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
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
from station.demo.qt_hands import wait
from station.demo.qt_lag import LoopLag
from station.demo.qt_stage import Stage
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
from station.demo.site import OPERATOR, DemoKeys
from station.domain import outcome as out
from station.domain.documents import DocumentType
from station.domain.person import Person
from station.services.export_batch import Exported
from station.services.report import Report
from station.ui.dialogs.box_dialog import BoxDialog

CLIP_PATIENCE_S = 180.0
SAMPLER = "李采样"


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
    """Works a shift on ``stage`` with ``roll``; the desk drew the codes in ``issued``.

    The camera plays its clip by itself; cards are laid on ``module``; the hands do all the rest.
    """

    def __init__(
        self,
        stage: Stage,
        roll: Roll,
        issued: Mapping[Person, str],
        keys: DemoKeys,
        module: CardModule | None,
    ) -> None:
        super().__init__()
        self._stage = stage
        self._window, self._hands = stage.window, stage.hands
        self._roll = roll
        self._issued = issued
        self._keys = keys
        self._module = module
        self.diary = Diary()
        self.lag = LoopLag()
        self.exported: Path | None = None
        stage.console.desk.reported.connect(self._note)
        stage.console.desk.exported.connect(self._note_export)

    def work(self) -> None:
        """Work the whole shift. Raises `DemoStuck` if it does not go on."""
        self._stage.sign_in(OPERATOR, SAMPLER)
        self._stage.console.start_camera()
        self.lag.start()
        self._watch_the_camera()
        self._shoot_the_gun()
        if self._module is not None:
            self._lay_cards(self._module)
        self._type()
        self.lag.stop()
        self._pack_the_box()

    # --- the shift, in its order ---------------------------------------------------------------

    def _watch_the_camera(self) -> None:
        """The clip plays; the only key that is needed answers the question."""
        diary, stage = self.diary, self._stage
        stage.until("the first person", lambda: diary.registered == 1, CLIP_PATIENCE_S)
        stage.picture("registered")
        stage.until("the expired code", lambda: diary.refused["expired"] == 1, CLIP_PATIENCE_S)
        stage.picture("expired")
        stage.until("the question", lambda: diary.questions == 1, CLIP_PATIENCE_S)
        stage.picture("duplicate")
        wait(350)  # the guard against a gun's Enter
        self._hands.press(Qt.Key.Key_Return)
        stage.until("the answer", lambda: stage.saw(out.DuplicateLeft))
        stage.until("the used tube", lambda: diary.refused["tube_used"] == 1, CLIP_PATIENCE_S)
        stage.picture("tube-used")

    def _shoot_the_gun(self) -> None:
        now = datetime.now(UTC)
        for index, person in enumerate(self._roll.by_gun):
            if index % POOL == 0:
                self._stage.shoot("a tube", GUN_TUBES[index // POOL], out.TubeOpened)
            if index == 4:
                self._take_back(code_of(self._roll.undone, self._keys, now, sealed=False))
            if index == 14:
                self._single(code_of(self._roll.single, self._keys, now, sealed=True))
            # Who was not at the desk has a code from the city's app, which is in the clear.
            text = self._issued.get(person) or code_of(person, self._keys, now, sealed=False)
            self._stage.shoot("a person", text, out.Registered)
        self._stage.picture("tube-full")

    def _take_back(self, text: str) -> None:
        self._stage.shoot("the person to be undone", text, out.Registered)
        self._hands.press(Qt.Key.Key_F8)
        self._stage.until("the undo", lambda: self._stage.saw(out.RegistrationUndone))

    def _single(self, text: str) -> None:
        self._hands.press(Qt.Key.Key_F7)
        self._stage.until("the single tube", lambda: self._stage.saw(out.SingleReady))
        self._stage.shoot("the single's tube", SINGLE_TUBE, out.TubeOpened)
        self._stage.picture("single")
        self._stage.shoot("the single's person", text, out.Registered)

    def _lay_cards(self, module: CardModule) -> None:
        """Each card is found, read and lifted; one is pulled away too soon, and laid again."""
        self._stage.shoot("a tube", CARD_TUBE, out.TubeOpened)
        for index, person in enumerate(self._roll.by_card):
            before = self.diary.registered
            if index == 2:
                self._pull_away(module, person)
            module.lay(text_block(card_of(person)))
            self._stage.until("a card", partial(self._has_registered, before + 1))
            if index == 0:
                self._stage.picture("card")
            module.lift()

    def _pull_away(self, module: CardModule, person: Person) -> None:
        module.behave(Quirk.PULLED_BEFORE_READ)
        module.lay(text_block(card_of(person)))
        refused = self.diary.refused
        self._stage.until("the card pulled away", lambda: refused["card_unreadable"] == 1)
        module.behave(None)

    def _type(self) -> None:
        for index, person in enumerate(self._roll.typed):
            if index % POOL == 0:
                self._stage.shoot("a tube", self._roll.typed_tubes[index // POOL], out.TubeOpened)
            self._type_person(person, picture=index == 0)
        self._hands.press(Qt.Key.Key_F4)
        self._stage.until("the short tube", lambda: self._stage.saw(out.TubeSealed))

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
            self._stage.picture("typed")
        wait(60)
        self._hands.press(Qt.Key.Key_Return)
        self._stage.until("a typed person", partial(self._has_registered, before + 1))

    def _pack_the_box(self) -> None:
        self._hands.press(Qt.Key.Key_F9)
        self._stage.until("the box", lambda: isinstance(self._window.dialogs.current, BoxDialog))
        box, tubes = cast(BoxDialog, self._window.dialogs.current), 7
        wait(200)
        self._hands.shoot(BOX)
        self._stage.until("the box code", lambda: box.code.text() == BOX)
        box.in_hand.setFocus()
        self._hands.type(str(tubes - 1))
        self._hands.press(Qt.Key.Key_Return)
        self._stage.until("the miscount", lambda: self._stage.was_refused("tubes_miscounted"))
        self._stage.picture("box-miscounted")
        box.in_hand.selectAll()
        self._hands.type(str(tubes))
        self._hands.press(Qt.Key.Key_Return)
        self._stage.until("the sheet", lambda: self.exported is not None, 60)
        self._stage.picture("box-exported")
        box.reject()
        wait(200)
        self._stage.picture("end")

    # --- inside --------------------------------------------------------------------------------

    def _has_registered(self, count: int) -> bool:
        return self.diary.registered == count

    @Slot(object)
    def _note(self, report: Report) -> None:
        diary = self.diary
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
        self.exported = exported.receipt.workbook
