from __future__ import annotations

import runpy
import wave
from pathlib import Path

import pytest

from station import paths

NAMES = ("registered", "refused", "question", "tube_full")


@pytest.fixture(scope="module")
def drawn(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    runpy.run_path(str(root / "packaging" / "make_sounds.py"))["write"](folder)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_is_what_its_script_draws(name: str, drawn: Path) -> None:
    kept = paths.resources() / "sounds" / f"{name}.wav"
    assert kept.read_bytes() == (drawn / f"{name}.wav").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_is_over_before_the_next_person(name: str) -> None:
    with wave.open(str(paths.resources() / "sounds" / f"{name}.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 44_100)
        assert 0.1 < file.getnframes() / file.getframerate() < 0.4


def test_no_sound_lies_there_that_the_script_does_not_draw(drawn: Path) -> None:
    kept = {path.name for path in (paths.resources() / "sounds").glob("*.wav")}
    assert kept == {path.name for path in drawn.iterdir()}
