"""What may go wrong while a workbook is written, and which fault of the system means which."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from station.errors import StationError


class ExportError(StationError):
    """The workbook was not written; nothing of it is left, and the batch stays as it was.

    Raised itself for a fault of the system that none of the subclasses names: ``number`` is its
    errno.
    """

    code = "export_failed"


class ExportDiskFull(ExportError):
    """The disk that the workbook was to be written to has no room, or a quota is used up."""

    code = "export_disk_full"


class ExportStationDiskFull(ExportError):
    """The station's own disk, where the workbook is built first, has no room."""

    code = "export_station_disk_full"


class ExportReadOnly(ExportError):
    """The folder or stick cannot be written to: write-protected, or not permitted."""

    code = "export_read_only"


class ExportFileOpen(ExportError):
    """Another program holds the file open (Windows: a sharing violation)."""

    code = "export_file_open"


class ExportFolderMissing(ExportError):
    """There is no such folder."""

    code = "export_folder_missing"


class ExportRemoved(ExportError):
    """The device went away or answers no more: the stick was pulled out or is broken."""

    code = "export_removed"


class TargetExists(ExportError):
    """A file of that name is there already, whatever is in it: it is never written over."""

    code = "target_exists"


class WorkbookNotAsWritten(ExportError):
    """What was read back is not what was written; the file was taken away again.

    ``found`` says where, for the log: bytes, title, a sheet's key, or the reader's exception.
    """

    code = "workbook_not_as_written"


class ExportTextUnusable(ExportError):
    """A text that no workbook can hold. ``sheet`` is the sheet's key, ``row`` counts from 1."""

    code = "export_text_unusable"


class ExportCountsDiffer(ExportError):
    """``persons`` are registered in the batch, but the tubes hold ``in_tubes``."""

    code = "export_counts_differ"


class ExportDiffers(ExportError):
    """The version was exported before with other rows: nothing was handed over."""

    code = "export_differs"


class ExportCancelled(ExportError):
    """Whoever started the export called it off."""

    code = "export_cancelled"


_BY_ERRNO: dict[int, type[ExportError]] = {
    errno.ENOSPC: ExportDiskFull,
    errno.EDQUOT: ExportDiskFull,
    errno.EFBIG: ExportDiskFull,
    errno.EROFS: ExportReadOnly,
    errno.EACCES: ExportReadOnly,
    errno.EPERM: ExportReadOnly,
    errno.EBUSY: ExportFileOpen,
    errno.ETXTBSY: ExportFileOpen,
    errno.ENOENT: ExportFolderMissing,
    errno.ENOTDIR: ExportFolderMissing,
    errno.EIO: ExportRemoved,
    errno.ENODEV: ExportRemoved,
    errno.ENXIO: ExportRemoved,
    errno.ESTALE: ExportRemoved,
    errno.EEXIST: TargetExists,
}

# Windows folds many of its codes into EACCES and EINVAL; these say more (winerror.h).
_BY_WINERROR: dict[int, type[ExportError]] = {
    19: ExportReadOnly,  # ERROR_WRITE_PROTECT
    21: ExportRemoved,  # ERROR_NOT_READY
    31: ExportRemoved,  # ERROR_GEN_FAILURE
    32: ExportFileOpen,  # ERROR_SHARING_VIOLATION
    33: ExportFileOpen,  # ERROR_LOCK_VIOLATION
    39: ExportDiskFull,  # ERROR_HANDLE_DISK_FULL
    112: ExportDiskFull,  # ERROR_DISK_FULL
    1006: ExportRemoved,  # ERROR_FILE_INVALID
    1117: ExportRemoved,  # ERROR_IO_DEVICE
    1167: ExportRemoved,  # ERROR_DEVICE_NOT_CONNECTED
}


def target_fault(error: OSError) -> ExportError:
    """Return what an error at the workbook's own place means to the operator."""
    kind = _BY_WINERROR.get(getattr(error, "winerror", None) or 0)
    if kind is None:
        kind = _BY_ERRNO.get(error.errno or 0)
    return ExportError(number=error.errno or 0) if kind is None else kind()


def station_fault(error: OSError) -> ExportError:
    """Return what an error in the station's private folder means to the operator."""
    if isinstance(target_fault(error), ExportDiskFull):
        return ExportStationDiskFull()
    return ExportError(number=error.errno or 0)


@contextmanager
def faults_at_target() -> Iterator[None]:
    """Turn each OSError of the block into what `target_fault` says."""
    try:
        yield
    except OSError as error:
        raise target_fault(error) from error


@contextmanager
def faults_at_station() -> Iterator[None]:
    """Turn each OSError of the block into what `station_fault` says."""
    try:
        yield
    except OSError as error:
        raise station_fault(error) from error
