"""`staff`: who may sign in, kept by whoever has the site's passphrase.

A member goes in as one JSON object on standard input and a PIN in a file: neither stands on the
command line, where other programs read along.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from station.assembly import SystemClock, make_use_cases
from station.catalogue import Catalogue
from station.commands.answers import Answer, answered
from station.commands.passphrase_file import first_line
from station.commands.site_options import add_site_options, named_site
from station.domain.staff import Role, StaffMember
from station.errors import StationError
from station.services.access import Access
from station.services.staff_office import MemberUnknown, StaffOffice

_FIELDS = """\
On standard input: one JSON object {"name", "roles", "badge"}. Roles are a list of "operator",
"desk", "coordinator" and "manager"; the badge may be missing or empty."""


class MemberInputWrong(StationError):
    """What came on standard input describes no member of staff. ``field`` is to blame."""

    code = "member_input_wrong"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser."""
    sentence = "List the staff, add or change a member, set a PIN, or let somebody go."
    parser = subparsers.add_parser("staff", help=sentence, description=sentence)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add(actions, "list", "Print everybody who ever was on the staff.", _list)
    add = _add(actions, "add", "Add a member.", _added, _FIELDS)
    change = _add(actions, "change", "Change a member; what is missing stays.", _changed, _FIELDS)
    set_pin = _add(actions, "set-pin", "Give a member a new PIN.", _pin_set)
    leave = _add(actions, "deactivate", "Let a member go: they sign in no more.", _deactivated)
    for action in (change, set_pin, leave):
        action.add_argument("member", metavar="ID", help="as `staff list` prints it")
    for action in (add, set_pin):
        action.add_argument(
            "--pin-file",
            type=Path,
            required=True,
            metavar="FILE",
            help="holds the PIN, 4 to 12 digits, in its first line",
        )


def _add(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    sentence: str,
    act: Callable[[argparse.Namespace, StaffOffice], list[StaffMember]],
    epilog: str | None = None,
) -> argparse.ArgumentParser:
    parser = actions.add_parser(
        name,
        help=sentence,
        description=sentence,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_site_options(parser)
    parser.set_defaults(run=run, act=act)
    return parser


def run(args: argparse.Namespace) -> int:
    """Do what is asked for and print the members it concerns; return 0, or 1 if it failed."""
    return answered(args, _answer)


def _answer(args: argparse.Namespace, words: Catalogue) -> Answer:
    with named_site(args) as site:
        uses = make_use_cases(site, SystemClock(), Access.by_passphrase())
        members: list[StaffMember] = args.act(args, uses.staff)
    return Answer(
        {"staff": [_facts(one) for one in members]}, [_line(one, words) for one in members]
    )


def _line(member: StaffMember, words: Catalogue) -> str:
    roles = ", ".join(words.text(f"role.{role}") for role in _roles(member))
    left = [] if member.active else [words.text("staff_command.left")]
    return "  ".join([str(member.id), member.name, member.badge or "-", roles, *left])


def _list(args: argparse.Namespace, office: StaffOffice) -> list[StaffMember]:
    return office.all()


def _added(args: argparse.Namespace, office: StaffOffice) -> list[StaffMember]:
    given = _input()
    if missing := {"name", "roles"} - given.keys():
        raise MemberInputWrong(field=sorted(missing)[0])
    pin = office.hashed(first_line(args.pin_file))
    return [office.add(given["name"], given["roles"], given.get("badge", ""), pin)]


def _changed(args: argparse.Namespace, office: StaffOffice) -> list[StaffMember]:
    member, given = _member(args, office), _input()
    name, roles = given.get("name", member.name), given.get("roles", member.roles)
    return [office.change(member.id, name, roles, given.get("badge", member.badge or ""))]


def _pin_set(args: argparse.Namespace, office: StaffOffice) -> list[StaffMember]:
    member = _member(args, office)
    return [office.set_pin(member.id, office.hashed(first_line(args.pin_file)))]


def _deactivated(args: argparse.Namespace, office: StaffOffice) -> list[StaffMember]:
    return [office.deactivate(_member(args, office).id)]


def _member(args: argparse.Namespace, office: StaffOffice) -> StaffMember:
    try:
        wanted = UUID(args.member)
    except ValueError:
        raise MemberUnknown() from None
    for member in office.all():
        if member.id == wanted and member.active:
            return member
    raise MemberUnknown()


def _input() -> dict[str, Any]:
    """Return the fields that came on standard input, each checked for its type."""
    try:
        given = json.loads(sys.stdin.buffer.read().decode("utf-8-sig"))
    except (ValueError, AttributeError, RecursionError):
        # No standard input is an AttributeError; what came is not said, it is personal.
        raise MemberInputWrong(field="JSON") from None
    if not isinstance(given, dict):
        raise MemberInputWrong(field="JSON")
    for field, value in given.items():
        if field == "roles":
            given[field] = _known_roles(value)
        elif field not in ("name", "badge") or not isinstance(value, str):
            raise MemberInputWrong(field=field if field in ("name", "badge") else "JSON")
    return given


def _known_roles(value: object) -> frozenset[Role]:
    if not isinstance(value, list):
        raise MemberInputWrong(field="roles")
    try:
        return frozenset(Role(role) for role in value)
    except (ValueError, TypeError):
        raise MemberInputWrong(field="roles") from None


def _roles(member: StaffMember) -> Iterable[str]:
    return [role.value for role in Role if role in member.roles]


def _facts(member: StaffMember) -> dict[str, Any]:
    return {
        "id": str(member.id),
        "name": member.name,
        "roles": list(_roles(member)),
        "badge": member.badge,
        "active": member.active,
    }
