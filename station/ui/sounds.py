"""The four sounds; a console without an audio device is silent and says nothing about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLoggingCategory, QObject, QUrl, Slot

from station.ui.result_shown import Sound

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect


class Sounds(QObject):
    """Plays ``folder/NAME.wav``. ``volume`` is in per cent; 0 is silence."""

    def __init__(self, folder: Path, volume: int) -> None:
        super().__init__()
        self._folder = folder
        self._volume = volume
        self._effects: dict[Sound, QSoundEffect] | None = None

    @Slot()
    def prepare(self) -> None:
        """Load the sounds, so that the first one is not late. Called after the first paint."""
        if self._effects is None:
            self._effects = self._load() if self._volume > 0 else {}

    def set_volume(self, volume: int) -> None:
        """Be as loud as ``volume`` from now on."""
        if volume != self._volume:
            self._volume = volume
            self._effects = None

    @Slot(object)
    def play(self, sound: Sound) -> None:
        """Play a sound; return at once."""
        self.prepare()
        effect = (self._effects or {}).get(sound)
        if effect is not None:
            effect.play()

    def _load(self) -> dict[Sound, QSoundEffect]:
        # Audio that is not there is no news. Not a message handler: one in Python, called while Qt
        # loads its plugin, locks up with a thread that loads a library too.
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
        try:
            from PySide6.QtMultimedia import QMediaDevices, QSoundEffect
        except ImportError:
            return {}
        if QMediaDevices.defaultAudioOutput().isNull():
            return {}
        effects = {}
        for sound in Sound:
            path = self._folder / f"{sound.value}.wav"
            if path.is_file():
                effect = QSoundEffect(self)
                effect.setSource(QUrl.fromLocalFile(str(path)))
                effect.setVolume(self._volume / 100)
                effects[sound] = effect
        return effects
