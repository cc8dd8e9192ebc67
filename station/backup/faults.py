"""What may go wrong with a backup."""

from __future__ import annotations

from station.errors import MachineFault, StationError


class BackupFault(StationError):
    """A fault of a backup's file, or of bringing it back."""

    code = "backup_fault"


class BackupDamaged(BackupFault):
    """The file is no backup, or not as it was written."""

    code = "backup_damaged"


class BackupNewer(BackupFault):
    """A newer program wrote it. ``version`` is its format's."""

    code = "backup_newer"


class BackupMissing(BackupFault):
    """The file cannot be read."""

    code = "backup_missing"


class BackupCancelled(BackupFault):
    """It was cancelled; nothing is left of it."""

    code = "backup_cancelled"


class BackupNotWritten(MachineFault):
    """The target cannot be written, or what was written does not read back."""

    code = "backup_not_written"


class BackupKeysChanged(MachineFault):
    """The booth's keys were changed meanwhile: what was written would not open."""

    code = "backup_keys_changed"


class RestoreOtherSite(BackupFault):
    """The folder holds another site's records: they would be lost."""

    code = "restore_other_site"


class RestoreOtherBooth(BackupFault):
    """The folder is that of booth ``number``, the backup that of ``booth`` of the same site."""

    code = "restore_other_booth"


class RestoreOverNewer(BackupFault):
    """The folder holds records that the backup does not have."""

    code = "restore_over_newer"
