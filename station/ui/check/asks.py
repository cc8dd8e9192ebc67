"""What the check page asks for, and the answers that it gets. Answered by `station.qt_check`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from threading import Event

from station.services.paper import PaperCompared


@dataclass(frozen=True, slots=True)
class RunCheck:
    """Check these files and folders; the answer is a `CheckShown`. Passwords are tried in turn.

    ``lab_key`` is a laboratory's key file, ``passphrase`` its own. ``cancel`` calls it off.
    """

    paths: tuple[Path, ...]
    passwords: tuple[str, ...] = field(repr=False)
    lab_key: Path | None
    passphrase: str = field(repr=False)
    cancel: Event = field(default_factory=Event, repr=False)


@dataclass(frozen=True, slots=True)
class SaveChecked:
    """Write the report and the merged sheet of ``checked`` into ``folder``; the answer is the
    tuple of their paths."""

    folder: Path
    checked: CheckShown
    language: str


@dataclass(frozen=True, slots=True)
class ComparePaper:
    """Compare a hand-over code with what was ``checked``; the answer is a `PaperCompared`."""

    text: str
    checked: CheckShown | None


class FileState(Enum):
    """``PROOF``: a manifest or a file beside the sheet, with nothing found in it."""

    GOOD = "good"
    FINDINGS = "findings"
    REFUSED = "refused"
    PROOF = "proof"


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file: ``name`` as it is shown, and what it says itself. ``findings``: how many it has.

    ``proved_by`` is manifest, handover, or empty; ``resaved``: another program saved it again.
    """

    name: str
    place: str
    state: FileState
    findings: int
    batch: str = ""
    version: int = 0
    persons: int = 0
    tubes: int = 0
    proved_by: str = ""
    resaved: bool = False


@dataclass(frozen=True, slots=True)
class FindingShown:
    """``code`` is that of `station.check`; ``files`` are places in `CheckShown.files`.

    ``more``: not listed, but so many of the kind there are beyond those that are.
    """

    code: str
    files: tuple[int, ...]
    sheet: str = ""
    row: int | None = None
    detail: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class CheckShown:
    """One report. ``findings`` are grouped by code, the worst kinds first; ``report`` is the
    service's own, for saving."""

    files: tuple[FileShown, ...]
    findings: tuple[FindingShown, ...]
    persons: int
    tubes: int
    report: object = field(repr=False, compare=False)

    @property
    def is_ok(self) -> bool:
        return not self.findings

    @property
    def counted(self) -> int:
        """How many findings there are."""
        return sum(finding.more or 1 for finding in self.findings)

    def of_file(self, place: int | None) -> Sequence[FindingShown]:
        """Return the findings of one file, of all for None."""
        if place is None:
            return self.findings
        return [finding for finding in self.findings if place in finding.files]


Answer = CheckShown | PaperCompared | tuple[Path, ...]
