"""Lists as people make them: workbooks and text files of made-up persons."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

from station.demo.people import resident

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADER = ("姓名", "证件类型", "证件号码", "联系电话")


def row_of(index: int) -> tuple[str, str, str, str]:
    person = resident(index)
    assert person.document is not None
    return person.name, "居民身份证", person.document.number, person.phone or ""


def workbook(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def shared_workbook(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """Write a workbook as Excel does: each text once, in a part of its own."""
    parts = parts_of(workbook(path, []))
    texts: dict[str, int] = {}
    lines = []
    for number, row in enumerate(rows, 1):
        cells = ""
        for column, text in zip("ABCDEFGH", row, strict=False):
            place = texts.setdefault(text, len(texts))
            cells += f'<c r="{column}{number}" t="s"><v>{place}</v></c>'
        lines.append(f'<row r="{number}">{cells}</row>')
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'.encode()
    relations = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.openxml'
        b'formats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>',
    )
    return archive(path, parts)


def text_file(
    path: Path,
    rows: Iterable[Sequence[str]],
    encoding: str = "utf-8",
    delimiter: str = ",",
    signature: bytes = b"",
) -> Path:
    text = "".join(delimiter.join(row) + "\r\n" for row in rows)
    path.write_bytes(signature + text.encode(encoding))
    return path


def archive(path: Path, parts: dict[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> Path:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", compress) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    path.write_bytes(memory.getvalue())
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as made:
        return {name: made.read(name) for name in made.namelist()}
