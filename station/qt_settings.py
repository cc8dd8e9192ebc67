"""Settings that are changed while the console runs: checked, saved, then in force."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from station.errors import StationError
from station.services.worker import Worker
from station.settings import Settings, settings_from, table_of
from station.settings_file import write_settings
from station.ui.settings_desk import SettingsDesk

_log = logging.getLogger(__name__)


class SettingsKeeper(QObject):
    """Answers a `SettingsDesk`: writes ``path`` on ``worker``, then calls ``put_in_force``.

    ``put_in_force`` is called on the window's thread with the settings that are saved.
    """

    _saved = Signal(object)  # Settings
    _refused = Signal(object)  # StationError

    def __init__(
        self,
        desk: SettingsDesk,
        path: Path,
        worker: Worker,
        put_in_force: Callable[[Settings], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._path = path
        self._worker = worker
        self._put_in_force = put_in_force
        desk.apply_asked.connect(self._apply)
        self._saved.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._refused.connect(desk.failed, Qt.ConnectionType.QueuedConnection)

    @Slot(str)
    def keep_language(self, language: str) -> None:
        """Start in this language the next time."""
        settings = self._desk.settings
        changed = replace(settings, screen=replace(settings.screen, language=language))
        self._desk.settings = changed

        def save() -> None:
            try:
                write_settings(self._path, changed)
            except StationError as error:
                _log.warning("the language was not kept: %s", error.code)

        self._worker.submit(save)

    @Slot(object)
    def _apply(self, settings: Settings) -> None:
        def save() -> None:
            try:
                checked = settings_from(table_of(settings))
                write_settings(self._path, checked)
            except StationError as error:
                self._refused.emit(error)
                return
            self._saved.emit(checked)

        self._worker.submit(save)

    @Slot(object)
    def _take(self, settings: Settings) -> None:
        self._put_in_force(settings)
        self._desk.take_applied(settings)
