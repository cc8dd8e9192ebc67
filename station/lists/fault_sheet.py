"""The rows of a list that nothing was drawn for, as a workbook to put right and read again.

Written by hand (ECMA-376, inline strings) in memory: every cell but the row's number is text, so
that no program takes a document number for a quantity once more, and nothing lies about in a
temporary folder.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from station.export.atomic import check_target
from station.export.faults import faults_at_target
from station.private_files import write_private_file

ROW_HEADER, REASON_HEADER = "行号 Row", "原因 Reason"
_LONGEST = 32_767
# What XML 1.0 cannot hold, and the halves of surrogates.
_UNUSABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TOP = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXT_STYLE, _HEADER_STYLE = 1, 2
_WIDTHS = (8, 60, *([24] * 60))

_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="问题 Faults" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    # Number format 49 is text.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
        '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="3">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"'
        ' applyFont="1"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


@dataclass(frozen=True, slots=True)
class FaultRow:
    """``number``: the row in the list that was read."""

    number: int
    reason: str
    cells: tuple[str, ...] = field(repr=False)


def write_fault_sheet(path: Path, header: Sequence[str], rows: Sequence[FaultRow]) -> None:
    """Write ``rows`` under ``header`` to ``path``, whole or not at all, for its owner only.

    Raises `TargetExists` for a file that is there already, and every other `ExportError`.
    """
    check_target(path)
    memory = io.BytesIO()
    with ZipFile(memory, "w", ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, _TOP + text)
        archive.writestr("xl/worksheets/sheet1.xml", "".join(_sheet(header, rows)))
    with faults_at_target():
        write_private_file(path, memory.getvalue())


def _sheet(header: Sequence[str], rows: Sequence[FaultRow]) -> Iterator[str]:
    yield f'{_TOP}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield "</sheetView></sheetViews><cols>"
    for place, width in enumerate(_WIDTHS, 1):
        yield f'<col min="{place}" max="{place}" width="{width}" style="{_TEXT_STYLE}"'
        yield ' customWidth="1"/>'
    yield "</cols><sheetData><row>"
    yield from (_text(each, _HEADER_STYLE) for each in (ROW_HEADER, REASON_HEADER, *header))
    yield "</row>"
    for row in rows:
        yield f"<row><c><v>{row.number}</v></c>"
        yield from (_text(each, _TEXT_STYLE) for each in (row.reason, *row.cells))
        yield "</row>"
    yield "</sheetData></worksheet>"


def _text(text: str, style: int) -> str:
    if not text:
        return f'<c s="{style}"/>'
    plain = escape(_UNUSABLE.sub("\ufffd", text[:_LONGEST]))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'
