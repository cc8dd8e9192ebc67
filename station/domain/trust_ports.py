"""What the services ask of the stored trust lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RefusedList:
    """A trust list that was refused: when (aware), the error's code, and its serial if known."""

    at: datetime
    reason: str
    serial: int | None


class TrustLists(Protocol):
    """Which trust list is in force, and what was judged before. Lists go by their SHA-256."""

    def mark(self) -> tuple[int, bytes] | None:
        """Return serial and SHA-256 of the list that was accepted last."""

    def raw(self) -> bytes | None:
        """Return that list's bytes; None if an older version of the program accepted it."""

    def accept(self, serial: int, sha256: bytes, raw: bytes, at: datetime) -> None:
        """Put a list in force: the mark and the bytes."""

    def refuse(self, sha256: bytes, refused: RefusedList) -> None:
        """Note a list that was refused; one that was judged before stays as it is."""

    def was_judged(self, sha256: bytes) -> bool:
        """Tell whether a list was accepted or refused before."""

    def last_refused(self) -> RefusedList | None: ...
