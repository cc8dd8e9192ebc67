"""A file sealed to the laboratory's public key: whoever lacks the private one reads nothing.

``station-sealed 1`` and a line end; a fresh stream key in a libsodium sealed box to the
laboratory's X25519 key (32 + 48 bytes); then the file as a `SealedWriter`'s stream under it, with
all before the stream as its associated data. The station keeps neither key: it cannot open the
file again. Memory is one chunk.
https://doc.libsodium.org/public-key_cryptography/sealed_boxes
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from station.errors import StationError
from station.sealed_stream import CHUNK, SealedReader, SealedWriter

SUFFIX = ".sealed"
MAGIC = b"station-sealed 1\n"
_KEY_BYTES = 32
_BOX_BYTES = _KEY_BYTES + 48


class SealedDamaged(StationError):
    """The file is no sealed file of ours, or not as it was written."""

    code = "sealed_damaged"


class SealedForOther(StationError):
    """The file is sealed to another key than the one given, or its beginning is damaged."""

    code = "sealed_for_other"


def seal_file(
    source: BinaryIO, target: BinaryIO, public_key: bytes, before_chunk: Callable[[], None]
) -> None:
    """Write what ``source`` holds into ``target``, sealed to ``public_key`` (32 bytes, X25519).

    ``before_chunk`` is called before each 256 KiB, and may raise. Raises OSError too.
    """
    key = random(_KEY_BYTES)
    before = MAGIC + SealedBox(PublicKey(public_key)).encrypt(key)
    target.write(before)
    writer = SealedWriter(target, key, before, before_chunk)
    while data := source.read(CHUNK):
        writer.write(data)
    writer.finish()


def open_sealed(
    source: BinaryIO, target: BinaryIO, private_key: bytes, before_chunk: Callable[[], None]
) -> None:
    """Write the file that ``source`` holds sealed into ``target``; only all of it counts.

    ``private_key`` are the laboratory's 32 bytes (X25519). Raises `SealedDamaged`,
    `SealedForOther` or OSError; what ``target`` got until then is to be thrown away.
    """
    magic, box = source.read(len(MAGIC)), source.read(_BOX_BYTES)
    if magic != MAGIC or len(box) != _BOX_BYTES:
        raise SealedDamaged()
    try:
        key = SealedBox(PrivateKey(private_key)).decrypt(box)
    except CryptoError:
        raise SealedForOther() from None
    reader = SealedReader(source, key, magic + box, SealedDamaged)
    while data := reader.read(CHUNK):
        before_chunk()
        target.write(data)
    reader.finish()


def is_sealed(beginning: bytes) -> bool:
    """Tell whether a file that begins with these bytes is a sealed one."""
    return beginning.startswith(MAGIC)
