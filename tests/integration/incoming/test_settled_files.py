"""Files that settle: found, bounded, and never handed on while they are being written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from station.incoming import settled_files
from station.incoming.settled_files import SettledFiles
from station.incoming.sticks import MOST, mounts_of_sticks


@pytest.fixture
def files() -> SettledFiles:
    return SettledFiles(".trust", largest=1000)


def names(files: SettledFiles, *places: Path, at: float = 0.0) -> list[str]:
    return sorted(file.path.name for file in files.look(places, at))


def test_a_file_is_handed_on_from_the_second_look_on(files, tmp_path: Path) -> None:
    (tmp_path / "a.trust").write_bytes(b"a")
    assert names(files, tmp_path, at=0) == []
    (found,) = files.look([tmp_path], 2.0)
    assert (found.raw, found.place, found.unchanged_for) == (b"a", tmp_path, 2.0)
    assert names(files, tmp_path, at=4) == ["a.trust"]
    files.done(found.path)
    assert names(files, tmp_path, at=6) == []


def test_a_file_that_grows_waits_and_one_that_changed_comes_again(files, tmp_path: Path) -> None:
    path = tmp_path / "a.trust"
    for length in (1, 2, 3):
        path.write_bytes(b"a" * length)
        assert names(files, tmp_path, at=length) == []
    (found,) = files.look([tmp_path], 9.0)
    assert (found.raw, found.unchanged_for) == (b"aaa", 6.0)
    files.done(path)
    path.write_bytes(b"bbbb")
    assert names(files, tmp_path, at=10) == []
    assert names(files, tmp_path, at=11) == ["a.trust"]


def test_a_file_that_is_written_over_with_as_many_bytes_is_seen(files, tmp_path: Path) -> None:
    path = tmp_path / "a.trust"
    path.write_bytes(b"a")
    files.look([tmp_path], 0.0)
    path.write_bytes(b"b")
    os.utime(path, ns=(1, 1))
    assert names(files, tmp_path) == []


def test_only_files_of_the_kind_in_the_root_and_one_folder_below(files, tmp_path: Path) -> None:
    (tmp_path / "one" / "two").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    places = {
        "a.trust": True,
        "B.TRUST": True,
        "one/c.trust": True,
        "one/two/d.trust": False,
        ".hidden/e.trust": False,
        ".f.trust": False,
        "g.trust.part": False,
    }
    for name in places:
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "empty.trust").touch()
    (tmp_path / "large.trust").write_bytes(b"x" * 1001)
    (tmp_path / "folder.trust").mkdir()
    (tmp_path / "link.trust").symlink_to(tmp_path / "a.trust")
    (tmp_path / "loop").symlink_to(tmp_path)
    files.look([tmp_path], 0.0)
    wanted = sorted(Path(name).name for name, is_wanted in places.items() if is_wanted)
    assert names(files, tmp_path) == wanted


def test_a_place_with_no_end_is_given_up(
    files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(30):
        path = tmp_path / f"{index}.trust"
        path.write_bytes(b"x")
        os.utime(path, (index, index))
    monkeypatch.setattr(settled_files, "MOST_FILES", 3)
    files.look([tmp_path], 0.0)
    assert names(files, tmp_path) == ["27.trust", "28.trust", "29.trust"]
    monkeypatch.setattr(settled_files, "MOST_ENTRIES", 2)
    files.look([tmp_path], 1.0)
    assert len(names(files, tmp_path)) == 2


def test_a_place_that_is_gone_or_a_file_is_nothing(files, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert names(files, tmp_path / "absent", tmp_path / "file") == []


def test_a_file_that_cannot_be_read_is_tried_again(files, tmp_path: Path) -> None:
    path = tmp_path / "a.trust"
    path.write_bytes(b"a")
    files.look([tmp_path], 0.0)
    stays = path.stat().st_mtime_ns
    path.write_bytes(b"")  # As a copy that was begun again between the list and the read.
    os.utime(path, ns=(stays, stays))
    assert names(files, tmp_path) == []
    path.write_bytes(b"a")
    files.look([tmp_path], 1.0)
    assert names(files, tmp_path) == ["a.trust"]


MOUNTS = r"""
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
30 22 8:17 / /media/op/NORTH\040DESK rw,nosuid - vfat /dev/sdb1 rw,utf8
31 22 8:33 / /run/media/op/中 rw - exfat /dev/sdc1 rw
32 22 0:50 / /media/share rw - nfs4 server:/x rw
33 22 8:49 / /mnt/stick\134a rw master:1 - ext4 /dev/sdd1 rw
34 22 0:5 / /mnt/tmp rw - tmpfs tmpfs rw
garbage
35 22 - x /dev/sde1
""".encode()


def test_sticks_are_told_from_other_mounts() -> None:
    assert mounts_of_sticks(MOUNTS) == [
        Path("/media/op/NORTH DESK"),
        Path("/run/media/op/中"),
        Path("/mnt/stick\\a"),
    ]
    assert mounts_of_sticks(b"") == []
    assert MOST >= 4
