"""The ring of reading keys, as two booths that know different parts of it make one of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from station.credential.keys import ReadingKey


def merged_ring(
    leading: Sequence[bytes], other: Sequence[bytes], dropped: AbstractSet[bytes]
) -> tuple[bytes, ...]:
    """Return the private keys of both rings without the dropped ones, each ring newest first.

    ``dropped`` are public keys, 32 bytes each. A key that only one ring has stands as new as it
    stood there; where the two tell nothing about each other, or differ, ``leading`` is followed.
    """
    merged = dict.fromkeys(_interleaved(leading, other))
    return tuple(key for key in merged if ReadingKey(key).public not in dropped)


def _interleaved(leading: Sequence[bytes], other: Sequence[bytes]) -> Iterator[bytes]:
    """Yield all keys, some of them twice: the first time counts."""
    shared = set(leading) & set(other)
    rest = iter(other)
    for key in leading:
        if key in shared:
            for before in rest:
                if before == key:
                    break
                if before not in shared:
                    yield before
        yield key
    yield from rest
