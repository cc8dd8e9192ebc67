"""One console per data folder: a second start brings the first one to the front."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

_CONNECT_MS = 1000


def bring_to_front(folder: Path) -> bool:
    """Ask the console that works in ``folder`` to show itself; return whether it heard."""
    socket = QLocalSocket()
    socket.connectToServer(_server_name(folder))
    heard = socket.waitForConnected(_CONNECT_MS)
    socket.abort()
    return heard


class FrontDoor(QObject):
    """Listens for second starts, and brings ``window`` to the front when one knocks."""

    def __init__(self, folder: Path, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        name = _server_name(folder)
        # A console that was killed leaves its socket behind; the lock says that it is gone.
        QLocalServer.removeServer(name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._show)
        self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    @Slot()
    def _show(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.abort()
            socket.deleteLater()
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()


def _server_name(folder: Path) -> str:
    return f"sampling-station-{hashlib.sha256(bytes(folder.absolute())).hexdigest()[:16]}"
