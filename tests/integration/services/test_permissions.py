"""Who may do what, as a table: every use case for every role, asked of the services."""

from __future__ import annotations

from threading import Event

import pytest

from station.demo.site import COORDINATOR, DESK_CLERK, MANAGER, OPERATOR
from station.domain import outcome as out
from station.domain.documents import DocumentType
from station.domain.portion import Counted, Portion, Scope
from station.domain.receipt import SettleReason
from station.domain.refusals import NotSignedIn
from station.domain.registration import WithdrawReason
from station.domain.search import SearchWishes
from station.domain.staff import NotPermitted, Permission, Role
from station.domain.tube import TubeBarcode
from station.errors import StationError
from station.services.access import Access
from station.services.entry import TypedEntry
from station.services.handover_sheets import HandoverSheets
from station.services.search import SearchBegun
from station.settings import Settings
from tests.integration.services.driver import BoothDriver

PEOPLE = {"operator": OPERATOR, "desk": DESK_CLERK, "coordinator": COORDINATOR, "manager": MANAGER}
REGISTER = ("operator", "manager")
EXPORT = LOOK_UP = ("operator", "coordinator", "manager")
MANAGE = ("manager",)


class AtTheDesk:
    """Each use case once, tried at a booth that has something for all of them."""

    def __init__(self, booth: BoothDriver, folder) -> None:
        self._uses = booth.uses
        self._booth = booth
        self._folder = folder
        key = booth.site.secrets.sheet_signer
        self._papers = HandoverSheets(booth.site.database, self._uses.access, key)
        booth.sign_in(MANAGER)
        booth.fill(1, range(10))
        self._number = self._uses.boxes.box("BX0001", 1).batch.number
        booth.fill(2, range(20, 30))
        booth.tube(3)
        self._last = booth.person(30).registration
        self._member = booth.member(DESK_CLERK)
        self._pin = self._uses.staff.hashed("730164")
        self._checked = self._uses.checks.check([])

    def code_read(self):
        return self._booth.person(31)

    def tube_read(self):
        return self._booth.tube(4)

    def number_typed(self):
        entry = TypedEntry(DocumentType.NONE, "", "新生儿", "13900000001", "newborn")
        return self._uses.register.enter(entry).outcome

    def question_answered(self):
        return self._uses.register.answer(False).outcome

    def kind_chosen(self):
        return self._uses.operate.choose_pool(5)

    def tube_sealed(self):
        return self._uses.operate.seal()

    def single_armed(self):
        return self._uses.operate.arm_single()

    def cancelled(self):
        return self._uses.operate.cancel()

    def undone(self):
        return self._uses.operate.undo()

    def withdrawn(self):
        return self._uses.operate.withdraw(self._last.id, WithdrawReason.WRONG_PERSON, False)

    def tube_dropped(self):
        return self._uses.operate.drop_tube()

    def tube_void(self):
        return self._uses.operate.void_tube(self._last.tube_id)

    def overnight_sealed(self):
        return self._uses.operate.seal_overnight(self._last.tube_id)

    def boxing_begun(self):
        return self._uses.boxes.begin()

    def boxed(self):
        return self._uses.boxes.box("BX0002", 1)

    def exported(self):
        return self._uses.exporter.write(self._number, self._folder, lambda done, rows: None)

    def handover_sheet_made(self):
        return self._papers.of(self._number)

    def boxed_by_scanning(self):
        return self._uses.boxes.box_scanned("BX0003", [])

    def tube_taken_out(self):
        return self._uses.batches.take_out(self._last.tube_id)

    def tube_put_back(self):
        return self._uses.batches.put_back(self._last.tube_id)

    def tubes_counted_by_the_lab(self):
        return self._uses.receipts.counted(self._number, 1)

    def tubes_scanned_by_the_lab(self):
        return self._uses.receipts.scanned(self._number, [])

    def difference_settled(self):
        return self._uses.receipts.settle(self._last.id, SettleReason.LOST)

    def batches_listed(self):
        day = self._booth.clock.now().date()
        return self._uses.batches.batches(day, day)

    def batch_seen(self):
        return self._uses.batches.batch(self._number)

    def open_batch_seen(self):
        return self._uses.batches.open_batch()

    def exports_listed(self):
        return self._uses.batches.exports(self._number)

    def differences_listed(self):
        return self._uses.batches.open_differences()

    def tubes_listed(self):
        return self._uses.batches.tubes(self._last.tube_id)

    def open_tubes_listed(self):
        return self._uses.batches.open_tubes()

    def tubes_out_listed(self):
        return self._uses.batches.taken_out()

    def tube_seen(self):
        return self._uses.batches.tube(self._last.tube_id)

    def tube_found(self):
        return self._uses.batches.find("310115000001")

    def receipts_listed(self):
        return self._uses.receipts.of(self._number)

    def sent_tubes_listed(self):
        return self._uses.receipts.sent(self._number)

    def search_begun(self):
        return self._uses.search.begin(SearchWishes(barcode="310115000001"))

    def search_gone_on_with(self):
        asker = self._uses.access.actor
        begun = SearchBegun(asker, (), TubeBarcode("1"), "", "", None, None, None, None, None)
        return self._uses.search.page(begun, None, lambda done, rows: None, Event())

    def sheets_checked(self):
        return self._uses.checks.check([self._folder / "nothing.xlsx"])

    def results_written(self):
        return self._uses.checks.write(self._checked, self._folder / "nowhere", str)

    def sheet_drafted(self):
        return self._uses.sheets.draft()

    def settings_changed(self):
        return self._uses.settings.make(["rules.wait_seconds"], lambda: None, lambda: None)

    def language_changed(self):
        return self._uses.settings.make(["screen.language"], lambda: None, lambda: None)

    def lab_password_asked_for(self):
        return self._uses.lab.has_password()

    def lab_password_set(self):
        return self._uses.lab.set_password("eight horses")

    def lab_password_cleared(self):
        return self._uses.lab.clear_password()

    def lab_key_read(self):
        return self._uses.lab.read_key(self._folder / "none")

    def clock_reset(self):
        return self._uses.clock.reset()

    def staff_listed(self):
        return self._uses.staff.all()

    def staff_added(self):
        return self._uses.staff.add("赵新", {Role.OPERATOR}, "", self._pin)

    def staff_changed(self):
        return self._uses.staff.change(self._member.id, "赵新", {Role.DESK}, "")

    def pin_set(self):
        return self._uses.staff.set_pin(self._member.id, self._pin)

    def staff_left(self):
        return self._uses.staff.deactivate(self._member.id)

    def counted(self):
        return self._uses.counts.figures(Scope.of_day(self._uses.counts.today()))

    def booths_listed(self):
        return self._uses.counts.booths()

    def figure_opened(self):
        scope = Scope.of_day(self._uses.counts.today())
        return self._uses.counts.rows(Portion(scope, Counted.PERSONS))

    def locked(self):
        return self._uses.signing.lock()


ALL = tuple(PEOPLE)
TABLE = {
    **dict.fromkeys(
        (
            *("code_read", "tube_read", "number_typed", "question_answered", "kind_chosen"),
            *("tube_sealed", "single_armed", "cancelled", "undone", "withdrawn", "tube_dropped"),
            *("tube_void", "overnight_sealed"),
        ),
        REGISTER,
    ),
    **dict.fromkeys(("boxing_begun", "boxed", "exported", "handover_sheet_made"), EXPORT),
    **dict.fromkeys(("counted", "booths_listed", "figure_opened"), EXPORT),
    **dict.fromkeys(
        (
            *("boxed_by_scanning", "tube_taken_out", "tube_put_back", "difference_settled"),
            *("tubes_counted_by_the_lab", "tubes_scanned_by_the_lab"),
        ),
        EXPORT,
    ),
    **dict.fromkeys(
        (
            *("batches_listed", "batch_seen", "open_batch_seen", "exports_listed"),
            *("differences_listed", "tubes_listed", "open_tubes_listed", "tubes_out_listed"),
            *("tube_seen", "tube_found", "receipts_listed", "sent_tubes_listed"),
            *("search_begun", "search_gone_on_with"),
        ),
        LOOK_UP,
    ),
    **dict.fromkeys(("sheet_drafted", "settings_changed"), MANAGE),
    **dict.fromkeys(
        (
            *("lab_password_asked_for", "lab_password_set", "lab_password_cleared"),
            "lab_key_read",
        ),
        MANAGE,
    ),
    **dict.fromkeys(
        ("staff_listed", "staff_added", "staff_changed", "pin_set", "staff_left"), MANAGE
    ),
    **dict.fromkeys(("sheets_checked", "results_written"), ("coordinator", "manager")),
    "clock_reset": ("coordinator", "manager"),
    "language_changed": ALL,
    "locked": ALL,
}


def refused(work) -> StationError | None:
    """Return why nothing was done for want of a right, or None; other refusals are no matter."""
    try:
        outcome = work()
    except StationError as error:
        found = error
    else:
        found = outcome.error if isinstance(outcome, out.Refused) else None
    return found if isinstance(found, (NotPermitted, NotSignedIn)) else None


def test_the_table_names_every_use_case():
    methods = {name for name in vars(AtTheDesk) if not name.startswith("_")}
    assert methods == TABLE.keys()


@pytest.fixture
def desk(folder, clock, tmp_path):
    driver = BoothDriver(folder, clock, Settings())
    yield AtTheDesk(driver, tmp_path), driver
    driver.close()


@pytest.mark.parametrize("who", PEOPLE)
def test_a_role_may_what_it_may_and_nothing_else(desk, who):
    at_the_desk, booth = desk
    wrong = {}
    for name, allowed in TABLE.items():
        booth.sign_in(PEOPLE[who])
        why = refused(getattr(at_the_desk, name))
        if (why is None) != (who in allowed):
            wrong[name] = why
        elif why is not None:
            assert isinstance(why, NotPermitted)
    assert wrong == {}


def test_nobody_may_anything_but_choose_the_language(desk):
    at_the_desk, booth = desk
    booth.uses.signing.sign_out()
    free = [name for name in TABLE if refused(getattr(at_the_desk, name)) is None]
    assert free == ["language_changed"]


@pytest.mark.parametrize("permission", Permission)
def test_who_holds_the_passphrase_may_everything(permission):
    access = Access.by_passphrase()
    access.need(permission)
    assert access.actor is None


def test_no_role_approves_its_own_reach(desk):
    """A desk clerk neither registers nor approves; an operator neither draws nor exports keys."""
    _, booth = desk
    clerk, operator = booth.member(DESK_CLERK), booth.member(OPERATOR)
    assert {p for p in Permission if clerk.may(p)} == {Permission.DRAW}
    assert {p for p in Permission if operator.may(p)} == {
        *(Permission.REGISTER, Permission.EXPORT, Permission.LOOK_UP, Permission.COUNTS)
    }
    assert all(booth.member(MANAGER).may(p) for p in Permission)
