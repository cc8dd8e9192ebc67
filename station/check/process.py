"""A file read by a process of its own, which is killed when its time is over.

The same program is started again with a command that nobody sees, so that it works frozen too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

import station
from station.check.allowance import longest_seconds
from station.check.finding import Code, FileRefused
from station.check.wire import END, Job, WireBroken, read_frames

COMMAND = "check-file"
_START_SECONDS = 1.5
# By the clock a busy machine may take longer than by the processor; a small file has no such time.
_SECONDS_A_BYTE = 12e-6
_EVERY = 0.1

Frame = Callable[[bytes, bytes], None]


class ReadCancelled(Exception):
    """Whoever asked for the check called it off."""


def read_apart(job: Job, frame: Frame, cancel: threading.Event) -> dict[str, Any]:
    """Return the facts of a file (`child.read_file`); ``frame`` takes its rows as they come.

    Whatever becomes of the process: it has ended when this returns. Raises `ReadCancelled`.
    """
    process = subprocess.Popen(
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    watch = _Watch(process, _seconds(job), cancel)
    watch.start()
    try:
        return _talk(process, job, frame)
    except (OSError, ValueError, KeyError, TypeError, WireBroken):
        if cancel.is_set():
            raise ReadCancelled() from None
        # Killed for its memory or its time, by us or by the system.
        refused = FileRefused(Code.TOO_COSTLY, "time" if watch.killed else "process")
        return {"kind": "unknown", "refused": True, "findings": [refused.finding.facts()]}
    finally:
        with suppress(OSError):
            process.kill()
        watch.stop()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def _talk(process: subprocess.Popen[bytes], job: Job, frame: Frame) -> dict[str, Any]:
    assert process.stdin is not None
    process.stdin.write(job.encode())
    process.stdin.close()
    for kind, data in read_frames(cast(BinaryIO, process.stdout)):
        if kind == END:
            facts: dict[str, Any] = json.loads(data)
            return facts
        frame(kind, data)
    raise WireBroken("ended")


class _Watch(threading.Thread):
    """Kills the process when its time is over, or the check is called off."""

    def __init__(
        self, process: subprocess.Popen[bytes], seconds: float, cancel: threading.Event
    ) -> None:
        super().__init__(name="check-watch", daemon=True)
        self._process = process
        self._seconds = seconds
        self._cancel = cancel
        self._ended = threading.Event()
        self.killed = False

    def run(self) -> None:
        waited = 0.0
        while not self._ended.wait(_EVERY):
            waited += _EVERY
            if waited > self._seconds or self._cancel.is_set():
                self.killed = not self._cancel.is_set()
                with suppress(OSError):
                    self._process.kill()
                return

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _seconds(job: Job) -> float:
    try:
        size = os.stat(job.path).st_size
    except (OSError, ValueError):
        size = 0
    return _START_SECONDS + longest_seconds(0, len(job.passwords)) + size * _SECONDS_A_BYTE


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, COMMAND]
    program = Path(station.__file__).resolve().parent.parent / "run_station.py"
    return [sys.executable, str(program), COMMAND]


def _environment() -> dict[str, str]:
    # One arena of memory, since each other takes address space that is counted.
    return {**os.environ, "MALLOC_ARENA_MAX": "1", "PYTHONUTF8": "1"}
