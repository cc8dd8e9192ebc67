"""The staff: who they are, in which roles, and what a role may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from station.errors import StationError


class Role(Enum):
    """What somebody is at the site; one person may be several. Stored by its value."""

    OPERATOR = "operator"
    DESK = "desk"
    COORDINATOR = "coordinator"
    MANAGER = "manager"


class Permission(Enum):
    """What a role may do. ``APPROVE`` is for the applications of others only.

    ``LOOK_UP``: see batches and search what was registered, masked. ``COUNTS``: see the counts and
    the masked lists behind them. ``CHECK``: check sheets as the lab does. ``KEYS``: change the
    site's keys, bundles, trust lists. ``AUDIT``: see and verify the audit trail.
    """

    REGISTER = "register"
    EXPORT = "export"
    DRAW = "draw"
    APPROVE = "approve"
    TRUST = "trust"
    RESET_CLOCK = "reset_clock"
    SETTINGS = "settings"
    STAFF = "staff"
    LOOK_UP = "look_up"
    COUNTS = "counts"
    CHECK = "check"
    KEYS = "keys"
    AUDIT = "audit"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: frozenset(
        {Permission.REGISTER, Permission.EXPORT, Permission.LOOK_UP, Permission.COUNTS}
    ),
    Role.DESK: frozenset({Permission.DRAW}),
    Role.COORDINATOR: frozenset(
        {
            Permission.EXPORT,
            Permission.APPROVE,
            Permission.TRUST,
            Permission.RESET_CLOCK,
            Permission.LOOK_UP,
            Permission.COUNTS,
            Permission.CHECK,
            Permission.AUDIT,
        }
    ),
    Role.MANAGER: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who may sign in. ``repr`` shows no name.

    ``badge`` is the text of their badge's barcode, None without one. Who is no longer ``active``
    stays on record, since registrations and the audit trail name them.
    """

    id: UUID
    name: str = field(repr=False)
    roles: frozenset[Role]
    badge: str | None = field(default=None, repr=False)
    active: bool = True

    def may(self, permission: Permission) -> bool:
        """Tell whether one of the roles may do this."""
        return self.active and any(permission in PERMISSIONS[role] for role in self.roles)


class NotPermitted(StationError):
    """Nobody's role among those signed in may do this. ``permission`` is a `Permission` value."""

    code = "not_permitted"


class BadgeUnusable(StationError):
    """The text does not fit the site's ``pattern`` of badges; ``example`` would."""

    code = "badge_unusable"
