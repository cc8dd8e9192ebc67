"""A page of the window: its name, who may see it, and what its keys do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtWidgets import QWidget

from station.domain.scan import View
from station.domain.staff import Permission, StaffMember
from station.errors import StationError

Actions = Mapping[str, Callable[[], None]]


def _nothing() -> None:
    """Most pages have nothing to do when they come and go."""


Needed = Permission | tuple[Permission, ...] | None


def may(member: StaffMember | None, permission: Needed) -> bool:
    """Tell whether ``member`` may do what needs ``permission``: one of several is enough, and
    None is for everybody."""
    if permission is None:
        return True
    needed = permission if isinstance(permission, tuple) else (permission,)
    return member is not None and any(member.may(each) for each in needed)


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key in the bottom bar; its word is `key.WORD`. Who may not use it does not see it.

    Nor does who has the permission ``unless``: they have it on another page, and here no room.
    ``when`` names what has to be so, if it does something only then: `KeyBar.show_when` tells it.
    """

    key: str
    word: str
    permission: Permission | None = None
    unless: Permission | None = None
    when: str = ""

    def is_for(self, member: StaffMember | None) -> bool:
        """Tell whether ``member`` sees it."""
        elsewhere = self.unless is not None and may(member, self.unless)
        return may(member, self.permission) and not elsewhere


class Reads(Protocol):
    """Takes what readers see while its page is in front, instead of the booth."""

    def take(self, view: View) -> View | None:
        """Take what a reader saw; return what the booth is to take instead, None for nothing."""
        ...

    def fail(self, error: StationError) -> None:
        """A reader saw something that it could not read whole."""
        ...


@dataclass(frozen=True, slots=True)
class WindowPage:
    """A page is one of these: rail, key bar and shortcuts are made from it.

    ``name`` is the key of its word (`page.NAME`) and its icon (`nav-NAME.svg`), ``key`` brings it
    up; one without a key is not in the rail. Only who has ``permission``, or one of several, sees
    it. ``actions`` are its keys while it is in front. ``enter`` and ``leave`` are called as it
    comes and goes.
    ``forget`` is called when the window locks or somebody else signs in: what was half typed
    about a person is dropped. ``reads`` takes what readers see meanwhile; without it the booth
    does, and registers.
    """

    name: str
    key: str
    permission: Needed
    widget: QWidget
    shown_keys: tuple[ShownKey, ...] = ()
    actions: Actions = field(default_factory=dict)
    enter: Callable[[], None] = _nothing
    leave: Callable[[], None] = _nothing
    forget: Callable[[], None] = _nothing
    reads: Reads | None = None
