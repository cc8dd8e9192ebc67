"""The serial ports that this machine has."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from PySide6.QtSerialPort import QSerialPortInfo

# A new port's facts come a moment after its name.
_LOOKS_AFTER_A_CHANGE = 4


@dataclass(frozen=True, slots=True)
class PortInfo:
    """A port's name, as `COM3` or `ttyUSB0`, and what the system says of its device."""

    name: str
    description: str = ""
    is_usb: bool = False


class PortList:
    """Says which ports there are, as often as it is asked.

    Qt takes 8 ms for it and lets no other Python thread run meanwhile, so it is asked only after
    the system's list of names has changed (0.03 ms).
    """

    def __init__(self) -> None:
        self._names: frozenset[str] = frozenset()
        self._looks = _LOOKS_AFTER_A_CHANGE
        self._ports: list[PortInfo] = []

    def __call__(self) -> list[PortInfo]:
        """Return the ports that are there now, pseudo-terminals aside."""
        names = _names()
        if names != self._names:
            self._names, self._looks = names, _LOOKS_AFTER_A_CHANGE
        if self._looks > 0:
            self._looks -= 1
            self._ports = [
                PortInfo(port.portName(), port.description(), _is_usb(port))
                for port in QSerialPortInfo.availablePorts()
            ]
        return self._ports


def port_key(name: str) -> str:
    """Return what names of one port have in common: `/dev/ttyUSB0`, `ttyUSB0` and a link to it."""
    if sys.platform == "win32":
        return name.upper().removeprefix("\\\\.\\")
    return os.path.realpath(os.path.join("/dev", name))


def _is_usb(port: QSerialPortInfo) -> bool:
    # A serial card on PCI has a vendor too; Windows gives ports over Bluetooth none.
    return port.hasVendorIdentifier() and not port.portName().startswith("ttyS")


if sys.platform == "win32":
    import winreg

    def _names() -> frozenset[str]:
        try:
            key = winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"HARDWARE\DEVICEMAP\SERIALCOMM")
        except FileNotFoundError:
            # There is no such key until the machine has had its first port.
            return frozenset()
        with key:
            count = winreg.QueryInfoKey(key)[1]
            return frozenset(str(winreg.EnumValue(key, index)[1]) for index in range(count))

else:

    def _names() -> frozenset[str]:
        return frozenset(name for name in os.listdir("/dev") if name.startswith(("tty", "cu")))
