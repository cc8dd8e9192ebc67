"""Draw the four sounds of the booth: `make sounds` writes them to resources/sounds.

They differ in pitch and in rhythm, so that a turned back can tell them apart: registered is two
short notes upwards, refused one low buzz and another, question the same high note three times,
tube full a chord's notes upwards, the last one held.
"""

from __future__ import annotations

import math
import struct
import sys
import wave
from pathlib import Path

RATE = 44_100
_FADE = 0.008
_LOUD = 0.55

# Each note: frequency in Hz (0: silence), seconds, and the strengths of its harmonics.
Note = tuple[float, float, tuple[float, ...]]

_BELL = (1.0, 0.25, 0.08)
_BUZZ = (1.0, 0.0, 0.6, 0.0, 0.35, 0.0, 0.2)

SOUNDS: dict[str, tuple[Note, ...]] = {
    "registered": ((1046.5, 0.07, _BELL), (1568.0, 0.11, _BELL)),
    "refused": ((185.0, 0.14, _BUZZ), (0.0, 0.05, ()), (155.6, 0.18, _BUZZ)),
    "question": (
        (880.0, 0.08, _BELL),
        (0.0, 0.05, ()),
        (880.0, 0.08, _BELL),
        (0.0, 0.05, ()),
        (880.0, 0.08, _BELL),
    ),
    "tube_full": (
        (523.3, 0.075, _BELL),
        (659.3, 0.075, _BELL),
        (784.0, 0.075, _BELL),
        (1046.5, 0.165, _BELL),
    ),
}


def samples(notes: tuple[Note, ...]) -> list[int]:
    """Return the 16-bit samples of a sound at 44.1 kHz."""
    drawn = []
    for frequency, seconds, harmonics in notes:
        total = sum(harmonics) or 1.0
        for index in range(round(seconds * RATE)):
            at = index / RATE
            edge = min(1.0, at / _FADE, (seconds - at) / _FADE)
            envelope = 0.5 - 0.5 * math.cos(math.pi * max(edge, 0.0))
            tone = sum(
                strength * math.sin(2 * math.pi * frequency * order * at)
                for order, strength in enumerate(harmonics, start=1)
            )
            drawn.append(round(32_767 * _LOUD * envelope * tone / total))
    return drawn


def write(folder: Path) -> None:
    """Write every sound to ``folder`` as NAME.wav: PCM, mono, 16 bits, 44.1 kHz."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, notes in SOUNDS.items():
        drawn = samples(notes)
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(struct.pack(f"<{len(drawn)}h", *drawn))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
