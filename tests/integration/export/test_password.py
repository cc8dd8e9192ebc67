from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from station.export.package import write_package
from station.export.password import WorkbookPasswordWrong, decrypt_workbook, encrypt_workbook
from tests.integration.export.made_batch import AT, SIGNER, small_sheet

PASSWORD = "核酸·检测2026"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("password")
    made = write_package(folder / "batch", small_sheet(), SIGNER, work=folder / "work", at=AT)
    return made.workbook


@pytest.fixture(scope="module")
def locked(plain: Path) -> bytes:
    target = BytesIO()
    encrypt_workbook(plain, target, PASSWORD)
    return target.getvalue()


def _opened(data: bytes, password: str) -> bytes:
    target = BytesIO()
    decrypt_workbook(BytesIO(data), target, password)
    return target.getvalue()


def test_the_password_opens_the_same_bytes(plain: Path, locked: bytes) -> None:
    assert locked[:8] == bytes.fromhex("d0cf11e0a1b11ae1"), "an OLE compound file, as Excel's"
    assert _opened(locked, PASSWORD) == plain.read_bytes()


def test_another_password_is_said(locked: bytes) -> None:
    with pytest.raises(WorkbookPasswordWrong):
        _opened(locked, PASSWORD + "7")


def test_a_changed_byte_is_refused_unless_it_is_filling(plain: Path, locked: bytes) -> None:
    refused = 0
    places = range(6000, len(locked), 1500)
    for place in places:
        altered = bytearray(locked)
        altered[place] ^= 1
        try:
            assert _opened(bytes(altered), PASSWORD) == plain.read_bytes()
        except WorkbookPasswordWrong:
            refused += 1
    assert refused > len(places) // 2


def test_a_workbook_in_the_clear_has_no_password(plain: Path) -> None:
    with pytest.raises(WorkbookPasswordWrong):
        _opened(plain.read_bytes(), PASSWORD)
