"""Settings that are changed while the console runs: checked, saved, then in force."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from station.errors import StationError
from station.services.settings_change import SettingsChange
from station.services.worker import Worker
from station.settings import Settings, changed_keys, settings_from, table_of, with_changes
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
        # What the file holds; only the writer touches it.
        self._stored = desk.settings
        desk.apply_asked.connect(self._apply)
        self._saved.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._refused.connect(self._refuse, Qt.ConnectionType.QueuedConnection)

    @Slot(str)
    def keep_language(self, language: str) -> None:
        """Start in this language the next time."""
        present = self._desk.settings
        wished = replace(present, screen=replace(present.screen, language=language))
        self._save(wished, ("screen.language",))

    def keep_issuer_file(self, path: Path) -> None:
        """Offer this issuer's file the next time that the desk is opened."""
        present = self._desk.settings
        if str(path) == present.desk.issuer_file:
            return
        settings = replace(present, desk=replace(present.desk, issuer_file=str(path)))
        try:
            settings_from(table_of(settings))
        except StationError as error:
            # A path that the file of settings cannot hold is chosen anew each time.
            _log.warning("the issuer's file is not remembered: %s", error.code)
            return
        self._save(settings, ("desk.issuer_file",))

    @Slot(object)
    def _apply(self, wished: Settings) -> None:
        self._save(wished, changed_keys(self._desk.settings, wished))

    def _save(self, wished: Settings, keys: Sequence[str]) -> None:
        """Put the options ``keys``, as ``wished``, into what is stored by then: nothing else.

        A wish before this one may still be under way, and may be refused.
        """

        def save() -> None:
            before = self._stored
            try:
                settings = with_changes(before, wished, keys)
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
        self._desk.failed.emit(error)
