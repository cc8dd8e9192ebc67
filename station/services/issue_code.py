"""Issuing one code in the desk's transaction: the valid one again, or a new one on record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from station.credential.code import LONGEST_VALIDITY_DAYS, draw_code
from station.credential.keys import key_id
from station.domain.audit import AuditKind
from station.domain.code_desk import (
    Application,
    ApplicationStatus,
    DeskPerson,
    IssuedCode,
    ground_by_age,
)
from station.domain.desk_refusals import (
    ApplicationNotApproved,
    RelativeAgeUnknown,
    RelativeNotAllowed,
)
from station.domain.person import Ground, Person, Relative
from station.services.desk_work import DeskUnit


@dataclass(frozen=True, slots=True)
class DrawnCode:
    """A code and whom it names: ``person.relative`` tells of the relation, if it carries one.

    ``fresh``: drawn just now; otherwise it is the one that was valid already.
    """

    code: IssuedCode
    person: Person = field(repr=False)
    fresh: bool


def valid_code(
    desk: DeskUnit, person: DeskPerson, application: Application | None = None
) -> IssuedCode | None:
    """Return the code of this person that booths take now, by themselves or by an application.

    One whose issuer the trust list in force no longer knows, or that it revokes, is none, nor is
    one that the site's booths have no key for any more.
    """
    trust, rules = desk.trust, desk.work.rules
    for code in _in_force(desk, person, application):
        listed = code.kid in trust.issuers and code.kid not in trust.revoked_issuers
        if listed and (code.kid, code.cti) not in trust.revoked_codes and rules.opens(code):
            return code
    return None


def issue(desk: DeskUnit, person: DeskPerson, application: Application | None = None) -> DrawnCode:
    """Return the person's valid code, or draw one and put it on record; nothing is committed.

    What booths have no key for any more is revoked then, as if it were lost.
    A code by an ``application`` carries the relation and its ground. Raises
    `ApplicationNotApproved`, `RelativeNotAllowed` once a child came of age, what is wrong with
    the issuer (see `IssuerInUse.listed`), and what `draw_code` raises.
    """
    named = person.person
    if application is not None:
        if application.status is not ApplicationStatus.APPROVED:
            raise ApplicationNotApproved()
        named = replace(named, relative=Relative(application.relation, application.ground))
    standing = valid_code(desk, person, application)
    if standing is not None:
        return DrawnCode(standing, named, fresh=False)
    if application is not None:
        check_ground(desk, application)
    for code in _in_force(desk, person, application):
        if not desk.work.rules.opens(code):
            desk.revoke(code)
    return DrawnCode(_draw(desk, person, named, application), named, fresh=True)


def check_ground(desk: DeskUnit, application: Application) -> None:
    """Raise `RelativeNotAllowed` if the ground of an application is gone: a child grew up."""
    person = application.person.person
    if application.ground is not Ground.UNDER_18:
        return
    if ground_by_age(person, desk.today) is not Ground.UNDER_18:
        raise not_allowed(desk, person)


def not_allowed(desk: DeskUnit, person: Person) -> RelativeNotAllowed | RelativeAgeUnknown:
    """Return why the person's age gives no ground."""
    age = person.age(desk.today)
    return RelativeAgeUnknown() if age is None else RelativeNotAllowed(age=age)


def _in_force(
    desk: DeskUnit, person: DeskPerson, application: Application | None
) -> list[IssuedCode]:
    """Return the codes that have not ended, drawn by the person or by an application."""
    wanted = None if application is None else application.id
    codes = desk.unit.codes.in_force(person.id, desk.at)
    return [code for code in codes if code.application_id == wanted]


def _draw(
    desk: DeskUnit, person: DeskPerson, named: Person, application: Application | None
) -> IssuedCode:
    rules = desk.work.rules
    issuer = desk.work.issuer.listed(desk.trust, desk.at)
    new = draw_code(
        named,
        issuer=desk.work.issuer.key,
        now=desk.at,
        valid_days=min(LONGEST_VALIDITY_DAYS, issuer.longest_validity_days, rules.valid_days),
        reading_key=rules.reading_key,
    )
    code = IssuedCode(
        id=desk.new_id(),
        person_id=person.id,
        kid=new.kid,
        cti=new.cti,
        text=new.text,
        issued_at=new.issued_at,
        expires_at=new.expires_at,
        application_id=None if application is None else application.id,
        reading_key=None if rules.reading_key is None else key_id(rules.reading_key),
    )
    desk.unit.codes.add(code, desk.actor)
    facts = {} if application is None else {"application": str(application.id)}
    desk.audit(
        AuditKind.CODE_DRAWN,
        code=str(code.id),
        person=str(person.id),
        kid=code.kid.hex(),
        cti=code.cti.hex(),
        **facts,
    )
    return code
