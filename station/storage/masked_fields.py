"""Names and numbers for the screens: opened and masked at once, so that no whole one leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from station.domain.masking import mask_name, mask_number
from station.storage.faults import FieldUnreadable, PersonErased
from station.storage.person_fields import opened_person
from station.storage.shift_rows import ShiftRows
from station.storage.vault import FieldVault


class MaskedFields:
    """Opens what rows of registrations hold, for one unit of work."""

    def __init__(self, vault: FieldVault, shifts: ShiftRows) -> None:
        self._vault = vault
        self._shifts = shifts
        self._operators: dict[UUID, str] = {}

    def person(self, row: Row[Any]) -> tuple[str, str, bool]:
        """Return name and number, masked, and whether they were erased.

        Both are "" for an erased person and where the fields do not open.
        """
        try:
            person = opened_person(self._vault, row.id, row)
        except PersonErased:
            return "", "", True
        except FieldUnreadable:
            return "", "", False
        number = "" if person.document is None else mask_number(person.document.number)
        return mask_name(person.name), number, False

    def operator(self, shift_id: UUID) -> str:
        """Return the masked name of a shift's operator, "" if it does not open."""
        if shift_id not in self._operators:
            try:
                name = mask_name(self._shifts.get(shift_id).operator)
            except (FieldUnreadable, LookupError):
                name = ""
            self._operators[shift_id] = name
        return self._operators[shift_id]
