"""A version of a sheet that is exported again has the same rows, whatever changed meanwhile."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from station.assembly import make_exporter
from station.demo.site import MANAGER
from station.domain import outcome as out
from station.domain.registration import WithdrawReason
from tests.integration.services.handing import barcode, boxed, fill


@pytest.fixture
def export(booth, tmp_path):
    """A function that exports a batch, under the site's name of now, and marks it."""

    def exported(number: str, site_name: str = "一号采样点"):
        settings = booth.site.settings
        named = replace(settings, site=replace(settings.site, name=site_name))
        site = replace(booth.site, settings=named)
        exporter = make_exporter(site, booth.clock, booth.uses.access)
        written = exporter.write(number, tmp_path, lambda done, rows: None)
        outcome = booth.uses.boxes.exported(written)
        assert isinstance(outcome, out.BatchExported), outcome
        return written.receipt

    return exported


def rows(receipt) -> dict[str, list[list[str]]]:
    """Return the rows of the package's two lists, by their name's end."""
    found = {}
    for name in receipt.files:
        if name.endswith(".csv"):
            with (receipt.folder / name).open(encoding="utf-8-sig", newline="") as file:
                found[name.rpartition("-")[2]] = list(csv.reader(file))
    return found


def withdraw_first(booth, tube: int) -> None:
    person = booth.uses.batches.find(barcode(tube)).persons[0]
    reason = WithdrawReason.WRONG_PERSON
    outcome = booth.uses.operate.withdraw(person.registration_id, reason, False)
    assert isinstance(outcome, out.RegistrationUndone)


def test_another_site_name_and_shift_change_no_row_of_a_version(booth, export):
    fill(booth, 1, 2, persons=3)
    number = boxed(booth, 2).number
    first = export(number)
    booth.sign_in(MANAGER)
    booth.clock.advance(3600)
    again = export(number, "改了名的采样点")
    assert again.digest == first.digest
    assert rows(again) == rows(first)
    assert rows(first).keys() == {"persons.csv", "tubes.csv"}
    assert len(rows(first)["persons.csv"]) == 7


def test_a_correction_takes_the_new_name_and_stays_with_it(booth, export):
    fill(booth, 1, 2, persons=3)
    number = boxed(booth, 2).number
    first = export(number)
    withdraw_first(booth, 1)
    second = export(number, "改了名的采样点")
    assert second.digest != first.digest
    assert len(rows(second)["persons.csv"]) == 6
    assert export(number, "又改了名").digest == second.digest
    assert [record.version for record in booth.uses.batches.exports(number)] == [1, 2, 2]


def test_a_clock_set_back_before_the_export_changes_no_row(booth, export):
    fill(booth, 1)
    number = boxed(booth, 1).number
    first = export(number)
    booth.clock.advance(-200)
    assert export(number).digest == first.digest


def test_a_tube_that_was_put_back_is_on_the_later_sheet_as_it_was(booth, export):
    fill(booth, 1, 2, persons=2)
    tube = booth.uses.batches.find(barcode(1)).tube
    booth.uses.batches.take_out(tube.id)
    first = export(boxed(booth, 1).number)
    assert {row[2] for row in rows(first)["persons.csv"][1:]} == {barcode(2)}
    booth.uses.batches.put_back(tube.id)
    second = export(boxed(booth, 1, "BX0002").number)
    assert {row[2] for row in rows(second)["persons.csv"][1:]} == {barcode(1)}
    assert [row[0] for row in rows(second)["tubes.csv"][1:]] == [barcode(1)]
