"""Relatives: who may draw a code for whom, and who approves it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from station.domain.audit import AuditKind
from station.domain.code_desk import (
    ADULT_AGE,
    Application,
    ApplicationStatus,
    DeskPerson,
    ground_by_age,
)
from station.domain.desk_refusals import (
    ApplicationDecided,
    ApplicationExists,
    ApplicationForSelf,
    ApprovalBySelf,
    GuardianNumberNotAllowed,
    RelationMissing,
    RelativeNotAllowed,
)
from station.domain.person import NAME_LENGTH, Ground, Person, check_text
from station.domain.staff import Permission
from station.services.desk_work import DeskUnit, DeskWork
from station.services.issue_code import check_ground, not_allowed

REASON_LENGTH = 200


class Relatives:
    """The applications of a code desk. Only the worker thread calls it."""

    def __init__(self, work: DeskWork) -> None:
        self._work = work

    def apply(
        self,
        applicant_id: UUID,
        person: Person,
        relation: str,
        reason: str = "",
        renamed: bool = False,
    ) -> Application:
        """Enter an application of ``applicant_id`` to draw the code of ``person``.

        ``relation``: what the person is to the applicant. The ground is the person's age on this
        day (under 18, 60 or over), else a special group, which needs a ``reason``. Where the site
        asks for no approval it is approved at once. ``renamed``: see `DeskUnit.keep`. Raises
        `NameDiffers`, `RelativeNotAllowed`, `RelativeAgeUnknown`, `GuardianNumberNotAllowed`,
        `ApplicationForSelf`, `ApplicationExists`, `RelationMissing`, and what is wrong with the
        texts or the document.
        """
        self._work.access.need(Permission.DRAW)
        relation = check_text(relation.strip(), "relation", NAME_LENGTH)
        reason = check_text(reason.strip(), "reason", REASON_LENGTH)
        if not relation:
            raise RelationMissing()
        with self._work.writing() as desk:
            applicant = desk.person(applicant_id)
            relative = desk.keep(person, renamed)
            if relative.id == applicant.id:
                raise ApplicationForSelf()
            ground = _ground(desk, relative.person, reason)
            self._make_room(desk, applicant, relative)
            application = Application(
                id=desk.new_id(),
                applicant=applicant,
                person=relative,
                relation=relation,
                ground=ground,
                reason=reason if ground is Ground.SPECIAL_GROUP else None,
                status=ApplicationStatus.PENDING,
                applied_at=desk.at,
                applied_by=desk.actor,
            )
            at_once = not self._work.rules.approval_needed
            if at_once:
                application = replace(
                    application, status=ApplicationStatus.APPROVED, decided_at=desk.at
                )
            desk.unit.applications.add(application)
            name = str(application.id)
            desk.audit(AuditKind.RELATIVE_APPLIED, application=name, ground=int(ground))
            if at_once:
                desk.audit(AuditKind.RELATIVE_APPROVED, application=name, by_rule=1)
            desk.commit()
        return application

    def decide(self, application_id: UUID, approved: bool) -> Application:
        """Approve or refuse an application, by somebody else than who entered it.

        Raises `ApprovalBySelf`, `ApplicationDecided`, `DeskEntryGone`, and, where a child came of
        age meanwhile, `RelativeNotAllowed` instead of an approval.
        """
        self._work.access.need(Permission.APPROVE)
        with self._work.writing() as desk:
            application = desk.application(application_id)
            if application.status is not ApplicationStatus.PENDING:
                raise ApplicationDecided()
            if application.applied_by == desk.actor:
                raise ApprovalBySelf()
            if approved:
                check_ground(desk, application)
            decided = replace(
                application,
                status=ApplicationStatus.APPROVED if approved else ApplicationStatus.REFUSED,
                decided_at=desk.at,
                decided_by=desk.actor,
            )
            desk.unit.applications.save(decided)
            kind = AuditKind.RELATIVE_APPROVED if approved else AuditKind.RELATIVE_REFUSED
            desk.audit(kind, application=str(decided.id))
            desk.commit()
        return decided

    def pending(self) -> list[Application]:
        """Return all that wait for approval, oldest first."""
        self._work.access.need(Permission.APPROVE)
        with self._work.storage.reading() as unit:
            return unit.applications.pending()

    def _make_room(self, desk: DeskUnit, applicant: DeskPerson, relative: DeskPerson) -> None:
        """End an approved application whose ground is gone; raise `ApplicationExists` for any
        other that was not refused."""
        for standing in desk.unit.applications.of_applicant(applicant.id):
            if standing.person.id != relative.id or standing.status is ApplicationStatus.REFUSED:
                continue
            if standing.status is ApplicationStatus.PENDING:
                raise ApplicationExists()
            try:
                check_ground(desk, standing)
            except RelativeNotAllowed:
                desk.unit.applications.end(standing.id, desk.at, desk.actor)
                desk.audit(AuditKind.RELATIVE_REFUSED, application=str(standing.id), by_rule=1)
            else:
                raise ApplicationExists()


def _ground(desk: DeskUnit, person: Person, reason: str) -> Ground:
    age = person.age(desk.today)
    if person.guardian_number and age is not None and age >= ADULT_AGE:
        raise GuardianNumberNotAllowed(age=age)
    ground = ground_by_age(person, desk.today)
    if ground is not None:
        return ground
    if not reason:
        raise not_allowed(desk, person)
    return Ground.SPECIAL_GROUP
