"""The workbook's schema, as the laboratories know it: a change here changes their imports."""

from __future__ import annotations

import pytest

from station.export.columns import BY_HAND, COVER, PERSONS, PROOF, TUBES, CoverItem, Schema


def _lines(schema: Schema) -> list[str]:
    return [f"{column.header} {column.kind.value}{column.width}" for column in schema.columns]


def test_the_persons_sheet_has_the_agreed_columns_in_order() -> None:
    assert PERSONS.title == "人员 Persons"
    assert _lines(PERSONS) == [
        "序号 Seq I6",
        "批次号 BatchNo T16",
        "样本管条码 TubeBarcode T20",
        "混采规格 PoolSize I8",
        "管内序号 PosInTube I8",
        "姓名 Name T20",
        "证件类型 IDType T26",
        "证件号码 IDNo T22",
        "联系电话 Phone T16",
        "采样点 Site T20",
        "台位 Booth T8",
        "采样时间 SampledAt T26",
        "录入方式 EntryMode T8",
        "登记员 Operator T12",
    ]


def test_the_tubes_sheet_has_the_agreed_columns_in_order() -> None:
    assert TUBES.title == "采样管 Tubes"
    assert _lines(TUBES) == [
        "样本管条码 TubeBarcode T20",
        "混采规格 PoolSize I8",
        "实采人数 PersonCount I8",
        "标本类型 SampleType T16",
        "采样点 Site T20",
        "台位 Booth T8",
        "采集日期 CollectionDate T12",
        "采集时间 CollectionTime T8",
        "采样员 Collector T12",
        "封管时间 SealedAt T26",
        "转运箱 BoxNo T16",
        "状态 Status T10",
        "备注 Remark T30",
    ]


@pytest.mark.parametrize("schema", [PERSONS, TUBES, COVER, PROOF])
def test_no_key_stands_twice_and_titles_fit_excel(schema: Schema) -> None:
    assert len(set(schema.keys)) == len(schema.keys)
    assert len(schema.title) <= 31
    assert not set(schema.title) & set("[]:*?/\\")


def test_the_cover_ends_with_the_lines_for_the_pen_the_digest_who_signs_and_the_chain() -> None:
    signed = (CoverItem.DIGEST, CoverItem.KEY_ID, CoverItem.HANDOVER_CODE)
    last = (*BY_HAND, *signed, CoverItem.CHAIN_LENGTH, CoverItem.CHAIN_HEAD)
    assert tuple(CoverItem)[-len(last) :] == last


def test_a_line_of_the_cover_is_known_by_its_english_name() -> None:
    assert [CoverItem.BATCH.key, CoverItem.HANDOVER_CODE.key] == ["BatchNo", "HandoverCode"]
    assert len({item.key for item in CoverItem}) == len(CoverItem)
