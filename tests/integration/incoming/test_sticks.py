"""Sticks by the names that people know them by."""

from __future__ import annotations

from pathlib import Path

from station.incoming.sticks import labels_of

LINE = b"36 35 8:17 / %s rw,nosuid - vfat %s rw\n"


def test_a_stick_has_its_label_else_the_name_of_its_folder(tmp_path: Path) -> None:
    labels = tmp_path / "by-label"
    labels.mkdir()
    device, other = tmp_path / "sdb1", tmp_path / "sdc1"
    device.touch()
    (labels / "LAB\\x20\\xe6\\xa0\\xb7").symlink_to(device)
    # Devices have to lie in /dev; these are named relative to it.
    up = "/dev" + "/.." * 1
    mounts = LINE % (b"/media/u/one", f"{up}{device}".encode())
    mounts += LINE % (b"/run/media/u/SAMPLES", f"{up}{other}".encode())
    found = labels_of(mounts, labels)

    assert [(each.folder, each.label) for each in found] == [
        (Path("/media/u/one"), "LAB 样"),
        (Path("/run/media/u/SAMPLES"), "SAMPLES"),
    ]


def test_without_udevs_folder_sticks_are_named_by_their_folders(tmp_path: Path) -> None:
    mounts = LINE % (b"/media/u/bad\\040name", b"/dev/sdb1")
    found = labels_of(mounts, tmp_path / "none")

    assert [each.label for each in found] == ["bad name"]
