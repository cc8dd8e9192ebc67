"""The demo's code desk: a list, one person by their number, a child with two pairs of eyes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtPdf import QPdfDocument

from station.demo.desk_list import write_list
from station.demo.qt_hands import wait
from station.demo.qt_stage import Stage
from station.demo.roll import Roll
from station.demo.site import COORDINATOR, DESK_CLERK, PASSPHRASE
from station.domain.person import Person
from station.errors import StationError
from station.services.code_list import ListRead
from station.ui.codes import asks
from station.ui.codes.apply_dialog import GUARDIAN, ApplyDialog
from station.ui.codes.open_dialog import OpenDialog

Answer = TypeVar("Answer")


@dataclass(slots=True)
class DeskDiary:
    """What became of the desk's work: files by their paths, failures by their codes.

    ``picture`` is of the code of ``shown``.
    """

    pdf: Path
    fault_sheet: Path
    picture: Path
    shown: Person = field(repr=False)
    faults_in_list: int = 0
    pdf_pages: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


class DemoDesk(QObject):
    """Works the page of codes on ``stage`` for the people of ``roll``; files go to ``folder``."""

    def __init__(self, stage: Stage, roll: Roll, folder: Path) -> None:
        super().__init__()
        self._stage = stage
        self._hands = stage.hands
        self._page = stage.window.codes
        self._roll = roll
        self._list = folder / "residents.csv"
        self._answers: list[tuple[object, object]] = []
        self.diary = DeskDiary(
            pdf=folder / "codes.pdf",
            fault_sheet=folder / "faults.xlsx",
            picture=folder / "code.png",
            shown=roll.listed[0],
        )
        stage.console.codes_desk.answered.connect(self._note)
        stage.console.codes_desk.failed.connect(self._note_failure)

    def work(self) -> None:
        """Work from the clerk's sign-in to the sign-out. Raises `DemoStuck`, and OSError if the
        list cannot be written."""
        begun = time.monotonic()
        self._stage.sign_in(DESK_CLERK)
        self._stage.picture("desk-closed")
        self._open(picture="desk-open")
        self._take_a_list()
        self._save_a_code()
        self._apply_for_the_child()
        self._stage.sign_in(COORDINATOR)
        self._approve()
        self._stage.sign_in(DESK_CLERK)
        self._open()
        self._draw_for_the_child()
        self._stage.sign_out()
        self.diary.seconds = time.monotonic() - begun

    # --- the desk's work, in its order ---------------------------------------------------------

    def _open(self, picture: str = "") -> None:
        self._hands.click(self._page.closed.button)
        dialog = self._dialog(OpenDialog)
        dialog.passphrase.setFocus()
        self._hands.type(PASSPHRASE)
        if picture:
            self._stage.picture(picture)
        self._hands.press(Qt.Key.Key_Return)
        self._stage.until("the open desk", lambda: self._page.is_at_desk)
        self._stage.until("the window", lambda: self._stage.dialog is None)

    def _take_a_list(self) -> None:
        """The list is dropped in; what is wrong becomes a sheet, the others' codes one PDF."""
        lists, diary = self._page.lists, self.diary
        write_list(self._list, self._roll.listed)
        read = self._ask(asks.ReadList, lambda: self._hands.drop(self._list, lists.area))
        diary.faults_in_list = len(cast(ListRead, read).faults)
        self._stage.picture("desk-list")
        # Where to is asked by the system's own dialog: from there on it is the page's way.
        self._ask(asks.SaveFaults, lambda: lists.save_faults(diary.fault_sheet))
        self._ask(asks.MakeList, lambda: lists.make(diary.pdf))
        diary.pdf_pages = _pages(diary.pdf)
        self._stage.picture("desk-list-made")

    def _save_a_code(self) -> None:
        panel, output = self._page.panel, self._page.output
        self._find(self.diary.shown)
        self._stage.until("the code", lambda: panel.shown is not None)
        self._stage.picture("desk-code")
        assert panel.shown is not None
        card = output.card(panel.shown)
        self._ask(asks.SavePicture, lambda: output.write_picture(card, self.diary.picture))

    def _apply_for_the_child(self) -> None:
        """Nobody knows the guardian yet: name and phone are typed, then the child's facts."""
        guardian, form = self._roll.guardian, self._page.person.form
        self._find(guardian)
        self._stage.until("the form", form.name.hasFocus)
        self._hands.compose(guardian.name)
        form.phone.setFocus()
        self._hands.type(guardian.phone or "")
        self._stage.picture("desk-unknown")
        self._ask(asks.Enrol, lambda: self._hands.press(Qt.Key.Key_Return))
        self._hands.press(Qt.Key.Key_F4)
        self._fill(self._dialog(ApplyDialog), self._roll.child)

    def _fill(self, dialog: ApplyDialog, child: Person) -> None:
        born, relative = child.own_birth_date, child.relative
        if born is None or relative is None:
            raise ValueError("no child whom somebody applies for")
        self._hands.compose(child.name)
        # The number is then the guardian's by itself.
        dialog.type.setCurrentIndex(dialog.type.findData(GUARDIAN))
        dialog.born.setFocus()
        self._hands.type(f"{born:%Y%m%d}")
        dialog.sex.setCurrentIndex(dialog.sex.findData(child.own_sex))
        dialog.relation.setFocus()
        self._hands.compose(relative.relation)
        self._stage.picture("desk-apply")
        self._ask(asks.Apply, lambda: self._hands.click(dialog.ok))
        self._stage.until("the rows", lambda: self._page.person.model.rowCount() == 2)
        self._stage.picture("desk-applied")

    def _approve(self) -> None:
        """Somebody else decides: the page shows them what waits, and no desk."""
        pending = self._page.pending
        self._stage.until("what waits", lambda: pending.list.count() == 1)
        self._stage.picture("desk-pending")
        self._ask(asks.Decide, lambda: self._hands.click(pending.approve_button))
        self._stage.picture("desk-approved")

    def _draw_for_the_child(self) -> None:
        self._find(self._roll.guardian)
        self._stage.until("the rows", lambda: self._page.person.model.rowCount() == 2)
        self._hands.press(Qt.Key.Key_Down)
        self._ask(asks.DrawFor, lambda: self._hands.press(Qt.Key.Key_Return))
        wait(200)
        self._stage.picture("desk-relative")

    # --- inside --------------------------------------------------------------------------------

    def _find(self, person: Person) -> None:
        """Type somebody's number and look them up."""
        assert person.document is not None
        self._hands.press(Qt.Key.Key_F2)
        self._stage.until("the number", self._page.person.number.hasFocus)
        self._hands.type(person.document.number)
        self._ask(asks.Find, lambda: self._hands.press(Qt.Key.Key_Return))

    def _dialog(self, kind: type[Answer]) -> Answer:
        self._stage.until("a dialog", lambda: isinstance(self._stage.dialog, kind))
        wait(50)
        return cast(Answer, self._stage.dialog)

    def _ask(self, kind: type, act: Callable[[], None]) -> object:
        """Do ``act``, and return the desk's answer to the question of ``kind`` that it asks."""
        self._answers.clear()
        act()
        self._stage.until(f"an answer to {kind.__name__}", lambda: self._answered(kind))
        return next(answer for what, answer in self._answers if isinstance(what, kind))

    def _answered(self, kind: type) -> bool:
        return any(isinstance(what, kind) for what, _ in self._answers)

    @Slot(object, object)
    def _note(self, what: object, answer: object) -> None:
        self._answers.append((what, answer))

    @Slot(object, object)
    def _note_failure(self, what: object, error: StationError) -> None:
        self.diary.failures[error.code] += 1


def _pages(pdf: Path) -> int:
    """Return the number of pages, 0 if it is no PDF."""
    document = QPdfDocument()
    document.load(str(pdf))
    count = document.pageCount()
    document.close()
    return count
