"""Any number of files checked, two at a time, and compared with each other."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from station.check.across import Across, look_across
from station.check.finding import Code, FileRefused, Finding
from station.check.people import KEY_BYTES
from station.check.process import ReadCancelled, read_apart
from station.check.read_file import ReadFile
from station.check.shortcut import take_known
from station.check.signed import judge
from station.check.wire import WHO, Job
from station.credential.trust import TrustList

AT_ONCE = 2
MOST_FILES = 2000
_BESIDE = ("-lab", "-changes")

Progress = Callable[[int, int, int], None]
"""Takes the files that are done, how many there are, and the rows of persons so far; called from
the threads that read."""


@dataclass(frozen=True, slots=True)
class CheckWishes:
    """What to check: files and folders of packages, and what opens and proves them.

    ``trust`` None: signatures are not judged. ``wants_rows``: the report keeps the rows, packed,
    for the merged sheet.
    """

    files: tuple[Path, ...]
    trust: TrustList | None = None
    passwords: tuple[str, ...] = field(default=(), repr=False)
    lab_key: bytes | None = field(default=None, repr=False)
    wants_rows: bool = False


@dataclass(frozen=True, slots=True)
class CheckReport:
    """``findings`` are those across files."""

    files: tuple[ReadFile, ...]
    across: Across

    @property
    def findings(self) -> list[Finding]:
        return self.across.findings.all()

    @property
    def is_ok(self) -> bool:
        return not self.findings and not any(file.findings for file in self.files)

    @property
    def counted(self) -> int:
        """How many findings there are, those across files included."""
        return len(self.findings) + sum(len(file.findings) for file in self.files)

    def facts(self) -> dict[str, Any]:
        """Return the answer in JSON."""
        return {
            "ok": self.is_ok,
            "files": [file.facts() for file in self.files],
            "findings": [finding.facts() for finding in self.findings],
            "persons": sum(file.persons for file in self.across.sources),
            "tubes": sum(file.tubes for file in self.across.sources),
        }


def check_files(
    wishes: CheckWishes,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> CheckReport:
    """Check all of ``wishes``. Raises `ReadCancelled` once ``cancel`` is set, and nothing else for
    whatever the files are: that is in the report."""
    files = _expanded(wishes.files)
    cancel = cancel or threading.Event()
    left = take_known(files)
    reading = _Reading(wishes, progress, cancel, len(files), len(files) - len(left))
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="check") as pool:
        for future in [pool.submit(reading.read, file) for file in left]:
            future.result()
    judge(files, wishes.trust)
    return CheckReport(tuple(files), look_across(files))


class _Reading:
    """The files of one check, as the threads read them."""

    def __init__(
        self,
        wishes: CheckWishes,
        progress: Progress | None,
        cancel: threading.Event,
        files: int,
        done: int,
    ) -> None:
        self._wishes = wishes
        self._progress = progress
        self._cancel = cancel
        self._files = files
        self._done, self._rows = done, 0
        self._lock = threading.Lock()
        self._key = secrets.token_bytes(KEY_BYTES)

    def read(self, file: ReadFile) -> None:
        """Read a file by a process of its own. Raises `ReadCancelled`."""
        if self._cancel.is_set():
            raise ReadCancelled()
        wishes = self._wishes
        job = Job(
            str(file.path),
            wishes.passwords,
            wishes.lab_key,
            self._key,
            wishes.wants_rows,
            is_sheet=not _is_beside(file.path),
        )

        def take(kind: bytes, data: bytes) -> None:
            file.take_frame(kind, data)
            if kind == WHO:
                self._tell(rows=1000)

        try:
            file.take_facts(read_apart(job, take, self._cancel))
        except (ValueError, KeyError, TypeError):
            file.take_facts(
                {
                    "refused": True,
                    "findings": [FileRefused(Code.TOO_COSTLY, "process").finding.facts()],
                }
            )
        self._tell(files=1)

    def _tell(self, files: int = 0, rows: int = 0) -> None:
        with self._lock:
            self._done += files
            self._rows += rows
            if self._progress is not None:
                self._progress(self._done, self._files, self._rows)


def _expanded(paths: Sequence[Path]) -> list[ReadFile]:
    """Return each file once; of a folder all that is in it."""
    files: dict[str, ReadFile] = {}
    for path in paths:
        for each in _in_folder(path):
            key = str(each.absolute())
            files.setdefault(key, ReadFile(str(each), each.absolute()))
    return list(files.values())


def _in_folder(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            return [path]
        found = [
            each
            for each in sorted(path.rglob("*"))
            if each.is_file() and not each.name.startswith(".")
        ]
    except (OSError, ValueError):
        return [path]
    # An empty folder is no package.
    return found[:MOST_FILES] or [path]


def _is_beside(path: Path) -> bool:
    return path.name.partition(".")[0].endswith(_BESIDE)
