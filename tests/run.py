"""Run the tests in two parts: `make test`. Options of pytest are passed on to both.

First all that may run side by side, in half as many processes again as there are cores, since many
of them wait. Then, one after another and with nothing beside them, those that are marked `alone`.
The last line counts both parts. Ends with 0 only if neither part had anything to say against it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# More than this many share a disk and a memory badly.
_MOST_PROCESSES = 8
# Ends the run at once: stopped by hand, or pytest itself does not know what to do.
_BROKEN = (
    pytest.ExitCode.INTERRUPTED,
    pytest.ExitCode.INTERNAL_ERROR,
    pytest.ExitCode.USAGE_ERROR,
)


def main(arguments: list[str]) -> int:
    """Run both parts; return the exit code."""
    cores = os.cpu_count() or 1
    processes = min(cores + (cores + 1) // 2, _MOST_PROCESSES)
    parts = (
        ["--part", "beside", "-n", str(processes), "--dist", "worksteal"],
        ["--part", "alone"],
    )
    counts: Counter[str] = Counter()
    codes = []
    with tempfile.TemporaryDirectory() as folder:
        tally = Path(folder) / "tally.json"
        for part in parts:
            command = [sys.executable, "-m", "pytest", *part, "--tally", str(tally), *arguments]
            codes.append(subprocess.run(command, cwd=ROOT, check=False).returncode)
            if tally.exists():
                counts.update(json.loads(tally.read_text(encoding="utf-8")))
                tally.unlink()
            if codes[-1] in _BROKEN or codes[-1] < 0:
                return _ended(codes)
    print(", ".join(f"{counts[kind]} {kind}" for kind in ("passed", "failed", "skipped")))
    return _ended(codes)


def _ended(codes: list[int]) -> int:
    """Return the first exit code that tells of a fault; no tests at all is a fault as well."""
    nothing = int(pytest.ExitCode.NO_TESTS_COLLECTED)
    faults = [code for code in codes if code not in (0, nothing)]
    if faults:
        return faults[0] if faults[0] > 0 else 1
    return 0 if 0 in codes else nothing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
