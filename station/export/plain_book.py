"""Workbooks of plain tables, written row by row into any stream (ECMA-376, inline strings).

Written by hand: every cell but a whole number is text, so that no program takes a document number
for a quantity, memory holds a few hundred rows, and nothing lies about in a temporary folder. It
is for what people read (lists of faults, reports, merged sheets); the batch's own workbook, with
its print-out, is `workbook`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from station.export.digest import Cell

LONGEST = 32_767
_ROWS_AT_ONCE = 500
# What XML 1.0 cannot hold, and the halves of surrogates.
_UNUSABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TOP = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXT_STYLE, _HEADER_STYLE = 1, 2
_MOMENT = (1980, 1, 1, 0, 0, 0)

_ROOT_RELATIONS = (
    f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1"'
    f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
# Number format 49 is text.
_STYLES = (
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
)


class PlainBook:
    """A workbook on its way into ``stream``: sheets one after the other; the block's end closes it.

    Each method raises what the stream raises. The stream stays open; after a fault what is in it is
    no workbook.
    """

    def __init__(self, stream: BinaryIO, level: int = 6) -> None:
        self._archive = ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=level)
        self._titles: list[str] = []

    def __enter__(self) -> PlainBook:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self._finish()
        else:
            # It would write its end when it is forgotten, into a stream that is closed by then.
            self._archive.fp = None

    def sheet(
        self,
        title: str,
        header: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        widths: Sequence[int],
    ) -> int:
        """Write a sheet with a frozen header; return how many rows it has below that."""
        self._titles.append(title)
        count = 0
        info = self._info(f"xl/worksheets/sheet{len(self._titles)}.xml")
        with self._archive.open(info, "w") as part:
            part.write("".join(_head(header, widths)).encode())
            waiting: list[str] = []
            for row in rows:
                waiting.append(_row(row))
                count += 1
                if len(waiting) >= _ROWS_AT_ONCE:
                    part.write("".join(waiting).encode())
                    waiting.clear()
            part.write(f"{''.join(waiting)}</sheetData></worksheet>".encode())
        return count

    def _finish(self) -> None:
        """Write what names the sheets, and close the archive."""
        sheets = range(1, len(self._titles) + 1)
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{each}.xml"'
            f' ContentType="{_TYPE}.worksheet+xml"/>'
            for each in sheets
        )
        names = "".join(
            f'<sheet name={quoteattr(title)} sheetId="{each}" r:id="rId{each}"/>'
            for each, title in zip(sheets, self._titles, strict=True)
        )
        relations = "".join(
            f'<Relationship Id="rId{each}" Type="{_OFFICE}/worksheet"'
            f' Target="worksheets/sheet{each}.xml"/>'
            for each in sheets
        )
        styles = len(self._titles) + 1
        parts = {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels"'
                ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
                f'{types}<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
                "</Types>"
            ),
            "_rels/.rels": _ROOT_RELATIONS,
            "xl/workbook.xml": (
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{_RELATIONS}">{relations}<Relationship Id="rId{styles}"'
                f' Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
            ),
            "xl/styles.xml": _STYLES,
        }
        for name, text in parts.items():
            self._archive.writestr(self._info(name), _TOP + text)
        self._archive.close()

    @staticmethod
    def _info(name: str) -> ZipInfo:
        info = ZipInfo(name, _MOMENT)
        info.compress_type = ZIP_DEFLATED
        return info


def _head(header: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    yield f'{_TOP}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield "</sheetView></sheetViews><cols>"
    for place, width in enumerate(widths, 1):
        yield f'<col min="{place}" max="{place}" width="{width}" style="{_TEXT_STYLE}"'
        yield ' customWidth="1"/>'
    yield "</cols><sheetData><row>"
    yield from (_text(each, _HEADER_STYLE) for each in header)
    yield "</row>"


def _row(row: Sequence[Cell]) -> str:
    cells = [
        _text(cell, _TEXT_STYLE) if isinstance(cell, str) else f"<c><v>{cell}</v></c>"
        for cell in row
    ]
    return f"<row>{''.join(cells)}</row>"


def _text(text: str, style: int) -> str:
    if not text:
        return f'<c s="{style}"/>'
    if not text.isalnum():
        text = escape(_UNUSABLE.sub("\ufffd", text[:LONGEST]))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
