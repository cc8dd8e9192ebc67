"""A workbook described as text: every cell, style, width and print setting, to be compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook


def described(path: Path) -> str:
    book = load_workbook(path)
    about = book.properties
    lines = [
        f"creator {about.creator}, last {about.lastModifiedBy}, title {about.title}",
        f"created {about.created:%Y-%m-%dT%H:%M:%S}, modified {about.modified:%Y-%m-%dT%H:%M:%S}",
    ]
    for sheet in book.worksheets:
        lines += ["", f"[{sheet.title}]", *_set_up(sheet), *_cells(sheet)]
    book.close()
    return "\n".join(lines) + "\n"


def _set_up(sheet: Any) -> Iterator[str]:
    widths = (f"{name}={d.width:g}" for name, d in sorted(sheet.column_dimensions.items()))
    yield "widths " + " ".join(widths)
    heights = (f"{row}={d.height:g}" for row, d in sorted(sheet.row_dimensions.items()) if d.height)
    yield "heights " + " ".join(heights)
    yield f"frozen {sheet.freeze_panes}, filter {sheet.auto_filter.ref}"
    page = sheet.page_setup
    yield (
        f"paper {page.paperSize} {page.orientation}, pages {page.fitToWidth}x{page.fitToHeight}"
        f" fit {sheet.sheet_properties.pageSetUpPr.fitToPage}, titles {sheet.print_title_rows}"
    )
    foot = sheet.oddFooter
    yield f"footer {foot.left.text} | {foot.center.text} | {foot.right.text}"
    yield f"merged {len(sheet.merged_cells.ranges)}, protected {sheet.protection.sheet}"


def _cells(sheet: Any) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            style = " ".join(
                word
                for word, there in (
                    ("bold", cell.font.bold),
                    (f"fill={cell.fill.start_color.rgb}", cell.fill.fill_type),
                    ("ruled", cell.border.bottom.style),
                    ("wrap", cell.alignment.wrap_text),
                    ("shrink", cell.alignment.shrink_to_fit),
                )
                if there
            )
            yield (
                f"{cell.coordinate} {cell.data_type} {cell.number_format} "
                f"{cell.alignment.horizontal} {style} {cell.value!r}"
            )
