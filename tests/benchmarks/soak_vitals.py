"""What a process holds: memory, threads, open files; and how late its window is. Linux only."""

from __future__ import annotations

import os
import threading
import time
from array import array
from pathlib import Path

from station.demo.qt_lag import LoopLag

_MB = 1024 * 1024
_LONGEST_MS = 5000


class Memory:
    """Samples of the resident memory, in MB, with their times in seconds."""

    def __init__(self) -> None:
        self._times, self._sizes = array("d"), array("d")

    def note(self) -> None:
        self._times.append(time.monotonic())
        self._sizes.append(resident_mb())

    @property
    def first_mb(self) -> float:
        return self._sizes[0]

    @property
    def last_mb(self) -> float:
        return self._sizes[-1]

    @property
    def largest_mb(self) -> float:
        return max(self._sizes)

    def slope_mb_an_hour(self) -> float:
        """Return how fast memory grew in the second half of the samples, by least squares."""
        half = len(self._times) // 2
        times, sizes = self._times[half:], self._sizes[half:]
        mean_time, mean_size = sum(times) / len(times), sum(sizes) / len(sizes)
        spread = sum((at - mean_time) ** 2 for at in times)
        both = zip(times, sizes, strict=True)
        together = sum((at - mean_time) * (size - mean_size) for at, size in both)
        return 3600 * together / spread if spread else 0.0


class WindowLag(LoopLag):
    """The lag in whole milliseconds. Counts and no list: what is measured beside it is memory."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = array("L", [0] * (_LONGEST_MS + 1))

    def keep(self, late_ms: float) -> None:
        self._counts[min(int(late_ms), _LONGEST_MS)] += 1

    def percentile(self, share: float) -> int:
        """Return the lateness in whole milliseconds that ``share`` of the calls kept within."""
        left = share * sum(self._counts)
        for late_ms, count in enumerate(self._counts):
            left -= count
            if left <= 0:
                return late_ms
        return _LONGEST_MS


def resident_mb() -> float:
    """Return the process's resident memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / _MB


def open_files() -> list[str]:
    """Return what the process's file descriptors stand for."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}"))
        except FileNotFoundError:
            # The listing's own.
            continue
    return sorted(found)


def threads() -> list[str]:
    """Return the names of Python's threads that run; not those that Qt started."""
    return sorted(
        thread.name
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread)
    )


def system_threads() -> list[str]:
    """Return the names of all threads as the system has them, the libraries' among them."""
    names = []
    for folder in Path("/proc/self/task").iterdir():
        try:
            names.append((folder / "comm").read_text(encoding="utf-8").strip())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return sorted(names)
