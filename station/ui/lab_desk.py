"""The lab's section asks here: for the password of its sheets, and for its key out of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from station.ui.page_desk import PageDesk


@dataclass(frozen=True, slots=True)
class AskPassword:
    """Is a password set? Answered by a bool."""


@dataclass(frozen=True, slots=True)
class SetPassword:
    """Keep this one. Answered by True."""

    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClearPassword:
    """Forget it. Answered by False."""


@dataclass(frozen=True, slots=True)
class ReadLabKey:
    """Read the lab's public key from a file. Answered by its hex."""

    path: Path


class LabDesk(PageDesk):
    """Answered by `station.qt_lab`."""
