"""Killed at any moment, an export leaves nothing of a person in a place that is not swept."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from station.credential.manifest import SignedManifest
from station.export.private_folder import private_folder, sweep

ROOT = Path(__file__).parents[3]
NAME = "受检者".encode()

_SCRIPT = """
import sys, time
from pathlib import Path
from station.export.atomic import sync_to_disk
from station.export.progress import Step
from station.export.package import write_package
from tests.integration.export.made_batch import AT, SIGNER, large_sheet

folder, work, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def wait():
    print("now", flush=True)
    time.sleep(60)

def progress(step, rows):
    if moment == "rows" and step is Step.WRITING and rows >= 2000:
        wait()

def sync(path):
    sync_to_disk(path)
    if moment == "part" and path.suffix == ".csv":
        wait()
    if moment == "placed" and path == folder:
        wait()

write_package(
    folder / "batch", large_sheet(3000), SIGNER, work=work, at=AT, progress=progress, sync=sync
)
"""


def _killed(tmp_path: Path, moment: str) -> tuple[Path, Path, Path]:
    """Export in another process and kill it at ``moment``; return target's, work, temporary."""
    folder, work, temporary = (tmp_path / name for name in ("stick", "work", "temporary"))
    folder.mkdir()
    temporary.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    command = [sys.executable, "-c", _SCRIPT, str(folder), str(work), moment]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        os.kill(process.pid, signal.SIGKILL)
    return folder, work, temporary


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 needs POSIX")
def test_killed_while_rows_are_written_only_the_private_folder_holds_them(tmp_path: Path) -> None:
    folder, work, temporary = _killed(tmp_path, "rows")
    assert _files(folder) == []
    assert _files(temporary) == []
    assert any(NAME in path.read_bytes() for path in _files(work))
    assert [path.stat().st_mode & 0o077 for path in work.iterdir()] == [0]
    assert sweep(work) == 1
    assert _files(work) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 needs POSIX")
def test_killed_before_the_rename_the_sweep_takes_the_unfinished_folder_away(
    tmp_path: Path,
) -> None:
    folder, work, temporary = _killed(tmp_path, "part")
    (part,) = folder.iterdir()
    assert part.name.startswith(".station-")
    assert len(_files(part)) == 2
    assert part.stat().st_mode & 0o077 == 0
    assert _files(temporary) == []
    assert sweep(work) == 1
    assert list(folder.iterdir()) == []
    assert _files(work) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 needs POSIX")
def test_killed_after_the_rename_the_package_is_whole_and_the_sweep_leaves_it(
    tmp_path: Path,
) -> None:
    """It is not marked: the same version is exported again beside it."""
    folder, work, _ = _killed(tmp_path, "placed")
    (made,) = folder.iterdir()
    manifest = SignedManifest.parse((made / "20261122-02-05-v1.manifest").read_bytes()).manifest
    for file in manifest.files:
        assert hashlib.sha256((made / file.name).read_bytes()).digest() == file.sha256
    assert len(_files(made)) == len(manifest.files) + 1 == 4
    assert sweep(work) == 1
    assert len(_files(made)) == 4
    assert _files(work) == []


def test_the_sweep_removes_nothing_but_what_is_unfinished(tmp_path: Path) -> None:
    work = tmp_path / "work"
    mine = tmp_path / "mine"
    mine.mkdir()
    link = tmp_path / f".station-{'1' * 16}.part"
    link.symlink_to(mine)
    (mine / "kept").touch()
    for name, noted in (("export-abc", mine), ("export-def", link)):
        (work / name).mkdir(parents=True)
        (work / name / "unfinished").write_text(str(noted), encoding="utf-8")
    (work / "other").mkdir()
    assert sweep(work) == 2
    assert (mine / "kept").exists()
    assert [path.name for path in work.iterdir()] == ["other"]


def test_a_note_that_is_damaged_or_whose_stick_is_gone_does_not_stop_the_sweep(
    tmp_path: Path,
) -> None:
    work = tmp_path / "work"
    gone = tmp_path / "gone" / f".station-{'0' * 16}.part"
    for name, note in (("export-a", b"\xff\x00"), ("export-b", str(gone).encode())):
        (work / name).mkdir(parents=True)
        (work / name / "unfinished").write_bytes(note)
    assert sweep(work) == 2
    assert list(work.iterdir()) == []


def test_there_is_nothing_to_sweep_before_the_first_export(tmp_path: Path) -> None:
    assert sweep(tmp_path / "work") == 0


def _note_and_fail(work: Path, target: Path) -> None:
    with private_folder(work) as private:
        private.part_beside(target)
        raise LookupError


def test_the_private_folder_ends_with_its_block(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        _note_and_fail(tmp_path / "work", tmp_path / "batch.xlsx")
    assert list((tmp_path / "work").iterdir()) == []
