"""Sounds: their files are there, and a machine without loudspeakers is silent and quiet."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from station.paths import resources
from station.ui.result_shown import Sound
from station.ui.sounds import Sounds


@pytest.mark.parametrize("volume", [0, 80])
def test_playing_never_fails_and_says_nothing(
    qapp: QApplication, volume: int, capfd: pytest.CaptureFixture[str]
) -> None:
    sounds = Sounds(resources() / "sounds", volume)
    sounds.prepare()
    for sound in Sound:
        sounds.play(sound)

    assert capfd.readouterr() == ("", "")


def test_a_folder_without_sounds_is_silence(qapp: QApplication, tmp_path: Path) -> None:
    Sounds(tmp_path, 80).play(Sound.REGISTERED)


@pytest.mark.parametrize("sound", list(Sound))
def test_each_sound_has_its_file(sound: Sound) -> None:
    assert (resources() / "sounds" / f"{sound.value}.wav").is_file()
