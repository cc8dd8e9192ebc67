"""The shared photographs, where they are: what is read of them, and that nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import pytest

from station.scanner.decode import FrameDecoder, decode
from station.scanner.decoding.codes import DecodedCode

LEAST_AS_STILL = 0.98
LEAST_IN_THREE_FRAMES = 0.8


def same(one: str, other: str) -> bool:
    """UPC-A is an EAN-13 that begins with 0."""
    return one.strip().lstrip("0") == other.strip().lstrip("0")


def stray(codes: list[DecodedCode], photograph: dict[str, Any]) -> list[str]:
    known = [photograph["expected"], *photograph["also_readable"]]
    return [code.text for code in codes if not any(same(code.text, text) for text in known)]


def holds(codes: list[DecodedCode], photograph: dict[str, Any]) -> bool:
    return any(same(code.text, photograph["expected"]) for code in codes)


@pytest.fixture(scope="module")
def pictures(photographs: Path) -> list[tuple[dict[str, Any], Any]]:
    listed = json.loads((photographs / "expected.json").read_text(encoding="utf-8"))
    return [
        (one, cv2.imread(str(photographs / one["file"]), cv2.IMREAD_GRAYSCALE)) for one in listed
    ]


def test_stills_are_read_and_nothing_false_with_them(
    pictures: list[tuple[dict[str, Any], Any]],
) -> None:
    read = 0
    for photograph, grey in pictures:
        codes = decode(grey)
        assert stray(codes, photograph) == [], photograph["file"]
        read += holds(codes, photograph)
    print(f"as stills: {read} of {len(pictures)}")
    assert read >= LEAST_AS_STILL * len(pictures)


def test_three_frames_of_each_are_read_and_nothing_false_with_them(
    pictures: list[tuple[dict[str, Any], Any]],
) -> None:
    read = 0
    for photograph, grey in pictures:
        decoder = FrameDecoder()
        frames = [decoder.decode(grey, number / 30) for number in range(3)]
        for codes in frames:
            assert stray(codes, photograph) == [], photograph["file"]
        read += any(holds(codes, photograph) for codes in frames)
    print(f"in three frames: {read} of {len(pictures)}")
    assert read >= LEAST_IN_THREE_FRAMES * len(pictures)
