"""What Linux tells of a video device: whether it captures, and the range of a control.

The Linux Media Infrastructure userspace API, part I (Video for Linux): VIDIOC_QUERYCAP and
VIDIOC_QUERYCTRL. Both may be asked while another program or thread has the device open.
"""

from __future__ import annotations

import os
import struct
import sys
from contextlib import suppress
from pathlib import Path

from station.domain.reader import CameraDevice
from station.scanner.camera.choice import linux_number

EXPOSURE_ABSOLUTE = 0x009A0902
FOCUS_ABSOLUTE = 0x009A090A

# _IOR('V', 0, struct v4l2_capability) and _IOWR('V', 36, struct v4l2_queryctrl).
_QUERYCAP = 0x80685600
_QUERYCTRL = 0xC0445624
_CAPABILITY = struct.Struct("=16s32s32sIII12x")
_CONTROL = struct.Struct("=II32siiiiI8x")
_CAPTURES = 0x00000001
_HAS_DEVICE_CAPS = 0x80000000
_DISABLED = 0x0001


def listed(
    names: Path = Path("/sys/class/video4linux"), folder: Path = Path("/dev")
) -> tuple[CameraDevice, ...]:
    """Return the cameras that the kernel lists, each once, in the order of their numbers.

    A camera has further nodes for metadata: those capture no video.
    """
    found = []
    for entry in names.glob("video*"):
        number = linux_number(f"/dev/{entry.name}")
        path = folder / entry.name
        if number is not None and path.exists() and _captures(path, entry):
            found.append((number, CameraDevice(str(path), _text(entry / "name") or entry.name)))
    return tuple(device for _, device in sorted(found, key=lambda each: each[0]))


def control_range(path: Path, control: int) -> tuple[float, float] | None:
    """Return the lowest and the highest value of a control, or None if the driver has none."""
    answer = _ask(path, _QUERYCTRL, _CONTROL.pack(control, 0, b"", 0, 0, 0, 0, 0))
    if answer is None:
        return None
    _, _, _, low, high, _, _, flags = _CONTROL.unpack(answer)
    return None if flags & _DISABLED or low >= high else (float(low), float(high))


def _captures(path: Path, entry: Path) -> bool:
    answer = _ask(path, _QUERYCAP, bytes(_CAPABILITY.size))
    if answer is None:
        # Somebody else's device: the first node of a camera is the one that captures.
        return _text(entry / "index") in ("", "0")
    *_, whole, of_node = _CAPABILITY.unpack(answer)
    return bool((of_node if whole & _HAS_DEVICE_CAPS else whole) & _CAPTURES)


def _ask(path: Path, request: int, question: bytes) -> bytes | None:
    """Return the driver's answer, or None if it has none."""
    if sys.platform != "linux":
        return None
    import fcntl

    try:
        handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        return fcntl.ioctl(handle, request, question)
    except OSError:
        return None
    finally:
        os.close(handle)


def _text(path: Path) -> str:
    with suppress(OSError):
        return path.read_text(encoding="utf-8", errors="replace").strip()
    return ""
