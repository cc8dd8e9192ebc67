"""Which USB sticks are mounted, told by the system's own list; no stick is touched for it."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

MOST = 8
"""Sticks that are looked at, at most."""

_WHERE = ("/media/", "/run/media/", "/mnt/")
_MOUNTS = Path("/proc/self/mountinfo")
_LABELS = Path("/dev/disk/by-label")
_LONGEST_LABEL = 32


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


@dataclass(frozen=True, slots=True)
class Labelled:
    """A stick's root folder, and the name that its user gave it, or that of the folder."""

    folder: Path
    label: str


def labelled_sticks() -> list[Labelled]:
    """Return the sticks with the names that people know them by; see `mounted_sticks`."""
    if sys.platform == "win32":
        return [Labelled(root, _drive_label(root)) for root in _removable_drives()[:MOST]]
    if sys.platform == "darwin":
        return [Labelled(path, path.name) for path in mounted_sticks()]
    try:
        return labels_of(_MOUNTS.read_bytes(), _LABELS)[:MOST]
    except OSError:
        return []


def labels_of(mountinfo: bytes, labels: Path) -> list[Labelled]:
    """Return the sticks of Linux's `mountinfo`, named by the links in the folder ``labels``
    (udev's `/dev/disk/by-label`), else by where they are mounted."""
    named: dict[Path, str] = {}
    try:
        for link in labels.iterdir():
            named[link.resolve()] = _readable(link.name)
    except OSError:
        named.clear()
    found = []
    for place, device in _sticks_in(mountinfo):
        label = named.get(Path(device).resolve(), "") or _plain(place.name)
        found.append(Labelled(place, label))
    return found


def _readable(name: str) -> str:
    """Undo udev's escapes, as `\\x20` for a blank."""
    raw = re.sub(
        rb"\\x([0-9a-fA-F]{2})",
        lambda match: bytes([int(match[1], 16)]),
        name.encode("utf-8", "surrogateescape"),
    )
    return _plain(raw.decode("utf-8", "replace"))


def _plain(name: str) -> str:
    """Return a name without characters that nobody sees, and not too long to be shown."""
    shown = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(char for char in shown if char.isprintable())[:_LONGEST_LABEL].strip()


def mounts_of_sticks(mountinfo: bytes) -> list[Path]:
    """Return where Linux's `mountinfo` (proc_pid_mountinfo(5)) says that sticks are mounted.

    Those are block devices under the folders where desktops and people mount what they plug in.
    Shares of other machines, which may keep a reader waiting, are none.
    """
    return [place for place, _ in _sticks_in(mountinfo)]


def _sticks_in(mountinfo: bytes) -> list[tuple[Path, str]]:
    """Return where sticks are mounted, and their devices."""
    found = []
    for line in mountinfo.splitlines():
        before, _, after = line.partition(b" - ")
        fields, source = before.split(b" "), after.split(b" ")
        if len(fields) < 5 or len(source) < 2 or not source[1].startswith(b"/dev/"):
            continue
        place = _unescaped(fields[4]).decode("utf-8", "surrogateescape")
        if place.startswith(_WHERE):
            found.append((Path(place), source[1].decode("utf-8", "surrogateescape")))
    return found


def _unescaped(text: bytes) -> bytes:
    """Undo the kernel's octal escapes of blanks and backslashes."""
    for escaped, plain in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n")):
        text = text.replace(escaped, plain)
    return text.replace(b"\\134", b"\\")


if sys.platform == "win32":
    import ctypes

    _DRIVE_REMOVABLE = 2
    _LONGEST_NAME = 261  # MAX_PATH + 1
    _NO_QUESTIONS = 1  # SEM_FAILCRITICALERRORS: an empty slot must not open a message box

    def _removable_drives() -> list[Path]:
        kernel = ctypes.windll.kernel32
        kernel.SetThreadErrorMode(_NO_QUESTIONS, None)
        letters = kernel.GetLogicalDrives()
        roots = [f"{chr(ord('A') + n)}:\\" for n in range(26) if letters >> n & 1]
        return [Path(root) for root in roots if kernel.GetDriveTypeW(root) == _DRIVE_REMOVABLE]

    def _drive_label(root: Path) -> str:
        """Return a drive's label with its letter, as SAMPLES (E:), or the letter alone."""
        kernel = ctypes.windll.kernel32
        kernel.SetThreadErrorMode(_NO_QUESTIONS, None)
        name = ctypes.create_unicode_buffer(_LONGEST_NAME)
        letter = str(root).rstrip("\\")
        told = kernel.GetVolumeInformationW(
            str(root), name, _LONGEST_NAME, None, None, None, None, 0
        )
        label = _plain(name.value) if told else ""
        return f"{label} ({letter})" if label else letter

else:

    def _drive_label(root: Path) -> str:
        return root.name

    def _removable_drives() -> list[Path]:
        return []
