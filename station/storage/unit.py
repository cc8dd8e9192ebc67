"""The unit of work: one transaction over all the records. Rolled back unless told to commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import tzinfo
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from station.domain import batch_ports, desk_ports, keep_ports, ports, staff_ports, trust_ports
from station.domain.outcome import (
    Change,
    RegistrationAdded,
    RegistrationWithdrawn,
    TubeAdded,
    TubeChanged,
)
from station.storage.application_rows import ApplicationRows
from station.storage.audit_rows import AuditRows
from station.storage.batch_rows import BatchRows
from station.storage.batch_view_rows import BatchViewRows
from station.storage.clock_rows import ClockMarkRow
from station.storage.command_rows import CommandKeyRow
from station.storage.count_rows import CountRows
from station.storage.desk_person_rows import DeskPersonRows
from station.storage.erasure_rows import ErasureRows
from station.storage.issued_code_rows import IssuedCodeRows
from station.storage.lab_rows import LabPasswordRow
from station.storage.masked_fields import MaskedFields
from station.storage.receipt_rows import ReceiptRows
from station.storage.refusal_rows import RefusalRows
from station.storage.registration_rows import RegistrationRows
from station.storage.resealing import claim
from station.storage.search_rows import SearchRows
from station.storage.shift_rows import ShiftRows
from station.storage.staff_rows import StaffRows
from station.storage.trust_rows import TrustRows
from station.storage.tube_rows import TubeRows
from station.storage.vault import FieldVault


class SqlUnitOfWork:
    """The `UnitOfWork` of ``station.domain.ports``. The records are there inside its block only.

    Every method may raise a `DatabaseFault`; a transaction that met one should be left, not
    committed.
    """

    tubes: ports.Tubes
    registrations: ports.Registrations
    batches: ports.Batches
    shifts: ports.Shifts
    refusals: ports.Refusals
    clock_mark: ports.ClockMark
    command_key: ports.CommandKey
    lab_password: batch_ports.LabPassword
    receipts: batch_ports.Receipts
    batch_views: batch_ports.BatchViews
    finds: batch_ports.Finds
    counts: ports.Counts
    audit: staff_ports.AuditTrail
    staff: staff_ports.StaffRegister
    erasures: keep_ports.Erasures
    trust: trust_ports.TrustLists
    desk_persons: desk_ports.DeskPersons
    codes: desk_ports.IssuedCodes
    applications: desk_ports.Applications

    def __init__(self, engine: Engine, vault: FieldVault, zone: tzinfo) -> None:
        self._engine = engine
        self._vault = vault
        self._zone = zone

    def __enter__(self) -> Self:
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        self._tubes = TubeRows(connection)
        self._registrations = RegistrationRows(connection, self._vault)
        shifts = ShiftRows(connection, self._vault)
        self.tubes = self._tubes
        self.registrations = self._registrations
        self.batches = BatchRows(connection, self._vault, shifts)
        self.shifts = shifts
        self.refusals = RefusalRows(connection)
        self.clock_mark = ClockMarkRow(connection)
        self.command_key = CommandKeyRow(connection, self._vault)
        self.lab_password = LabPasswordRow(connection, self._vault)
        receipts = ReceiptRows(connection)
        self.receipts = receipts
        masked = MaskedFields(self._vault, shifts)
        self.batch_views = BatchViewRows(connection, receipts, masked)
        self.finds = SearchRows(connection, self._vault, masked)
        self.counts = CountRows(connection, self._vault, self._zone)
        self.audit = AuditRows(connection, self._vault)
        self.staff = StaffRows(connection, self._vault)
        self.erasures = ErasureRows(connection)
        self.trust = TrustRows(connection)
        desk_persons = DeskPersonRows(connection, self._vault)
        self.desk_persons = desk_persons
        self.codes = IssuedCodeRows(connection, self._vault)
        self.applications = ApplicationRows(connection, self._vault, desk_persons)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            match change:
                case TubeAdded(tube, shift):
                    self._tubes.add(tube, shift)
                case TubeChanged(tube):
                    self._tubes.save(tube)
                case RegistrationAdded(registration):
                    self._registrations.add(registration)
                case RegistrationWithdrawn(withdrawal):
                    self._registrations.withdraw(withdrawal)

    def claim_data_key(self) -> bool:
        """Put the site's own constant under the current data key; False if it is there already."""
        return claim(self._connection, self._vault)

    def commit(self) -> None:
        """Store everything. Raises RuntimeError if a fault ended the transaction before."""
        driver = self._connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection) and not driver.in_transaction:
            # SQLite rolls back by itself on a full disk; its commit would then say yes to nothing.
            raise RuntimeError("the transaction is over")
        self._connection.commit()
