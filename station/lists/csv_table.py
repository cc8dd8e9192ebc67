"""A table in a text file: UTF-8, UTF-16 with a signature, or GB 18030; comma, tab or semicolon.

Excel writes texts that look like numbers as `="0123"`, and people put a tab or an apostrophe
before them: all three are taken away.
"""

from __future__ import annotations

import csv
import io
import re
from threading import Event

from station.lists.faults import ListDamaged, ListEncodingUnknown
from station.lists.table import CELL_LENGTH, COLUMNS, Cell, RowsKept, TableRow

_TEXT_FORM = re.compile(r'="(.*)"', re.DOTALL)
_SIGNATURES = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DELIMITERS = ",\t;，；"
_LOOKED_AT = 20


def csv_table(data: bytes, cancel: Event | None = None) -> list[TableRow]:
    """Return the rows of a text file. Raises `ListEncodingUnknown`, `ListDamaged` for a quote
    that nobody closed, `ListTooLong`."""
    text = _decoded(data)
    kept = RowsKept(cancel)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for number, row in enumerate(reader, 1):
            kept.add(number, [Cell(_plain(each)) for each in row[:COLUMNS]])
    except csv.Error:
        # One lost quote would swallow everybody up to the next one.
        raise ListDamaged() from None
    return kept.rows


def _decoded(data: bytes) -> str:
    for signature, encoding in _SIGNATURES:
        if data.startswith(signature):
            return _in(encoding, data[len(signature) :])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _in("gb18030", data)


def _in(encoding: str, data: bytes) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ListEncodingUnknown() from None


def _delimiter(text: str) -> str:
    """Return the delimiter that the first lines hold most of."""
    head = "\n".join(text[: _LOOKED_AT * CELL_LENGTH].splitlines()[:_LOOKED_AT])
    return max(_DELIMITERS, key=head.count)


def _plain(text: str) -> str:
    text = text.strip()
    form = _TEXT_FORM.fullmatch(text)
    if form is not None:
        text = form.group(1).replace('""', '"').strip()
    if len(text) > CELL_LENGTH:
        raise ListDamaged()
    return text.removeprefix("'").strip()
