"""Row keys that can be brought together over booths: UUID version 7 (RFC 9562 section 5.7)."""

from __future__ import annotations

import os
import uuid
from datetime import datetime


def new_id(at: datetime) -> uuid.UUID:
    """Return a UUIDv7 for ``at``: 48 bits of Unix milliseconds, then random bits.

    Keys that rise with time keep the last page of an index warm however large the table is.
    """
    milliseconds = int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    random = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
