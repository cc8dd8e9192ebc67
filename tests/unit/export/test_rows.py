from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from station.domain.tube import SealCause, Slot, Tube, TubeBarcode, TubeStatus
from station.export import rows
from station.export.columns import BY_HAND, PERSONS, TUBES, CoverItem, Kind, Schema
from station.export.digest import Row
from tests.integration.export.made_batch import (
    BATCH,
    CHAIN,
    SHIFT,
    SITE,
    filled,
    line_of,
    resident,
    small_sheet,
)


def _cells(schema: Schema, row: Row) -> dict[str, str | int]:
    return dict(zip(schema.keys, row, strict=True))


def _tube_cells(tube: Tube) -> dict[str, str | int]:
    return _cells(TUBES, rows.tube_row(line_of(tube), BATCH, SITE))


def _cover(*tubes: Tube) -> dict[str, str | int]:
    tally = rows.Tally()
    for tube in tubes:
        tally.add_tube(tube)
        for _ in range(tube.count):
            tally.add_person()
    return dict(rows.cover_facts(BATCH, SITE, tally))  # type: ignore[arg-type]


def test_a_person_stands_whole_with_tube_and_place() -> None:
    tube, persons = filled(0, "0000012345", 5, [resident(n, f"赵{n}") for n in range(5)])
    cells = _cells(PERSONS, rows.person_row(7, persons[2], BATCH, SITE))
    assert cells == {
        "Seq": 7,
        "BatchNo": "20261122-02-05",
        "TubeBarcode": tube.barcode.text,
        "PoolSize": 5,
        "PosInTube": 3,
        "Name": "赵2",
        "IDType": "居民身份证 RESIDENT_ID",
        "IDNo": resident(2, "赵2").document.number,  # type: ignore[union-attr]
        "Phone": "01390000002",
        "Site": "河口广场采样点",
        "Booth": "02",
        "SampledAt": "2026-11-22T08:31:00+08:00",
        "EntryMode": "CODE",
        "Operator": "王登记",
    }


def test_every_document_type_has_its_words() -> None:
    types = {
        _cells(PERSONS, rows.person_row(1, person, BATCH, SITE))["IDType"]
        for person in small_sheet().persons
    }
    assert types == {
        "居民身份证 RESIDENT_ID",
        "港澳居民来往内地通行证 HK_MACAU_PERMIT",
        "台湾居民来往大陆通行证 TAIWAN_PERMIT",
        "外国人永久居留身份证 FOREIGN_PR",
        "护照 PASSPORT",
        "无证件 NONE",
    }


def test_a_person_without_document_and_phone_has_empty_cells() -> None:
    _, persons = filled(0, "B1", 1, [replace(resident(1, "新生儿"), document=None, phone=None)])
    cells = _cells(PERSONS, rows.person_row(1, persons[0], BATCH, SITE))
    assert (cells["IDNo"], cells["Phone"]) == ("", "")
    assert (cells["IDType"], cells["EntryMode"]) == ("无证件 NONE", "NODOC")


def test_cells_fit_their_columns_kinds() -> None:
    sheet = small_sheet()
    made = [(PERSONS, rows.person_row(1, p, BATCH, SITE)) for p in sheet.persons]
    made += [(TUBES, rows.tube_row(t, BATCH, SITE)) for t in sheet.tubes]
    for schema, row in made:
        kinds = [Kind.INTEGER if type(cell) is int else Kind.TEXT for cell in row]
        assert kinds == [column.kind for column in schema.columns]


def test_times_are_the_sites_and_carry_its_offset_of_that_day() -> None:
    site = rows.SiteFacts("Bogen", ZoneInfo("Europe/Oslo"))
    tube, _ = filled(0, "B1", 1, [resident(1, "甲")])
    tube = replace(tube, opened_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    tube = replace(tube, sealed_at=datetime(2026, 12, 1, 22, 30, tzinfo=UTC))
    cells = _cells(TUBES, rows.tube_row(line_of(tube), BATCH, site))
    assert (cells["CollectionDate"], cells["CollectionTime"]) == ("2026-07-02", "00:30:20")
    assert cells["SealedAt"] == "2026-12-01T23:30:00+01:00"


def test_a_full_tube_is_sealed_without_remark() -> None:
    tube, _ = filled(0, "B1", 5, [resident(n, "甲") for n in range(5)])
    cells = _tube_cells(tube)
    assert (cells["Status"], cells["Remark"], cells["PersonCount"]) == ("SEALED", "", 5)
    assert (cells["SampleType"], cells["Collector"]) == (SHIFT.specimen, SHIFT.sampler)


def test_a_tube_sealed_early_is_short_and_says_so() -> None:
    tube, _ = filled(0, "B1", 10, [resident(1, "甲")])
    cells = _tube_cells(tube)
    assert (cells["Status"], cells["Remark"]) == ("SHORT", "提前封管 sealed early")


def test_withdrawals_are_remarked_by_whether_the_swab_was_in() -> None:
    tube, inside = filled(0, "B1", 5, [resident(n, "甲") for n in range(5)])
    for person, swab_is_in in ((inside[0], True), (inside[1], True), (inside[2], False)):
        tube = tube.release(person.registration.id, swab_is_in)
    cells = _tube_cells(tube)
    assert (cells["Status"], cells["PersonCount"]) == ("SHORT", 2)
    assert cells["Remark"] == (
        "采样后作废2人 2 withdrawn after swab; 封管后作废1人 1 withdrawn after sealing"
    )


def test_a_void_tube_is_marked_and_in_no_count_of_the_cover() -> None:
    void, _ = filled(0, "B1", 5, [resident(1, "甲")])
    void = replace(void, status=TubeStatus.VOID, sealed_at=None, holdings=())
    cells = _tube_cells(void)
    assert (cells["Status"], cells["Remark"], cells["SealedAt"]) == ("VOID", "作废 void", "")
    cover = _cover(void)
    assert cover[CoverItem.TUBES.value] == cover[CoverItem.POOLS_OF_5.value] == 0
    assert cover[CoverItem.SHORT.value] == 0


def test_an_open_tube_is_in_no_batch() -> None:
    tube = Tube(UUID(int=1), TubeBarcode("B1"), 5, Slot.POOLED, SHIFT.started_at)
    with pytest.raises(ValueError, match="open"):
        rows.tube_row(line_of(tube), BATCH, SITE)


def test_the_cover_counts_persons_tubes_kinds_and_short_tubes() -> None:
    full, _ = filled(0, "F1", 5, [resident(n, "甲") for n in range(5)])
    short, _ = filled(1, "S1", 10, [resident(n, "乙") for n in range(3)])
    single, _ = filled(2, "Y1", 1, [resident(9, "丙")])
    assert _cover(full, short, single) == {
        "批次号 BatchNo": "20261122-02-05",
        "版本 Version": 1,
        "采样点 Site": "河口广场采样点",
        "日期 Date": "2026-11-22",
        "人数 PersonCount": 9,
        "管数 TubeCount": 3,
        "单采管数 TubesOf1": 1,
        "五混一管数 TubesOf5": 1,
        "十混一管数 TubesOf10": 1,
        "二十混一管数 TubesOf20": 0,
        "未满管数 ShortTubes": 1,
        "未满管条码 ShortTubeBarcodes": "S1",
        "转运箱 BoxNo": "BOX-0007",
    }


def test_the_cover_tells_who_signs_and_how_far_the_audit_chain_reached() -> None:
    signs = rows.cover_signs("ab" * 32, "01" * 8, "NAH1:X Y", CHAIN)
    assert signs[:-5] == tuple((item.value, "") for item in BY_HAND)
    assert signs[-5:] == (
        ("校验值 Digest", "ab" * 32),
        ("签名钥匙 KeyId", "01" * 8),
        ("交接码 HandoverCode", "NAH1:X Y"),
        ("审计链长度 AuditChainLength", 41),
        (
            "审计链头 AuditChainHead",
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        ),
    )


def test_a_long_list_of_short_tubes_is_cut_and_says_where_the_rest_is() -> None:
    tubes = [filled(n, f"S{n}", 5, [resident(n, "甲")])[0] for n in range(30)]
    cover = _cover(*tubes)
    assert cover[CoverItem.SHORT.value] == 30
    listed = str(cover[CoverItem.SHORT_BARCODES.value])
    assert listed.startswith("S0, S1,")
    assert listed.endswith("S19 … (见采样管表 see Tubes)")


def test_a_seal_cause_other_than_early_leaves_no_remark_on_a_full_tube() -> None:
    tube, _ = filled(0, "B1", 1, [resident(1, "甲")])
    assert tube.seal_cause is SealCause.FULL
    assert _tube_cells(tube)["Remark"] == ""
