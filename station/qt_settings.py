"""Settings that are changed while the console runs: checked, saved, then in force."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from station.errors import StationError
from station.services.settings_change import SettingsChange
from station.services.worker import Worker
from station.settings import Settings, changed_keys, settings_from, table_of
from station.settings_file import SettingsNotSaved, write_settings
from station.ui.settings_desk import SettingsDesk

_log = logging.getLogger(__name__)


class SettingsKeeper(QObject):
    """Answers a `SettingsDesk`: writes ``path`` on ``writer``, then calls ``put_in_force``.

    ``change`` says who may, and tells the audit trail.

    ``put_in_force`` is called on the window's thread with the settings that are saved.
    """

    _saved = Signal(object)  # Settings
    _refused = Signal(object)  # StationError

    def __init__(
        self,
        desk: SettingsDesk,
        path: Path,
        writer: Worker,
        change: SettingsChange,
        put_in_force: Callable[[Settings], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._path = path
        self._writer = writer
        self._change = change
        self._put_in_force = put_in_force
        self._wished = desk.settings
        # What the file holds; only the writer touches it.
        self._stored = desk.settings
        desk.apply_asked.connect(self._save)
        self._saved.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._refused.connect(self._refuse, Qt.ConnectionType.QueuedConnection)

    @Slot(str)
    def keep_language(self, language: str) -> None:
        """Start in this language the next time."""
        wished = self._wished
        self._save(replace(wished, screen=replace(wished.screen, language=language)))

    def keep_issuer_file(self, path: Path) -> None:
        """Offer this issuer's file the next time that the desk is opened."""
        wished = self._wished
        if str(path) == wished.desk.issuer_file:
            return
        settings = replace(wished, desk=replace(wished.desk, issuer_file=str(path)))
        try:
            settings_from(table_of(settings))
        except StationError as error:
            # A path that the file of settings cannot hold is chosen anew each time.
            _log.warning("the issuer's file is not remembered: %s", error.code)
            return
        self._save(settings)

    @Slot(object)
    def _save(self, settings: Settings) -> None:
        # Two wishes may be under way: the second builds on the first.
        self._wished = settings

        def save() -> None:
            # Against what is stored, not what was wished: a wish may have been refused since.
            before = self._stored
            try:
                self._change.make(
                    changed_keys(before, settings),
                    lambda: write_settings(self._path, settings),
                    lambda: write_settings(self._path, before),
                )
            except StationError as error:
                self._refused.emit(error)
            except Exception:
                # The page must not wait for ever; the bug is told and logged on its way up.
                self._refused.emit(SettingsNotSaved())
                raise
            else:
                self._stored = settings
                self._saved.emit(settings)

        self._writer.submit(save)

    @Slot(object)
    def _take(self, settings: Settings) -> None:
        self._put_in_force(settings)
        self._desk.take_applied(settings)

    @Slot(object)
    def _refuse(self, error: StationError) -> None:
        _log.warning("settings were not kept: %s", error.code)
        self._wished = self._desk.settings
        self._desk.failed.emit(error)
