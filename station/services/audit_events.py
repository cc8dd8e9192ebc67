"""What of a booth's decisions stands in the audit trail. A plain registration does not."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from station.domain import outcome as out
from station.domain.audit import AuditEvent, AuditKind, Fact
from station.domain.registration import Moment, WithdrawReason
from station.domain.tube import TubeStatus
from station.domain.tube_session import REPEAT_NOTE, Decision


def audit_events(decision: Decision, moment: Moment, actor: UUID | None) -> Iterator[AuditEvent]:
    """Yield a line for each withdrawal, each repeat against the warning and each tube made void.

    A void tube's own persons are counted in its line.
    """

    def event(kind: AuditKind, **facts: Fact) -> AuditEvent:
        return AuditEvent(moment.at, moment.shift.booth, actor, kind, facts)

    for change in decision.changes:
        match change:
            case out.RegistrationWithdrawn(withdrawal):
                if withdrawal.reason is not WithdrawReason.TUBE_VOID:
                    yield event(
                        AuditKind.WITHDRAWN,
                        registration=str(withdrawal.registration_id),
                        reason=withdrawal.reason.value,
                        swab_is_in=int(withdrawal.swab_is_in),
                    )
            case out.RegistrationAdded(registration):
                if (registration.note or "").endswith(REPEAT_NOTE):
                    yield event(
                        AuditKind.REPEATED,
                        registration=str(registration.id),
                        repeat=registration.repeat,
                    )
            case out.TubeChanged(tube):
                if tube.status is TubeStatus.VOID:
                    yield event(
                        AuditKind.TUBE_VOID, tube=str(tube.id), withdrawn=_withdrawn(decision)
                    )


def _withdrawn(decision: Decision) -> int:
    return sum(isinstance(change, out.RegistrationWithdrawn) for change in decision.changes)
