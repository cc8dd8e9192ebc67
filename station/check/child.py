"""The process that reads one file: told by its standard input, telling by its standard output.

It limits itself before it opens anything: memory, processor time, no file of its own. Whatever it
raises becomes one finding; were it to die, `process` makes one of that.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from station.check.allowance import Allowance, longest_seconds
from station.check.finding import Code, FileRefused
from station.check.opening import ARCHIVE, MANIFEST, OLE, decrypted, read_whole, unsealed
from station.check.sheet import SheetCheck
from station.check.wire import Job, write_facts, write_frame
from station.lists.faults import Hostile, ListDamaged, ListEncodingUnknown, ListHostile
from station.lists.xlsx_archive import damage_told

MEMORY = 300 << 20
_HOSTILE = {
    Hostile.BOMB.value: Code.ZIP_BOMB,
    Hostile.ENTITIES.value: Code.ENTITIES,
    Hostile.DIMENSIONS.value: Code.DIMENSIONS,
    Hostile.PARTS.value: Code.PARTS,
    Hostile.ENCRYPTED_PARTS.value: Code.FILE_UNSUPPORTED,
}
_MANIFEST_BYTES = 1 << 16

Send = Callable[[bytes, bytes], None]


def serve(source: BinaryIO, target: BinaryIO) -> int:
    """Do the job in ``source`` and tell of it in ``target``; return the process's exit code."""
    job = Job.decode(source.read())
    confine(MEMORY)
    facts = read_file(job, lambda kind, data: write_frame(target, kind, data), confine)
    write_facts(target, facts)
    return 0


def confine(memory: int, seconds: int = 0) -> None:
    """Let this process have ``memory`` bytes more than it has, and write no file.

    ``seconds``: of processor time, if not 0. Windows has no such limits: there only the time
    counts, which `process` watches.
    """
    if sys.platform == "win32":
        return
    import resource

    def limit(what: int, most: int) -> None:
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))

    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, 0)
    if seconds:
        limit(resource.RLIMIT_CPU, seconds)
    # macOS does not count address space as Linux does.
    if sys.platform == "linux":
        with open("/proc/self/statm", "rb") as status:
            held = int(status.read().split()[0]) * resource.getpagesize()
        limit(resource.RLIMIT_AS, held + memory)


def read_file(
    job: Job, send: Send, limit: Callable[[int, int], None] = lambda memory, seconds: None
) -> dict[str, Any]:
    """Return a file's facts, its findings among them; rows go to ``send``. Raises nothing.

    ``limit`` is told of memory and processor time once the file's size is known.
    """
    facts: dict[str, Any] = {"kind": "unknown", "refused": True}
    check: SheetCheck | None = None
    try:
        data = read_whole(job.path)
        facts["sha256"] = hashlib.sha256(data).hexdigest()
        facts["size"] = len(data)
        allowance = Allowance(len(data), len(job.passwords))
        limit(MEMORY, int(longest_seconds(len(data), len(job.passwords))) + 2)
        check = SheetCheck(job, allowance, send)
        facts |= _read(data, job, allowance, check)
        facts["refused"] = False
    except FileRefused as refused:
        return facts | {"findings": [refused.finding.facts()]}
    except MemoryError:
        return facts | {"findings": [FileRefused(Code.TOO_COSTLY, "memory").finding.facts()]}
    return facts | {
        "findings": [finding.facts() for finding in check.findings.all()],
        "count": len(check.findings),
        "spoiled": check.findings.spoiled(),
    }


def _read(data: bytes, job: Job, allowance: Allowance, check: SheetCheck) -> dict[str, Any]:
    try:
        with damage_told():
            return _of_kind(data, job, allowance, check)
    except ListHostile as hostile:
        raise FileRefused(_HOSTILE[str(hostile.params["kind"])]) from None
    except ListDamaged:
        raise FileRefused(Code.FILE_DAMAGED) from None
    except ListEncodingUnknown:
        raise FileRefused(Code.FILE_UNSUPPORTED) from None


def _of_kind(data: bytes, job: Job, allowance: Allowance, check: SheetCheck) -> dict[str, Any]:
    if data[:1] == MANIFEST and len(data) <= _MANIFEST_BYTES:
        return {"kind": "manifest", "manifest": data.hex()}
    before = data
    data = unsealed(data, job, allowance)
    facts: dict[str, Any] = {"sealed": data is not before, "encrypted": False}
    if data.startswith(OLE):
        data = decrypted(data, job, allowance)
        facts["encrypted"] = True
    if data.startswith(ARCHIVE):
        return check.workbook(data) | facts
    if facts["encrypted"]:
        raise FileRefused(Code.FILE_DAMAGED)
    if not data or (b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise FileRefused(Code.FILE_UNSUPPORTED)
    if not job.is_sheet:
        return {"kind": "beside"} | facts
    return check.text(data) | facts
