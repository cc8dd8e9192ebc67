"""What stands in the audit trail: a line for each act, in its own transaction, nothing personal."""

from __future__ import annotations

import pytest

from station.demo.site import DEMO_PIN, DESK_CLERK, MANAGER, OPERATOR
from station.domain import outcome as out
from station.domain.audit import EMPTY_TRAIL, AuditKind
from station.domain.registration import WithdrawReason
from station.errors import StationError
from station.services.audit_check import check_trail
from station.storage.faults import DiskFull


def kinds(booth) -> list[AuditKind]:
    return [kind for kind, _, _ in booth.trail()]


def lines_of(booth, work) -> list[tuple[AuditKind, dict[str, object]]]:
    """Return the lines that ``work`` brings about; each names the member who is signed in."""
    before = len(booth.trail())
    work()
    told = booth.trail()[before:]
    assert {actor for _, actor, _ in told} <= {booth.uses.access.actor}
    return [(kind, facts) for kind, _, facts in told]


def test_a_plain_registration_writes_no_line(booth):
    assert lines_of(booth, lambda: booth.fill(1, range(10))) == []


def test_sign_in_lock_and_sign_out(booth):
    signing, operator = booth.uses.signing, booth.member(OPERATOR).id
    shift = booth.uses.booth.shift.id
    signing.lock()
    signing.lock()
    booth.try_unlock(OPERATOR.badge)
    booth.sign_in(DESK_CLERK)
    signing.sign_out()
    clerk = booth.member(DESK_CLERK).id
    assert booth.trail()[1:] == [
        (AuditKind.SIGNED_IN, operator, {"shift": str(shift), "way": "sign_in"}),
        (AuditKind.LOCKED, operator, {}),
        (AuditKind.SIGNED_IN, operator, {"shift": str(shift), "way": "unlock"}),
        (AuditKind.SIGNED_OUT, operator, {}),
        (AuditKind.SIGNED_IN, clerk, {"way": "sign_in"}),
        (AuditKind.SIGNED_OUT, clerk, {}),
    ]


def test_a_refused_sign_in_is_one_line_a_try_and_holds_nothing_typed(booth):
    before = len(booth.trail())
    tries = ((OPERATOR.badge, "9184"), ("没有人在这", "918491"), (OPERATOR.name, "918491"))
    for who, pin in tries:
        booth.try_in(who, pin)
    told = booth.trail()[before:]
    assert [(kind, actor) for kind, actor, _ in told] == [(AuditKind.SIGN_IN_REFUSED, None)] * 3
    for who, pin in tries:
        assert who not in repr(told)
        assert pin not in repr(told)


def test_undo_and_withdrawal(booth):
    booth.tube(1)
    first, second = booth.person(1).registration, booth.person(2).registration
    assert lines_of(booth, booth.uses.operate.undo) == [
        (
            AuditKind.WITHDRAWN,
            {"registration": str(second.id), "reason": "undone", "swab_is_in": 0},
        )
    ]
    withdraw = booth.uses.operate.withdraw
    told = lines_of(booth, lambda: withdraw(first.id, WithdrawReason.REFUSED_SWAB, True))
    facts = {"registration": str(first.id), "reason": "refused_swab", "swab_is_in": 1}
    assert told == [(AuditKind.WITHDRAWN, facts)]
    assert lines_of(booth, booth.uses.operate.undo) == []


def test_a_repeat_against_the_warning(booth):
    booth.tube(1)
    booth.person(1)
    booth.uses.operate.seal()
    booth.tube(2)
    assert isinstance(booth.person(1), out.DuplicateAsked)
    (told,) = lines_of(booth, lambda: booth.uses.register.answer(True))
    assert told[0] is AuditKind.REPEATED
    assert told[1]["repeat"] == 2
    booth.person(2)
    booth.uses.operate.undo()
    assert lines_of(booth, lambda: booth.person(3)) == []


def test_void_tubes(booth):
    booth.tube(1)
    tube = booth.person(1).tube
    booth.person(2)
    told = lines_of(booth, lambda: booth.uses.operate.void_tube(tube.id))
    assert told == [(AuditKind.TUBE_VOID, {"tube": str(tube.id), "withdrawn": 2})]
    booth.tube(2)
    only = booth.person(3).registration
    booth.uses.operate.seal()
    withdraw = booth.uses.operate.withdraw
    told = lines_of(booth, lambda: withdraw(only.id, WithdrawReason.WRONG_PERSON, True))
    assert [kind for kind, _ in told] == [AuditKind.WITHDRAWN, AuditKind.TUBE_VOID]
    booth.tube(3)
    assert lines_of(booth, booth.uses.operate.drop_tube) == []


def test_boxing_and_exporting(booth, tmp_path):
    booth.fill(1, range(10))
    told = lines_of(booth, lambda: booth.uses.boxes.box("BX0001", 1))
    number = booth.uses.booth.view().unexported[0].number
    assert told == [(AuditKind.BATCH_BOXED, {"batch": number, "tubes": 1})]
    exported = booth.uses.exporter.write(number, tmp_path, lambda done, rows: None)
    # Whoever began it did it, though the console was locked and left since.
    booth.uses.signing.lock()
    operator = booth.uses.access.actor
    booth.uses.signing.sign_out()
    assert isinstance(booth.uses.boxes.exported(exported), out.BatchExported)
    facts = {
        "batch": number,
        "version": 1,
        "digest": exported.receipt.digest,
        "secrecy": "none",
        "persons": 10,
        "tubes": 1,
    }
    assert booth.trail()[-1] == (AuditKind.BATCH_EXPORTED, operator, facts)


def test_an_export_that_came_too_late_is_told_by_nothing(booth, tmp_path):
    booth.fill(1, range(10))
    last = booth.session
    assert last.pooled is None
    number = booth.uses.boxes.box("BX0001", 1).batch.number
    exported = booth.uses.exporter.write(number, tmp_path, lambda done, rows: None)
    with booth.site.database.reading() as unit:
        first = unit.registrations.last(booth.uses.booth.number)
    booth.uses.operate.withdraw(first.id, WithdrawReason.WRONG_PERSON, False)
    assert lines_of(booth, lambda: booth.uses.boxes.exported(exported)) == []


def test_settings_command_sheets_and_the_clock(booth):
    booth.sign_in(MANAGER)
    uses, written = booth.uses, []
    keys = ["rules.wait_seconds", "screen.language", "export.folder"]
    told = lines_of(booth, lambda: uses.settings.make(keys, lambda: written.append(1), int))
    assert told == [(AuditKind.SETTINGS_CHANGED, {"keys": "rules.wait_seconds export.folder"})]
    assert written == [1]
    assert lines_of(booth, lambda: uses.settings.make(["screen.language"], int, int)) == []
    told = lines_of(booth, lambda: uses.sheets.adopt(uses.sheets.draft()))
    assert told == [(AuditKind.COMMAND_SHEET_MADE, {})]
    told = lines_of(booth, uses.clock.reset)
    assert [kind for kind, _ in told] == [AuditKind.CLOCK_RESET]


def test_settings_that_cannot_be_saved_write_no_line(booth):
    booth.sign_in(MANAGER)

    class DiskGone(StationError):
        code = "disk_gone"

    def write() -> None:
        raise DiskGone()

    before = len(booth.trail())
    with pytest.raises(DiskGone):
        booth.uses.settings.make(["rules.wait_seconds"], write, write)
    assert len(booth.trail()) == before


class FullDisk:
    """A `Storage` over the booth's own whose transactions cannot be stored."""

    def __init__(self, storage) -> None:
        self._storage = storage

    def writing(self):
        unit = self._storage.writing()
        unit.commit = self._full
        return unit

    def _full(self) -> None:
        raise DiskFull()


def test_settings_whose_line_cannot_be_stored_are_taken_back(booth):
    booth.sign_in(MANAGER)
    file, lines = [], len(booth.trail())
    booth.uses.booth.storage = FullDisk(booth.site.database)
    with pytest.raises(DiskFull):
        booth.uses.settings.make(
            ["rules.wait_seconds"], lambda: file.append("after"), lambda: file.append("before")
        )
    assert file == ["after", "before"]
    assert len(booth.trail()) == lines


def test_all_lines_of_a_morning_hold(booth):
    booth.fill(1, range(10))
    booth.uses.operate.undo()
    booth.uses.signing.lock()
    booth.try_unlock(OPERATOR.badge, "9184")
    booth.try_unlock(OPERATOR.badge)
    with booth.site.database.reading() as unit:
        check = check_trail(unit.audit, staffed=True)
    assert check.fault is None
    assert check.head.length == len(booth.trail()) == 6
    assert check.head != EMPTY_TRAIL
    assert DEMO_PIN not in repr(booth.trail())
    assert kinds(booth)[:3] == [
        AuditKind.SITE_FOUNDED,
        AuditKind.SIGNED_IN,
        AuditKind.WITHDRAWN,
    ]
