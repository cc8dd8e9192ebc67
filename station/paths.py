"""Where things live, in a source tree and in a frozen program."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

DATA_VARIABLE = "STATION_DATA"
DEMO_ISSUER = "demo-issuer.key"
"""The demo site's issuer key: a real site has its own on no booth."""

_NAME = "sampling-station"


def resources() -> Path:
    """Return the folder of icons, sounds and translations."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "resources"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder that holds all that a booth keeps, and what lies where in it."""

    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def database(self) -> Path:
        return self.root / "station.db"

    @property
    def key_file(self) -> Path:
        return self.root / "site.keys"

    @property
    def trust(self) -> Path:
        return self.root / "site.trust"

    @property
    def trust_in(self) -> Path:
        """Where new trust lists are looked for, unless the settings name another folder."""
        return self.root / "trust-in"

    @property
    def lock(self) -> Path:
        return self.root / "station.lock"

    @property
    def work(self) -> Path:
        """Where a workbook is built; used for nothing else."""
        return self.root / "work"

    @property
    def backups(self) -> Path:
        """Where the console's own backups go, unless the settings name another folder."""
        return self.root / "backup"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def exports(self) -> Path:
        return self.root / "export"

    def is_own_name(self, name: str) -> bool:
        """Tell whether a booth's program puts something of this name into its data folder.

        What was cut off leaves ``.part`` files, and folders of a backup that was unpacked.
        """
        own = (
            *(self.settings, self.database, self.key_file, self.trust, self.trust_in),
            *(self.lock, self.work, self.backups, self.logs, self.exports),
        )
        names = {path.name for path in own}
        return name.removesuffix(".part") in (*names, DEMO_ISSUER) or name.startswith("snapshot-")


def data_folder(override: str | None = None) -> DataFolder:
    """Return the data folder, which need not be there yet.

    In this order: ``override`` (the option `--data`), the environment's `STATION_DATA`, and the
    user's own folder for program data (on Linux by the XDG base directories, on Windows in
    AppData\\Local, which does not roam to other machines).
    """
    chosen = override or os.environ.get(DATA_VARIABLE)
    if chosen:
        # A `~name` of nobody stays as it is, as in a shell.
        return DataFolder(Path(os.path.expanduser(chosen)).absolute())
    return DataFolder(platformdirs.user_data_path(_NAME, appauthor=False, roaming=False))
