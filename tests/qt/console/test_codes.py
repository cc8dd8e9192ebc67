"""The code desk at the real console: real keys, SQLite, files, and a booth that takes its codes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QFileDialog

from station.credential.code import name_of
from station.credential.revocations import Revocation, read_revocations, revocations_file
from station.demo.people import resident
from station.demo.site import COORDINATOR, DESK_CLERK, MANAGER, demo_keys
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.card import IdentityCard
from station.domain.person import EntryMode, Person
from station.domain.scan import Scan, Source, Symbology, View
from station.errors import StationError
from station.keyring.issuer_file import create_issuer_file
from station.keyring.sealed_file import Strength
from station.scanner.decode import decode
from station.ui.codes.apply_dialog import ApplyDialog
from station.ui.codes.asks import ListMade, Look
from station.ui.codes.open_dialog import OpenDialog
from tests.qt.console.conftest import RunningConsole
from tests.qt.printing.pages import grey, pages
from tests.qt.ui import codes

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
WORDS = "three plain words"
PERSON = resident(3)
MOTHER = codes.MOTHER.person


@pytest.fixture
def issuer_file(tmp_path: Path) -> Path:
    path = tmp_path / "desk.issuer"
    create_issuer_file(path, demo_keys().issuer, "desk", WORDS, Strength.LEAST)
    return path


class DeskHands:
    """Somebody's hands at the codes page of a running console."""

    def __init__(self, running: RunningConsole) -> None:
        self.running = running
        self.page = running.window.codes
        self.desk = running.console.codes_desk

    @property
    def dialog(self) -> QDialog | None:
        dialogs = self.running.window.findChildren(QDialog)
        return next((each for each in reversed(dialogs) if each.isVisible()), None)

    def open(self, path: Path, words: str = WORDS) -> None:
        """Bring the page to the front and try the issuer's passphrase."""
        self.running.window.pages.open("codes")
        self.page.open_desk()
        dialog = self.dialog
        assert isinstance(dialog, OpenDialog)
        dialog.file.edit.setText(str(path))
        dialog.passphrase.setText(words)
        dialog.ok.click()

    def open_and_wait(self, path: Path) -> None:
        self.open(path)
        self.running.until(lambda: self.desk.is_open)

    def answer(self, act: Callable[[], Any]) -> Any:
        """Do ``act``, which asks the desk for something, and return the answer, or the fault."""
        asked: list[object] = []
        said: list[tuple[object, object]] = []
        hear = self.desk.asked.connect(lambda what: asked.append(what))
        takes = (self.desk.answered, self.desk.failed)
        slots = [
            signal.connect(lambda what, answer: said.append((what, answer))) for signal in takes
        ]
        act()
        self.desk.asked.disconnect(hear)

        def answers() -> list[object]:
            return [answer for what, answer in said if what is asked[0]]

        self.running.until(lambda: bool(answers()))
        for signal, slot in zip(takes, slots, strict=True):
            signal.disconnect(slot)
        return answers()[0]

    def look_up(self, person: Person) -> None:
        """Shoot a number with the gun; who is unknown is given their name."""
        card, running = self.page.person, self.running
        running.hands.shoot(person.document.number)
        running.until(lambda: bool(card.model.rows) or card.form.isVisible())
        if not card.model.rows:
            card.form.name.setText(person.name)
            card.form.ok.click()
            running.until(lambda: bool(card.model.rows))

    def draw_for(self, person: Person) -> str:
        """Look somebody up, press Enter, and return the text of the code that is shown then."""
        self.look_up(person)
        self.running.hands.press(Qt.Key.Key_Return)
        self.running.until(lambda: self.page.panel.shown is not None)
        # The rows are asked for anew: that answer is to nothing that is asked after this.
        self.running.until(lambda: not self.desk.is_waiting_for(Look))
        return self.page.panel.symbol.code

    def actions(self) -> list[str]:
        return [row.action.value for row in self.page.person.model.rows]

    def save(self, ask: Callable[[], object], path: Path) -> None:
        """Press what asks for a file's place, and say ``path``."""
        ask()
        dialog = self.dialog
        assert isinstance(dialog, QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.reject()


def codes_of(pdf: Path) -> set[str]:
    """Return the texts that a PDF's pages show."""
    return {code.text for page in pages(pdf, 300) for code in decode(page, 5.0)}


def card_view(card: IdentityCard, at: float) -> View:
    scan = Scan(card.document.number, Symbology.UNKNOWN, Source.CARD, at, card=card)
    return View((scan,), Source.CARD, at)


def kinds(running: RunningConsole) -> list[AuditKind]:
    with running.console.site.database.reading() as unit:
        return [line.event.kind for line in unit.audit.lines()]


def test_a_code_is_drawn_shown_saved_and_registers_at_the_booth(
    start: Callable[..., RunningConsole], issuer_file: Path, tmp_path: Path
) -> None:
    running = start()
    running.tube(1)
    hands = DeskHands(running)
    hands.open(issuer_file, "wrong words")
    dialog = hands.dialog
    running.until(lambda: dialog.problem.title.text() == "The passphrase is wrong")
    assert not running.console.codes_desk.is_open
    dialog.passphrase.setText(WORDS)
    dialog.ok.click()
    running.until(lambda: hands.desk.is_open)

    text = hands.draw_for(PERSON)
    assert running.recent == []
    picture = tmp_path / "code.png"
    hands.answer(lambda: hands.save(hands.page.save_picture, picture))
    assert picture.stat().st_mode & 0o077 == 0
    (found,) = decode(grey(QImage(str(picture))))
    assert found.text == text
    assert kinds(running).count(AuditKind.DESK_OPENED) == 1
    assert kinds(running).count(AuditKind.CODE_DRAWN) == 1

    running.window.pages.open("register")
    registered = running.shoot(found.text, out.Registered)
    assert registered.registration.entry_mode is EntryMode.CODE
    assert running.recent == [(PERSON.name, 1)]


def test_a_lost_code_is_replaced_and_no_longer_taken(
    start: Callable[..., RunningConsole], issuer_file: Path
) -> None:
    running = start()
    running.tube(1)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    lost = hands.draw_for(PERSON)
    hands.page.lost()
    hands.answer(hands.dialog.ok.click)
    fresh = hands.page.panel.symbol.code
    assert fresh != lost

    running.window.pages.open("register")
    refused = running.shoot(lost, out.Refused)
    assert refused.error.code == "revoked"
    running.shoot(fresh, out.Registered)


def test_a_relatives_code_needs_somebody_elses_word_and_carries_the_relation(
    start: Callable[..., RunningConsole], issuer_file: Path
) -> None:
    running = start(member=DESK_CLERK)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    hands.look_up(PERSON)
    hands.page.apply()
    dialog = hands.dialog
    assert isinstance(dialog, ApplyDialog)
    dialog.name.setText("张桂琴")
    dialog.number.setText(MOTHER.document.number)
    dialog.relation.setEditText("母亲")
    hands.answer(dialog.ok.click)
    running.until(lambda: hands.actions() == ["draw", "none"])

    running.window.open_sign_in()
    running.sign_in(COORDINATOR)
    assert not running.console.codes_desk.is_open
    running.until(lambda: hands.page.pending.list.count() == 1)
    hands.answer(hands.page.pending.approve_button.click)

    running.window.open_sign_in()
    running.sign_in(MANAGER)
    hands.open_and_wait(issuer_file)
    hands.look_up(PERSON)
    assert hands.actions() == ["draw", "draw"]
    hands.answer(lambda: hands.page.person.table.button(1).click())
    text = hands.page.panel.symbol.code
    assert hands.page.panel.relation.text() == "Drawn by a relative · 母亲"

    running.window.pages.open("register")
    running.tube(1)
    registered = running.shoot(text, out.Registered)
    assert registered.registration.entry_mode is EntryMode.RELATIVE
    assert registered.registration.person.relative.relation == "母亲"


def test_a_card_on_the_page_of_codes_is_looked_up_and_registers_nobody(
    start: Callable[..., RunningConsole], issuer_file: Path
) -> None:
    running = start()
    running.tube(1)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    card = IdentityCard(PERSON.document, PERSON.name)
    running.console.readers.view.emit(card_view(card, at=10.0))
    running.until(lambda: bool(hands.page.person.model.rows))
    assert running.recent == []

    running.window.pages.open("register")
    running.after(
        lambda: running.console.readers.view.emit(card_view(card, at=20.0)), out.Registered
    )


def test_the_lock_forgets_the_issuers_key(
    start: Callable[..., RunningConsole], issuer_file: Path
) -> None:
    running = start(member=DESK_CLERK)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    hands.look_up(PERSON)
    running.after(running.window.lock.lock, out.Locked)
    issuer = running.console._uses.codes.issuer
    running.until(lambda: not issuer.is_open)

    assert not hands.page.person.model.rows
    assert not running.console.codes_desk.is_open


def test_the_issuers_file_is_remembered_for_a_clerk_too(
    start: Callable[..., RunningConsole], issuer_file: Path
) -> None:
    running = start(member=DESK_CLERK)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    settings = running.console.site.folder.settings
    running.until(lambda: str(issuer_file) in settings.read_text(encoding="utf-8"))

    settings_desk = running.console.settings_desk
    running.until(lambda: settings_desk.settings.desk.issuer_file == str(issuer_file))


# --- lists -------------------------------------------------------------------------------------


def list_of(path: Path, persons: list[Person]) -> Path:
    """Write a list of residents as somebody's spreadsheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "证件类型", "证件号码", "手机号"])
    for person in persons:
        sheet.append([person.name, "居民身份证", person.document.number, person.phone])
    book.save(path)
    return path


def test_a_list_becomes_one_pdf_and_a_sheet_of_faults(
    start: Callable[..., RunningConsole], issuer_file: Path, tmp_path: Path
) -> None:
    running = start(member=DESK_CLERK)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    persons = [resident(index) for index in range(10)]
    path = list_of(tmp_path / "residents.xlsx", [*persons, persons[4]])
    lists = hands.page.lists
    read = hands.answer(lambda: lists.area.dropped.emit(path))
    assert (len(read.good), [fault.row for fault in read.faults]) == (10, [12])

    pdf, faults = tmp_path / "codes.pdf", tmp_path / "faults.xlsx"
    assert hands.answer(lambda: hands.save(lists.make_button.click, pdf)) == ListMade(pdf, 10)
    assert len(codes_of(pdf)) == 10
    assert pdf.stat().st_mode & 0o077 == 0
    assert hands.answer(lambda: hands.save(lists.faults_button.click, faults)) == faults
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(faults).active.rows]
    assert cells[1][0] == 12
    assert persons[4].name in cells[1]
    assert kinds(running).count(AuditKind.CODE_DRAWN) == 10
    assert kinds(running).count(AuditKind.CODES_LISTED) == 1


def test_a_list_that_is_called_off_leaves_no_file_and_goes_on_later(
    start: Callable[..., RunningConsole], issuer_file: Path, tmp_path: Path
) -> None:
    running = start(member=DESK_CLERK)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    path = list_of(tmp_path / "residents.xlsx", [resident(index) for index in range(201)])
    lists, pdf = hands.page.lists, tmp_path / "codes.pdf"
    hands.answer(lambda: lists.area.dropped.emit(path))

    def call_off(what: object, done: int, total: int) -> None:
        lists.cancel_button.click()

    cancelling = hands.desk.progressed.connect(call_off)
    stopped = hands.answer(lambda: hands.save(lists.make_button.click, pdf))
    hands.desk.progressed.disconnect(cancelling)
    assert stopped.code == "list_cancelled"
    assert not pdf.exists()
    assert hands.answer(lambda: hands.save(lists.make_button.click, pdf)) == ListMade(pdf, 201)
    assert kinds(running).count(AuditKind.CODE_DRAWN) == 201


@pytest.mark.parametrize("at", [1, 201 + 8])
def test_a_console_that_is_closed_leaves_no_thread_and_nobodys_name(
    start: Callable[..., RunningConsole], issuer_file: Path, tmp_path: Path, at: int
) -> None:
    """Closed as the first portion of codes, or as the first page, is done."""
    running = start(member=DESK_CLERK)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    path = list_of(tmp_path / "residents.xlsx", [resident(index) for index in range(201)])
    lists, out = hands.page.lists, tmp_path / "out"
    out.mkdir()
    hands.answer(lambda: lists.area.dropped.emit(path))
    stopped, written = threading.Event(), threading.Event()

    def stop(what: object, done: int, of: int) -> None:
        if done >= at:
            running.console._keepers[0].stop()
            stopped.set()

    hands.desk.progressed.connect(stop)
    hands.save(lists.make_button.click, out / "codes.pdf")
    running.until(stopped.is_set)
    folder = running.console.site.folder

    assert "codes" not in [each.name for each in threading.enumerate()]
    assert list(out.iterdir()) == []
    running.console._writer.submit(written.set)
    running.until(written.is_set)
    listed = [kind for kind in kinds(running) if kind is AuditKind.CODES_LISTED]
    assert len(listed) == 1
    assert list(folder.root.rglob("*.part")) == []


def test_one_code_that_is_saved_as_the_console_closes_is_whole_or_not_there(
    start: Callable[..., RunningConsole], issuer_file: Path, tmp_path: Path
) -> None:
    running = start(member=DESK_CLERK)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    text = hands.draw_for(PERSON)
    out = tmp_path / "out"
    out.mkdir()
    hands.save(hands.page.save_pdf, out / "code.pdf")
    running.console._keepers[0].stop()

    assert "codes" not in [each.name for each in threading.enumerate()]
    assert [each.suffix for each in out.iterdir()] in ([], [".pdf"])
    for pdf in out.iterdir():
        assert codes_of(pdf) == {text}


def test_a_lock_while_a_list_is_drawn_tells_who_began_it_what_is_done(
    start: Callable[..., RunningConsole], issuer_file: Path, tmp_path: Path
) -> None:
    running = start(member=DESK_CLERK)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    path = list_of(tmp_path / "residents.xlsx", [resident(index) for index in range(301)])
    lists, pdf = hands.page.lists, tmp_path / "codes.pdf"
    hands.answer(lambda: lists.area.dropped.emit(path))
    ends: list[object] = []
    hands.desk.failed.connect(lambda what, error: ends.append(error))
    hands.desk.answered.connect(lambda what, answer: ends.append(answer))
    hands.save(lists.make_button.click, pdf)
    running.after(running.window.lock.lock, out.Locked)
    running.until(lambda: bool(ends))

    drawn = kinds(running).count(AuditKind.CODE_DRAWN)
    (end,) = ends
    assert isinstance(end, StationError)
    if drawn:
        assert (end.code, end.params) == ("list_cancelled", {"done": drawn, "rows": 301})
        assert kinds(running).count(AuditKind.CODES_LISTED) == 1
    said = hands.page.closed.note.text()
    assert running.window.dialogs.words.title(end) in said
    assert lists.note.text() == said


def test_what_was_revoked_is_saved_for_the_trust_list_beside_the_running_console(
    start: Callable[..., RunningConsole], issuer_file: Path, tmp_path: Path
) -> None:
    running = start(member=DESK_CLERK)
    hands = DeskHands(running)
    hands.open_and_wait(issuer_file)
    lost = name_of(hands.draw_for(PERSON))
    hands.page.lost()
    hands.answer(hands.dialog.ok.click)
    assert "Hand in" in hands.page.panel.note.text()
    path = tmp_path / "revocations.jsonl"
    other = Revocation(datetime.now(UTC) + timedelta(days=3), b"k" * 8, b"c" * 8)
    path.write_bytes(revocations_file([other], datetime.now(UTC)))
    hands.answer(lambda: hands.save(hands.page.panel.revocations_button.click, path))

    found = {(each.kid, each.cti) for each in read_revocations(path.read_bytes())}
    assert found == {(lost.kid, lost.cti), (other.kid, other.cti)}
    assert hands.page.panel.note.text() == "✔ Saved revocations.jsonl"
