"""Which camera is wanted and how it should see, as plain values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

AUTO = "auto"
_SYSTEM_IDS = ("/dev/video", "/dev/v4l/", "\\\\?\\", "@device:")


@dataclass(frozen=True, slots=True)
class CameraChoice:
    """A wanted camera or clip.

    ``device``: `auto`, a number, the system's id of a camera, or the path of a clip. ``name``: the
    camera's name, by which it is found again in another socket; empty if nobody knows it.
    ``width``, ``height`` (pixels) and ``fps`` are asked of a camera, which may give others.
    ``exposure`` and ``focus`` are in the driver's units and count while their ``auto_`` is False.
    """

    device: str = AUTO
    name: str = ""
    width: int = 1280
    height: int = 720
    fps: int = 30
    auto_exposure: bool = True
    exposure: float = 0.0
    auto_focus: bool = True
    focus: float = 0.0

    @property
    def is_auto(self) -> bool:
        return self.device == AUTO

    @property
    def number(self) -> int | None:
        """The number that is wanted, or None if it is none."""
        return int(self.device) if self.device.isdecimal() else None

    @property
    def is_clip(self) -> bool:
        """True for a recording: its frames come at their own pace and have an end."""
        is_camera = self.is_auto or self.device.isdecimal() or self.device.startswith(_SYSTEM_IDS)
        return not is_camera

    @property
    def label(self) -> str:
        """What people call it before it was ever opened; empty for a camera that nobody chose."""
        if self.is_auto or self.name:
            return self.name
        return f"#{self.device}" if self.device.isdecimal() else Path(self.device).name


def linux_number(device_id: str) -> int | None:
    """Return N of /dev/videoN, links followed, or None if this is no such device."""
    if device_id.startswith("/dev/v4l/"):
        device_id = str(Path(device_id).resolve())
    found = re.fullmatch(r"/dev/video(\d+)", device_id)
    return int(found[1]) if found else None
