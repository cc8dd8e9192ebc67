"""Packages: signed by their booth, and what is found where they are not."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from station.credential.keys import SheetKey
from station.export.package import PackageReceipt
from station.export.package_wishes import PackageWishes, Secrecy
from tests.integration.check.made_sheets import (
    COVER,
    PERSONS,
    check,
    codes,
    edited,
    package,
    trust,
)

LAB = PrivateKey(bytes(range(32)))
OTHER = PrivateKey(bytes(range(1, 33)))
PASSWORD = "核酸检测 2026"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> PackageReceipt:
    return package(tmp_path_factory.mktemp("packages"))


@pytest.fixture
def made(written: PackageReceipt, tmp_path: Path) -> Path:
    """A copy of the package's folder."""
    return Path(shutil.copytree(written.folder, tmp_path / written.folder.name))


def named(folder: Path, ending: str) -> Path:
    return next(folder.glob(f"*{ending}"))


def test_a_package_is_proved_by_its_manifest(made: Path) -> None:
    report = check(made, trust=trust())
    assert report.is_ok
    assert {file.proved_by for file in report.files if file.kind.value != "manifest"} == {
        "manifest"
    }
    assert not any(file.resaved for file in report.files)
    assert report.facts()["persons"] == 14


def test_a_workbook_alone_is_proved_by_its_hand_over_code(made: Path) -> None:
    report = check(named(made, ".xlsx"), trust=trust())
    assert report.is_ok
    assert report.files[0].proved_by == "handover"


def test_a_workbook_that_was_saved_again_is_proved_by_its_rows(made: Path) -> None:
    again = edited(named(made, ".xlsx"), lambda book: None, "again.xlsx")
    named(made, "v1.xlsx").unlink()
    report = check(again, named(made, ".manifest"), trust=trust())
    assert report.files[0].resaved
    assert codes(report)[0] == []


def test_a_manifest_alone_is_judged(made: Path) -> None:
    report = check(named(made, ".manifest"), trust=trust())
    assert codes(report) == [[]]


def test_without_a_list_nobody_is_asked_for_a_signature(made: Path) -> None:
    def unsigned(book: object) -> None:
        for row in book[COVER].iter_rows():  # type: ignore[index]
            if str(row[0].value).endswith("HandoverCode"):
                row[1].value = None

    path = edited(named(made, ".xlsx"), unsigned)
    assert codes(check(path)) == [[]]
    assert codes(check(path, trust=trust())) == [["unsigned"]]


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (trust(SheetKey(bytes(32))), "unknown_signer"),
        (trust(late=timedelta(days=9)), "signer_not_valid"),
        (trust(booth="03"), "signer_of_other_booth"),
    ],
)
def test_a_signer_who_may_not_is_named(made: Path, by: object, code: str) -> None:
    for ending in (".xlsx", ".manifest"):
        assert codes(check(named(made, ending), trust=by)) == [[code]]


def test_a_forged_manifest_proves_nothing(made: Path) -> None:
    path = named(made, ".manifest")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert codes(check(path, trust=trust())) == [["bad_signature"]]
    path.write_bytes(data[:-9])
    assert codes(check(path, trust=trust())) == [["manifest_malformed"]]


def test_rows_that_were_changed_with_their_digest_are_not_what_was_signed(made: Path) -> None:
    path = named(made, ".xlsx")

    def change(book: object) -> None:
        page = book[PERSONS]  # type: ignore[index]
        page["F2"].value = "别人"
        del book["校验 Proof"]  # type: ignore[attr-defined]

    wrong = check(edited(path, change))
    new = wrong.files[0].digest
    assert new is not None

    def change_all(book: object) -> None:
        change(book)
        for row in book[COVER].iter_rows():  # type: ignore[index]
            if str(row[0].value).endswith("Digest"):
                row[1].value = new.hex()

    forged = edited(path, change_all)
    assert codes(check(forged)) == [[]]
    assert codes(check(forged, trust=trust())) == [["signed_differs"]]


def test_a_text_file_is_held_to_the_manifest_and_to_the_workbook(made: Path) -> None:
    path = named(made, "-persons.csv")
    text = path.read_text("utf-8-sig")
    # Saved again with other line ends: the rows are the same.
    path.write_text(text.replace("\r\n", "\n"), "utf-8-sig")
    report = check(made, trust=trust())
    assert report.is_ok
    path.write_text(text.replace("赵1", "赵九"), "utf-8-sig")
    report = check(made, trust=trust())
    assert [code for each in codes(report) for code in each] == ["rows_differ"]
    named(made, ".xlsx").unlink()
    report = check(made, trust=trust())
    assert sorted(code for each in codes(report) for code in each) == [
        "file_differs",
        "file_missing",
    ]


def test_a_workbook_under_a_password_is_opened_by_one_of_them(tmp_path: Path) -> None:
    folder = package(tmp_path, wishes=PackageWishes(Secrecy(password=PASSWORD))).folder
    assert check(folder, passwords=("no", PASSWORD), trust=trust()).is_ok
    path = named(folder, ".xlsx")
    assert codes(check(path)) == [["password_needed"]]
    assert codes(check(path, passwords=("no", "neither"))) == [["wrong_password"]]
    data = bytearray(path.read_bytes())
    data[-2000] ^= 1
    path.write_bytes(data)
    assert codes(check(path, passwords=(PASSWORD,))) == [["file_damaged"]]


def test_sealed_files_are_opened_by_the_labs_key(tmp_path: Path) -> None:
    wishes = PackageWishes(Secrecy(lab_key=bytes(LAB.public_key)))
    folder = package(tmp_path, wishes=wishes).folder
    assert check(folder, lab_key=bytes(LAB), trust=trust()).is_ok
    path = named(folder, ".xlsx.sealed")
    assert codes(check(path)) == [["lab_key_needed"]]
    assert codes(check(path, lab_key=bytes(OTHER))) == [["wrong_lab_key"]]
    path.write_bytes(path.read_bytes()[:-40])
    assert codes(check(path, lab_key=bytes(LAB))) == [["file_damaged"]]
