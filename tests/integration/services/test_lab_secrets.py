"""The password of the lab's sheets, and its public key out of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from station.demo.site import MANAGER
from station.domain.audit import AuditKind
from station.keyring.lab_key_file import LabKey, create_lab_key_file, write_public_key
from station.keyring.sealed_file import Strength
from station.services.lab_secrets import LabKeyFilePrivate, LabKeyFileWrong, LabPasswordUnusable
from station.settings import Settings
from tests.integration.services.driver import BoothDriver


@pytest.fixture
def booth(folder, clock):
    driver = BoothDriver(folder, clock, Settings())
    driver.sign_in(MANAGER)
    yield driver
    driver.close()


def stored(booth) -> str | None:
    with booth.uses.booth.storage.reading() as unit:
        return unit.lab_password.get()


def lines(booth) -> list[dict]:
    with booth.uses.booth.storage.reading() as unit:
        return [
            dict(line.event.facts)
            for line in unit.audit.lines()
            if line.event.kind is AuditKind.LAB_PASSWORD_SET
        ]


def test_a_password_is_kept_replaced_and_forgotten_and_each_is_on_the_trail(booth):
    lab = booth.uses.lab
    assert lab.has_password() is False
    assert lab.set_password("正确的马 battery") is True
    assert (lab.has_password(), stored(booth)) == (True, "正确的马 battery")
    lab.set_password("cafe\u0301 12345")
    assert stored(booth) == "café 12345"
    assert lab.clear_password() is False
    assert (lab.has_password(), stored(booth)) == (False, None)
    assert lines(booth) == [{"set": 1}, {"set": 1}, {"set": 0}]


@pytest.mark.parametrize("password", ["", "1234567", "x" * 256, "tab\tinside it", " eight horses"])
def test_a_password_that_cannot_be_used_changes_nothing(booth, password):
    booth.uses.lab.set_password("eight horses")
    with pytest.raises(LabPasswordUnusable):
        booth.uses.lab.set_password(password)
    assert stored(booth) == "eight horses"
    assert lines(booth) == [{"set": 1}]


def test_a_labs_public_key_is_read_from_its_file(booth, tmp_path: Path):
    key = LabKey.generate()
    write_public_key(tmp_path / "lab.key.pub", key)
    assert booth.uses.lab.read_key(tmp_path / "lab.key.pub") == key.public.hex()
    # As Windows' editors save it.
    text = f"\ufeff{key.public.hex().upper()}\r\n\r\n"
    (tmp_path / "saved.txt").write_bytes(text.encode())
    assert booth.uses.lab.read_key(tmp_path / "saved.txt") == key.public.hex()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"ab" * 31, b"00" * 32, b"zz" * 32, b"ab" * 33, b"[" * 60_000, b"{}"],
)
def test_what_holds_no_key_is_refused(booth, tmp_path: Path, content: bytes):
    (tmp_path / "a.pub").write_bytes(content)
    with pytest.raises(LabKeyFileWrong):
        booth.uses.lab.read_key(tmp_path / "a.pub")


def test_no_file_and_a_folder_are_refused(booth, tmp_path: Path):
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(LabKeyFileWrong):
            booth.uses.lab.read_key(path)


def test_the_labs_private_key_is_refused_by_name(booth, tmp_path: Path):
    create_lab_key_file(tmp_path / "lab.key", LabKey.generate(), "passphrase", Strength.LEAST)
    with pytest.raises(LabKeyFilePrivate):
        booth.uses.lab.read_key(tmp_path / "lab.key")
