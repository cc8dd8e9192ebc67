"""A tube that is moved, and a box that is sealed, is stored whole or not at all."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.receipt import SettleReason
from station.services.audit_check import check_trail
from station.settings import Settings
from tests.integration.services.driver import BoothDriver
from tests.integration.services.handing import barcode, boxed, detail, fill, hand_over

ROOT = Path(__file__).parents[3]


def rows(booth) -> list[tuple[object, ...]]:
    """Return all that moves, boxes and receipts change."""
    with closing(sqlite3.connect(booth.folder.database)) as raw:
        return [
            row
            for table in ("tube", "batch", "receipt", "receipt_tube", "audit")
            for row in raw.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
        ]


class Broken(Exception):
    """What is raised in place of a statement."""


def works(booth, name):
    uses = booth.uses
    sent = uses.batches.batches(*[booth.uses.booth.day(booth.clock.now())] * 2).batches[-1]
    return {
        "take_out": lambda: uses.batches.take_out(detail(booth, 3).tube.id),
        "put_back": lambda: uses.batches.put_back(detail(booth, 2).tube.id),
        "box": lambda: uses.boxes.box("BX0002", 1),
        "scanned": lambda: uses.receipts.scanned(sent.batch.number, [barcode(9)]),
        "settled": lambda: uses.receipts.settle(sent.receipt.id, SettleReason.LOST),
    }[name]


@pytest.mark.parametrize("name", ["take_out", "put_back", "box", "scanned", "settled"])
def test_a_fault_at_any_statement_changes_nothing(booth, name):
    fill(booth, 1)
    first = hand_over(booth, boxed(booth, 1).number)
    booth.uses.receipts.counted(first.number, 0)
    fill(booth, 2, 3)
    booth.uses.batches.take_out(detail(booth, 2).tube.id)
    work, before, view = works(booth, name), rows(booth), booth.uses.booth.view()
    left = 0

    def fail(connection, cursor, statement, parameters, context, many) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Broken

    with booth.site.database.writing() as unit:
        engine = unit._connection.engine
    event.listen(engine, "before_cursor_execute", fail)
    tried = 0
    while True:
        tried += 1
        left = tried
        try:
            work()
        except Broken:
            assert rows(booth) == before
            assert booth.uses.booth.view() == view
        else:
            break
    event.remove(engine, "before_cursor_execute", fail)
    # The last try met no fault: it did what it should.
    assert tried > 5
    assert rows(booth) != before


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 needs POSIX")
@pytest.mark.parametrize("lines", [1, 4])
def test_kill_leaves_each_tube_in_one_place(folder, clock, lines):
    command = [
        *(sys.executable, "-m", "tests.integration.services.moving_process"),
        str(folder.root),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        confirmed = [process.stdout.readline().strip() for _ in range(lines)]
        os.kill(process.pid, signal.SIGKILL)
    clock.advance(3600)
    booth = BoothDriver(folder, clock, Settings()).sign_in()
    try:
        with booth.site.database.reading() as unit:
            assert check_trail(unit.audit, staffed=True).fault is None
            for number in confirmed:
                assert unit.batches.by_number(number) is not None
        with closing(sqlite3.connect(folder.database)) as raw:
            gone = raw.execute(
                "SELECT count(*) FROM tube JOIN batch ON batch.id = tube.batch_id"
                " WHERE taken_out_at IS NOT NULL AND batch.status <> 'open'"
            ).fetchone()
            (sealed,) = raw.execute("SELECT count(*) FROM tube WHERE status = 'sealed'").fetchone()
            (in_batch,) = raw.execute(
                "SELECT count(*) FROM tube JOIN batch ON batch.id = tube.batch_id"
                " WHERE tube.status = 'sealed'"
            ).fetchone()
            (is_out,) = raw.execute(
                "SELECT count(*) FROM tube WHERE taken_out_at IS NOT NULL"
            ).fetchone()
        assert gone == (0,)
        assert sealed == in_batch
        kinds = [kind for kind, _, _ in booth.trail()]
        moves = kinds.count(AuditKind.TUBE_TAKEN_OUT) - kinds.count(AuditKind.TUBE_PUT_BACK)
        assert is_out == moves
        for tube in booth.uses.batches.taken_out():
            assert isinstance(booth.uses.batches.put_back(tube.id), out.TubePutBack)
        held = booth.uses.booth.view().batch_tubes
        if held:
            assert boxed(booth, held).number not in confirmed
    finally:
        booth.close()
