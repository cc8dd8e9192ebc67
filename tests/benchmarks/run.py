"""Run every benchmark of this folder in its own process: `make bench`.

A benchmark is a file `bench_NAME.py` with a `main()` that prints its figures. Names given on the
command line choose some of them. Ends with 1 if one of them failed.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent.parent
_NAMED = ("PySide6-Essentials", "SQLAlchemy", "zxing-cpp", "opencv-python-headless", "openpyxl")


def machine() -> str:
    """Return the machine that the figures belong to: processor, cores, system and versions."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    processor = models[0] if models else platform.processor()
    versions = ", ".join(f"{name} {version(name)}" for name in _NAMED)
    return (
        f"{processor}, {os.cpu_count()} cores, {platform.system()} {platform.release()}\n"
        f"Python {platform.python_version()}, {versions}"
    )


def main(names: list[str]) -> int:
    """Run the benchmarks, all or those named; return the exit code."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(_ROOT)}
    print(machine(), flush=True)
    failed = 0
    for path in sorted(_HERE.glob("bench_*.py")):
        name = path.stem.removeprefix("bench_")
        if names and name not in names:
            continue
        print(f"\n--- {name}", flush=True)
        call = f"import runpy; runpy.run_path({str(path)!r})['main']()"
        done = subprocess.run([sys.executable, "-c", call], cwd=_ROOT, env=environment, check=False)
        failed += done.returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
