from __future__ import annotations

import sys
from pathlib import Path

import pytest

from station.paths import DATA_VARIABLE, data_folder, resources


def test_the_option_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, "/somewhere/else")
    assert data_folder("/here").root == Path("/here").absolute()


def test_the_environment_goes_before_the_users_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, "booth-data")
    assert data_folder().root == Path.cwd() / "booth-data"


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG folders are Linux's")
def test_the_users_own_folder_is_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder().root == tmp_path / "sampling-station"


def test_asking_for_the_data_folder_makes_nothing(tmp_path: Path) -> None:
    folder = data_folder(str(tmp_path / "data"))
    assert folder.database.parent == folder.root
    assert list(tmp_path.iterdir()) == []


def test_a_frozen_program_has_its_resources_in_its_bundle(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources() == tmp_path / "resources"
