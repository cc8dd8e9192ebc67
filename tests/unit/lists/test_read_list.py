"""Lists of residents: every row is a person who can be drawn for, or a fault that says why."""

from __future__ import annotations

import contextlib
import csv
import io
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from station.demo.people import resident
from station.domain.documents import (
    Document,
    DocumentError,
    DocumentType,
    FirstGenerationCard,
    NumberCheckWrong,
    NumberInFuture,
    NumberMissing,
    NumberMonthWrong,
    NumberTooShort,
    gb11643_check_character,
)
from station.domain.person import NameMissing, Person, TextTooLong, TextUnusable
from station.domain.phone import PhoneWrong
from station.export.faults import ExportFolderMissing, TargetExists
from station.lists import table
from station.lists.faults import (
    ListDamaged,
    ListEmpty,
    ListEncodingUnknown,
    ListError,
    ListHeaderMissing,
    ListHeaderTwice,
    ListHostile,
    ListOldExcel,
    ListTooLarge,
    ListTooLong,
    ListUnreadable,
)
from station.lists.read import MEGABYTES
from station.lists.table import Cell, ListReadCancelled
from station.lists.xlsx_cells import number_text
from station.services.code_list import (
    ListRead,
    ListRowTwice,
    ListTypeNeeded,
    ListTypeUnknown,
    NumberRounded,
    _document,
    read_list,
    write_faults,
)
from tests.unit.lists.made_list import (
    HEADER,
    archive,
    parts_of,
    row_of,
    shared_workbook,
    text_file,
    workbook,
)

TODAY = date(2026, 11, 22)
PEOPLE = [resident(index) for index in range(3)]
ROWS = [HEADER, *(row_of(index) for index in range(3))]


def persons(read: ListRead) -> list[Person]:
    return [row.person for row in read.good]


def read_rows(tmp_path: Path, *rows: tuple[object, ...], header=HEADER) -> ListRead:
    return read_list(workbook(tmp_path / "list.xlsx", [header, *rows]), TODAY)


def fault_of(tmp_path: Path, *cells: object, header=HEADER) -> Exception:
    read = read_rows(tmp_path, cells, header=header)
    assert read.good == ()
    (fault,) = read.faults
    assert fault.row == 2
    return fault.error


# --- files ----------------------------------------------------------------------------------


def test_a_workbook_is_read(tmp_path):
    assert persons(read_list(shared_workbook(tmp_path / "shared.xlsx", ROWS), TODAY)) == PEOPLE
    read = read_list(workbook(tmp_path / "list.xlsx", ROWS), TODAY)
    assert persons(read) == PEOPLE
    assert [row.row for row in read.good] == [2, 3, 4]
    assert read.faults == ()
    assert read.header == HEADER


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize(
    ("encoding", "signature"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("gb18030", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
    ],
)
def test_a_text_file_is_read(tmp_path, encoding, signature, delimiter):
    path = text_file(tmp_path / "list.csv", ROWS, encoding, delimiter, signature)
    assert persons(read_list(path, TODAY)) == PEOPLE


def test_rare_characters_come_through_gb18030(tmp_path):
    rows = [HEADER, ("𠮷田·㐀明", "护照", "PA1234567", "")]
    path = text_file(tmp_path / "list.csv", rows, "gb18030")
    assert persons(read_list(path, TODAY)) == [
        Person("𠮷田·㐀明", Document(DocumentType.PASSPORT, "PA1234567"))
    ]


def test_excels_text_forms_in_a_text_file(tmp_path):
    name, _, number, phone = row_of(1)
    rows = [HEADER, (f'="{name}"', "", f"'{number}", f"\t{phone}")]
    path = text_file(tmp_path / "list.csv", rows)
    assert persons(read_list(path, TODAY)) == [PEOPLE[1]]
    quoted = f'姓名,证件号码\r\n"{name}","=""{number}"""\r\n'
    path.write_text(quoted, encoding="utf-8")
    assert persons(read_list(path, TODAY)) == [Person(name, PEOPLE[1].document)]


def test_empty_rows_and_a_title_before_the_header_keep_the_numbers_right(tmp_path):
    title = ("张江镇第三居委会居民名单",)
    rows = [title, (), HEADER, (), row_of(0), ("", "", ""), row_of(1)]
    for path in (
        workbook(tmp_path / "list.xlsx", rows),
        text_file(tmp_path / "list.csv", rows),
    ):
        read = read_list(path, TODAY)
        assert [(row.row, row.person) for row in read.good] == [(5, PEOPLE[0]), (7, PEOPLE[1])]


def test_the_first_sheet_with_a_header_that_is_shown_counts(tmp_path):
    book = Workbook()
    book.active.append(["说明", "请勿修改"])
    hidden = book.create_sheet("hidden")
    hidden.sheet_state = "hidden"
    for row in (HEADER, row_of(2)):
        hidden.append(row)
    shown = book.create_sheet("名单")
    for row in (HEADER, row_of(0)):
        shown.append(row)
    book.save(tmp_path / "list.xlsx")
    assert persons(read_list(tmp_path / "list.xlsx", TODAY)) == [PEOPLE[0]]


@pytest.mark.parametrize(
    "header",
    [
        ("姓 名", "证件类型", "身份证号", "手机号"),
        ("姓名 Name", "证件类型 IDType", "证件号码 IDNo", "联系电话 Phone"),
        ("Full Name", "ID Type", "ID_Number", "Mobile"),
        ("*姓名（必填）", "证件种类", "公民身份号码：", "手机号码(选填)"),
        ("name", "document_type", "document_number", "phone"),
    ],
)
def test_headers_in_chinese_and_english(tmp_path, header):
    assert persons(read_rows(tmp_path, row_of(0), header=header)) == [PEOPLE[0]]


def test_columns_may_stand_anywhere_and_others_beside_them(tmp_path):
    name, _, number, phone = row_of(0)
    read = read_rows(
        tmp_path,
        (1, phone, "1 号楼", number, name),
        header=("序号", "电话", "住址", "身份证", "姓名"),
    )
    assert persons(read) == [PEOPLE[0]]


def test_a_sheet_of_our_own_export_is_read(tmp_path):
    header = ("样本管条码 TubeBarcode", "姓名 Name", "证件类型 IDType", "证件号码 IDNo")
    rows = [
        ("T1", "陳大文", "港澳居民来往内地通行证 HK_MACAU_PERMIT", "H1234567801"),
        ("T1", "林美玲", "台湾居民来往大陆通行证 TAIWAN_PERMIT", "12345678"),
        ("T1", "AYGUL", "外国人永久居留身份证 FOREIGN_PR", "KAZ110090123105"),
        ("T1", "O'NEILL", "护照 PASSPORT", "PA1234567"),
    ]
    read = read_rows(tmp_path, *rows, header=header)
    assert read.faults == ()
    assert [int(person.document_type) for person in persons(read)] == [2, 3, 4, 5]


# --- rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["", "身份证", "居民身份证", "RESIDENT_ID", "1"])
def test_a_resident_number_needs_no_type(tmp_path, named):
    name, _, number, _ = row_of(0)
    assert persons(read_rows(tmp_path, (name, named, number.lower(), ""))) == [
        Person(name, PEOPLE[0].document)
    ]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("", "", "310115", ""), NameMissing),
        (("张\x0b三", "", "310115199003071234", ""), TextUnusable),
        (("张_x0041_三", "护照", "PA1234567", ""), TextUnusable),
        (("张" * 65, "护照", "PA1234567", ""), TextTooLong),
        (("张三", "", "", ""), NumberMissing),
        (("张三", "", "31011519900307123", ""), NumberTooShort),
        (("张三", "", "310115199003071235", ""), NumberCheckWrong),
        (("张三", "", "310115199013071234", ""), NumberMonthWrong),
        (("张三", "", "310115900307123", ""), FirstGenerationCard),
        (("张三", "", "PA1234567", ""), ListTypeNeeded),
        (("张三", "学生证", "PA1234567", ""), ListTypeUnknown),
        (("张三", "护照", "PA1234567", "138/139"), PhoneWrong),
        (("张三", "护照", "PA1234567", "见备注"), PhoneWrong),
    ],
)
def test_what_is_wrong_with_a_row_is_said(tmp_path, cells, kind):
    if "\x0b" in cells[0]:
        read = read_list(text_file(tmp_path / "list.csv", [HEADER, cells]), TODAY)
        assert [type(fault.error) for fault in read.faults] == [kind]
    else:
        assert type(fault_of(tmp_path, *cells)) is kind


def test_a_birth_date_after_today_is_a_fault(tmp_path):
    first17 = "31011520261123001"
    cells = ("张三", "", first17 + gb11643_check_character(first17), "")
    assert isinstance(fault_of(tmp_path, *cells), NumberInFuture)


def test_the_second_row_of_a_person_names_the_first(tmp_path):
    name, _, number, _ = row_of(0)
    read = read_rows(
        tmp_path, row_of(0), row_of(1), (f"{name}二", "", f" {number[:6]}-{number[6:]}", "")
    )
    (fault,) = read.faults
    assert isinstance(fault.error, ListRowTwice)
    assert (fault.row, fault.error.params) == (4, {"row": 2})
    assert persons(read) == PEOPLE[:2]


def test_a_phone_that_is_a_number_keeps_its_digits(tmp_path):
    name, _, number, _ = row_of(0)
    for phone in (13800000000, 13800000000.0, "138 0000-0000", "(138)00000000"):
        read = read_rows(tmp_path, (name, "", number, phone))
        assert persons(read)[0].phone == "13800000000"


# --- numbers that a spreadsheet destroyed ---------------------------------------------------------


@pytest.mark.parametrize(
    "number", ["3.10115E+17", "3.10115E17", "310115199003070000", "310115199003071230"]
)
def test_a_number_that_was_rounded_is_told_as_such_in_a_text_file(tmp_path, number):
    path = text_file(tmp_path / "list.csv", [HEADER, ("张三", "", number, "")])
    (fault,) = read_list(path, TODAY).faults
    assert isinstance(fault.error, NumberRounded)


@given(st.integers(0, 26000), st.integers(0, 999))
def test_no_rounded_number_of_a_workbook_is_ever_taken_for_somebody(days, sequence):
    born = date(1940, 1, 1) + timedelta(days=days)
    first17 = f"310115{born:%Y%m%d}{sequence:03}"
    number = first17 + gb11643_check_character(first17)
    if number.endswith("X"):
        return
    # As Excel stores it, as other programs print a double, and as a double is.
    as_double = float(int(number))
    for stored in (f"{int(number) // 1000}000", repr(as_double), f"{as_double:.0f}", "3.10115E+17"):
        cell = Cell(number_text(stored), is_number=True)
        if cell.text == number and _document_or_none(cell) is not None:
            assert int(as_double) != int(number)
            continue
        with pytest.raises((NumberRounded, DocumentError)):
            _document(cell, Cell(""), TODAY)


def _document_or_none(cell):
    try:
        return _document(cell, Cell(""), TODAY)
    except (NumberRounded, DocumentError):
        return None


@pytest.mark.parametrize(
    ("stored", "is_whole"),
    [("310115193801010003", True), ("310115193801010000", False), ("3.10115193801010E17", False)],
)
def test_a_number_cell_counts_if_no_double_can_have_been_there(tmp_path, stored, is_whole):
    number = row_of(0)[2]
    assert number == "310115193801010003"
    assert int(float(number)) != int(number)
    path = changed(
        tmp_path, SHEET, b'<c r="C2" t="s"><v>6</v>', f'<c r="C2"><v>{stored}</v>'.encode()
    )
    read = read_list(path, TODAY)
    assert persons(read) == (PEOPLE if is_whole else PEOPLE[1:])
    assert [type(fault.error) for fault in read.faults] == [NumberRounded] * (not is_whole)


def test_where_others_were_rounded_no_number_ending_in_zeros_is_believed(tmp_path):
    by_chance = next(
        f"3101151990{month:02}{day:02}{tens:01}000"
        for month in range(1, 13)
        for day in range(1, 29)
        for tens in range(10)
        if gb11643_check_character(f"3101151990{month:02}{day:02}{tens:01}00") == "0"
    )
    alone = text_file(tmp_path / "alone.csv", [HEADER, ("张三", "", by_chance, "")])
    assert len(read_list(alone, TODAY).good) == 1
    rows = [HEADER, ("张三", "", by_chance, ""), ("李四", "", "310115199003070000", ""), row_of(0)]
    read = read_list(text_file(tmp_path / "list.csv", rows), TODAY)
    assert [fault.row for fault in read.faults] == [2, 3]
    assert persons(read) == [PEOPLE[0]]


def test_a_passport_is_no_power_of_ten(tmp_path):
    read = read_rows(tmp_path, ("张三", "护照", "1E4567", ""), ("李四", "护照", "E12345678", ""))
    assert [person.document.number for person in persons(read)] == ["1E4567", "E12345678"]


# --- files that are no lists ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", ListHeaderMissing),
        ("姓名,电话\r\n张三,1\r\n".encode(), ListHeaderMissing),
        ("姓名,证件号码\r\n\r\n".encode(), ListEmpty),
        ("姓名,证件号码,身份证号\r\n张三,1,2\r\n".encode(), ListHeaderTwice),
        ('姓名,证件号码\r\n"张三,1\r\n李四,2\r\n'.encode(), ListDamaged),
        (b"\xff\xfe\x00", ListEncodingUnknown),
        (b"\x81", ListEncodingUnknown),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), ListOldExcel),
        (b"PK\x03\x04" + bytes(100), ListDamaged),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path, data, kind):
    (tmp_path / "list").write_bytes(data)
    with pytest.raises(ListError) as error:
        read_list(tmp_path / "list", TODAY)
    assert type(error.value) is kind


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    for path in (tmp_path / "none.xlsx", tmp_path, Path("a\0b")):
        with pytest.raises(ListUnreadable):
            read_list(path, TODAY)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate((MEGABYTES << 20) + 1)
    with pytest.raises(ListTooLarge):
        read_list(path, TODAY)


def test_a_list_with_too_many_rows_is_refused(tmp_path):
    row = ",".join(row_of(0)) + "\r\n"
    path = tmp_path / "list.csv"
    path.write_text(",".join(HEADER) + "\r\n" + row * table.ROWS, encoding="utf-8")
    assert len(read_list(path, TODAY).faults) == table.ROWS - 1
    path.write_text(",".join(HEADER) + "\r\n" + row * (table.ROWS + 1), encoding="utf-8")
    with pytest.raises(ListTooLong):
        read_list(path, TODAY)


def test_reading_is_called_off(tmp_path):
    cancel = Event()
    cancel.set()
    with pytest.raises(ListReadCancelled):
        read_list(workbook(tmp_path / "list.xlsx", ROWS), TODAY, cancel)


def test_a_formula_is_not_worked_out(tmp_path):
    name, _, number, _ = row_of(0)
    read = read_rows(tmp_path, (name, "", number, ""), ('=CMD|"/c calc"!A0', "护照", "PA1", ""))
    assert persons(read) == [Person(name, PEOPLE[0].document)]
    (fault,) = read.faults
    assert isinstance(fault.error, NameMissing)
    path = text_file(tmp_path / "list.csv", [HEADER, ("=1+1", "护照", "PA1234567", "")])
    assert persons(read_list(path, TODAY))[0].name == "=1+1"


def changed(tmp_path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Return a workbook one part of which somebody wrote by hand."""
    parts = parts_of(shared_workbook(tmp_path / "list.xlsx", ROWS))
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    return archive(tmp_path / "changed.xlsx", parts)


SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "&#65;">]><workbook'


@pytest.mark.parametrize(
    ("part", "old", "new", "kind"),
    [
        (BOOK, b"<workbook", ENTITIES, ListHostile),
        (SHEET, b"<worksheet", ENTITIES.replace(b"workbook", b"worksheet"), ListHostile),
        (SHEET, b'<row r="2"', b'<row r="999999999"', ListHostile),
        (SHEET, b'<row r="2"', b'<row r="1"', ListDamaged),
        (SHEET, b'<row r="2"', b'<row r="x"', ListDamaged),
        (SHEET, b'r="B1"', b'r="A1"', ListDamaged),
        (SHEET, b'r="B1"', b'r="B"', ListDamaged),
        (SHEET, b"<v>0</v>", b"<v>999</v>", ListDamaged),
        (SHEET, b"<v>0</v>", b"<v>-1</v>", ListDamaged),
        (SHEET, b"</sheetData>", b"", ListDamaged),
        ("_rels/.rels", b'/officeDocument"', b'/otherDocument"', ListDamaged),
        (STRINGS, b"</sst>", b"", ListDamaged),
    ],
)
def test_a_workbook_that_somebody_tampered_with_is_refused(tmp_path, part, old, new, kind):
    with pytest.raises(ListError) as error:
        read_list(changed(tmp_path, part, old, new), TODAY)
    assert type(error.value) is kind


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    parts = parts_of(workbook(tmp_path / "list.xlsx", ROWS))
    bomb = archive(tmp_path / "bomb.xlsx", {**parts, SHEET: bytes(65 << 20)})
    dense = archive(tmp_path / "dense.xlsx", {**parts, "xl/media/a.png": bytes(8 << 20)})
    many = archive(tmp_path / "many.xlsx", {**parts, **{f"xl/{n}": b"" for n in range(2000)}})
    for path in (bomb, dense, many):
        with pytest.raises(ListHostile):
            read_list(path, TODAY)


def test_a_part_that_lies_outside_or_is_missing_is_damage(tmp_path):
    target = b"/xl/worksheets/sheet1.xml"
    for other in (b"../../../etc/passwd", b"/xl/worksheets/none.xml"):
        path = changed(tmp_path, "xl/_rels/workbook.xml.rels", target, other)
        with pytest.raises(ListDamaged):
            read_list(path, TODAY)


def test_phonetic_readings_and_rich_text(tmp_path):
    name = row_of(0)[0].encode()
    rich = b"<r><t>" + name[:3] + b"</t></r><r><t>" + name[3:] + b"</t></r><rPh><t>x</t></rPh>"
    path = changed(tmp_path, STRINGS, b"<t>" + name + b"</t>", rich)
    assert persons(read_list(path, TODAY)) == PEOPLE


@pytest.fixture(scope="module")
def whole_list(tmp_path_factory):
    """A workbook made once: it holds the time of its making, so another is of other length."""
    return shared_workbook(tmp_path_factory.getbasetemp() / "whole.xlsx", ROWS)


@settings(max_examples=150)
@given(st.data())
def test_any_damage_to_a_workbook_is_a_list_or_refused(tmp_path_factory, whole_list, data):
    folder = tmp_path_factory.getbasetemp()
    whole, parts = whole_list.read_bytes(), parts_of(whole_list)
    if data.draw(st.booleans()):
        part = data.draw(st.sampled_from(sorted(parts)))
        parts[part] = _damaged(data, parts[part])
        path = archive(folder / "damage.xlsx", parts)
    else:
        path = folder / "damage.xlsx"
        path.write_bytes(_damaged(data, whole))
    with contextlib.suppress(ListError):
        read_list(path, TODAY)


def _damaged(data: st.DataObject, whole: bytes) -> bytes:
    place = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(0, 40))
    return whole[:place] + data.draw(st.binary(max_size=20)) + whole[place + length :]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any"
    for content in (data, b"PK\x03\x04" + data, "姓名,证件号码\r\n".encode() + data):
        path.write_bytes(content)
        with contextlib.suppress(ListError):
            read_list(path, TODAY)


@given(st.lists(st.lists(st.text(max_size=20), max_size=6), min_size=1, max_size=8))
def test_every_row_of_any_texts_is_a_person_or_a_fault(tmp_path_factory, rows):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([list(HEADER), *rows, list(row_of(0))])
    path = tmp_path_factory.getbasetemp() / "texts.csv"
    path.write_bytes(stream.getvalue().encode("utf-8", "replace"))
    try:
        read = read_list(path, TODAY)
    except ListError:
        return
    kept = [row.row for row in read.good] + [fault.row for fault in read.faults]
    assert len(set(kept)) == len(kept) <= len(rows) + 1
    for fault in read.faults:
        assert fault.error.code


# --- the faults go back -----------------------------------------------------------------------


def test_the_faults_come_back_as_a_sheet_that_can_be_put_right_and_read_again(tmp_path, catalogue):
    rows = [("=1+1", "", "3.10115E+17", "1\x02"), row_of(0), ("张三", "护照", "PA1", "13800000000")]
    read = read_list(text_file(tmp_path / "list.csv", [HEADER, *rows]), TODAY)
    write_faults(tmp_path / "faults.xlsx", read, catalogue.message)
    sheet = load_workbook(tmp_path / "faults.xlsx").active
    assert [cell.value for cell in sheet[1]] == ["行号 Row", "原因 Reason", *HEADER]
    assert [cell.value for cell in sheet[2]] == [
        2,
        catalogue.message(NumberRounded()),
        *("=1+1", None, "3.10115E+17", "1\ufffd"),
    ]
    assert {cell.data_type for row in sheet.iter_rows(min_col=2) for cell in row} <= {"s", "n"}
    assert all(cell.number_format == "@" for cell in sheet[3][1:])
    assert sheet[3][0].value == 4
    sheet["E3"] = "PA1234567"
    sheet["E2"], sheet["C2"], sheet["F2"] = row_of(1)[2], "李四", ""
    sheet.parent.save(tmp_path / "again.xlsx")
    again = read_list(tmp_path / "again.xlsx", TODAY)
    assert again.faults == ()
    assert [person.name for person in persons(again)] == ["李四", "张三"]


def test_a_fault_sheet_is_never_written_over(tmp_path, catalogue):
    read = read_list(text_file(tmp_path / "list.csv", [HEADER, ("", "", "", "1")]), TODAY)
    path = tmp_path / "faults.xlsx"
    write_faults(path, read, catalogue.message)
    before = path.read_bytes()
    with pytest.raises(TargetExists):
        write_faults(path, read, catalogue.message)
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(ExportFolderMissing):
        write_faults(tmp_path / "none" / "faults.xlsx", read, catalogue.message)


def test_nothing_of_a_row_stands_in_a_fault(tmp_path):
    read = read_list(text_file(tmp_path / "list.csv", [HEADER, ("张三", "", "310115", "")]), TODAY)
    assert "张三" not in repr(read)
    assert "310115" not in repr(read) + str(read.faults[0].error)
