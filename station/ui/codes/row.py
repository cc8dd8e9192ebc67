"""A row of the desk's list: the person at the desk, or one of their relatives; without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from station.domain.code_desk import Application, ApplicationStatus, DeskPerson, IssuedCode
from station.domain.staff import Permission, StaffMember
from station.services.code_desk import DeskView
from station.ui.words import Words


class RowAction(Enum):
    """What the row's button does; its word is `codes.action.VALUE`."""

    DRAW = "draw"
    SHOW = "show"
    DECIDE = "decide"
    AGAIN = "again"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DeskRow:
    """``application`` is None for the person themselves; ``code`` is the one in force."""

    person: DeskPerson
    application: Application | None
    code: IssuedCode | None
    action: RowAction

    def relation(self, words: Words) -> str:
        return words("codes.self") if self.application is None else self.application.relation

    def facts(self, words: Words, now: datetime) -> str:
        """Return age and ground, as `72 岁 · 满 60 周岁`."""
        age = self.person.person.age(words.day(now))
        parts = [] if age is None else [words("codes.age", age=age)]
        if self.application is not None:
            ground = words(f"codes.ground.{self.application.ground.name}")
            if self.application.reason:
                ground = words("codes.ground_reason", ground=ground, reason=self.application.reason)
            parts.append(ground)
        return " · ".join(parts)

    def state(self, words: Words, now: datetime) -> str:
        """Return the words of the row's chip."""
        parts = []
        if self.application is not None:
            parts.append(words(f"codes.status.{self.application.status.value}"))
        if self.code is not None:
            parts.append(words("codes.days_left", days=self.code.days_left(now)))
        elif self.application is None:
            parts.append(words("codes.no_code"))
        return " · ".join(parts)

    @property
    def tone(self) -> str:
        """The colour of the chip."""
        if self.application is None:
            return "ok" if self.code is not None else "brand"
        return {
            ApplicationStatus.PENDING: "warn",
            ApplicationStatus.APPROVED: "ok",
            ApplicationStatus.REFUSED: "bad",
        }[self.application.status]


def may_decide(application: Application, member: StaffMember | None) -> bool:
    """Tell whether ``member`` may approve or refuse: never who applied."""
    return (
        application.status is ApplicationStatus.PENDING
        and member is not None
        and member.may(Permission.APPROVE)
        and application.applied_by != member.id
    )


def rows_of(view: DeskView, member: StaffMember | None, now: datetime) -> list[DeskRow]:
    """Return the person and their relatives; a code that has ended meanwhile is none."""
    own = _in_force(view.own_code, now)
    rows = [DeskRow(view.person, None, own, RowAction.DRAW if own is None else RowAction.SHOW)]
    for relative in view.relatives:
        application, code = relative.application, _in_force(relative.code, now)
        action = _action(application, code, member)
        rows.append(DeskRow(application.person, application, code, action))
    return rows


def _action(
    application: Application, code: IssuedCode | None, member: StaffMember | None
) -> RowAction:
    if application.status is ApplicationStatus.APPROVED:
        return RowAction.DRAW if code is None else RowAction.SHOW
    if application.status is ApplicationStatus.REFUSED:
        return RowAction.AGAIN
    return RowAction.DECIDE if may_decide(application, member) else RowAction.NONE


def _in_force(code: IssuedCode | None, now: datetime) -> IssuedCode | None:
    return code if code is not None and code.is_valid(now) else None
