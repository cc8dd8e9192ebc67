"""`staff`: members by standard input, PINs by file, nothing of them on the command line."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from station.demo.site import DEMO_STAFF, MANAGER, OPERATOR, PASSPHRASE, demo_plan, found_site
from station.domain import outcome as out
from station.paths import DataFolder
from station.settings import Settings
from station.storage.lock import StationLock
from tests.conftest import FakeClock
from tests.integration.commands.program import MORNING
from tests.integration.services.driver import BoothDriver

PIN = "730164"


@pytest.fixture
def staff(main, folder: DataFolder, monkeypatch) -> Callable[..., tuple[int, dict]]:
    def told(*arguments: str | Path, given: object = None) -> tuple[int, dict]:
        raw = given if isinstance(given, bytes) else json.dumps(given).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        said = main("--data", folder.root, "staff", *arguments, "--json")
        return said.code, json.loads(said.out)

    return told


@pytest.fixture
def pin_file(tmp_path: Path) -> Path:
    path = tmp_path / "pin"
    path.write_text(f"{PIN}\n", encoding="ascii")
    return path


def signs_in(folder: DataFolder, who: str, pin: str = PIN) -> bool:
    booth = BoothDriver(folder, FakeClock(MORNING), Settings())
    outcome = booth.try_in(who, pin)
    booth.close()
    return isinstance(outcome, out.SignedIn)


def member(staff, name: str) -> dict:
    _, told = staff("list")
    (found,) = (one for one in told["staff"] if one["name"] == name)
    return found


def test_the_staff_is_listed(staff) -> None:
    code, told = staff("list")
    assert code == 0
    assert {(one["name"], one["badge"], *one["roles"]) for one in told["staff"]} == {
        (each.name, each.badge, *(role.value for role in each.roles)) for each in DEMO_STAFF
    }


def test_a_member_is_added_changed_and_let_go(staff, folder, pin_file) -> None:
    given = {"name": "赵新", "roles": ["operator", "desk"], "badge": "OP5005"}
    code, told = staff("add", "--pin-file", pin_file, given=given)
    (added,) = told["staff"]
    assert (code, added["active"]) == (0, True)
    assert {**given, "id": added["id"], "active": True} == added
    assert signs_in(folder, "OP5005")
    code, told = staff("change", added["id"], given={"roles": ["desk"]})
    assert told["staff"] == [{**added, "roles": ["desk"]}]
    code, told = staff("deactivate", added["id"])
    assert told["staff"] == [{**added, "roles": ["desk"], "active": False}]
    assert not signs_in(folder, "OP5005")
    assert staff("deactivate", added["id"])[1]["reason"] == "member_unknown"


def test_a_forgotten_pin_is_set_anew(staff, folder, pin_file) -> None:
    code, _ = staff("set-pin", member(staff, MANAGER.name)["id"], "--pin-file", pin_file)
    assert code == 0
    assert signs_in(folder, MANAGER.badge)
    assert not signs_in(folder, MANAGER.badge, "2580")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"", "member_input_wrong"),
        (b"\xff", "member_input_wrong"),
        (b"[" * 100_000, "member_input_wrong"),
        ([], "member_input_wrong"),
        ({"name": "赵新"}, "member_input_wrong"),
        ({"name": 7, "roles": ["desk"]}, "member_input_wrong"),
        ({"name": "赵新", "roles": "desk"}, "member_input_wrong"),
        ({"name": "赵新", "roles": ["chief"]}, "member_input_wrong"),
        ({"name": "赵新", "roles": [["desk"]]}, "member_input_wrong"),
        ({"name": "赵新", "roles": ["desk"], "pin": "730164"}, "member_input_wrong"),
        ({"name": "赵新", "roles": []}, "role_missing"),
        ({"name": "赵新", "roles": ["desk"], "badge": OPERATOR.badge}, "badge_taken"),
    ],
)
def test_what_describes_no_member_is_refused(staff, pin_file, given, reason: str) -> None:
    before = staff("list")
    code, told = staff("add", "--pin-file", pin_file, given=given)
    assert (code, told["ok"], told["reason"]) == (1, False, reason)
    assert "赵新" not in json.dumps(told, ensure_ascii=False)
    assert staff("list") == before


def test_the_last_manager_stays_and_unknown_members_are_told(staff) -> None:
    manager = member(staff, MANAGER.name)["id"]
    assert staff("deactivate", manager)[1]["reason"] == "last_manager"
    assert staff("deactivate", "not-an-id")[1]["reason"] == "member_unknown"


def test_the_first_of_a_site_without_staff_is_a_manager(main, pin_file, tmp_path, monkeypatch):
    folder = DataFolder(tmp_path / "unstaffed")
    found_site(folder, replace(demo_plan(Settings(), MORNING), staff=()))

    def add(role: str) -> dict:
        given = json.dumps({"name": f"赵{role}", "roles": [role]}).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        said = main("--data", folder.root, "staff", "add", "--pin-file", pin_file, "--json")
        return json.loads(said.out)

    assert add("operator")["reason"] == "manager_first"
    assert add("manager")["ok"]
    assert add("operator")["ok"]


def test_beside_a_console_at_work_nothing_is_changed(staff, folder) -> None:
    with StationLock(folder.lock):
        code, told = staff("list")
    assert (code, told["reason"]) == (1, "already_running")


def test_without_json_a_line_a_member(main, folder) -> None:
    said = main("--data", folder.root, "staff", "list")
    assert len(said.out.splitlines()) == len(DEMO_STAFF)
    assert "负责人" in said.out
    assert PASSPHRASE not in said.out
