from __future__ import annotations

import errno
from pathlib import Path

import pytest

from station.catalogue import LANGUAGES, Catalogue
from station.export import faults

RESOURCES = Path(__file__).parents[3] / "resources" / "translations"


class WindowsFault(OSError):
    """What Windows raises: a plain errno and the true reason beside it."""

    def __init__(self, number: int, winerror: int) -> None:
        super().__init__(number, "")
        self.winerror = winerror


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "export_disk_full"),
        (errno.EDQUOT, "export_disk_full"),
        (errno.EFBIG, "export_disk_full"),
        (errno.EROFS, "export_read_only"),
        (errno.EACCES, "export_read_only"),
        (errno.EPERM, "export_read_only"),
        (errno.ENOENT, "export_folder_missing"),
        (errno.ENOTDIR, "export_folder_missing"),
        (errno.EIO, "export_removed"),
        (errno.ENODEV, "export_removed"),
        (errno.ENXIO, "export_removed"),
        (errno.EEXIST, "target_exists"),
        (errno.EBUSY, "export_file_open"),
        (errno.EMFILE, "export_failed"),
    ],
)
def test_each_fault_of_the_target_has_its_meaning(number: int, code: str) -> None:
    with pytest.raises(faults.ExportError) as caught, faults.faults_at_target():
        raise OSError(number, "")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("number", "winerror", "code"),
    [
        (errno.EACCES, 32, "export_file_open"),
        (errno.EACCES, 33, "export_file_open"),
        (errno.EACCES, 19, "export_read_only"),
        (errno.EACCES, 21, "export_removed"),
        (errno.EINVAL, 1167, "export_removed"),
        (errno.ENOSPC, 112, "export_disk_full"),
        (errno.EACCES, 5, "export_read_only"),
    ],
)
def test_windows_own_reason_goes_first(number: int, winerror: int, code: str) -> None:
    assert faults.target_fault(WindowsFault(number, winerror)).code == code


def test_the_stations_own_full_disk_is_told_apart_from_the_sticks() -> None:
    with pytest.raises(faults.ExportStationDiskFull), faults.faults_at_station():
        raise OSError(errno.ENOSPC, "")


def test_another_fault_of_the_stations_disk_does_not_blame_the_stick() -> None:
    with pytest.raises(faults.ExportError) as caught, faults.faults_at_station():
        raise OSError(errno.EIO, "")
    assert caught.value.code == "export_failed"
    assert caught.value.params == {"number": errno.EIO}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_words(language: str) -> None:
    catalogue = Catalogue.load(RESOURCES, language)
    made = [
        faults.ExportError(number=5),
        faults.ExportDiskFull(),
        faults.ExportStationDiskFull(),
        faults.ExportReadOnly(),
        faults.ExportFileOpen(),
        faults.ExportFolderMissing(),
        faults.ExportRemoved(),
        faults.TargetExists(),
        faults.WorkbookNotAsWritten(found="bytes"),
        faults.ExportTextUnusable(sheet="Persons", row=2),
        faults.ExportCountsDiffer(persons=1, in_tubes=2),
        faults.ExportDiffers(),
        faults.ExportCancelled(),
    ]
    assert {type(fault) for fault in made} == {
        faults.ExportError,
        *faults.ExportError.__subclasses__(),
    }
    for fault in made:
        assert catalogue.title(fault)
        assert catalogue.next_step(fault)
