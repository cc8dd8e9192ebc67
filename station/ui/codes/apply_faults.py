"""Which fields of an application a fault is about: the keyboard goes to the first."""

from __future__ import annotations

from station.domain.desk_refusals import (
    ApplicationExists,
    ApplicationForSelf,
    GuardianNumberNotAllowed,
    NameDiffers,
    RelationMissing,
    RelativeAgeUnknown,
    RelativeNotAllowed,
)
from station.domain.documents import DocumentError
from station.domain.person import NameMissing, TextTooLong, TextUnusable
from station.errors import StationError
from station.ui.codes.born_edit import BirthDateWrong

_FIELDS: tuple[tuple[type[StationError], tuple[str, ...]], ...] = (
    (NameMissing, ("name",)),
    (NameDiffers, ("name", "number")),
    (DocumentError, ("number",)),
    (ApplicationForSelf, ("number",)),
    (ApplicationExists, ("number",)),
    (BirthDateWrong, ("born",)),
    (RelativeAgeUnknown, ("born", "number")),
    (GuardianNumberNotAllowed, ("number", "born")),
    (RelationMissing, ("relation",)),
    (RelativeNotAllowed, ("reason", "number", "born")),
)


def fields_at_fault(error: StationError) -> tuple[str, ...]:
    """Return the names of the fields: name, number, born, relation, reason; none if it is about
    something else."""
    if isinstance(error, (TextUnusable, TextTooLong)):
        return (str(error.params.get("field", "")),)
    return next((fields for kind, fields in _FIELDS if isinstance(error, kind)), ())
