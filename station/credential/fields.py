"""The fields of a CBOR map with whole-number keys, by exact type."""

from __future__ import annotations

from typing import TypeVar

from station.credential.cbor import BadForm

T = TypeVar("T")


class Fields:
    """A decoded map, read by key. Keys that are no int and keys nobody asks for are ignored.

    Types are exact, for keys and values: in Python True and 1.0 equal 1, in CBOR they do not.
    """

    def __init__(self, value: object) -> None:
        """Take a decoded ``value``; raise `BadForm` if it is no map."""
        if type(value) is not dict:
            raise BadForm("no map")
        self._values = {key: item for key, item in value.items() if type(key) is int}

    def need(self, key: int, kind: type[T]) -> T:
        """Return the value of ``key``; raise `BadForm` if it is missing or not a ``kind``."""
        value = self._values.get(key)
        if type(value) is not kind:
            raise BadForm(f"field {key}")
        return value

    def maybe(self, key: int, kind: type[T]) -> T | None:
        """Return the value of ``key`` or None; raise `BadForm` if it is there but no ``kind``."""
        return self.need(key, kind) if key in self._values else None

    def need_bytes(self, key: int, length: int) -> bytes:
        """Return the byte string of ``key``; raise `BadForm` unless it has ``length`` bytes."""
        return exact_bytes(self.need(key, bytes), length)


def exact_bytes(value: object, length: int) -> bytes:
    """Return ``value`` if it is a byte string of ``length`` bytes; raise `BadForm` if not."""
    if type(value) is not bytes or len(value) != length:
        raise BadForm(f"not {length} bytes")
    return value
