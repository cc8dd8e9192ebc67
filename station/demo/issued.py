"""The codes that the demo's desk drew, as the site's records have them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from station.demo.roll import Roll
from station.domain.code_desk import DeskPerson
from station.domain.person import Person
from station.domain.ports import IdentityIndex, UnitOfWork
from station.site import Site


def issued_codes(site: Site, roll: Roll) -> dict[Person, str]:
    """Return the code of everybody on the list and of the child.

    Raises LookupError if one was not drawn, or is revoked.
    """
    index = site.secrets.identity_index()
    with site.database.reading() as unit:
        codes = {person: _code(unit, _known(unit, index, person)) for person in roll.listed}
        child = _known(unit, index, roll.child)
        applicant = _known(unit, index, roll.guardian)
        (application,) = unit.applications.of_applicant(applicant.id)
        codes[roll.child] = _code(unit, child, application.id)
    return codes


def _known(unit: UnitOfWork, index: IdentityIndex, person: Person) -> DeskPerson:
    known = unit.desk_persons.by_identity(index.digest(person.identity_text()))
    if known is None:
        raise LookupError("the desk does not know somebody")
    return known


def _code(unit: UnitOfWork, person: DeskPerson, application_id: UUID | None = None) -> str:
    for code in unit.codes.in_force(person.id, datetime.now(UTC)):
        if code.application_id == application_id:
            return code.text
    raise LookupError("somebody has no code")
