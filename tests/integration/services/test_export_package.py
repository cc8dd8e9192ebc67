"""Packages of a batch: the same version again, corrections, secrecy, and a clock set back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from nacl.public import PrivateKey
from openpyxl import load_workbook

from station.assembly import export_rules
from station.credential.manifest import SignedManifest
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.batch import BatchStatus
from station.domain.registration import WithdrawReason
from station.export.faults import ExportDiffers
from station.export.password import decrypt_workbook
from station.export.sealing import open_sealed
from station.services.export_rules import LabCsvInTheClear, LabPasswordMissing
from station.settings import settings_from

LAB = PrivateKey(bytes(range(32)))
PASSWORD = "核酸·检测2026"


def no_progress(done, rows):
    """Nobody looks."""


def boxed(booth, box="BX0001", tube=1, first=0):
    booth.fill(tube, range(first, first + 10))
    return booth.uses.boxes.box(box, 1).batch.number


def export(booth, number, folder, **more):
    exported = booth.uses.exporter.write(number, folder, no_progress, **more)
    assert isinstance(booth.uses.boxes.exported(exported), out.BatchExported)
    return exported.receipt


def withdraw_newest(booth, reason=WithdrawReason.WRONG_PERSON, swab_is_in=False, back=0):
    last = booth.uses.booth.view().recent[back]
    undone = booth.uses.operate.withdraw(last.id, reason, swab_is_in)
    assert isinstance(undone, out.RegistrationUndone)
    return undone.registration


def lab(booth, **options):
    settings = settings_from({"lab": options})
    return replace(export_rules(booth.site, booth.site.settings), **_rules(booth, settings))


def _rules(booth, settings):
    rules = export_rules(booth.site, settings)
    return {"password": rules.password, "lab_key": rules.lab_key, "columns": rules.columns}


def rows_of(path):
    book = load_workbook(path)
    sheets = {sheet.title: list(sheet.values) for sheet in book.worksheets}
    book.close()
    return sheets


def records(booth, number):
    with booth.site.database.reading() as unit:
        batch = unit.batches.by_number(number)
        return unit.batches.exports(batch.id)


# --- the same version again --------------------------------------------------------------------


def test_the_same_version_has_the_same_rows_though_the_site_was_renamed(booth, tmp_path):
    number = boxed(booth)
    first = export(booth, number, tmp_path)
    rules = export_rules(booth.site, booth.site.settings)
    booth.uses.exporter.use_rules(replace(rules, site=replace(rules.site, name="别的采样点")))
    again = export(booth, number, tmp_path)
    assert again.folder.name == f"{first.folder.name}-2"
    assert again.digest == first.digest
    for name in first.files[1:3]:
        assert (again.folder / name).read_bytes() == (first.folder / name).read_bytes()
    kept = records(booth, number)
    assert [(record.version, record.site_name) for record in kept] == [
        (1, rules.site.name),
        (1, rules.site.name),
    ]
    assert {record.kid.hex() for record in kept} == {first.key_id}
    assert [kind for kind, *_ in booth.trail()].count(AuditKind.BATCH_EXPORTED) == 2


def test_records_that_were_altered_since_are_not_handed_over_again(booth, tmp_path):
    number = boxed(booth)
    export(booth, number, tmp_path)
    with closing(sqlite3.connect(booth.folder.database)) as raw, raw:
        raw.execute("UPDATE registration SET entry_mode = 'TYPED' WHERE place = 3")
    with pytest.raises(ExportDiffers):
        booth.uses.exporter.write(number, tmp_path, no_progress)
    assert len(list(tmp_path.glob("*-v*"))) == 1
    assert list(booth.folder.work.iterdir()) == []
    assert len(records(booth, number)) == 1
    assert booth.stored_batch(number).status is BatchStatus.EXPORTED


# --- corrections -------------------------------------------------------------------------------


def test_a_correction_has_a_change_sheet_that_names_person_and_tube(booth, tmp_path):
    number = boxed(booth)
    first = export(booth, number, tmp_path)
    gone = withdraw_newest(booth, WithdrawReason.REFUSED_SWAB, swab_is_in=False)
    receipt = export(booth, number, tmp_path)
    assert receipt.folder.name == f"{number}-v2"
    assert receipt.files[-2] == f"{number}-v2-changes.xlsx"
    assert receipt.digest != first.digest
    persons, tubes = rows_of(receipt.folder / receipt.files[-2]).values()
    assert len(persons) == len(tubes) == 2
    told = dict(zip((header.split()[-1] for header in persons[0]), persons[1], strict=True))
    assert (told["Version"], told["PosInTube"], told["Name"]) == (2, 10, gone.person.name)
    assert told["IDNo"] == gone.person.document.number
    assert told["Reason"] == "受检者拒绝采样 REFUSED_SWAB"
    assert told["WithdrawnAt"].endswith("+08:00")
    assert told["SwabInTube"] == "否 NO"
    told = dict(zip((header.split()[-1] for header in tubes[0]), tubes[1], strict=True))
    assert (told["CountBefore"], told["CountNow"]) == (10, 9)
    assert (told["StatusBefore"], told["StatusNow"]) == ("SEALED", "SHORT")
    sheets = list(rows_of(receipt.workbook).values())
    assert len(sheets[0]) == 10
    assert gone.person.name not in str(sheets[0])
    manifest = SignedManifest.parse(receipt.manifest.read_bytes()).manifest
    assert receipt.files[-2] in [file.name for file in manifest.files]


def test_a_third_version_tells_of_both_corrections_by_their_version(booth, tmp_path):
    number = boxed(booth)
    export(booth, number, tmp_path)
    for back in range(2):
        withdraw_newest(booth, swab_is_in=True, back=back)
        receipt = export(booth, number, tmp_path)
    persons, tubes = rows_of(receipt.folder / f"{number}-v3-changes.xlsx").values()
    assert [row[0] for row in persons[1:]] == [2, 3]
    assert [row[0] for row in tubes[1:]] == [2, 3]
    assert [row[3:5] for row in tubes[1:]] == [(10, 9), (9, 8)]


def test_a_correction_that_was_exported_is_the_same_again(booth, tmp_path):
    number = boxed(booth)
    export(booth, number, tmp_path)
    withdraw_newest(booth)
    second, again = (export(booth, number, tmp_path) for _ in range(2))
    assert again.digest == second.digest
    assert rows_of(again.folder / again.files[-2]) == rows_of(second.folder / second.files[-2])


# --- secrecy -----------------------------------------------------------------------------------


def opened(path, password):
    clear = BytesIO()
    with path.open("rb") as stream:
        decrypt_workbook(stream, clear, password)
    return clear


def test_workbooks_go_under_the_labs_password(booth, tmp_path):
    number = boxed(booth)
    export(booth, number, tmp_path)
    withdraw_newest(booth)
    booth.uses.exporter.use_rules(lab(booth, secrecy="password"))
    with pytest.raises(LabPasswordMissing):
        booth.uses.exporter.write(number, tmp_path, no_progress)
    with booth.site.database.writing() as unit:
        unit.lab_password.put(PASSWORD)
        unit.commit()
    receipt = export(booth, number, tmp_path)
    assert receipt.files == tuple(
        f"{number}-v2{end}" for end in (".xlsx", "-changes.xlsx", ".manifest")
    )
    for name in receipt.files[:2]:
        assert len(rows_of(opened(receipt.folder / name, PASSWORD))) in (2, 4)
    assert booth.trail()[-1][2]["secrecy"] == "password"
    assert PASSWORD not in str(booth.trail())


def test_a_password_that_is_given_goes_before_the_settings_but_not_with_csv(booth, tmp_path):
    number = boxed(booth)
    receipt = export(booth, number, tmp_path, password=PASSWORD)
    assert receipt.secrecy == "password"
    assert len(rows_of(opened(receipt.workbook, PASSWORD))) == 4
    booth.uses.exporter.use_rules(lab(booth, column_set="own"))
    with pytest.raises(LabCsvInTheClear):
        booth.uses.exporter.write(number, tmp_path, no_progress, password=PASSWORD)


def test_all_but_the_manifest_is_sealed_to_the_labs_key(booth, tmp_path):
    number = boxed(booth)
    key = bytes(LAB.public_key).hex()
    booth.uses.exporter.use_rules(lab(booth, secrecy="lab_key", key=key, column_set="own"))
    receipt = export(booth, number, tmp_path)
    assert [name.endswith(".sealed") for name in receipt.files] == [True] * 4 + [False]
    assert receipt.files[3] == f"{number}-v1-lab.csv.sealed"
    clear = BytesIO()
    with receipt.workbook.open("rb") as stream:
        open_sealed(stream, clear, bytes(LAB), lambda: None)
    assert len(rows_of(clear)) == 4


# --- the clock ---------------------------------------------------------------------------------


def test_a_clock_set_back_after_boxing_dates_no_package_before_its_batch(booth, tmp_path, clock):
    number = boxed(booth)
    sealed_at = booth.stored_batch(number).sealed_at
    clock.set(clock.now() - timedelta(days=400))
    receipt = export(booth, number, tmp_path)
    manifest = SignedManifest.parse(receipt.manifest.read_bytes()).manifest
    assert manifest.issued_at == sealed_at.replace(microsecond=0)
    batch = booth.stored_batch(number)
    assert (batch.status, batch.exported_at) == (BatchStatus.EXPORTED, sealed_at)


def test_a_clock_set_back_between_two_exports_keeps_their_order(booth, tmp_path, clock):
    number = boxed(booth)
    first = export(booth, number, tmp_path)
    clock.set(clock.now() - timedelta(hours=9))
    again = export(booth, number, tmp_path)
    assert again.digest == first.digest
    assert again.issued_at >= first.issued_at
    assert [record.at for record in records(booth, number)] == [first.issued_at, again.issued_at]
    assert booth.stored_batch(number).exported_at == again.issued_at


def test_a_clock_set_back_between_two_batches_gives_each_its_own_number(booth, tmp_path, clock):
    one = boxed(booth)
    first = export(booth, one, tmp_path)
    booth.fill(2, range(20, 30))
    clock.set(clock.now() - timedelta(days=2))
    two = booth.uses.boxes.box("BX0002", 1).batch.number
    second = export(booth, two, tmp_path)
    assert one != two
    assert first.folder != second.folder
    assert {booth.stored_batch(number).status for number in (one, two)} == {BatchStatus.EXPORTED}
    assert booth.uses.booth.view().unexported == ()
    kinds = [kind for kind, *_ in booth.trail()]
    assert kinds.count(AuditKind.BATCH_EXPORTED) == 2
