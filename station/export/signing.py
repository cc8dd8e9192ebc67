"""What is signed of a package, and the port to whoever signs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from station.domain.audit import AuditHead


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """``issued_at`` is aware; ``digest`` is over the rows, hexadecimal; ``tubes`` without void
    ones."""

    batch: str
    version: int
    site: str
    booth: str
    box: str
    issued_at: datetime
    persons: int
    tubes: int
    digest: str
    chain: AuditHead


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file as it is delivered; ``sha256`` is hexadecimal."""

    name: str
    size: int
    sha256: str


class PackageSigner(Protocol):
    """A booth's sheet key. What it signs, it reads again and finds to be what it was given."""

    @property
    def key_id(self) -> str:
        """The key's kid, 16 hexadecimal digits."""
        ...

    def handover(self, facts: PackageFacts) -> str:
        """Return the hand-over code's text."""
        ...

    def manifest(self, facts: PackageFacts, files: Sequence[PackedFile]) -> bytes:
        """Return the bytes of the manifest."""
        ...
