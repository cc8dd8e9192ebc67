"""A table in a text file: UTF-8, UTF-16 with a signature, or GB 18030; comma, tab or semicolon.

Excel writes texts that look like numbers as `="0123"`, and people put a tab or an apostrophe
before them: all three are taken away.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from threading import Event

from station.lists.faults import ListDamaged, ListEncodingUnknown
from station.lists.table import CELL_LENGTH, COLUMNS, Cell, RowsKept, TableRow

_TEXT_FORM = re.compile(r'="(.*)"', re.DOTALL)
_SIGNATURES = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DELIMITERS = ",\t;，；"
_LOOKED_AT = 20
_PIECE = 1 << 20


def csv_table(data: bytes, cancel: Event | None = None) -> list[TableRow]:
    """Return the rows of a text file. Raises `ListEncodingUnknown`, `ListDamaged` for a quote
    that nobody closed, `ListTooLong`."""
    kept = RowsKept(cancel)
    for number, row in csv_rows(data):
        kept.add(number, [Cell(_plain(each)) for each in row[:COLUMNS]])
    return kept.rows


def csv_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text file as they stand, with their numbers from 1.

    Raises `ListEncodingUnknown`, and `ListDamaged` as `csv_table` does.
    """
    encoding, signature = _encoding(data)
    delimiter = _delimiter(_text(data, encoding, signature).read(_LOOKED_AT * CELL_LENGTH))
    text = _text(data, encoding, signature)
    try:
        yield from enumerate(csv.reader(text, delimiter=delimiter, strict=True), 1)
    except csv.Error:
        # One lost quote would swallow everybody up to the next one.
        raise ListDamaged() from None


def _text(data: bytes, encoding: str, start: int) -> io.TextIOWrapper:
    source = io.BytesIO(data)
    source.seek(start)
    return io.TextIOWrapper(source, encoding, newline="")


def _encoding(data: bytes) -> tuple[str, int]:
    """Return the encoding and how many bytes its signature has. Raises `ListEncodingUnknown`."""
    for signature, encoding in _SIGNATURES:
        if data.startswith(signature):
            if _is_in(encoding, data[len(signature) :]):
                return encoding, len(signature)
            raise ListEncodingUnknown()
    for encoding in ("utf-8", "gb18030"):
        if _is_in(encoding, data):
            return encoding, 0
    raise ListEncodingUnknown()


def _is_in(encoding: str, data: bytes) -> bool:
    """Tell whether ``data`` is text in ``encoding``; a piece at a time, to spare memory."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(data[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str) -> str:
    """Return the delimiter that the first lines hold most of."""
    head = "\n".join(text.splitlines()[:_LOOKED_AT])
    return max(_DELIMITERS, key=head.count)


def _plain(text: str) -> str:
    text = text.strip()
    form = _TEXT_FORM.fullmatch(text)
    if form is not None:
        text = form.group(1).replace('""', '"').strip()
    if len(text) > CELL_LENGTH:
        raise ListDamaged()
    return text.removeprefix("'").strip()
