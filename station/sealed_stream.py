"""A stream under one key: libsodium's secretstream, XChaCha20-Poly1305 in chunks.

Chunks of 256 KiB (the last one shorter) follow a 24-byte header; each has its tag, the last is
marked as such: altered, moved, lost or added chunks do not open. What stands before the stream is
bound to each chunk as associated data. Backups are such streams, and files sealed to a laboratory.
https://doc.libsodium.org/secret-key_cryptography/secretstream
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES as TAG_BYTES,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEADER_BYTES,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_FINAL as FINAL,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as MESSAGE,
)

CHUNK = 256 * 1024


class SealedWriter:
    """Encrypts what is written on its way into ``target``; `finish` writes the last chunk."""

    def __init__(
        self, target: BinaryIO, key: bytes, context: bytes, before_chunk: Callable[[], None]
    ) -> None:
        """``key`` has 32 bytes; ``context`` is authenticated with each chunk. ``before_chunk`` is
        called before each is written, and may raise."""
        self._target = target
        self._before_chunk = before_chunk
        self._context = context
        self._state = crypto_secretstream_xchacha20poly1305_state()
        self._waiting = bytearray()
        target.write(crypto_secretstream_xchacha20poly1305_init_push(self._state, key))

    def write(self, data: bytes) -> int:
        self._waiting += data
        # One byte is kept back, so that the last chunk is never empty by chance.
        while len(self._waiting) > CHUNK:
            self._push(bytes(self._waiting[:CHUNK]), MESSAGE)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        self._push(bytes(self._waiting), FINAL)

    def _push(self, plain: bytes, tag: int) -> None:
        self._before_chunk()
        sealed = crypto_secretstream_xchacha20poly1305_push(self._state, plain, self._context, tag)
        self._target.write(sealed)


class SealedReader:
    """Reads what a `SealedWriter` wrote. Raises ``damaged`` for anything else."""

    def __init__(
        self, source: BinaryIO, key: bytes, context: bytes, damaged: Callable[[], Exception]
    ) -> None:
        self._source = source
        self._damaged = damaged
        self._context = context
        self._state = crypto_secretstream_xchacha20poly1305_state()
        self._open = bytearray()
        self._ended = False
        header = source.read(HEADER_BYTES)
        if len(header) != HEADER_BYTES:
            raise self._damaged()
        crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, key)

    def read(self, size: int) -> bytes:
        """Return the next ``size`` bytes, fewer at the end."""
        while len(self._open) < size and not self._ended:
            self._pull()
        data = bytes(self._open[:size])
        del self._open[:size]
        return data

    def finish(self) -> None:
        """See that the stream ends here. Raises ``damaged`` if anything is left."""
        while not self._ended:
            self._pull()
        if self._source.read(1):
            raise self._damaged()

    def _pull(self) -> None:
        sealed = self._source.read(CHUNK + TAG_BYTES)
        if len(sealed) < TAG_BYTES:
            raise self._damaged()
        try:
            plain, tag = crypto_secretstream_xchacha20poly1305_pull(
                self._state, sealed, self._context
            )
        except (RuntimeError, ValueError):
            raise self._damaged() from None
        self._open += plain
        self._ended = tag == FINAL
