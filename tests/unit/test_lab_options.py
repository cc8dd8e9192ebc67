from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_scalarmult
from nacl.public import PrivateKey

from station.domain.lab_key import is_lab_key
from station.export.own_columns import (
    PERSON_KEYS,
    TUBE_KEYS,
    ColumnsUnusable,
    OwnColumn,
    own_columns,
)
from station.lab_options import (
    LabOptions,
    SettingColumnsWrong,
    SettingLabKeyWrong,
    chosen_set,
)
from station.setting_rules import SettingListWrong, SettingTextWrong, SettingWrong
from station.settings import (
    SettingLabKeyMissing,
    SettingLabNeedsCsv,
    SettingLabValueMissing,
    Settings,
    settings_from,
    site_wide_table,
)

KEY = "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"
# RFC 7748's prime.
PRIME = 2**255 - 19


def lab(**options: Any) -> LabOptions:
    return settings_from({"lab": options}).lab


def test_at_first_nothing_stands_beside_the_workbook_and_nothing_is_sealed() -> None:
    assert (Settings().lab.column_set, Settings().lab.secrecy) == ("standard", "none")


def test_all_booths_of_a_site_write_the_same_for_the_lab() -> None:
    assert "lab" in site_wide_table(Settings())


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"column_set": "lims"}, SettingWrong),
        ({"tube_columns": ["IDNo"]}, SettingColumnsWrong),
        ({"tube_columns": ["TubeBarcode="]}, SettingColumnsWrong),
        ({"tube_columns": ["TubeBarcode=A", "PoolSize=a"]}, SettingColumnsWrong),
        ({"tube_columns": ["TubeBarcode", "PoolSize=TubeBarcode"]}, SettingColumnsWrong),
        ({"tube_columns": ["TubeBarcode= A"]}, SettingColumnsWrong),
        ({"tube_columns": ["TubeBarcode=" + "x" * 61]}, SettingColumnsWrong),
        ({"tube_columns": ["TubeBarcode", "TubeBarcode"]}, SettingListWrong),
        ({"person_columns": [f"Name=Name {number}" for number in range(41)]}, SettingListWrong),
        ({"person_columns": ["Name=a\tb"]}, SettingTextWrong),
        ({"key": KEY[:-1]}, SettingLabKeyWrong),
        ({"key": KEY + "\n"}, SettingLabKeyWrong),
        ({"key": "g" * 64}, SettingLabKeyWrong),
        ({"key": 5}, SettingLabKeyWrong),
        ({"secrecy": "rot13"}, SettingWrong),
    ],
)
def test_a_wrong_value_is_named(options: dict[str, Any], kind: type[SettingWrong]) -> None:
    with pytest.raises(SettingWrong) as caught:
        lab(**options)
    assert type(caught.value) is kind
    assert caught.value.params["key"] == f"lab.{next(iter(options))}"


def test_sealing_wants_a_key_and_a_password_wants_a_workbook() -> None:
    with pytest.raises(SettingLabKeyMissing):
        lab(secrecy="lab_key")
    for name in ("openelis", "own"):
        with pytest.raises(SettingLabNeedsCsv):
            lab(secrecy="password", column_set=name)
    assert lab(secrecy="password").column_set == "standard"
    assert lab(secrecy="password", column_set="own", file="xlsx").file == "xlsx"
    assert lab(secrecy="lab_key", key=KEY.upper(), column_set="openelis").key == KEY


SENAITE = {"client": "A", "client_id": "B", "contact": "C", "profile": "D"}


@pytest.mark.parametrize(
    ("name", "needed"), [("senaite", SENAITE), ("openspecimen", {"protocol": "A"})]
)
def test_a_set_that_needs_values_of_the_lab_is_refused_without_them(
    name: str, needed: dict[str, str]
) -> None:
    assert chosen_set(lab(column_set=name, **needed)) is not None
    for missing in needed:
        with pytest.raises(SettingLabValueMissing) as caught:
            lab(column_set=name, **{**needed, missing: ""})
        assert caught.value.params["key"] == f"lab.{missing}"


def test_nothing_stands_beside_the_workbook_at_first() -> None:
    assert chosen_set(LabOptions()) is None


@given(st.binary(min_size=32, max_size=32))
def test_any_public_key_is_one(data: bytes) -> None:
    assert is_lab_key(bytes(PrivateKey(data).public_key).hex())


LOW_ORDER = (
    0,
    1,
    PRIME - 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)
# Each as it is, and once more beyond the prime where 255 bits hold that.
WRITTEN = [
    point + wrapped for point in LOW_ORDER for wrapped in (0, PRIME) if point + wrapped < 2**255
]


@pytest.mark.parametrize("high_bit", [0, 2**255])
@pytest.mark.parametrize("point", WRITTEN)
def test_a_point_of_low_order_is_none(point: int, high_bit: int) -> None:
    data = (point + high_bit).to_bytes(32, "little")
    # libsodium refuses them too: the shared secret would be nought.
    with pytest.raises(Exception, match="Unexpected library error"):
        crypto_scalarmult(bytes(PrivateKey.generate()), data)
    assert not is_lab_key(data.hex())


def _read(
    texts: tuple[str, ...], keys: tuple[str, ...]
) -> tuple[tuple[OwnColumn, ...], str | None]:
    try:
        return own_columns(texts, keys), None
    except ColumnsUnusable as error:
        return (), error.text


HEADERS = st.text(string.ascii_letters + "=列 号", min_size=1, max_size=12)
COLUMNS = st.builds(OwnColumn, st.sampled_from(PERSON_KEYS), st.just("") | HEADERS)


@given(st.lists(COLUMNS, max_size=12))
def test_columns_that_are_taken_are_written_as_they_were_read(columns: list[OwnColumn]) -> None:
    texts = tuple(column.text for column in columns)
    read, wrong = _read(texts, PERSON_KEYS)
    assert read == tuple(columns) if wrong is None else wrong in texts


@given(st.lists(st.text(max_size=40) | st.sampled_from(TUBE_KEYS), max_size=6))
def test_any_texts_give_columns_or_name_the_wrong_one(texts: list[str]) -> None:
    columns, wrong = _read(tuple(texts), TUBE_KEYS)
    if wrong is not None:
        assert wrong in texts
    else:
        assert [column.text for column in columns] == texts
        headers = [(column.header or column.key).casefold() for column in columns]
        assert len(set(headers)) == len(headers)
