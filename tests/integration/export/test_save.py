"""The way to the target: whole or not there, and never believed before it was read back."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from openpyxl import load_workbook

from station.export import faults
from station.export.atomic import sync_to_disk
from station.export.compare import compare
from station.export.progress import Step, Watch
from station.export.save import WorkbookReceipt, free_target, write_workbook
from station.export.workbook import build_workbook
from tests.integration.export.made_batch import (
    AT,
    BATCH,
    awkward_sheet,
    large_sheet,
    small_sheet,
)

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


def _nothing_left(folder: Path, work: Path) -> bool:
    return list(folder.iterdir()) == [] and (not work.exists() or list(work.iterdir()) == [])


class FailingSync:
    """Syncs as usual, but the call of the given number (from 0) fails, as a stick's would."""

    def __init__(self, number: int, fault: int) -> None:
        self._left = number
        self._fault = fault

    def __call__(self, path: Path) -> None:
        if self._left == 0:
            raise OSError(self._fault, "")
        self._left -= 1
        sync_to_disk(path)


class SpoilingSync:
    """Syncs as usual, then changes what lies on the disk: the n-th call, a file or a folder."""

    def __init__(self, number: int, spoil: Callable[[Path], None]) -> None:
        self._left = number
        self._spoil = spoil

    def __call__(self, path: Path) -> None:
        sync_to_disk(path)
        if self._left == 0:
            self._spoil(path)
        self._left -= 1


def test_the_receipt_tells_what_lies_at_the_target(folder: Path, work: Path) -> None:
    target = folder / "batch.xlsx"
    receipt = write_workbook(target, small_sheet(), work=work, at=AT)
    assert receipt == WorkbookReceipt(target, receipt.sha256, receipt.digest, 14, 4)
    assert (len(receipt.sha256), len(receipt.digest)) == (64, 64)
    assert [path.name for path in folder.iterdir()] == ["batch.xlsx"]
    assert list(work.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_the_file_and_the_private_folder_are_their_owners_alone(folder: Path, work: Path) -> None:
    modes: list[int] = []

    def look(step: Step, rows: int) -> None:
        modes.extend(stat.S_IMODE(path.stat().st_mode) for path in (work, *work.iterdir()))

    receipt = write_workbook(folder / "batch.xlsx", small_sheet(), work=work, at=AT, progress=look)
    assert set(modes) == {0o700}
    assert stat.S_IMODE(receipt.path.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_never_written_over(folder: Path, work: Path) -> None:
    target = folder / "batch.xlsx"
    target.write_bytes(b"an older sheet")
    with pytest.raises(faults.TargetExists):
        write_workbook(target, small_sheet(), work=work, at=AT)
    assert target.read_bytes() == b"an older sheet"
    assert not work.exists()


def test_a_file_that_comes_meanwhile_is_not_written_over_either(folder: Path, work: Path) -> None:
    target = folder / "batch.xlsx"

    def another_comes(part: Path) -> None:
        target.write_bytes(b"another's")

    sync = SpoilingSync(0, another_comes)
    with pytest.raises(faults.TargetExists):
        write_workbook(target, small_sheet(), work=work, at=AT, sync=sync)
    assert [path.name for path in folder.iterdir()] == ["batch.xlsx"]
    assert target.read_bytes() == b"another's"


def test_a_free_name_is_found_beside_those_taken(folder: Path) -> None:
    names = []
    for _ in range(3):
        target = free_target(folder, BATCH)
        target.touch()
        names.append(target.name)
    assert names == [
        "20261122-02-05-v1.xlsx",
        "20261122-02-05-v1-2.xlsx",
        "20261122-02-05-v1-3.xlsx",
    ]
    assert free_target(folder, replace(BATCH, version=2)).name == "20261122-02-05-v2.xlsx"


def test_a_folder_that_is_not_there_is_said(folder: Path, work: Path) -> None:
    with pytest.raises(faults.ExportFolderMissing):
        write_workbook(folder / "gone" / "batch.xlsx", small_sheet(), work=work, at=AT)
    assert _nothing_left(folder, work)


@pytest.mark.parametrize("call", [0, 1])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (errno.ENOSPC, faults.ExportDiskFull),
        (errno.EIO, faults.ExportRemoved),
        (errno.ENODEV, faults.ExportRemoved),
        (errno.EROFS, faults.ExportReadOnly),
    ],
)
def test_a_fault_while_the_disk_is_flushed_leaves_nothing(
    folder: Path, work: Path, call: int, fault: int, error: type[faults.ExportError]
) -> None:
    with pytest.raises(error):
        write_workbook(
            folder / "batch.xlsx",
            small_sheet(),
            work=work,
            at=AT,
            sync=FailingSync(call, fault),
        )
    assert _nothing_left(folder, work)


def _flip_a_byte(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def _flip_a_byte_that_no_row_needs(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        part = archive.getinfo("docProps/app.xml")
    data = bytearray(file.read_bytes())
    data[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 1
    file.write_bytes(data)


def test_a_damaged_file_never_gets_the_targets_name(folder: Path, work: Path) -> None:
    synced: list[Path] = []

    def sync(path: Path) -> None:
        synced.append(path)
        _flip_a_byte(path)

    with pytest.raises(faults.WorkbookNotAsWritten):
        write_workbook(folder / "batch.xlsx", small_sheet(), work=work, at=AT, sync=sync)
    assert [path.suffix for path in synced] == [".part"]
    assert _nothing_left(folder, work)


@pytest.mark.parametrize(
    ("call", "spoil"),
    [
        (0, _flip_a_byte),
        (1, lambda folder: _flip_a_byte(folder / "batch.xlsx")),
        (1, lambda folder: _flip_a_byte_that_no_row_needs(folder / "batch.xlsx")),
        (1, lambda folder: os.truncate(folder / "batch.xlsx", 0)),
    ],
    ids=["before the rename", "after the rename", "outside the rows", "emptied"],
)
def test_a_disk_that_keeps_other_bytes_is_noticed_and_the_file_taken_away(
    folder: Path, work: Path, call: int, spoil: Callable[[Path], None]
) -> None:
    with pytest.raises(faults.WorkbookNotAsWritten):
        write_workbook(
            folder / "batch.xlsx",
            small_sheet(),
            work=work,
            at=AT,
            sync=SpoilingSync(call, spoil),
        )
    assert _nothing_left(folder, work)


def test_a_file_that_is_gone_when_it_is_read_back_is_noticed(folder: Path, work: Path) -> None:
    sync = SpoilingSync(1, lambda stick: (stick / "batch.xlsx").unlink())
    with pytest.raises(faults.ExportFolderMissing):
        write_workbook(folder / "batch.xlsx", small_sheet(), work=work, at=AT, sync=sync)


def _edit(change: Callable[[object], None]) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        book = load_workbook(path)
        change(book)
        book.save(path)
        book.close()

    return edit


def _set(cell: str, value: object, kind: str | None = None) -> Callable[[Path], None]:
    def change(book: object) -> None:
        there = book.worksheets[0][cell]  # type: ignore[attr-defined]
        there.value = value
        if kind is not None:
            there.data_type = kind

    return _edit(change)


@pytest.mark.parametrize(
    "edit",
    [
        _set("H2", "=1+1"),
        _set("H2", 1),
        _set("A2", "1"),
        _set("A2", 1.5),
        _set("F2", "#N/A", "e"),
        _set("O2", "more"),
        _edit(lambda book: book.worksheets[0].delete_rows(3)),  # type: ignore[attr-defined]
        _edit(lambda book: book.worksheets[1].append(["more"])),  # type: ignore[attr-defined]
        _edit(lambda book: book.create_sheet("more")),  # type: ignore[attr-defined]
        _edit(lambda book: book.remove(book.worksheets[2])),  # type: ignore[attr-defined]
        _edit(lambda book: setattr(book.worksheets[2], "title", "x")),
        lambda path: path.write_bytes(b"no workbook"),
        lambda path: os.truncate(path, 3000),
    ],
)
def test_any_cell_row_or_sheet_that_differs_is_noticed(
    tmp_path: Path, edit: Callable[[Path], None]
) -> None:
    written = build_workbook(tmp_path, "batch.xlsx", small_sheet(), AT, Watch())
    path = tmp_path / "batch.xlsx"
    compare(path, written, Watch())
    edit(path)
    with pytest.raises(faults.WorkbookNotAsWritten) as caught:
        compare(path, written, Watch())
    assert caught.value.__cause__ is None


def test_a_workbook_saved_again_by_another_program_still_compares(tmp_path: Path) -> None:
    written = build_workbook(tmp_path, "batch.xlsx", awkward_sheet(), AT, Watch())

    def as_text(book: object) -> None:
        for row in book.worksheets[0].iter_rows():  # type: ignore[attr-defined]
            for cell in row:
                if isinstance(cell.value, str):
                    cell.data_type = "s"

    _edit(as_text)(tmp_path / "batch.xlsx")
    compare(tmp_path / "batch.xlsx", written, Watch())


@pytest.mark.parametrize("step", list(Step))
def test_called_off_midway_it_leaves_nothing(folder: Path, work: Path, step: Step) -> None:
    cancel = Event()

    def call_off(now: Step, rows: int) -> None:
        if now is step:
            cancel.set()

    with pytest.raises(faults.ExportCancelled):
        write_workbook(
            folder / "batch.xlsx",
            large_sheet(1000),
            work=work,
            at=AT,
            progress=call_off,
            cancel=cancel,
        )
    assert _nothing_left(folder, work)


def test_called_off_before_it_begins_it_does_nothing(folder: Path, work: Path) -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(faults.ExportCancelled):
        write_workbook(folder / "batch.xlsx", small_sheet(), work=work, at=AT, cancel=cancel)
    assert _nothing_left(folder, work)


def test_a_fault_of_the_records_passes_through_and_leaves_nothing(folder: Path, work: Path) -> None:
    sheet = small_sheet()

    def broken() -> Iterator[object]:
        yield from sheet.persons
        raise LookupError("no such shift")

    with pytest.raises(LookupError):
        write_workbook(
            folder / "batch.xlsx",
            replace(sheet, persons=broken()),  # type: ignore[arg-type]
            work=work,
            at=AT,
        )
    assert _nothing_left(folder, work)


_FULL_AT_EVERY_SIZE = """
import resource, sys
from pathlib import Path
from station.export import faults
from station.export.save import write_workbook
from tests.integration.export.made_batch import AT, large_sheet

folder, work = Path(sys.argv[1]), Path(sys.argv[2])
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
failed = 0
for limit in range(0, 400_000, 3_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        write_workbook(folder / "batch.xlsx", large_sheet(200), work=work, at=AT)
        break
    except (faults.ExportStationDiskFull, faults.ExportDiskFull):
        failed += 1
        assert list(folder.iterdir()) == [] and list(work.iterdir()) == [], limit
print(failed)
"""


def _python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file sizes needs POSIX")
def test_no_room_at_any_write_is_said_and_leaves_nothing(folder: Path, work: Path) -> None:
    done = _python(_FULL_AT_EVERY_SIZE, folder, work)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert int(done.stdout) > 10
    assert [path.name for path in folder.iterdir()] == ["batch.xlsx"]


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 96 KB, mounted for the test."""
    if shutil.which("mount") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let root mount a file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_stick_is_said_whatever_room_is_left(small_disk: Path, work: Path) -> None:
    ballast = small_disk / "ballast"
    for free in range(0, 12, 2):
        ballast.write_bytes(bytes((96 // 4 - free) * 4096))
        with pytest.raises(faults.ExportDiskFull):
            write_workbook(small_disk / "batch.xlsx", large_sheet(1500), work=work, at=AT)
        assert [path.name for path in small_disk.iterdir()] == ["ballast"]
        assert list(work.iterdir()) == []
    ballast.unlink()
    receipt = write_workbook(small_disk / "batch.xlsx", small_sheet(), work=work, at=AT)
    with zipfile.ZipFile(receipt.path) as archive:
        assert archive.testzip() is None


def test_a_write_protected_stick_is_said(small_disk: Path, work: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(faults.ExportReadOnly):
        write_workbook(small_disk / "batch.xlsx", small_sheet(), work=work, at=AT)
    assert _nothing_left(small_disk, work)


def test_a_stick_that_becomes_read_only_midway_is_said(small_disk: Path, work: Path) -> None:
    def protect(step: Step, rows: int) -> None:
        subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    with pytest.raises(faults.ExportReadOnly):
        write_workbook(small_disk / "batch.xlsx", small_sheet(), work=work, at=AT, progress=protect)
    assert _nothing_left(small_disk, work)


def test_a_full_disk_of_the_station_itself_is_told_apart(small_disk: Path, tmp_path: Path) -> None:
    target = tmp_path / "batch.xlsx"
    with pytest.raises(faults.ExportStationDiskFull):
        write_workbook(target, large_sheet(2000), work=small_disk / "work", at=AT)
    assert not target.exists()
    assert list((small_disk / "work").iterdir()) == []
