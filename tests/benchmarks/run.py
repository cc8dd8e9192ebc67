"""Run every benchmark of this folder in its own process: `make bench`.

A benchmark is a file `bench_NAME.py` with a `main()` that prints its figures. Names given on the
command line choose some of them; the soak comes last and takes half an hour. A figure that missed
its goal is named again at the end; it is no failure, for it may be the machine's. Ends with 1 if a
benchmark broke off.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent.parent
sys.path.insert(0, str(_ROOT))

from tests.benchmarks.figures import is_missed  # noqa: E402

_LAST = "bench_soak"
_NAMED = ("PySide6-Essentials", "SQLAlchemy", "zxing-cpp", "opencv-python-headless", "openpyxl")


def machine() -> str:
    """Return the machine that the figures belong to: processor, cores, system and versions."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    processor = models[0] if models else platform.processor()
    versions = ", ".join(f"{name} {version(name)}" for name in _NAMED)
    return (
        f"{platform.node()}: {processor}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.release()}\n"
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}\n"
        f"{_load()}"
    )


def _load() -> str:
    """Return what else the machine does, where the system tells it: figures depend on it."""
    if not hasattr(os, "getloadavg"):
        return "load unknown"
    return "load " + ", ".join(f"{load:.2f}" for load in os.getloadavg())


def main(names: list[str]) -> int:
    """Run the benchmarks, all or those named; return the exit code."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(_ROOT)}
    environment["PYTHONIOENCODING"] = "utf-8"
    print(machine(), flush=True)
    broken: list[str] = []
    missed: list[str] = []
    for path in sorted(_HERE.glob("bench_*.py"), key=lambda path: (path.stem == _LAST, path.stem)):
        name = path.stem.removeprefix("bench_")
        if names and name not in names:
            continue
        print(f"\n--- {name}", flush=True)
        began = time.monotonic()
        code, lines = _run(path, environment)
        broken += [name] if code else []
        missed += [line for line in lines if is_missed(line)]
        print(f"({time.monotonic() - began:.0f} s, {_load()})", flush=True)
    print("\n" + "\n".join(["missed:", *missed] if missed else ["no goal was missed"]))
    if broken:
        print(f"broke off: {', '.join(broken)}")
    return 1 if broken else 0


def _run(path: Path, environment: dict[str, str]) -> tuple[int, list[str]]:
    """Run one benchmark, its lines printed as they come; return its exit code and its lines."""
    call = f"import runpy; runpy.run_path({str(path)!r})['main']()"
    lines = []
    with subprocess.Popen(
        [sys.executable, "-c", call],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip("\n"))
    return process.returncode, lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
