"""The readers of a soak: each is held before a person, pulled out in the middle, and plugged in.

They stand where real ones do: cameras at the console's port for frames, the serial gun and the
card module on pseudo-terminals under names that stay, the keyboard gun at the window's key events.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import zxingcpp
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from station.demo.card_module import CardModule
from station.demo.clip import draw_label
from station.scanner.camera.controls import CameraControls
from station.scanner.camera.frame_source import CameraMissing, Pixels

Picture = npt.NDArray[np.uint8]

_WIDTH, _HEIGHT = 1280, 720
_FRAME_S = 1 / 30
_MODULE_PX, _QUIET_PX = 5, 20
_KEY_MS = 5


class SoakDevice(Protocol):
    """``usual_s``: within how long what it is shown has mostly come to a registration."""

    usual_s: float

    def show(self, text: str, card: bytes, share: float = 1.0) -> None:
        """Hold a code before it, or lay the card whose text block is ``card``.

        ``share``: how much of it a line carries before it is pulled.
        """

    def go_on(self) -> None:
        """Send what is due of what was shown: called every few milliseconds."""

    def take_away(self) -> None:
        """Hold nothing before it."""

    def plug(self) -> None: ...

    def pull(self) -> None: ...


class SoakCamera:
    """A camera of 1280x720 at 30 frames a second: a `FrameSource` and a `SoakDevice`."""

    is_clip = False
    usual_s = 0.25

    def __init__(self, name: str) -> None:
        self.name = name
        self.controls = CameraControls()
        self._is_plugged = threading.Event()
        self._is_plugged.set()
        self._text = ""
        self._drawn: tuple[str, Picture] = ("", np.empty((0, 0), np.uint8))
        self._table = np.full((_HEIGHT, _WIDTH, 3), 190, np.uint8)
        self._number = 0
        self._due = 0.0

    def open(self) -> None:
        if not self._is_plugged.is_set():
            raise CameraMissing()

    def read(self) -> Pixels | None:
        self._due = max(self._due + _FRAME_S, time.monotonic())
        time.sleep(max(0.0, self._due - time.monotonic()))
        if not self._is_plugged.is_set():
            return None
        # No two frames are the same, as from a real sensor.
        self._number += 1
        frame = self._table.copy()
        frame[:8, : 1 + self._number % 1000] = 90
        text = self._text
        if text:
            if text != self._drawn[0]:
                self._drawn = (text, _code(text))
            code = self._drawn[1]
            top, left = 40 + self._number % 5, 200 + self._number % 7
            frame[top : top + code.shape[0], left : left + code.shape[1]] = code[:, :, np.newaxis]
        return frame

    def close(self) -> None:
        pass

    def show(self, text: str, card: bytes, share: float = 1.0) -> None:
        self._text = text

    def go_on(self) -> None:
        pass

    def take_away(self) -> None:
        self._text = ""

    def plug(self) -> None:
        self._is_plugged.set()

    def pull(self) -> None:
        self._is_plugged.clear()


class SoakSerialGun:
    """A gun on a serial line whose port is ``link``; what it read comes in one go, or a part."""

    usual_s = 0.1

    def __init__(self, link: Path) -> None:
        self.port = str(link)
        self._link = link
        self._device = -1
        self.plug()

    @property
    def is_plugged(self) -> bool:
        return self._device >= 0

    def show(self, text: str, card: bytes, share: float = 1.0) -> None:
        sent = text.encode() + b"\r\n"
        os.write(self._device, sent[: round(share * len(sent))])

    def go_on(self) -> None:
        pass

    def take_away(self) -> None:
        pass

    def plug(self) -> None:
        import tty

        self._device, end = os.openpty()
        tty.setraw(end)
        self._link.symlink_to(os.ttyname(end))
        os.close(end)

    def pull(self) -> None:
        if self.is_plugged:
            self._link.unlink()
            os.close(self._device)
            self._device = -1


class SoakCardReader:
    """A card module at the speed of a real line, whose port is ``link``."""

    usual_s = 0.6

    def __init__(self, link: Path) -> None:
        self.port = str(link)
        self._link = link
        self._module: CardModule | None = None
        self.plug()

    @property
    def is_plugged(self) -> bool:
        return self._module is not None

    def show(self, text: str, card: bytes, share: float = 1.0) -> None:
        if self._module is not None:
            self._module.lay(card)

    def go_on(self) -> None:
        pass

    def take_away(self) -> None:
        if self._module is not None:
            self._module.lift()

    def plug(self) -> None:
        self._module = CardModule(at_baud_rate=True)
        self._link.symlink_to(self._module.path)

    def pull(self) -> None:
        module, self._module = self._module, None
        if module is not None:
            self._link.unlink()
            module.close()


class SoakKeyboardGun:
    """A gun that types into ``window``, a character every 5 ms; pulled out, the rest never comes.

    Its events carry the times at which a system that is not late would have made them.
    """

    usual_s = 2.2

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.is_plugged = True
        self._left = ""
        self._next_ms = 0

    def show(self, text: str, card: bytes, share: float = 1.0) -> None:
        self._left, self._next_ms = text + "\r", int(time.monotonic() * 1000)

    def go_on(self) -> None:
        handle = self._window.windowHandle()
        while self._left and self._next_ms <= time.monotonic() * 1000:
            character, self._left = self._left[0], self._left[1:]
            for event in _keys(character, self._next_ms):
                QApplication.sendEvent(handle, event)
            self._next_ms += _KEY_MS

    def take_away(self) -> None:
        self._left = ""

    def plug(self) -> None:
        self.is_plugged = True

    def pull(self) -> None:
        self.is_plugged, self._left = False, ""


def _keys(character: str, at_ms: int) -> tuple[QKeyEvent, QKeyEvent]:
    """Return the press and the release of a character of a sampling code or a label."""
    key = Qt.Key.Key_Return if character == "\r" else Qt.Key(ord(character.upper()))
    is_shifted = character.isupper() or character in "$%*+:"
    modifiers = Qt.KeyboardModifier.ShiftModifier if is_shifted else Qt.KeyboardModifier.NoModifier
    press = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, character)
    release = QKeyEvent(QEvent.Type.KeyRelease, key, modifiers, character)
    for event in (press, release):
        event.setTimestamp(at_ms)
    return press, release


def _code(text: str) -> Picture:
    if text.isdigit():
        code = draw_label(text)
    else:
        # In a millisecond: a slower one would make the window late, which is measured.
        drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
        code = np.array(zxingcpp.write_barcode_to_image(drawn, scale=_MODULE_PX), np.uint8)
    return np.pad(code, _QUIET_PX, constant_values=255)
