"""What a reading process is told, and what it tells: frames in a pipe.

A frame is its kind (one byte), its length (four bytes, little-endian), and that many bytes. Rows
come packed by zlib, a thousand together; nothing is ever unpickled.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from station.export.digest import Cell

_HEAD = struct.Struct("<cI")
_LONGEST = 64 << 20
ROWS_A_FRAME = 1000
END, PERSONS_ROWS, TUBES_ROWS, WHO = b"E", b"P", b"T", b"W"
_CELLS, _LINES = "\x1f", "\x1e"
_FIRST = "\x1d"


class WireBroken(Exception):
    """The other end is gone, or does not speak as it should."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a reading process is to do. Secrets go through its standard input, nowhere else.

    ``key`` makes this run's keys of persons; ``wants_rows``: they are to be sent. ``is_sheet`` is
    False for a file beside the sheet, which is looked at and hashed only.
    """

    path: str
    passwords: tuple[str, ...] = field(default=(), repr=False)
    lab_key: bytes | None = field(default=None, repr=False)
    key: bytes = field(default=b"", repr=False)
    wants_rows: bool = False
    is_sheet: bool = True

    def encode(self) -> bytes:
        facts = {
            "path": self.path,
            "passwords": self.passwords,
            "lab_key": None if self.lab_key is None else self.lab_key.hex(),
            "key": self.key.hex(),
            "wants_rows": self.wants_rows,
            "is_sheet": self.is_sheet,
        }
        return json.dumps(facts).encode()

    @classmethod
    def decode(cls, data: bytes) -> Job:
        facts = json.loads(data)
        lab_key = facts["lab_key"]
        return cls(
            facts["path"],
            tuple(facts["passwords"]),
            None if lab_key is None else bytes.fromhex(lab_key),
            bytes.fromhex(facts["key"]),
            facts["wants_rows"],
            facts["is_sheet"],
        )


def write_frame(stream: BinaryIO, kind: bytes, data: bytes) -> None:
    stream.write(_HEAD.pack(kind, len(data)) + data)
    stream.flush()


def read_frames(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and bytes of each frame, `END` last. Raises `WireBroken`."""
    while True:
        head = stream.read(_HEAD.size)
        if len(head) < _HEAD.size:
            raise WireBroken("ended")
        kind, length = _HEAD.unpack(head)
        if length > _LONGEST:
            raise WireBroken("too long")
        data = stream.read(length)
        if len(data) < length:
            raise WireBroken("cut")
        yield kind, data
        if kind == END:
            return


def write_facts(stream: BinaryIO, facts: dict[str, Any]) -> None:
    write_frame(stream, END, json.dumps(facts).encode())


def pack_rows(rows: Iterable[tuple[int, Sequence[Cell]]]) -> bytes:
    """Pack rows with their numbers. One whose text holds a separator is left out: no sheet may
    have it, and a finding tells of it."""
    lines = []
    for number, values in rows:
        line = f"{number}{_FIRST}{_CELLS.join(map(str, values))}"
        if line.count(_CELLS) == len(values) - 1 and line.count(_FIRST) == 1 and _LINES not in line:
            lines.append(line)
    return zlib.compress(_LINES.join(lines).encode("utf-8", "replace"), 1)


def unpack_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield what `pack_rows` packed, each value as text."""
    for line in filter(None, zlib.decompress(data).decode().split(_LINES)):
        number, _, values = line.partition(_FIRST)
        yield int(number), values.split(_CELLS)
