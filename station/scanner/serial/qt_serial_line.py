"""One serial port: opened, read in small portions, and given up when its device goes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QIODevice, QObject, Qt, Signal
from PySide6.QtSerialPort import QSerialPort

from station.domain.reader import LineState
from station.errors import MachineFault

# What one turn of the event loop reads at most: garbage without end must not hold the window.
_PORTION = 16 * 1024
# What may wait to be sent: a device that takes nothing must not make it pile up.
_MOST_UNSENT = 256
# What an open port says when its device has gone; Windows has more than one word for it.
_LOSSES = (
    QSerialPort.SerialPortError.ResourceError,
    QSerialPort.SerialPortError.PermissionError,
    QSerialPort.SerialPortError.ReadError,
    QSerialPort.SerialPortError.WriteError,
)


class SerialPortDenied(MachineFault):
    """This user may not use port ``port``; the members of ``group`` may."""

    code = "serial_port_denied"


class SerialLine(QObject):
    """A port, 8N1 without flow control. Nothing here waits.

    ``received`` carries bytes, at most 16 KB a turn of the event loop. ``gone``: the device was
    unplugged; the port is closed by then.
    """

    received = Signal(object)
    gone = Signal()
    _lost = Signal()

    def __init__(self, port: str, baud: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = port
        self._port = QSerialPort(self)
        self._port.setPortName(port)
        self._port.setBaudRate(baud)
        self._port.setReadBufferSize(_PORTION)
        self._port.readyRead.connect(self._read)
        self._port.errorOccurred.connect(self._note_error)
        # A port may not be closed within its own signal.
        self._lost.connect(self._lose, Qt.ConnectionType.QueuedConnection)

    @property
    def is_open(self) -> bool:
        return self._port.isOpen()

    def open(self) -> LineState:
        """Open the port and return `READY`, `MISSING`, or `BUSY` (another program has it).

        Raises `SerialPortDenied`.
        """
        if self._port.open(QIODevice.OpenModeFlag.ReadWrite):
            # Many guns with USB send only to a program that has raised these.
            self._port.setDataTerminalReady(True)
            self._port.setRequestToSend(True)
            return LineState.READY
        if self._port.error() is not QSerialPort.SerialPortError.PermissionError:
            return LineState.MISSING
        self._check_permission()
        return LineState.BUSY

    def close(self) -> None:
        if self._port.isOpen():
            self._port.close()

    def set_baud(self, baud: int) -> None:
        """Go on at another rate."""
        self._port.setBaudRate(baud)

    def write(self, data: bytes) -> None:
        """Send ``data`` soon; dropped while the device takes nothing."""
        if self._port.isOpen() and self._port.bytesToWrite() < _MOST_UNSENT:
            self._port.write(data)

    def _read(self) -> None:
        data = self._port.read(_PORTION).data()
        if data:
            self.received.emit(bytes(data))

    def _note_error(self, error: QSerialPort.SerialPortError) -> None:
        if error in _LOSSES:
            self._lost.emit()

    def _lose(self) -> None:
        if self._port.isOpen():
            self._port.close()
            self.gone.emit()

    def _check_permission(self) -> None:
        """Raise `SerialPortDenied` if it is this user's rights that lack, as Windows never says."""
        if sys.platform == "win32":
            return
        path = Path("/dev") / self._name
        if os.access(path, os.R_OK | os.W_OK, effective_ids=True):
            return
        try:
            group = path.group()
        except (OSError, KeyError):
            # It went a moment ago, or its group has no name.
            return
        raise SerialPortDenied(port=self._name, group=group)
