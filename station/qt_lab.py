"""Who answers at the lab's section: the password on the writer, a key's file aside."""

from __future__ import annotations

from PySide6.QtCore import QObject

from station.qt_answers import Answerer
from station.services.lab_secrets import LabSecrets
from station.services.worker import Worker
from station.ui.lab_desk import AskPassword, ClearPassword, LabDesk, ReadLabKey, SetPassword


class LabKeeper(Answerer):
    """Answers a `LabDesk`."""

    def __init__(
        self, desk: LabDesk, secrets: LabSecrets, writer: Worker, parent: QObject | None = None
    ) -> None:
        super().__init__(desk, "lab", parent)
        self.on_worker(
            writer,
            {
                AskPassword: lambda what: secrets.has_password(),
                SetPassword: lambda what: secrets.set_password(what.password),
                ClearPassword: lambda what: secrets.clear_password(),
            },
        )
        # A file on a stick or a share may keep its reader waiting.
        self.aside({ReadLabKey: lambda what: secrets.read_key(what.path)})
