from __future__ import annotations

from itertools import product

import pytest

from station.export.columns import PERSONS, TUBES
from station.lab_options import COLUMN_SETS, DATE_FORMS, LabOptions, chosen_set
from station.services import lab_preview
from station.services.lab_preview import column_names, preview


def test_the_made_up_rows_fit_the_schema() -> None:
    assert {len(row) for row in lab_preview._PERSONS} == {len(PERSONS.columns)}
    assert {len(row) for row in lab_preview._TUBES} == {len(TUBES.columns)}


@pytest.mark.parametrize("name", [each for each in COLUMN_SETS if each != "standard"])
def test_every_set_can_be_previewed_before_it_is_filled_in(name: str) -> None:
    for rows, form, language in product(("persons", "tubes"), DATE_FORMS, ("zh", "en", "both")):
        chosen = chosen_set(
            LabOptions(column_set=name, rows=rows, date_form=form, language=language)
        )
        assert chosen is not None
        shown = preview(chosen)
        assert shown.rows[shown.header] == tuple(each.header for each in chosen.columns)
        widths = {len(row) for row in shown.rows[shown.header :]}
        assert widths == {len(chosen.columns)}


@pytest.mark.parametrize("rows", ["persons", "tubes"])
def test_all_columns_have_names_in_each_language(rows: str) -> None:
    both = column_names(rows, "both")
    assert [each.key for each in both] == [each.key for each in column_names(rows, "zh")]
    for name in both:
        assert name.header.endswith(f" {name.key}")
