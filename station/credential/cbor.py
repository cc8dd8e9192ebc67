"""Deterministic CBOR (RFC 8949 section 4.2.1), both ways, over cbor2.

cbor2 reads; what it read is written again here and must be the same bytes, so that one value has
one encoding. The writing is our own because cbor2's canonical order is that of RFC 7049 (shorter
keys first), which differs from RFC 8949 for some keys that this format ignores.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NoReturn

import cbor2

DEPTH = 8

_ARRAY, _MAP = 0x80, 0xA0
_LEAST_INT, _GREATEST_INT = -(2**64), 2**64 - 1
_SCALARS = (int, str, bytes, bool, float, type(None), cbor2.CBORSimpleValue)


class BadForm(ValueError):
    """Bytes that are not of the form asked for. Each caller turns it into a refusal of its own."""


def decode(data: bytes) -> Any:
    """Return the one value that ``data`` encodes: int, str, bytes, list, dict, bool, None, float.

    Raises `BadForm` for anything but deterministic CBOR: nested deeper than 8, a key twice, an
    indefinite length, any tag, bytes left over, a number or length longer than needed, keys out
    of order. Keys that are equal in Python (1, 1.0 and True) count as the same key.
    """
    try:
        value = cbor2.loads(
            data,
            semantic_decoders=_NO_TAGS,
            max_depth=DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
        same = encode(value) == data
    except Exception:
        # Whatever a parser makes of hostile bytes, they are refused for one reason.
        raise BadForm("not strict CBOR") from None
    if not same:
        raise BadForm("not deterministic CBOR")
    return value


def encode(value: object) -> bytes:
    """Return the deterministic encoding of ``value``. Raises `BadForm` for what needs a tag."""
    if isinstance(value, list | tuple):
        return _head(_ARRAY, len(value)) + b"".join(map(encode, value))
    if isinstance(value, Mapping):
        pairs = sorted((encode(key), encode(item)) for key, item in value.items())
        if any(left[0] == right[0] for left, right in pairwise(pairs)):
            # Two NaN keys are not equal in Python, so the dict holds both.
            raise BadForm("a key twice")
        return _head(_MAP, len(pairs)) + b"".join(key + item for key, item in pairs)
    if type(value) not in _SCALARS and value is not cbor2.undefined:
        raise BadForm("no plain value")
    if type(value) is int and not _LEAST_INT <= value <= _GREATEST_INT:
        raise BadForm("an integer beyond 64 bits")
    return cbor2.dumps(value, canonical=True)


class _NoTags(Mapping[int, Callable[[Any, bool], Any]]):
    """Stands in for cbor2's decoders of tags: all are refused before they do anything.

    They parse dates, messages and regular expressions; 600 bytes of the last take it seconds.
    """

    def __getitem__(self, tag: int) -> Callable[[Any, bool], Any]:
        return _refuse_tag

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 0


_NO_TAGS = _NoTags()


def _refuse_tag(value: object, immutable: bool) -> NoReturn:
    raise BadForm("a tag")


def _head(major: int, count: int) -> bytes:
    if count < 24:
        return bytes((major | count,))
    if count < 0x100:
        return bytes((major | 24, count))
    if count < 0x10000:
        return struct.pack(">BH", major | 25, count)
    return struct.pack(">BI", major | 26, count)
