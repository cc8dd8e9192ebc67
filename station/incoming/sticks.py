"""Which USB sticks are mounted, told by the system's own list; no stick is touched for it."""

from __future__ import annotations

import sys
from pathlib import Path

MOST = 8
"""Sticks that are looked at, at most."""

_WHERE = ("/media/", "/run/media/", "/mnt/")
_MOUNTS = Path("/proc/self/mountinfo")


def mounted_sticks() -> list[Path]:
    """Return the root folders of removable volumes, `MOST` at most; none if it cannot be told."""
    if sys.platform == "win32":
        return _removable_drives()[:MOST]
    try:
        if sys.platform == "darwin":
            return sorted(path for path in Path("/Volumes").iterdir() if not path.is_symlink())[
                :MOST
            ]
        return mounts_of_sticks(_MOUNTS.read_bytes())[:MOST]
    except OSError:
        return []


def mounts_of_sticks(mountinfo: bytes) -> list[Path]:
    """Return where Linux's `mountinfo` (proc_pid_mountinfo(5)) says that sticks are mounted.

    Those are block devices under the folders where desktops and people mount what they plug in.
    Shares of other machines, which may keep a reader waiting, are none.
    """
    found = []
    for line in mountinfo.splitlines():
        before, _, after = line.partition(b" - ")
        fields, source = before.split(b" "), after.split(b" ")
        if len(fields) < 5 or len(source) < 2 or not source[1].startswith(b"/dev/"):
            continue
        place = _unescaped(fields[4]).decode("utf-8", "surrogateescape")
        if place.startswith(_WHERE):
            found.append(Path(place))
    return found


def _unescaped(text: bytes) -> bytes:
    """Undo the kernel's octal escapes of blanks and backslashes."""
    for escaped, plain in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n")):
        text = text.replace(escaped, plain)
    return text.replace(b"\\134", b"\\")


if sys.platform == "win32":
    import ctypes

    _DRIVE_REMOVABLE = 2
    _NO_QUESTIONS = 1  # SEM_FAILCRITICALERRORS: an empty slot must not open a message box

    def _removable_drives() -> list[Path]:
        kernel = ctypes.windll.kernel32
        kernel.SetThreadErrorMode(_NO_QUESTIONS, None)
        letters = kernel.GetLogicalDrives()
        roots = [f"{chr(ord('A') + n)}:\\" for n in range(26) if letters >> n & 1]
        return [Path(root) for root in roots if kernel.GetDriveTypeW(root) == _DRIVE_REMOVABLE]

else:

    def _removable_drives() -> list[Path]:
        return []
