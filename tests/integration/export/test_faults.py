"""The way to the target: whole or not there, and never believed before it was read back."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from nacl.public import PrivateKey
from openpyxl import load_workbook

from station.credential.manifest import SignedManifest
from station.export import faults
from station.export.atomic import sync_to_disk
from station.export.compare import compare
from station.export.layout import WrittenSheet
from station.export.package import PackageReceipt, write_package
from station.export.package_files import make_files
from station.export.package_wishes import PLAIN, PackageWishes, Secrecy
from station.export.progress import Step, Watch
from station.export.rows import BatchSheet
from tests.integration.export.made_batch import (
    AT,
    SIGNER,
    awkward_sheet,
    large_sheet,
    small_sheet,
)

ROOT = Path(__file__).parents[3]
WAYS = {
    "plain": PLAIN,
    "password": PackageWishes(Secrecy(password="eight letters")),
    "sealed": PackageWishes(Secrecy(lab_key=bytes(PrivateKey(bytes(range(32))).public_key))),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


def _write(folder: Path, sheet: BatchSheet, work: Path, **more: Any) -> PackageReceipt:
    return write_package(folder / "batch", sheet, SIGNER, work=work, at=AT, **more)


def _nothing_left(folder: Path, work: Path) -> bool:
    return list(folder.iterdir()) == [] and (not work.exists() or list(work.iterdir()) == [])


class Syncs:
    """Syncs as usual; before or after the call of the given number (from 0) something happens."""

    def __init__(
        self,
        number: int,
        before: Callable[[Path], None] | None = None,
        after: Callable[[Path], None] | None = None,
    ) -> None:
        self.paths: list[Path] = []
        self._number, self._before, self._after = number, before, after

    def __call__(self, path: Path) -> None:
        now = len(self.paths) == self._number
        self.paths.append(path)
        if now and self._before is not None:
            self._before(path)
        sync_to_disk(path)
        if now and self._after is not None:
            self._after(path)


# Four files, the part folder, and the folder that it comes to.
SYNCS = 6
LAST = SYNCS - 1


def _failing(fault: int) -> Callable[[Path], None]:
    def fail(path: Path) -> None:
        raise OSError(fault, "")

    return fail


def test_each_file_and_folder_is_flushed_in_its_turn(folder: Path, work: Path) -> None:
    sync = Syncs(-1)
    receipt = _write(folder, small_sheet(), work, sync=sync)
    assert [path.name for path in sync.paths[:4]] == list(receipt.files)
    assert {path.parent for path in sync.paths[:4]} == {sync.paths[4]}
    assert sync.paths[4].suffix == ".part"
    assert sync.paths[5:] == [folder]
    assert len(sync.paths) == SYNCS


@pytest.mark.parametrize("call", range(SYNCS))
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
        _write(folder, small_sheet(), work, sync=Syncs(call, before=_failing(fault)))
    assert _nothing_left(folder, work)


@pytest.mark.parametrize("call", range(SYNCS))
def test_a_stick_that_is_pulled_out_at_any_step_is_said_and_leaves_nothing_in_the_station(
    folder: Path, work: Path, call: int
) -> None:
    """The folder is gone with all that was in it, as a mount point's content is."""
    sync = Syncs(call, after=lambda path: shutil.rmtree(folder))
    with pytest.raises((faults.ExportFolderMissing, faults.ExportRemoved)):
        _write(folder, small_sheet(), work, sync=sync)
    assert not folder.exists()
    assert list(work.iterdir()) == []


def test_what_is_there_already_is_never_touched(folder: Path, work: Path) -> None:
    target = folder / "batch"
    for make in (Path.mkdir, Path.touch):
        make(target)
        with pytest.raises(faults.TargetExists):
            _write(folder, small_sheet(), work)
        assert list(folder.iterdir()) == [target]
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    target.symlink_to(folder / "nowhere")
    with pytest.raises(faults.TargetExists):
        _write(folder, small_sheet(), work)
    assert not work.exists()


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch])
def test_what_comes_there_meanwhile_is_not_touched_either(
    folder: Path, work: Path, make: Callable[[Path], None]
) -> None:
    sync = Syncs(4, after=lambda part: make(folder / "batch"))
    with pytest.raises(faults.TargetExists):
        _write(folder, small_sheet(), work, sync=sync)
    assert [path.name for path in folder.iterdir()] == ["batch"]
    assert not (folder / "batch").is_dir() or list((folder / "batch").iterdir()) == []
    assert list(work.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(folder: Path, work: Path) -> None:
    with pytest.raises(faults.ExportFolderMissing):
        _write(folder / "gone", small_sheet(), work)
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


@pytest.mark.parametrize("call", range(4))
def test_a_damaged_file_never_gets_the_targets_name(folder: Path, work: Path, call: int) -> None:
    sync = Syncs(call, after=_flip_a_byte)
    with pytest.raises(faults.WorkbookNotAsWritten):
        _write(folder, small_sheet(), work, sync=sync)
    assert len(sync.paths) == call + 1, "noticed at once"
    assert _nothing_left(folder, work)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("spoil", [_flip_a_byte, lambda file: os.truncate(file, 0), Path.unlink])
def test_a_disk_that_keeps_other_bytes_after_the_rename_is_noticed(
    folder: Path, work: Path, way: str, number: int, spoil: Callable[[Path], None]
) -> None:
    calls = {"plain": LAST, "password": 3, "sealed": LAST}[way]

    def spoil_one(folder: Path) -> None:
        files = sorted((folder / "batch").iterdir())
        spoil(files[number % len(files)])

    with pytest.raises((faults.WorkbookNotAsWritten, faults.ExportFolderMissing)):
        _write(folder, small_sheet(), work, sync=Syncs(calls, after=spoil_one), wishes=WAYS[way])
    assert _nothing_left(folder, work)


def test_a_byte_outside_the_rows_counts_too(folder: Path, work: Path) -> None:
    def spoil(folder: Path) -> None:
        _flip_a_byte_that_no_row_needs(next((folder / "batch").glob("*.xlsx")))

    with pytest.raises(faults.WorkbookNotAsWritten):
        _write(folder, small_sheet(), work, sync=Syncs(LAST, after=spoil))
    assert _nothing_left(folder, work)


def _made(folder: Path, sheet: BatchSheet) -> tuple[Path, tuple[WrittenSheet, ...]]:
    made = make_files(folder, sheet, SIGNER, AT, PLAIN, Watch())
    given = made.files[0].given
    assert not isinstance(given, str)
    return made.files[0].path, given


def _edit(change: Callable[[Any], None]) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        book = load_workbook(path)
        change(book)
        book.save(path)
        book.close()

    return edit


def _set(cell: str, value: object, kind: str | None = None) -> Callable[[Path], None]:
    def change(book: Any) -> None:
        there = book.worksheets[0][cell]
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
        _edit(lambda book: book.worksheets[0].delete_rows(3)),
        _edit(lambda book: book.worksheets[1].append(["more"])),
        _edit(lambda book: setattr(book.worksheets[3]["B2"], "value", "AAAA")),
        _edit(lambda book: book.create_sheet("more")),
        _edit(lambda book: book.remove(book.worksheets[3])),
        _edit(lambda book: setattr(book.worksheets[2], "title", "x")),
        lambda path: path.write_bytes(b"no workbook"),
        lambda path: os.truncate(path, 3000),
    ],
)
def test_any_cell_row_or_sheet_that_differs_is_noticed(
    tmp_path: Path, edit: Callable[[Path], None]
) -> None:
    path, written = _made(tmp_path, small_sheet())
    compare(path, written, Watch())
    edit(path)
    with pytest.raises(faults.WorkbookNotAsWritten) as caught:
        compare(path, written, Watch())
    assert caught.value.__cause__ is None


def test_a_workbook_saved_again_by_another_program_still_compares(tmp_path: Path) -> None:
    path, written = _made(tmp_path, awkward_sheet())

    def as_text(book: Any) -> None:
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.data_type = "s"

    _edit(as_text)(path)
    compare(path, written, Watch())


@pytest.mark.parametrize("end", ["-persons.csv", "-tubes.csv"])
def test_a_csv_that_is_not_what_was_meant_is_noticed_before_anything_is_placed(
    folder: Path, work: Path, end: str
) -> None:
    def spoil(step: Step, done: int) -> None:
        # The last row is written, the file is not yet read again.
        if step is Step.CHECKING:
            path = next(work.rglob(f"*{end}"))
            path.write_bytes(path.read_bytes().replace(b"0000", b"0001", 1))

    with pytest.raises(faults.WorkbookNotAsWritten):
        _write(folder, large_sheet(500), work, progress=spoil)
    assert _nothing_left(folder, work)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("step", list(Step))
def test_called_off_midway_it_leaves_nothing(
    folder: Path, work: Path, step: Step, way: str
) -> None:
    cancel = Event()

    def call_off(now: Step, done: int) -> None:
        if now is step:
            cancel.set()

    with pytest.raises(faults.ExportCancelled):
        _write(
            folder,
            large_sheet(500),
            work,
            progress=call_off,
            cancel=cancel,
            wishes=WAYS[way],
        )
    assert _nothing_left(folder, work)


def test_called_off_before_it_begins_it_does_nothing(folder: Path, work: Path) -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(faults.ExportCancelled):
        _write(folder, small_sheet(), work, cancel=cancel)
    assert not work.exists()


def test_a_fault_of_the_records_passes_through_and_leaves_nothing(folder: Path, work: Path) -> None:
    sheet = small_sheet()

    def broken() -> Iterator[Any]:
        yield from list(sheet.persons)[:7]
        raise LookupError("no such shift")

    with pytest.raises(LookupError):
        _write(folder, replace(sheet, persons=broken()), work)
    assert _nothing_left(folder, work)


# --- no room -----------------------------------------------------------------------------------

_FULL_AT_EVERY_SIZE = """
import resource, sys
from pathlib import Path
from station.export import faults
from station.export.package import write_package
from tests.integration.export.made_batch import AT, SIGNER, large_sheet
from tests.integration.export.test_faults import WAYS

folder, work, wishes = Path(sys.argv[1]), Path(sys.argv[2]), WAYS[sys.argv[3]]
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
failed = 0
for limit in range(0, 400_000, 3_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        write_package(
            folder / "batch", large_sheet(100), SIGNER, work=work, at=AT, wishes=wishes
        )
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
@pytest.mark.parametrize("way", WAYS)
def test_no_room_at_any_write_is_said_and_leaves_nothing(
    folder: Path, work: Path, way: str
) -> None:
    done = _python(_FULL_AT_EVERY_SIZE, folder, work, way)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert int(done.stdout) > 5
    assert [path.name for path in folder.iterdir()] == ["batch"]


SMALL = 192


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 192 KB, mounted for the test."""
    if shutil.which("mount") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}k", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let root mount a file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("way", WAYS)
def test_a_full_stick_is_said_whatever_room_is_left(small_disk: Path, work: Path, way: str) -> None:
    """Each free page more lets one more write through, until the package fits."""
    ballast, failed = small_disk / "ballast", 0
    for free in range(0, SMALL // 4, 2):
        ballast.write_bytes(bytes((SMALL // 4 - free) * 4096))
        try:
            receipt = _write(small_disk, small_sheet(), work, wishes=WAYS[way])
        except faults.ExportDiskFull:
            failed += 1
            assert [path.name for path in small_disk.iterdir()] == ["ballast"]
            assert list(work.iterdir()) == []
        else:
            break
    assert failed > 2
    manifest = SignedManifest.parse(receipt.manifest.read_bytes()).manifest
    for file in manifest.files:
        data = (receipt.folder / file.name).read_bytes()
        assert hashlib.sha256(data).digest() == file.sha256


def test_a_write_protected_stick_is_said(small_disk: Path, work: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(faults.ExportReadOnly):
        _write(small_disk, small_sheet(), work)
    assert _nothing_left(small_disk, work)


def test_a_stick_that_becomes_read_only_midway_is_said(small_disk: Path, work: Path) -> None:
    def protect(step: Step, rows: int) -> None:
        subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    with pytest.raises(faults.ExportReadOnly):
        _write(small_disk, small_sheet(), work, progress=protect)
    assert _nothing_left(small_disk, work)


def test_a_full_disk_of_the_station_itself_is_told_apart(small_disk: Path, tmp_path: Path) -> None:
    with pytest.raises(faults.ExportStationDiskFull):
        _write(tmp_path, large_sheet(2000), small_disk / "work")
    assert not (tmp_path / "batch").exists()
    assert list((small_disk / "work").iterdir()) == []
