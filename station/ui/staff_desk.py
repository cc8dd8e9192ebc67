"""The window's way to the staff: asked on the worker thread, answered by signals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from station.domain.staff import Role, StaffMember
from station.errors import StationError
from station.services.staff_office import Hashed, StaffBroken, StaffOffice
from station.services.worker import Worker


class StaffDesk(QObject):
    """The staff as the window sees it. Every method returns at once.

    `ask` is answered by `listed`; every other method by `changed` and then `listed`. Whatever was
    refused is told by `failed`, as is what somebody asked who is not the one signed in any more.
    """

    listed = Signal(object)  # list[StaffMember], those who left last
    changed = Signal(object)  # StaffMember
    failed = Signal(object)  # StationError

    def __init__(
        self, office: StaffOffice, writer: Worker, pins: Worker, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._office = office
        self._writer = writer
        self._pins = pins

    def ask(self) -> None:
        """Ask for the staff."""
        self._writer.submit(self._list)

    def add(self, name: str, roles: Iterable[Role], badge: str, pin: str) -> None:
        """Add a member; ``badge`` is empty for none."""
        chosen = frozenset(roles)
        self._hash(pin, lambda hashed: self._office.add(name, chosen, badge, hashed))

    def change(self, member_id: UUID, name: str, roles: Iterable[Role], badge: str) -> None:
        chosen = frozenset(roles)
        self._do(self._office.asker, lambda: self._office.change(member_id, name, chosen, badge))

    def set_pin(self, member_id: UUID, pin: str) -> None:
        self._hash(pin, lambda hashed: self._office.set_pin(member_id, hashed))

    def deactivate(self, member_id: UUID) -> None:
        self._do(self._office.asker, lambda: self._office.deactivate(member_id))

    # --- inside --------------------------------------------------------------------------------

    def _hash(self, pin: str, work: Callable[[Hashed], StaffMember]) -> None:
        """Hash a PIN aside, then do ``work`` for whoever asks now: the hash takes its time."""
        asker = self._office.asker

        def hashed() -> None:
            try:
                made = self._office.hashed(pin)
            except Exception:
                self.failed.emit(StaffBroken())
                raise
            self._do(asker, lambda: work(made))

        self._pins.submit(hashed)

    def _do(self, asker: UUID | None, work: Callable[[], StaffMember]) -> None:
        def job() -> None:
            try:
                self._office.expect(asker)
                member = work()
            except StationError as error:
                self.failed.emit(error)
                return
            except Exception:
                # The dialog must not wait for ever; the bug is told and logged on its way up.
                self.failed.emit(StaffBroken())
                raise
            self.changed.emit(member)
            self._list()

        self._writer.submit(job)

    def _list(self) -> None:
        try:
            members = self._office.all()
        except StationError as error:
            # Who gave up the right to see the staff sees them no more.
            self.failed.emit(error)
        else:
            self.listed.emit(members)
